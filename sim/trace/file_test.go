package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"backchat/sim"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// written is the binary form of a trace, in batches of some size.
func written(t testing.TB, topology *Topology, records []Record, batch int) []byte {
	var out bytes.Buffer
	w := NewStreamWriter(&out, topology)
	for b := range slices.Chunk(records, batch) {
		w.Fold(b)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// collector is a fold that keeps all.
type collector []Record

func (c *collector) Fold(batch []Record) { *c = append(*c, batch...) }

// readAll returns what is whole of a trace, and what is wrong with it.
func readAll(b []byte) (*Topology, []Record, error) {
	r, err := NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, nil, err
	}
	var c collector
	err = r.FoldInto(&c)
	return r.Topology(), c, err
}

func drawRecord(t *rapid.T) Record {
	var b [RecordSize]byte
	for i := range 8 {
		binary.LittleEndian.PutUint64(b[8*i:], rapid.Uint64().Draw(t, "word"))
	}
	var r Record
	r.decode(b[:])
	return r
}

func drawTopology(t *rapid.T) *Topology {
	topology := &Topology{Horizon: sim.Time(rapid.Int64().Draw(t, "horizon")), Warmup: sim.Time(rapid.Int64().Draw(t, "warmup"))}
	nodes := rapid.IntRange(1, 4).Draw(t, "nodes")
	for i := range nodes {
		n := Node{ID: rapid.String().Draw(t, "id"), Kind: rapid.String().Draw(t, "kind"), Count: rapid.IntRange(1, 3).Draw(t, "count")}
		n.Workers, n.Queue = rapid.Int().Draw(t, "workers"), rapid.Int().Draw(t, "queue")
		n.Shared = rapid.Bool().Draw(t, "shared")
		n.Traits = Traits{rapid.Bool().Draw(t, "edge"), rapid.Bool().Draw(t, "relays"), rapid.Bool().Draw(t, "keeps"), rapid.Bool().Draw(t, "stores")}
		n.Shelf.Capacity = rapid.IntRange(0, 1<<31-1).Draw(t, "capacity")
		for range rapid.IntRange(0, 2).Draw(t, "pools") {
			n.Bucket[0] = Bucket{Tokens: rapid.IntRange(0, 1_000_000).Draw(t, "tokens"), Gap: sim.Time(rapid.Int64Range(0, int64(sim.Hour)).Draw(t, "gap"))}
			n.Pools = append(n.Pools, Pool{ID: rapid.String().Draw(t, "pool"), Size: rapid.IntRange(1, 1_000_000).Draw(t, "size")})
		}
		n.First = Place(topology.Places.Len() + 1)
		for replica := range n.Count {
			topology.Places = topology.Places.And(Spot{i, replica, false}, 1)
		}
		if rapid.Bool().Draw(t, "sidecar") {
			n.Sidecar = Place(topology.Places.Len() + 1)
			for replica := range n.Count {
				topology.Places = topology.Places.And(Spot{i, replica, true}, 1)
			}
		}
		topology.Nodes = append(topology.Nodes, n)
	}
	node := rapid.IntRange(0, nodes-1)
	for range rapid.IntRange(0, 3).Draw(t, "links") {
		topology.Links = append(topology.Links, Link{rapid.String().Draw(t, "id"), node.Draw(t, "from"), node.Draw(t, "to"), rapid.Bool().Draw(t, "unordered")})
	}
	some := rapid.SliceOfN(node, 1, 3)
	for range rapid.IntRange(0, 3).Draw(t, "flows") {
		topology.Flows = append(topology.Flows, Flow{rapid.String().Draw(t, "id"), rapid.String().Draw(t, "pattern"), rapid.Bool().Draw(t, "hears"), some.Draw(t, "from"), node.Draw(t, "to"), some.Draw(t, "work"), AcksOne})
	}
	topology.Unordered = rapid.Bool().Draw(t, "unordered elsewhere")
	return topology
}

func TestReaderReturnsWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		topology := drawTopology(rt)
		few := rapid.SliceOfN(rapid.Custom(drawRecord), 1, 20).Draw(rt, "records")
		var records []Record // up to three frames
		for range rapid.IntRange(0, 150).Draw(rt, "times") {
			records = append(records, few...)
		}
		b := written(t, topology, records, rapid.IntRange(1, 3000).Draw(rt, "batch"))
		gotTopology, got, err := readAll(b)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(topology, gotTopology); diff != "" {
			rt.Errorf("topology (-written +read):\n%s", diff)
		}
		if !slices.Equal(records, got) {
			rt.Errorf("%d records read, %d written, or others", len(got), len(records))
		}
	})
}

func TestReaderHasTheDigestOfTheRun(t *testing.T) {
	topology, records := run(3000)
	r, err := NewReader(iotest.OneByteReader(bytes.NewReader(written(t, topology, records, 256))))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.FoldInto(new(collector)); err != nil {
		t.Fatal(err)
	}
	d := NewDigest(topology)
	d.Fold(records)
	if r.Digest().String() != d.String() || r.Total() != 3000 {
		t.Errorf("%d records, digest %v, want 3000, %v", r.Total(), r.Digest(), d)
	}
	if _, err := r.Next(); err != io.EOF {
		t.Errorf("after the end Next says %v", err)
	}
}

func TestABriefFileSaysThatPacketsAreLeftOut(t *testing.T) {
	topology, records := run(3)
	packet := Record{Kind: Packet, At: 1, Node: 1, Peer: 3, Conn: 1, Parent: 1, Op: 1400}
	again := packet
	again.Kind = Again
	for _, c := range []struct {
		reason string
		all    []Record
	}{
		{"none", records}, {"before, between and after", []Record{packet, records[0], again, packet, records[1], records[2], packet}},
		{"nothing but packets", []Record{packet, packet, records[0], records[1], records[2]}},
	} {
		var out bytes.Buffer
		w := NewBriefWriter(&out, topology)
		w.Fold(c.all)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := NewReader(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		var got collector
		if err := r.FoldInto(&got); err != nil || !slices.Equal(got, records) || !r.Brief() {
			t.Errorf("%s: %d records, brief %v: %v", c.reason, len(got), r.Brief(), err)
		}
		if whole := written(t, topology, c.all, 2); bytes.Equal(whole, out.Bytes()) {
			t.Errorf("%s: a file with packets is the same", c.reason)
		}
	}
	r, err := NewReader(bytes.NewReader(written(t, topology, []Record{packet}, 1)))
	var got collector
	if err != nil || r.FoldInto(&got) != nil || len(got) != 1 || r.Brief() {
		t.Errorf("a file with packets: %d records, brief %v: %v", len(got), r.Brief(), err)
	}
}

func TestReaderRefusesFlagsThatItDoesNotKnow(t *testing.T) {
	topology, records := run(1)
	b := written(t, topology, records, 1)
	b[11] = 2
	if _, err := NewReader(bytes.NewReader(b)); err == nil || err.Error() != "trace, byte 11: flags 2, of which only 1 is known" {
		t.Errorf("it says %v", err)
	}
}

func TestBinaryFormIsAsDocumented(t *testing.T) {
	topology, records := run(1)
	b := written(t, topology, records, 1)
	size := int(binary.LittleEndian.Uint32(b[12:]))
	frame := b[20+size:]
	if binary.LittleEndian.Uint16(b[8:]) != 4 || int64(binary.LittleEndian.Uint64(b[16:])) != int64(topology.Horizon) {
		t.Errorf("the head is % x", b[:24])
	}
	if traits := b[16+size-len(topology.Nodes) : 16+size]; !bytes.Equal(traits, []byte{1, 2 + 4}) {
		t.Errorf("the traits are % x", traits)
	}
	rooms := b[:16+size-len(topology.Nodes)]
	if n := len(rooms) - 4; binary.LittleEndian.Uint32(rooms[n:]) != 2*(8+24) || !bytes.Equal(rooms[n-64:n], make([]byte, 64)) {
		t.Errorf("the rooms end in % x", rooms[n-64:])
	}
	r := frame[8:72]
	for _, f := range []struct {
		name      string
		at, bytes int
		want      uint64
	}{
		{"n", -8, 4, 1}, {"At", 0, 8, 0}, {"Aux", 16, 8, 0}, {"Op", 24, 4, 1}, {"Msg", 28, 4, 2}, {"Parent", 32, 4, 3}, {"Node", 36, 4, 1},
		{"Peer", 40, 4, 3}, {"Conn", 44, 4, 4}, {"Payload", 48, 4, 1 << 31}, {"Header", 52, 4, 77}, {"Flow", 56, 2, 1}, {"N", 58, 2, 1},
		{"Kind", 60, 1, uint64(Send)}, {"Cause", 61, 1, uint64(Transfer)}, {"Status", 62, 1, uint64(OK)}, {"Shape", 63, 1, uint64(Push)},
		{"closing", 64, 4, 0}, {"total", 72, 8, 1},
	} {
		var word [8]byte
		copy(word[:], frame[8+f.at:][:f.bytes])
		if got := binary.LittleEndian.Uint64(word[:]); got != f.want {
			t.Errorf("%s is %d, want %d", f.name, got, f.want)
		}
	}
	if len(frame) != 72+32 || len(r) != RecordSize {
		t.Errorf("frames of %d bytes, want 104", len(frame))
	}
}

// damaged is a trace of three frames, and how many records are whole before
// byte i of it.
func damaged(t testing.TB) (b []byte, records []Record, whole func(i int) int) {
	topology, records := run(2*frameUsual + 10)
	b = written(t, topology, records, 100)
	first := 20 + int(binary.LittleEndian.Uint32(b[12:]))
	return b, records, func(i int) int {
		frames := min((i-first)/(frameHead+frameUsual*RecordSize), 2)
		if i >= len(b)-closingSize {
			return len(records)
		}
		return max(frames, 0) * frameUsual
	}
}

func TestReaderReturnsAllThatIsWholeBeforeTheCut(t *testing.T) {
	b, records, whole := damaged(t)
	for i := 0; i < len(b); i += 1 + i/200*37 {
		_, got, err := readAll(b[:i])
		var d *DamageError
		if !errors.As(err, &d) || d.Offset > int64(i) {
			t.Fatalf("cut at %d: %v", i, err)
		}
		if !slices.Equal(got, records[:whole(i)]) {
			t.Fatalf("cut at %d: %d records, want %d", i, len(got), whole(i))
		}
	}
}

func TestReaderFindsEveryChangedByte(t *testing.T) {
	b, records, whole := damaged(t)
	for i := 0; i < len(b); i += 1 + i/300*41 {
		b[i] ^= 0x10
		_, got, err := readAll(b)
		b[i] ^= 0x10
		var d *DamageError
		if !errors.As(err, &d) {
			t.Fatalf("changed at %d: %v", i, err)
		}
		if !slices.Equal(got, records[:whole(i)]) {
			t.Fatalf("changed at %d: %d records, want %d", i, len(got), whole(i))
		}
	}
}

func TestReaderSaysWhatIsWrong(t *testing.T) {
	topology, records := run(5)
	good := written(t, topology, records, 5)
	end := len(good) - closingSize
	resealed := func(b []byte) []byte {
		c := b[len(b)-closingSize:]
		binary.LittleEndian.PutUint32(c[4:], castagnoli(c[:4], c[8:]))
		return b
	}
	for _, row := range []struct {
		reason string
		change func(b []byte) []byte
		want   DamageError
	}{
		{"another file", func(b []byte) []byte { return []byte("PK\x03\x04 is a zip file") }, DamageError{Offset: 0, Says: "this is not a trace: it begins with 50 4b 03 04 20 69 73 20"}},
		{"nothing", func(b []byte) []byte { return nil }, DamageError{Offset: 0, Says: "cut off: the head has 16 bytes, 0 are there"}},
		{"a later version", func(b []byte) []byte { b[8] = 5; return b }, DamageError{Offset: 8, Says: "version 5, only 1 to 4 can be read"}},
		{"other records", func(b []byte) []byte { b[10] = 72; return b }, DamageError{Offset: 10, Says: "records of 72 bytes, not 64"}},
		{"a huge topology", func(b []byte) []byte { copy(b[12:], "\xff\xff\xff\xff"); return b }, DamageError{Offset: 12, Says: "a topology of 4294967295 bytes, more than 67108864"}},
		{"more behind it", func(b []byte) []byte { return append(b, 0) }, DamageError{Offset: int64(len(good)), Says: "something follows the closing frame"}},
		{"a wrong total", func(b []byte) []byte { b[end+8]++; return resealed(b) }, DamageError{Offset: int64(end), Says: "it ends after 5 records, not 6"}},
		{"a huge frame", func(b []byte) []byte { b[end+1] = 0x20; return b }, DamageError{Offset: int64(end), Says: "a frame of 8192 records, more than 4096"}},
	} {
		_, _, err := readAll(row.change(slices.Clone(good)))
		var d *DamageError
		if !errors.As(err, &d) || d.Offset != row.want.Offset || d.Says != row.want.Says {
			t.Errorf("%s: %v, want %v", row.reason, err, &row.want)
		}
	}
}

// Earlier versions are the same, and end sooner.
func TestReaderReadsATraceOfAnEarlierVersion(t *testing.T) {
	topology, records := run(5)
	topology.Nodes[1].Shelf.Capacity, topology.Nodes[1].Pools = 10, []Pool{{"db", 5}}
	topology.Nodes[1].Bucket[1] = Bucket{Tokens: 3, Gap: sim.Second}
	b := written(t, topology, records, 5)
	size := int(binary.LittleEndian.Uint32(b[12:]))
	traits := fileHead + size - len(topology.Nodes)
	rooms := traits - 4 - int(binary.LittleEndian.Uint32(b[traits-4:]))
	for version, without := range [...]func([]byte) []byte{
		bucketless: func(b []byte) []byte {
			of := len(topology.Nodes) * 24
			binary.LittleEndian.PutUint32(b[traits-4:], uint32(traits-4-rooms-of))
			return slices.Delete(b, traits-4-of, traits-4)
		},
		roomless: func(b []byte) []byte { return slices.Delete(b, rooms, traits) },
		untold:   func(b []byte) []byte { return slices.Delete(b, rooms, fileHead+size) },
	} {
		if without == nil {
			continue
		}
		old := without(slices.Clone(b))
		old[8] = byte(version)
		less := size - (len(b) - len(old))
		binary.LittleEndian.PutUint32(old[12:], uint32(less))
		binary.LittleEndian.PutUint32(old[fileHead+less:], castagnoli(old[:fileHead+less]))
		got, all, err := readAll(old)
		if err != nil || len(all) != len(records) {
			t.Fatalf("version %d: %d records, %v; want %d", version, len(all), err, len(records))
		}
		want := *topology
		want.Nodes = slices.Clone(topology.Nodes)
		for i := range want.Nodes {
			n := &want.Nodes[i]
			n.Bucket = [2]Bucket{}
			if version < bucketless {
				n.Shelf, n.Pools = Shelf{}, nil
			}
			if version == untold {
				n.Traits = Traits{}
			}
		}
		if d := cmp.Diff(&want, got); d != "" {
			t.Errorf("version %d: %s", version, d)
		}
	}
}

func TestReaderRefusesTraitsThatThereAreNot(t *testing.T) {
	topology, records := run(5)
	good := written(t, topology, records, 5)
	size := int(binary.LittleEndian.Uint32(good[12:]))
	for reason, change := range map[string]func(b []byte){
		"rooms too many":         func(b []byte) { b[fileHead+size-len(topology.Nodes)-4] = 255 },
		"a room too little":      func(b []byte) { b[fileHead+size-len(topology.Nodes)-4]-- },
		"a trait too many":       func(b []byte) { b[fileHead+size-1] = traitBits },
		"more nodes than bytes":  func(b []byte) { binary.LittleEndian.PutUint32(b[fileHead+countAt:], 1<<31) },
		"as many nodes as bytes": func(b []byte) { binary.LittleEndian.PutUint32(b[fileHead+countAt:], uint32(size)) },
	} {
		b := slices.Clone(good)
		change(b)
		binary.LittleEndian.PutUint32(b[fileHead+size:], castagnoli(b[:fileHead+size]))
		var d *DamageError
		if _, _, err := readAll(b); !errors.As(err, &d) || d.Offset != fileHead {
			t.Errorf("%s: %v", reason, err)
		}
	}
}

func TestReaderRefusesAnInconsistentTopology(t *testing.T) {
	for _, row := range []struct {
		reason string
		change func(t *Topology)
	}{
		{"a place of no node", func(t *Topology) { t.moved(1, Spot{Node: 2}) }},
		{"a replica in another's place", func(t *Topology) { t.moved(1, Spot{Replica: 1}) }},
		{"more replicas than places", func(t *Topology) { t.Nodes[0].Count = 9 }},
		{"a first place that is not there", func(t *Topology) { t.Nodes[0].First = 0 }},
		{"a sidecar that is a replica", func(t *Topology) { t.Nodes[1].Sidecar = 3 }},
		{"a link to no node", func(t *Topology) { t.Links[0].To = 7 }},
		{"a flow from no node", func(t *Topology) { t.Flows[0].From[0] = 2 }},
		{"a flow to a negative node", func(t *Topology) { t.Flows[0].To = -1 }},
	} {
		topology, records := run(5)
		row.change(topology)
		if _, _, err := readAll(written(t, topology, records, 5)); err == nil {
			t.Errorf("%s: no error", row.reason)
		}
	}
}

func TestReaderAllocatesNoMoreThanThereIs(t *testing.T) {
	lie := []byte(fileMagic)
	lie = binary.LittleEndian.AppendUint16(lie, fileVersion)
	lie = binary.LittleEndian.AppendUint16(lie, RecordSize)
	lie = append(appendCount(lie, topologyMost), make([]byte, 100_000)...)
	r := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := NewReader(bytes.NewReader(lie)); err == nil {
				b.Fatal("no error")
			}
		}
	})
	if n := r.AllocedBytesPerOp(); n > 2<<20 {
		t.Errorf("%d bytes allocated for a file of %d", n, len(lie))
	}
}

func TestCloseReturnsTheFirstErrorOfTheWriter(t *testing.T) {
	topology, records := run(3 * frameUsual)
	whole := len(written(t, topology, records, 256))
	for _, limit := range []int{0, 1, 100, whole / 2, whole - 1} {
		w := NewStreamWriter(&shortWriter{left: limit}, topology)
		w.Fold(records)
		if err := w.Close(); err != errFull {
			t.Errorf("room for %d bytes: Close says %v", limit, err)
		}
	}
}

var errFull = errors.New("the disk is full")

type shortWriter struct{ left int }

func (s *shortWriter) Write(b []byte) (int, error) {
	n := min(len(b), s.left)
	s.left -= n
	if n < len(b) {
		return n, errFull
	}
	return n, nil
}

func TestStreamWriterDoesNotAllocate(t *testing.T) {
	topology, records := run(256)
	w := NewStreamWriter(io.Discard, topology)
	if n := testing.AllocsPerRun(1000, func() { w.Fold(records) }); n != 0 {
		t.Errorf("%v allocations a batch", n)
	}
}

func FuzzReader(f *testing.F) {
	topology, records := run(40)
	good := written(f, topology, records, 40)
	f.Add(good)
	f.Add(good[:100])
	f.Add([]byte(fileMagic))
	f.Add([]byte{})
	f.Add(written(f, &Topology{}, nil, 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		topology, records, err := readAll(b)
		if err != nil {
			var d *DamageError
			if !errors.As(err, &d) || d.Offset > int64(len(b)) {
				t.Fatalf("%v", err)
			}
			return
		}
		if _, again, err := readAll(written(t, topology, records, 7)); err != nil || !slices.Equal(records, again) {
			t.Fatalf("a sound trace, written again: %v", err)
		}
	})
}

// FuzzTopology goes past the checksum, which keeps a fuzzer of whole files
// out of the decoder.
func FuzzTopology(f *testing.F) {
	topology, _ := run(0)
	f.Add(appendTopology(nil, topology))
	f.Add(appendTopology(nil, &Topology{}))
	f.Fuzz(func(t *testing.T, b []byte) {
		topology, err := decodeTopology(b)
		if err == nil && !bytes.Equal(appendTopology(nil, topology), b) {
			t.Fatalf("% x is not what it was read from", appendTopology(nil, topology))
		}
		for p := range topology.Places.Len() + 2 {
			if err == nil {
				_ = topology.Name(Place(p))
			}
		}
	})
}

func BenchmarkStreamWriter(b *testing.B) {
	topology, records := run(256)
	w := NewStreamWriter(io.Discard, topology)
	for b.Loop() {
		w.Fold(records)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/256, "ns/record")
}

package trace

import (
	"encoding/binary"
	"encoding/hex"
	"testing"

	"backchat/sim"
)

// The procedure of SMHasher: the keys {}, {0}, {0, 1}, … are hashed with the
// seeds 256, 255, …, and then what comes out with the seed 0.
func TestMurmurHasThePublishedVerificationValue(t *testing.T) {
	var key, hashes []byte
	for i := range 256 {
		h := murmurOf(uint64(256-i), key)
		hashes = append(hashes, h[:]...)
		key = append(key, byte(i))
	}
	final := murmurOf(0, hashes)
	if got := binary.LittleEndian.Uint32(final[:]); got != 0x6384BA69 {
		t.Errorf("verification value %#x, want 0x6384BA69", got)
	}
}

// run is a topology and records, all fields of which are in use.
func run(n int) (*Topology, []Record) {
	t := &Topology{
		Nodes: []Node{
			{ID: "phone", Kind: "client", First: 1, Count: 2, Queue: -1, Traits: Traits{Edge: true}},
			{ID: "api", Kind: "server", First: 3, Count: 1, Workers: 4, Queue: 10, Sidecar: 4, Shared: true, Traits: Traits{Relays: true, Keeps: true}},
		},
		Places: SpotsOf(Spot{Node: 0}, Spot{Node: 0, Replica: 1}, Spot{Node: 1}, Spot{Node: 1, Sidecar: true}),
		Links:  []Link{{ID: "access", From: 0, To: 1, Unordered: true}},
		Flows:  []Flow{{ID: "inbox", Pattern: "push", Hears: true, From: []int{0}, To: 1, Work: []int{1}}},

		Horizon: sim.Minute, Warmup: sim.Second,
	}
	records := make([]Record, n)
	for i := range records {
		u := uint32(i)
		records[i] = Record{
			At: sim.Time(i), Until: sim.Time(i) << 33, Aux: -int64(i), Op: u + 1, Msg: u + 2, Parent: u + 3,
			Node: 1, Peer: 3, Conn: u + 4, Payload: 1 << 31, Header: 77, Flow: 1, N: 1,
			Kind: Send, Cause: Transfer, Status: OK, Shape: Push,
		}
	}
	return t, records
}

func TestDigestIsTheHashOfTheBinaryForm(t *testing.T) {
	topology, records := run(100)
	d := NewDigest(topology)
	d.Fold(records[:33])
	d.Fold(records[33:])

	first := murmurOf(0, appendTopology(nil, topology))
	whole := first[:]
	for i := range records {
		var b [RecordSize]byte
		records[i].encode(b[:])
		whole = append(whole, b[:]...)
	}
	want := murmurOf(0, whole)
	if d.Sum() != want || d.String() != hex.EncodeToString(want[:]) {
		t.Errorf("digest %v, the bytes hash to %x", d, want)
	}
}

func TestDigestStaysWhatItIs(t *testing.T) {
	topology, records := run(1000)
	d := NewDigest(topology)
	d.Fold(records)
	if got := d.String(); got != goldenDigest {
		t.Errorf("digest %s, want %s: traces of other versions or platforms no longer compare", got, goldenDigest)
	}
}

const goldenDigest = "a165978ea838dce0b2d91b9c10b9ed99"

func TestDigestTellsEveryFieldApart(t *testing.T) {
	topology, records := run(1)
	of := func(topology *Topology, r Record) string {
		d := NewDigest(topology)
		d.Fold([]Record{r})
		return d.String()
	}
	seen := map[string]string{of(topology, records[0]): "the original"}
	add := func(field, digest string) {
		if other, ok := seen[digest]; ok {
			t.Errorf("%s has the digest of %s", field, other)
		}
		seen[digest] = field
	}
	for field, change := range map[string]func(*Record){
		"At": func(r *Record) { r.At++ }, "Until": func(r *Record) { r.Until++ }, "Aux": func(r *Record) { r.Aux++ },
		"Op": func(r *Record) { r.Op += 1 << 31 }, "Msg": func(r *Record) { r.Msg += 1 << 31 }, "Parent": func(r *Record) { r.Parent++ },
		"Node": func(r *Record) { r.Node++ }, "Peer": func(r *Record) { r.Peer++ }, "Conn": func(r *Record) { r.Conn++ },
		"Payload": func(r *Record) { r.Payload++ }, "Header": func(r *Record) { r.Header++ },
		"Flow": func(r *Record) { r.Flow++ }, "N": func(r *Record) { r.N++ }, "Kind": func(r *Record) { r.Kind++ },
		"Cause": func(r *Record) { r.Cause++ }, "Status": func(r *Record) { r.Status++ }, "Shape": func(r *Record) { r.Shape++ },
	} {
		r := records[0]
		change(&r)
		add("record."+field, of(topology, r))
	}
	for field, change := range map[string]func(*Topology){
		"Horizon": func(t *Topology) { t.Horizon++ }, "Warmup": func(t *Topology) { t.Warmup++ },
		"Node.ID": func(t *Topology) { t.Nodes[0].ID = "fone" }, "Node.Kind": func(t *Topology) { t.Nodes[0].Kind = "store" },
		"Node.Workers": func(t *Topology) { t.Nodes[0].Workers++ }, "Node.Queue": func(t *Topology) { t.Nodes[0].Queue++ },
		"Node.Shared": func(t *Topology) { t.Nodes[1].Shared = false }, "Node.Count": func(t *Topology) { t.Nodes[0].Count++ },
		"Link.ID": func(t *Topology) { t.Links[0].ID = "" }, "Link.Unordered": func(t *Topology) { t.Links[0].Unordered = false },
		"Flow.ID": func(t *Topology) { t.Flows[0].ID = "x" }, "Flow.Hears": func(t *Topology) { t.Flows[0].Hears = false },
		"Flow.From": func(t *Topology) { t.Flows[0].From = nil }, "Flow.Pattern": func(t *Topology) { t.Flows[0].Pattern = "poll" },
		"Flow.Work": func(t *Topology) { t.Flows[0].Work = nil }, "Place": func(t *Topology) { t.moved(2, Spot{Replica: 2}) },
	} {
		other, _ := run(0)
		change(other)
		add("topology."+field, of(other, records[0]))
	}
}

func BenchmarkDigest(b *testing.B) {
	topology, records := run(256)
	d := NewDigest(topology)
	for b.Loop() {
		d.Fold(records)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/256, "ns/record")
}

package trace

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

// A Reader reads the binary form of a trace, as [StreamWriter] writes it. It
// takes any bytes: what is damaged gives a [*DamageError], and never more
// memory than what was read, and a frame, need.
type Reader struct {
	r        io.Reader
	offset   int64 // of the next byte
	topology *Topology
	brief    bool
	digest   *Digest
	total    uint64
	frame    []byte
	records  []Record
	err      error // what Next returns from now on
}

// A DamageError says where a trace is not as it was written, and how.
type DamageError struct {
	Offset int64 // of the damaged part, in bytes
	Says   string
	Err    error // the reader's own, where it has failed
}

func (e *DamageError) Error() string { return fmt.Sprintf("trace, byte %d: %s", e.Offset, e.Says) }

func (e *DamageError) Unwrap() error { return e.Err }

// Begins tells whether a file that begins with these bytes, of which it takes
// eight, is meant as a trace in the binary form.
func Begins(head []byte) bool {
	return len(head) >= len(fileMagic) && string(head[:len(fileMagic)]) == fileMagic
}

// NewReader reads the head of the trace that r holds.
func NewReader(r io.Reader) (*Reader, error) {
	t := &Reader{r: r}
	b, err := t.read("the head", fileHead)
	if err != nil {
		return nil, err
	}
	head := slices.Clone(b)
	if !Begins(head) {
		return nil, damage(0, "this is not a trace: it begins with % x", head[:8])
	}
	if v := binary.LittleEndian.Uint16(head[8:]); v < untold || v > fileVersion {
		return nil, damage(8, "version %d, only %d to %d can be read", v, untold, fileVersion)
	}
	if n := head[10]; n != RecordSize {
		return nil, damage(10, "records of %d bytes, not %d", n, RecordSize)
	}
	if flags := head[11]; flags > briefFlag {
		return nil, damage(11, "flags %d, of which only %d is known", flags, briefFlag)
	}
	t.brief = head[11] == briefFlag
	if n := binary.LittleEndian.Uint32(head[12:]); n > topologyMost {
		return nil, damage(12, "a topology of %d bytes, more than %d", n, topologyMost)
	}
	if err := t.readTopology(head); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *Reader) readTopology(head []byte) error {
	n := int(binary.LittleEndian.Uint32(head[12:]))
	b, err := t.read("the topology", n+4)
	if err != nil {
		return err
	}
	body, sum := b[:n], binary.LittleEndian.Uint32(b[n:])
	if sum != castagnoli(head, body) {
		return damage(0, "the head does not have its checksum")
	}
	if err := t.takeTopology(body, binary.LittleEndian.Uint16(head[8:])); err != nil {
		return &DamageError{Offset: fileHead, Says: err.Error(), Err: err}
	}
	return nil
}

// takeTopology reads the topology and, where the version has them, the rooms and
// the traits of its nodes.
func (t *Reader) takeTopology(b []byte, version uint16) error {
	var rooms, traits []byte
	var err error
	if version > untold {
		b, traits, err = traitsBehind(b)
	}
	if version > roomless && err == nil {
		b, rooms, err = roomsBehind(b)
	}
	if err != nil {
		return err
	}
	if t.topology, err = decodeTopology(b); err != nil {
		return err
	}
	t.digest = newDigest(b)
	if version > roomless {
		err = t.topology.takeRooms(rooms, version)
	}
	return cmp.Or(err, t.topology.takeTraits(traits))
}

// Topology is that of the run.
func (t *Reader) Topology() *Topology { return t.topology }

// Total counts the records so far.
func (t *Reader) Total() uint64 { return t.total }

// Brief tells whether packets are left out.
func (t *Reader) Brief() bool { return t.brief }

// Digest is that of the records so far; after [io.EOF] it is the run's, unless
// packets are left out.
func (t *Reader) Digest() *Digest { return t.digest }

// Next returns the next records, at least one, which are good until the call
// after. At the end of a sound trace it returns [io.EOF]; where the trace is
// damaged or cut off, a [*DamageError]. All before the damage has been
// returned by then.
func (t *Reader) Next() ([]Record, error) {
	if t.err != nil {
		return nil, t.err
	}
	records, err := t.next()
	t.err = err
	return records, err
}

// FoldInto hands the rest of the records to f. It returns nil at the end of a
// sound trace.
func (t *Reader) FoldInto(f Fold) error {
	for {
		records, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		f.Fold(records)
	}
}

func (t *Reader) next() ([]Record, error) {
	start := t.offset
	head, err := t.read("a frame", frameHead)
	if err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(head)
	sum := binary.LittleEndian.Uint32(head[4:])
	count := [4]byte(head)
	if n == 0 {
		return nil, t.end(start, sum)
	}
	if n > frameMost {
		return nil, damage(start, "a frame of %d records, more than %d", n, frameMost)
	}
	body, err := t.read("the records of a frame", int(n)*RecordSize)
	if err != nil {
		return nil, err
	}
	if castagnoli(count[:], body) != sum {
		return nil, damage(start, "a frame of %d records does not have its checksum", n)
	}
	return t.decode(body), nil
}

func (t *Reader) decode(body []byte) []Record {
	t.records = t.records[:0]
	for ; len(body) > 0; body = body[RecordSize:] {
		t.records = append(t.records, Record{})
		t.records[len(t.records)-1].decode(body)
	}
	t.total += uint64(len(t.records))
	t.digest.Fold(t.records)
	return t.records
}

// end reads the rest of the closing frame, and looks for what may not follow.
func (t *Reader) end(start int64, sum uint32) error {
	body, err := t.read("the closing frame", closingSize-frameHead)
	if err != nil {
		return err
	}
	if castagnoli(make([]byte, 4), body) != sum {
		return damage(start, "the closing frame does not have its checksum")
	}
	if n := binary.LittleEndian.Uint64(body); n != t.total {
		return damage(start, "it ends after %d records, not %d", t.total, n)
	}
	if digest := t.digest.Sum(); !bytes.Equal(body[8:], digest[:]) {
		return damage(start, "the records have the digest %x, not %x", digest, body[8:])
	}
	if n, _ := io.ReadFull(t.r, body[:1]); n != 0 {
		return damage(t.offset, "something follows the closing frame")
	}
	return io.EOF
}

// read returns the next n bytes, which are good until the call after. It
// takes no more memory than twice what is there.
func (t *Reader) read(what string, n int) ([]byte, error) {
	start := t.offset
	t.frame = t.frame[:0]
	for len(t.frame) < n {
		have := len(t.frame)
		step := min(n-have, max(have, frameHead+frameUsual*RecordSize))
		t.frame = append(t.frame, make([]byte, step)...)
		got, err := io.ReadFull(t.r, t.frame[have:])
		t.offset += int64(got)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil, damage(start, "cut off: %s has %d bytes, %d are there", what, n, have+got)
		}
		if err != nil {
			return nil, &DamageError{Offset: t.offset, Says: err.Error(), Err: err}
		}
	}
	return t.frame, nil
}

func damage(offset int64, format string, args ...any) error {
	return &DamageError{Offset: offset, Says: fmt.Sprintf(format, args...)}
}

package trace

import (
	"encoding/binary"
	"fmt"
	"math"

	"backchat/sim"
)

// The binary form of a topology: see [StreamWriter] for its layout.

func appendTopology(b []byte, t *Topology) []byte {
	b = appendInt(b, int64(t.Horizon))
	b = appendInt(b, int64(t.Warmup))
	b = appendCount(b, len(t.Nodes))
	for i := range t.Nodes {
		b = appendNode(b, &t.Nodes[i])
	}
	b = appendCount(b, t.Places.Len())
	for _, s := range t.Places.All() {
		b = appendCount(b, s.Node)
		b = appendCount(b, s.Replica)
		b = appendBool(b, s.Sidecar)
	}
	b = appendCount(b, len(t.Links))
	for _, l := range t.Links {
		b = appendString(b, l.ID)
		b = appendCount(b, l.From)
		b = appendCount(b, l.To)
		b = appendBool(b, l.Unordered)
	}
	b = appendCount(b, len(t.Flows))
	for i := range t.Flows {
		b = appendFlow(b, &t.Flows[i])
	}
	if t.Unordered {
		b = appendBool(b, true)
	}
	return b
}

func appendNode(b []byte, n *Node) []byte {
	b = appendString(b, n.ID)
	b = appendString(b, n.Kind)
	b = appendCount(b, int(n.First))
	b = appendCount(b, n.Count)
	b = appendInt(b, int64(n.Workers))
	b = appendBool(b, n.Shared)
	b = appendInt(b, int64(n.Queue))
	return appendCount(b, int(n.Sidecar))
}

// The bits of a node's traits.
const (
	edgeBit = 1 << iota
	relaysBit
	keepsBit
	storesBit
	traitBits
)

// appendTraits appends the traits of the nodes, a byte each.
func appendTraits(b []byte, t *Topology) []byte {
	for i := range t.Nodes {
		n := &t.Nodes[i].Traits
		bits := byte(0)
		for k, is := range [...]bool{n.Edge, n.Relays, n.Keeps, n.Stores} {
			if is {
				bits |= 1 << k
			}
		}
		b = append(b, bits)
	}
	return b
}

// countAt is where a topology's binary form says how many nodes there are.
const countAt = 16

// appendRooms appends how much room the nodes have, and behind it how many bytes
// that takes.
func appendRooms(b []byte, t *Topology) []byte {
	from := len(b)
	for i := range t.Nodes {
		n := &t.Nodes[i]
		b = appendCount(b, n.Shelf.Capacity)
		b = appendCount(b, len(n.Pools))
		for _, p := range n.Pools {
			b = appendString(b, p.ID)
			b = appendCount(b, p.Size)
		}
	}
	for i := range t.Nodes {
		for _, k := range t.Nodes[i].Bucket {
			b = appendInt(appendCount(b, k.Tokens), int64(k.Gap))
		}
	}
	return appendCount(b, len(b)-from)
}

// roomsBehind takes b apart: a topology, and the rooms of its nodes.
func roomsBehind(b []byte) (topology, rooms []byte, err error) {
	if len(b) >= 4 {
		end := len(b) - 4
		if at := int64(end) - int64(binary.LittleEndian.Uint32(b[end:])); at >= 0 {
			return b[:at], b[at:end], nil
		}
	}
	return nil, nil, fmt.Errorf("the rooms of the nodes do not fit into %d bytes", len(b))
}

// takeRooms reads how much room the nodes have, in a version of the binary form.
func (t *Topology) takeRooms(b []byte, version uint16) error {
	d := &decoder{rest: b, size: len(b), of: "the rooms"}
	for i := range t.Nodes {
		n := &t.Nodes[i]
		n.Shelf.Capacity = d.number()
		n.Pools = list[Pool](d.count(8))
		for k := range n.Pools {
			n.Pools[k] = Pool{ID: d.string(), Size: d.number()}
		}
	}
	for i := range t.Nodes {
		for k := range t.Nodes[i].Bucket {
			if version > bucketless {
				t.Nodes[i].Bucket[k] = Bucket{Tokens: d.number(), Gap: sim.Time(d.int())}
			}
		}
	}
	d.end()
	return d.err
}

// traitsBehind takes b apart: what is before the traits of the nodes, and these.
func traitsBehind(b []byte) (before, traits []byte, err error) {
	if len(b) >= countAt+4 {
		if at := int64(len(b)) - int64(binary.LittleEndian.Uint32(b[countAt:])); at >= countAt+4 {
			return b[:at], b[at:], nil
		}
	}
	return nil, nil, fmt.Errorf("byte %d of the topology: the nodes and their traits do not fit into %d bytes", countAt, len(b))
}

// takeTraits reads the traits of the nodes.
func (t *Topology) takeTraits(b []byte) error {
	for i, bits := range b {
		if bits >= traitBits {
			return fmt.Errorf("node %q has the traits %d, which are not below %d", t.Nodes[i].ID, bits, traitBits)
		}
		t.Nodes[i].Traits = Traits{Edge: bits&edgeBit != 0, Relays: bits&relaysBit != 0, Keeps: bits&keepsBit != 0, Stores: bits&storesBit != 0}
	}
	return nil
}

func appendFlow(b []byte, f *Flow) []byte {
	b = appendString(b, f.ID)
	b = appendString(b, f.Pattern)
	b = appendBool(b, f.Hears)
	b = appendIndices(b, f.From)
	b = appendCount(b, f.To)
	return appendIndices(b, f.Work)
}

func appendIndices(b []byte, list []int) []byte {
	b = appendCount(b, len(list))
	for _, i := range list {
		b = appendCount(b, i)
	}
	return b
}

func appendInt(b []byte, n int64) []byte { return binary.LittleEndian.AppendUint64(b, uint64(n)) }
func appendCount(b []byte, n int) []byte { return binary.LittleEndian.AppendUint32(b, uint32(n)) }

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

func appendString(b []byte, s string) []byte {
	return append(appendCount(b, len(s)), s...)
}

// A decoder takes a topology's binary form apart. The first fault stays, and
// all that is read after it is zero.
type decoder struct {
	rest []byte
	size int
	of   string // what it is
	err  error
}

// decodeTopology reads what appendTopology wrote. It never allocates more
// than a small multiple of b, whatever is in it, and what it returns is
// consistent: every index names something.
func decodeTopology(b []byte) (*Topology, error) {
	d := &decoder{rest: b, size: len(b), of: "the topology"}
	t := &Topology{Horizon: sim.Time(d.int()), Warmup: sim.Time(d.int())}
	t.Nodes = list[Node](d.count(37))
	for i := range t.Nodes {
		t.Nodes[i] = d.node()
	}
	for range d.count(9) {
		t.Places = t.Places.And(Spot{Node: d.index(len(t.Nodes)), Replica: d.number(), Sidecar: d.bool()}, 1)
	}
	t.Links = list[Link](d.count(13))
	for i := range t.Links {
		t.Links[i] = Link{ID: d.string(), From: d.index(len(t.Nodes)), To: d.index(len(t.Nodes)), Unordered: d.bool()}
	}
	t.Flows = list[Flow](d.count(21))
	for i := range t.Flows {
		t.Flows[i] = d.flow(len(t.Nodes))
	}
	if len(d.rest) > 0 {
		if t.Unordered = d.bool(); !t.Unordered {
			d.fail("a 0 at the end is left out")
		}
	}
	d.end()
	if d.err == nil {
		d.err = t.consistent()
	}
	return t, d.err
}

func (d *decoder) node() Node {
	return Node{
		ID: d.string(), Kind: d.string(), First: Place(d.number()), Count: d.number(),
		Workers: int(d.int()), Shared: d.bool(), Queue: int(d.int()), Sidecar: Place(d.number()),
	}
}

func (d *decoder) flow(nodes int) Flow {
	return Flow{
		ID: d.string(), Pattern: d.string(), Hears: d.bool(),
		From: d.indices(nodes), To: d.index(nodes), Work: d.indices(nodes),
	}
}

func (d *decoder) indices(n int) []int {
	indices := list[int](d.count(4))
	for i := range indices {
		indices[i] = d.index(n)
	}
	return indices
}

// list is n zero values; none is nil, as it was when it was written.
func list[T any](n int) []T {
	if n == 0 {
		return nil
	}
	return make([]T, n)
}

// take is the next n bytes.
func (d *decoder) take(n int) []byte {
	if d.err == nil && n > len(d.rest) {
		d.fail("%d bytes are needed, %d are left", n, len(d.rest))
	}
	if d.err != nil {
		return make([]byte, min(n, 8))
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) int() int64   { return int64(binary.LittleEndian.Uint64(d.take(8))) }
func (d *decoder) word() uint32 { return binary.LittleEndian.Uint32(d.take(4)) }

func (d *decoder) bool() bool {
	b := d.take(1)[0]
	if b > 1 {
		d.fail("%d is neither 0 nor 1", b)
	}
	return b == 1
}

// number reads a number that fits an int everywhere.
func (d *decoder) number() int {
	n := d.word()
	if n > math.MaxInt32 {
		d.fail("%d is above %d", n, math.MaxInt32)
		return 0
	}
	return int(n)
}

// count reads how many elements of at least size bytes follow.
func (d *decoder) count(size int) int {
	n := d.number()
	if n > len(d.rest)/size {
		d.fail("%d elements do not fit into the %d bytes left", n, len(d.rest))
		return 0
	}
	return n
}

// index reads an index below n.
func (d *decoder) index(n int) int {
	i := d.number()
	if i >= n && d.err == nil {
		d.fail("index %d is not below %d", i, n)
	}
	return i
}

func (d *decoder) string() string { return string(d.take(d.count(1))) }

// end takes it that nothing is left.
func (d *decoder) end() {
	if len(d.rest) > 0 {
		d.fail("%d bytes too many", len(d.rest))
	}
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("byte %d of %s: %s", d.size-len(d.rest), d.of, fmt.Sprintf(format, args...))
	}
}

// consistent tells what is wrong where nodes and places disagree.
func (t *Topology) consistent() error {
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if err := t.owns(i, n.First, false); err != nil {
			return err
		}
		if n.Sidecar == 0 {
			continue
		}
		if err := t.owns(i, n.Sidecar, true); err != nil {
			return err
		}
	}
	return nil
}

// owns tells whether the places from first on are the replicas of a node, or
// their sidecars.
func (t *Topology) owns(node int, first Place, sidecar bool) error {
	n := &t.Nodes[node]
	if n.Count > 0 && (first == 0 || n.Count > t.Places.Len()-int(first)+1) {
		return fmt.Errorf("the %d places of node %q from %d on are not in 1 to %d", n.Count, n.ID, first, t.Places.Len())
	}
	for i := range n.Count {
		if got, want := t.Places.At(first+Place(i)), (Spot{node, i, sidecar}); got != want {
			return fmt.Errorf("place %d of node %q is %v, and should be %v", int(first)+i, n.ID, got, want)
		}
	}
	return nil
}

package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Pipes are connections as their packets show them, by their number. Of a crowd those
// at rest are packed, since each connection of a run has one.
type pipes struct {
	known trace.Table[lodging]
	awake sim.Slab[pipe]
}

// A lodging is where a pipe is: in the slab, or, packed, here.
type lodging struct {
	awake  uint32 // its number in the slab; 0: it is packed
	packed [packedRoom]byte
}

// packedRoom is enough for what most at rest have shown; others stay in the slab.
const packedRoom = 36

// crowd is how many pipes there are in the slab before those that come to rest are
// packed, since that costs time.
const crowd = 1024

// have is the pipe of a connection, from now on if it has none.
func (t *pipes) have(conn uint32) *pipe {
	if p := t.get(conn); p != nil {
		return p
	}
	r, p := t.awake.New()
	t.known.Put(conn).awake = r.Index
	return p
}

// get is the pipe of a connection; nil where it has none.
func (t *pipes) get(conn uint32) *pipe {
	v := t.known.Get(conn)
	switch {
	case v == nil:
		return nil
	case v.awake == 0:
		r, p := t.awake.New()
		p.unpack(&sim.Packing{Room: v.packed[:]})
		*v = lodging{awake: r.Index}
	}
	return t.awake.At(v.awake)
}

// drop forgets the pipe of a connection, which get has told.
func (t *pipes) drop(conn uint32) {
	t.awake.Free(t.known.Get(conn).awake)
	t.known.Delete(conn)
}

// lull packs the pipe of a connection, where it is one of a crowd and at rest.
func (t *pipes) lull(conn uint32, p *pipe) {
	if t.awake.Live() <= crowd || p.messages > 0 || p.lanes[0].parcels != 0 || p.lanes[1].parcels != 0 {
		return
	}
	packed := lodging{}
	x := sim.Packing{Room: packed.packed[:]}
	if p.pack(&x); !x.Fits() {
		return
	}
	v := t.known.Get(conn)
	t.awake.Free(v.awake)
	*v = packed
}

// pack packs all there is of a pipe on which nothing is under way.
func (p *pipe) pack(x *sim.Packing) {
	x.PutTruths(p.lanes[0].lossy, p.lanes[1].lossy)
	x.Put(uint64(p.unanswered))
	x.Put(uint64(p.last))
	for i := range p.lanes {
		d := &p.lanes[i]
		x.PutDifference(d.surplus, 0)
		x.Put(d.owed)
		x.Put(uint64(d.window))
		x.Put(uint64(d.number))
		x.Put(uint64(d.largest))
		x.Put(uint64(d.arrived))
	}
}

func (p *pipe) unpack(x *sim.Packing) {
	x.TakeTruths(&p.lanes[0].lossy, &p.lanes[1].lossy)
	p.unanswered, p.last = int32(x.Take()), sim.Time(x.Take())
	for i := range p.lanes {
		d := &p.lanes[i]
		d.surplus, d.owed = x.TakeDifference(0), x.Take()
		d.window, d.number, d.largest, d.arrived = uint32(x.Take()), uint32(x.Take()), uint32(x.Take()), uint32(x.Take())
	}
}

package metrics

import "backchat/sim/trace"

// A shipment is a message under way on a transport: what is around its content,
// and when its beginning arrives, is known on the way.
type shipment struct {
	op   uint32 // the first that it carries; 0 for none
	n    uint16
	flow uint16
	conn uint32
	from trace.Place
	way  uint8
	asks bool
}

// ship counts a message that is sent on a transport.
func (f *Figures) ship(r *trace.Record) {
	f.sent = r
	b := bundle{from: r.Node, to: r.Peer, flow: r.Flow, shape: r.Shape, status: r.Status, packed: true, messages: 1}
	b.volume.add(r)
	way := f.tally(&b)
	*f.shipped.Put(r.Msg) = shipment{r.Op, r.N, r.Flow, r.Conn, r.Node, way, r.Shape.Info().Manner == trace.Asks}
	f.load(r.Conn, r.At, 1)
}

// began takes that the beginning of a message is there: of an answer, where it
// was asked for.
func (f *Figures) began(r *trace.Record) {
	s := f.shipped.Get(r.Msg)
	if s == nil || s.asks || f.spots.at(r.Node).relays {
		return
	}
	for i := range uint32(s.n) {
		if o := f.ops.get(s.op + i); o != nil && o.counts && !o.begun {
			o.begun = true
			f.flows[o.flow].firstByte.record(int64(r.At - o.start))
		}
	}
}

// unship counts what was around a message that is under way no longer.
func (f *Figures) unship(r *trace.Record) {
	s := f.shipped.Get(r.Msg)
	if s == nil {
		return
	}
	f.load(s.conn, r.At, -1)
	around := volume{header: uint64(r.Header)}
	fl := &f.flows[s.flow]
	fl.bytes[s.way] = fl.bytes[s.way].plus(around)
	if fl.window != nil {
		fl.window.bytes[s.way] = fl.window.bytes[s.way].plus(around)
	}
	from := f.spots.at(s.from)
	from.work.sent = from.work.sent.plus(around)
	f.crosses(from, r.Node, r.Peer, around)
	f.shipped.Delete(r.Msg)
}

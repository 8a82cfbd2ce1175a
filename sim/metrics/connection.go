package metrics

import "backchat/sim/trace"

// A connection is what is remembered of one that is open: its ends.
type connection [2]trace.Place

func (f *Figures) open(r *trace.Record) {
	for _, p := range [...]trace.Place{r.Node, r.Peer} {
		f.spots[p].work.opens++
	}
}

func (f *Figures) opened(r *trace.Record) {
	if f.conns.Get(r.Conn) != nil {
		return
	}
	c := f.conns.Put(r.Conn)
	*c = connection{r.Node, r.Peer}
	for _, p := range c {
		s := &f.spots[p]
		s.replica.connections.up(r.At)
		s.node.connections.up(r.At)
	}
}

// shut ends a connection. Where both ends are told of it one after the other,
// it ends with the first. One that never was open does not end.
func (f *Figures) shut(r *trace.Record) {
	c := f.conns.Get(r.Conn)
	if c == nil {
		return
	}
	for _, p := range c {
		s := &f.spots[p]
		if r.Kind == trace.Reset {
			s.work.resets++
		}
		s.replica.connections.down(r.At)
		s.node.connections.down(r.At)
	}
	f.conns.Delete(r.Conn)
}

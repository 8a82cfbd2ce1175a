package metrics

import "backchat/sim/trace"

// Directions of a flow, and of a link.
const (
	up = iota
	down
	either // the shape does not say
)

// directions says which way messages go, by their shape.
var directions = [trace.Shapes]uint8{
	trace.NoShape:     either,
	trace.Request:     up,
	trace.Response:    down,
	trace.Poll:        up,
	trace.News:        down,
	trace.Subscribe:   up,
	trace.Push:        down,
	trace.Publish:     up,
	trace.Delivery:    down,
	trace.Ack:         either,
	trace.Health:      either,
	trace.Handshaking: either,
	trace.Resetting:   either,
	trace.Cancelling:  up,
}

// outwards tells whether a message of fl goes from an inner place to one
// nearer to the rim. A sidecar stands on the outer side of its host.
func (fl *flow) outwards(from, to *spot) bool {
	return fl.depth(from) > fl.depth(to)
}

func (fl *flow) depth(s *spot) int {
	if s.home < 0 || fl.ranks == nil {
		return 0
	}
	depth := 4 * int(fl.ranks[s.home])
	switch {
	case s.node.sidecars && fl.ranks[s.home] == rim:
		return depth + 1
	case s.node.sidecars:
		return depth - 1
	}
	return depth
}

func (f *Figures) send(r *trace.Record) {
	if f.sends.repeats(r) {
		f.flows[r.Flow].copies++
	} else {
		f.sends.follow(r)
	}
	fl, from, to := &f.flows[r.Flow], &f.spots[r.Node], &f.spots[r.Peer]
	d := directions[r.Shape]
	if d == either {
		d = up
		if fl.outwards(from, to) {
			d = down
		}
	}
	fl.sent++
	fl.bytes[d].add(r)
	if fl.window != nil {
		fl.window.bytes[d].add(r)
	}
	from.work.sent.add(r)
	if l, d := f.link(from, to); l != nil {
		l.messages++
		l.bytes[d].add(r)
	}
	if r.Shape == trace.Push && !from.relays {
		from.work.pushes++
	}
	if (r.Shape == trace.Response || r.Shape == trace.News) && !from.relays {
		fl.answers++
		if r.Status == trace.Empty {
			fl.empty++
		}
	}
}

// link is the link between two places, and the direction from one to the
// other; nil where the scenario names none. A hop between a host and its
// sidecar is on no link.
func (f *Figures) link(from, to *spot) (*link, int) {
	if from.home < 0 || to.home < 0 || from.home == to.home && from.number == to.number {
		return nil, up
	}
	code := f.routes.table[int(from.home)*f.routes.nodes+int(to.home)]
	if code == 0 {
		return nil, up
	}
	return &f.links[code/2-1], int(code & 1)
}

func (f *Figures) arrive(r *trace.Record) {
	s := &f.spots[r.Node]
	s.work.received.add(r)
	switch r.Shape {
	case trace.Request, trace.Poll, trace.Subscribe, trace.Publish:
		s.work.requests++
		s.node.gap(r.At)
	case trace.Delivery, trace.Push:
		s.work.deliveries++
		s.node.gap(r.At)
		if !s.relays {
			f.flows[r.Flow].deliveries++
		}
	case trace.News:
		if !s.relays && r.Status != trace.Empty {
			f.flows[r.Flow].deliveries++
		}
	}
}

func (f *Figures) lose(r *trace.Record) {
	f.flows[r.Flow].lost++
	if l, _ := f.link(&f.spots[r.Node], &f.spots[r.Peer]); l != nil {
		l.lost++
	}
}

func (f *Figures) discard(r *trace.Record) {
	switch r.Status {
	case trace.Duplicate:
		f.flows[r.Flow].duplicates++
	case trace.Late:
		f.flows[r.Flow].late++
	}
}

func (f *Figures) store(r *trace.Record) { f.flows[r.Flow].backlog.up(r.At) }

func (f *Figures) unstore(r *trace.Record) { f.flows[r.Flow].backlog.down(r.At) }

func (f *Figures) deliver(r *trace.Record) {
	f.flows[r.Flow].handed++
	if r.Aux > 1 {
		f.flows[r.Flow].again++
	}
}

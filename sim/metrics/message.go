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
	trace.Batch:       up,
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

// A bundle is messages that are alike: sent from one place to another, for one
// flow, of one shape and status. What is counted of a message when it is sent
// depends on nothing else, so they are counted together, once other messages
// need the bundle's room or a boundary is reached.
type bundle struct {
	from, to trace.Place
	flow     uint16
	shape    trace.Shape
	status   trace.Status
	packed   bool // they travel by packets, which tell what they take on the link
	messages uint64
	volume
}

// bundled is how many bundles there are at a time.
const bundled = 256

// holds tells whether a message that is sent is like those of the bundle.
func (b *bundle) holds(r *trace.Record) bool {
	return b.from == r.Node && b.to == r.Peer && b.flow == r.Flow && b.shape == r.Shape && b.status == r.Status
}

func (f *Figures) send(r *trace.Record) {
	if !r.Planned() && r.At > 0 { // what is there at once, at instant 0, looks the same
		f.ship(r)
		return
	}
	if f.repeats(r) {
		f.flows[r.Flow].copies++
	} else {
		f.sent = r
	}
	b := &f.bundles[(uint32(r.Node)<<3^uint32(r.Peer)^uint32(r.Shape)<<5)%bundled]
	if !b.holds(r) {
		f.tally(b)
		b.from, b.to, b.flow, b.shape, b.status = r.Node, r.Peer, r.Flow, r.Shape, r.Status
	}
	b.messages++
	b.volume.add(r)
}

// unpack counts all that is bundled.
func (f *Figures) unpack() {
	for i := range f.bundles {
		f.tally(&f.bundles[i])
	}
}

// crosses counts what goes from one zone to another.
func (f *Figures) crosses(s *spot, from, to trace.Place, v volume) {
	if f.zoned && f.topology.Across(from, to) {
		s.work.across += v.all()
	}
}

// tally counts the messages of a bundle, and empties it. It tells which way of
// their flow they go.
func (f *Figures) tally(b *bundle) (way uint8) {
	if b.messages == 0 {
		return up
	}
	way = f.way(b)
	fl, from := &f.flows[b.flow], f.spots.at(b.from)
	fl.sent += b.messages
	if l, _ := f.link(b.from, b.to); l != nil {
		l.messages += b.messages
	}
	if fl.window != nil {
		fl.window.bytes[way] = fl.window.bytes[way].plus(b.volume)
	}
	f.count(b, way)
	if !from.relays {
		f.author(fl, from, b)
	}
	b.messages, b.volume = 0, volume{}
	return way
}

// way is which way of their flow the messages of a bundle go.
func (f *Figures) way(b *bundle) uint8 {
	d := directions[b.shape]
	if d != either {
		return d
	}
	if f.flows[b.flow].outwards(f.spots.at(b.from), f.spots.at(b.to)) {
		return down
	}
	return up
}

// count counts the bytes of a bundle.
func (f *Figures) count(b *bundle, way uint8) {
	fl, from := &f.flows[b.flow], f.spots.at(b.from)
	fl.bytes[way] = fl.bytes[way].plus(b.volume)
	from.work.sent = from.work.sent.plus(b.volume)
	f.crosses(from, b.from, b.to, b.volume)
	if l, d := f.link(b.from, b.to); l != nil && !b.packed {
		l.bytes[d] = l.bytes[d].plus(b.volume)
	}
}

// author counts messages that whoever sends them has made.
func (f *Figures) author(fl *flow, from *spot, b *bundle) {
	switch b.shape {
	case trace.Push:
		from.work.pushes += b.messages
	case trace.Response, trace.News:
		fl.answers += b.messages
		if b.status == trace.Empty {
			fl.empty += b.messages
		}
	}
}

// link is the link between two places, and the direction from one to the
// other; nil where the scenario names none. A hop between a host and its
// sidecar is on no link.
func (f *Figures) link(a, b trace.Place) (*link, int) {
	from, to := f.spots.at(a), f.spots.at(b)
	if from.home < 0 || to.home < 0 || beside(a, b, from, to) {
		return nil, up
	}
	code := f.routes.table[int(from.home)*f.routes.nodes+int(to.home)]
	if code == 0 {
		return nil, up
	}
	return &f.links[code/2-1], int(code & 1)
}

func (f *Figures) arrive(r *trace.Record) {
	if f.shipped.Len() > 0 {
		f.unship(r)
	}
	if f.blocked.Len() > 0 {
		f.blocked.Delete(r.Msg)
	}
	s := f.spots.at(r.Node)
	s.work.received.add(r)
	switch r.Shape {
	case trace.Request, trace.Poll, trace.Subscribe, trace.Publish, trace.Batch:
		s.work.requests++
		if s.panics {
			s.work.panicked++
		}
		s.node.gap(r.At)
	case trace.Resetting:
		f.breaks(r)
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
	if r.Aux > 0 {
		f.unsend(r)
	}
	f.unship(r)
	f.blocked.Delete(r.Msg)
	if l, _ := f.link(r.Node, r.Peer); l != nil {
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

func (f *Figures) store(r *trace.Record) {
	fl := &f.flows[r.Flow]
	fl.backlog.up(r.At)
	if r.Payload != 0 {
		f.shelve(r)
	} else {
		fl.outbox.by(r.At, int64(r.Header))
	}
}

func (f *Figures) unstore(r *trace.Record) {
	fl := &f.flows[r.Flow]
	fl.backlog.down(r.At)
	if f.redriven.Len() > 0 {
		f.settle(r)
	}
	if r.Payload != 0 {
		f.unshelve(r)
	} else {
		fl.outbox.by(r.At, -int64(r.Header))
	}
}

func (f *Figures) deliver(r *trace.Record) {
	if r.Parent != 0 {
		if o := f.ops.get(r.Op); o != nil {
			o.rank = uint8(min(r.Parent, 255))
		}
	}
	f.flows[r.Flow].handed++
	if r.Aux > 1 {
		f.flows[r.Flow].again++
	}
}

func (f *Figures) extend(r *trace.Record) { f.flows[r.Flow].extended++ }

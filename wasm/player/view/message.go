package view

import (
	"math/bits"

	"backchat/sim"
	"backchat/sim/trace"
)

// A look is how a kind of message is drawn.
type look struct {
	shape Sprite
	size  float32 // compared to a request's
}

// looks are the kinds of message: what asks is hollow, what answers or tells is
// full.
var looks = [trace.Shapes]look{
	trace.NoShape:     {Disc, .5},
	trace.Request:     {Ring, 1},
	trace.Response:    {Disc, 1},
	trace.Poll:        {Ring, 1},
	trace.News:        {Disc, 1},
	trace.Subscribe:   {HollowSquare, .95},
	trace.Push:        {Square, .9},
	trace.Publish:     {HollowDiamond, 1.15},
	trace.Delivery:    {Diamond, 1.15},
	trace.Ack:         {Disc, .55},
	trace.Health:      {Disc, .4},
	trace.Handshaking: {Disc, .45},
	trace.Resetting:   {Cross, 1},
	trace.Cancelling:  {Cross, .7},
	trace.Batch:       {HollowDiamond, 1.5},
}

// mostDrawn bounds how many messages are drawn; of more than that, every
// second, third and so on is.
const mostDrawn = 4000

// messages draws what is under way, paler where it is drawn as a flow too.
func (s *Stage) messages(f *Frame) {
	every := uint32(len(s.state.flights)/mostDrawn + 1)
	for i := range s.state.flights {
		m := &s.state.flights[i]
		r := &s.tape.records[m.send]
		if every > 1 && r.Msg%every != 0 && r.Msg != s.Message || s.gone(m) {
			continue
		}
		flow := s.flow(m.edge)
		if r.Msg == s.Message {
			flow = 0
		}
		if flow == 1 {
			continue
		}
		at := s.spot(r, m, s.now)
		dot := s.drawn(r, at)
		dot.Alpha = uint8(255 * (1 - flow))
		f.add(dot)
		if key := s.key(r); key != 0 && flow == 0 && len(s.state.flights) <= mostNumbered {
			f.text(at.X, at.Y-numberAbove, int64(key), -1, keyColour(key))
		}
	}
}

// gone tells whether a message whose end is not in the tape is not to be seen
// any more.
func (s *Stage) gone(m *flight) bool {
	r := &s.tape.records[m.send]
	return s.tape.fate[m.send] == never && r.Planned() && r.Until < s.now
}

// drawn is the shape of the message that r sends.
func (s *Stage) drawn(r *trace.Record, at Point) Item {
	k := looks[0]
	if int(r.Shape) < len(looks) {
		k = looks[r.Shape]
	}
	wide := 2 * k.size * radius(r.Payload+r.Header)
	i := Item{X: at.X, Y: at.Y, W: wide, H: wide, Msg: r.Msg, Shape: k.shape, Fill: s.messageColour(r), Alpha: 255}
	if r.Shape.Info().Manner == trace.Asks {
		i.Edge, i.Fill = i.Fill, Ground
	} else if r.Status == trace.Empty {
		i.W, i.H = wide*.7, wide*.7
	}
	return i
}

// messageColour is its flow's; trouble has a colour of its own.
func (s *Stage) messageColour(r *trace.Record) Colour {
	switch {
	case r.Shape == trace.Resetting, r.Status.Info().Refuses:
		return Bad
	case r.Shape.Info().Aside:
		return Soft
	}
	if key := s.key(r); key != 0 {
		return keyColour(key)
	}
	return s.hue(r.Flow)
}

// radius is that of a request of so many bytes, in CSS pixels: it grows by
// a third of a pixel with each doubling.
func radius(size uint32) float32 {
	size = max(size, 128)
	n := bits.Len32(size) - 1
	log := float32(n) + float32(size-1<<n)/float32(uint32(1)<<n)
	return min(3.4+.34*(log-7), 9)
}

// spot is where the message of r is at t.
func (s *Stage) spot(r *trace.Record, m *flight, t sim.Time) Point {
	share := s.tape.progress(m, t)
	if s.Reduced {
		share = (float32(int(share*3.999)) + .5) / 4
	}
	return s.along(r, m.edge, share)
}

// The shares of the way that a message has made once its last bit is out, where
// it waits for earlier ones of its connection, and where it is when its first
// bytes arrive.
const (
	shareOut     = .06
	shareBlocked = .93
	shareThere   = .97
)

// progress is the share of its way that a message has made at t.
func (p *Tape) progress(m *flight, t sim.Time) float32 {
	if r := &p.records[m.send]; r.Planned() {
		return p.planned(r, m.send, t)
	}
	return p.front(m, t)
}

// planned is where a message is of which it was said, when it was sent, when it
// arrives. It leaves slowly while its bits go out, flies, and stops short of its
// goal where it is blocked.
func (p *Tape) planned(r *trace.Record, send uint32, t sim.Time) float32 {
	out, arrival, end := sim.Time(r.Aux), r.Until, float32(1)
	if next := int(send) + 1; next < len(p.records) {
		if b := &p.records[next]; b.Kind == trace.Block && b.Msg == r.Msg {
			arrival, end = sim.Time(b.Aux), shareBlocked
		}
	}
	start := float32(0)
	if out > r.At {
		start = shareOut
	}
	switch {
	case t >= arrival:
		return end
	case t < out:
		return start * ratio(t-r.At, out-r.At)
	}
	return start + (end-start)*ratio(t-out, arrival-out)
}

// front is how far a message on a transport is: with its sender while none of it
// is under way, and from then on by the bytes that are there, to which the packet
// that is the next to arrive adds its own on its way. While its packets get onto the
// wire others arrive, so it goes on evenly. Else it waits where it is, or before its
// goal where it is there behind a hole.
func (p *Tape) front(m *flight, t sim.Time) float32 {
	switch r := &p.records[m.held]; r.Cause {
	case trace.InFlight:
		return p.flown(m, r, t)
	case trace.Transfer:
		return p.onward(m, max(m.rest, shareOut), r.At, t)
	case trace.Blocked:
		return shareBlocked
	default:
		return max(m.rest, shareOut)
	}
}

// flown is how far a message is that is in flight, as r says: until its next
// packet arrives by that, and from then on evenly to what is said next of it.
func (p *Tape) flown(m *flight, r *trace.Record, t sim.Time) float32 {
	due := sim.Time(r.Aux)
	if due == 0 { // nobody has said
		return max(m.rest, .5)
	}
	all := p.records[m.send].Payload
	from, there := max(m.rest, shareOut), max(m.rest, there(r.Header, all))
	if t < due {
		return from + (there-from)*ratio(t-r.At, due-r.At)
	}
	return p.onward(m, there, due, t)
}

// onward is how far a message is that was at a share of its way at an instant, and
// goes on evenly to what is said next of it.
func (p *Tape) onward(m *flight, share float32, since, t sim.Time) float32 {
	next, told := p.next[m.held]
	if !told {
		return share
	}
	then := &p.records[next]
	return share + (p.thence(then, share, p.records[m.send].Payload)-share)*ratio(t-since, then.At-since)
}

// thence is how far a message is by what is said next of it.
func (p *Tape) thence(then *trace.Record, share float32, all uint32) float32 {
	switch then.Kind {
	case trace.Arrive:
		return shareThere
	case trace.Enter:
		if all > 0 {
			return max(share, there(then.Payload, all))
		}
	}
	return share
}

// there is how far a message is of whose content so much is there.
func there(content, all uint32) float32 {
	if all == 0 {
		return shareThere
	}
	return shareOut + (shareThere-shareOut)*min(float32(content)/float32(all), 1)
}

func ratio(part, all sim.Time) float32 {
	if all <= 0 {
		return 1
	}
	return min(max(float32(float64(part)/float64(all)), 0), 1)
}

// apart is how far from the middle of their wire messages fly: those towards
// the spot with the higher number above, the others below.
const apart = 2

// along is the point at a share of the way of the message that r sends.
func (s *Stage) along(r *trace.Record, wire int32, share float32) Point {
	e, c := &s.tape.wiring.edges[wire], &s.layout.way[wire]
	a, b := s.tape.cast.spot(r.Node), s.tape.cast.spot(r.Peer)
	from, to := s.offset(a, r.Node), s.offset(b, r.Peer)
	back := 1 - share
	var at Point
	if a == e.a {
		at = c.at(share)
		at.Y -= apart
	} else {
		at = c.at(back)
		at.Y += apart
	}
	// The way from a seat in a crowd bends towards the wire.
	u, v := back*back*(1+2*share), share*share*(1+2*back)
	return Point{at.X + u*from.X + v*to.X, at.Y + u*from.Y + v*to.Y}
}

// lost draws what was lost a while ago, crossed out where that was; not on a flow, part
// of which is red instead.
func (s *Stage) lost(f *Frame) {
	for _, l := range s.state.losses {
		r := &s.tape.records[l.record]
		if r.Kind != trace.Drop && s.flow(l.edge) > 0 {
			continue
		}
		at, linger, ok := s.scene(&l, r)
		if !ok || s.now-r.At >= linger {
			continue
		}
		left := 1 - ratio(s.now-r.At, linger)
		if s.Reduced {
			left = 1
		}
		f.add(Item{X: at.X, Y: at.Y, W: 9, H: 9, Msg: r.Msg, Shape: Cross, Fill: Bad, Alpha: uint8(60 + 195*left)})
	}
}

// wireOf is the wire on which a record says that something is sent; -1 for none.
func (s *Stage) wireOf(send uint32) int32 {
	m := &s.tape.records[send]
	return s.tape.wiring.find(s.tape.cast.spot(m.Node), s.tape.cast.spot(m.Peer))
}

// scene is where something was lost, and how long that is shown: some times
// as long as it was to fly, within bounds.
func (s *Stage) scene(l *loss, r *trace.Record) (at Point, linger sim.Time, ok bool) {
	if send := s.tape.fate[l.record]; r.Kind == trace.Lost && send != never && s.wireOf(send) >= 0 {
		m := &s.tape.records[send]
		linger = min(max(5*(max(m.Until, r.At)-m.At), 250*sim.Millisecond), lossMemory)
		return s.along(m, s.wireOf(send), l.share), linger, true
	}
	if l.edge >= 0 && r.Kind == trace.Discard {
		turned := trace.Record{Node: r.Peer, Peer: r.Node}
		return s.along(&turned, l.edge, .97), 400 * sim.Millisecond, true
	}
	spot := s.tape.cast.spot(r.Node)
	if spot < 0 || r.Kind != trace.Drop {
		return at, 0, false
	}
	o := &s.layout.Plots[spot]
	d := s.offset(spot, r.Node)
	if o.Form == Field { // at the seat of who has dropped it
		return Point{o.X + d.X, o.Y + d.Y}, 400 * sim.Millisecond, true
	}
	return Point{o.X + d.X - o.W/2 - 6, o.Y + d.Y + o.H/2 - 6}, 400 * sim.Millisecond, true
}

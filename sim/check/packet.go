package check

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A pipe is a connection as its packets show it. What packets say must hold:
//
//   - they are numbered one after the other, in each direction;
//   - where a packet with content is sent, no more of its direction's content is
//     under way than the window and two packets (RFC 3042), unless it is sent
//     again;
//   - the window grows only where something has arrived: for each packet by a few
//     segments, each of which is no more than the window began with;
//   - no message has arrived by less than its bytes;
//   - where no message is under way, nothing is sent that has content.
//
// Of a crowd of connections at rest each has one, so it is small.
type pipe struct {
	lanes      [2]direction
	messages   int32    // under way
	unanswered int32    // requests to which no answer was sent: whoever has asked may take one back at any time
	last       sim.Time // until when packets were under way, or messages
}

// A direction is what one end of a connection sends.
type direction struct {
	surplus int64  // bytes of content that arrived, and no message has yet that they are of
	owed    uint64 // bytes of content that were lost, and not sent again: what fills the window, so that more may wait behind
	parcels uint32 // what is under way, in the stock; 0: nothing
	window  uint32 // the first that was told
	number  uint32 // of the last packet
	largest uint32 // bytes of content of a packet
	bulky   uint32 // bytes besides content of a packet, as of one that tries how much the way takes
	arrived uint32 // packets that arrived, but for acknowledgements
	lossy   bool   // a packet was lost
}

// Parcels are the packets of one direction that are under way.
type parcels struct {
	all    []parcel // by when they arrive
	gone   int      // how many of them have
	epoch  uint32   // counts the repeats
	flight uint64   // bytes of content that were sent since the last repeat: of others the sender may think that they are lost
}

// A parcel is a packet that arrives.
type parcel struct {
	at      sim.Time
	content uint32
	epoch   uint32
}

// reaction is how long after the last packet one with content may follow from
// it, at most: no acknowledgement is delayed for longer (RFC 1122, 4.2.3.2).
const reaction = sim.Second

// coalesced is how many packets of QUIC, each of which the window may grow by,
// come in one datagram (RFC 9000, 12.2).
const coalesced = 3

func (p *pipe) packet(report reporter, spare *stock, r *trace.Record, lane int) {
	d := &p.lanes[lane]
	if d.number++; r.Parent != d.number {
		report.broken(r, "packet %d of connection %d, after %d others", r.Parent, r.Conn, d.number-1)
		d.number = r.Parent
	}
	d.until(spare, r.At)
	if r.Shape == trace.NoShape && r.Payload > 0 {
		p.idle(report, r, d)
		d.bounded(report, spare, r)
	}
	d.grown(report, r)
	d.put(spare, r)
	p.last = max(p.last, r.At, r.Until)
}

// idle looks whether there is any reason to send content. What protocols say of
// themselves (windows, answers to what nobody answers) is no message, but follows
// at once, or once what was lost before is there.
func (p *pipe) idle(report reporter, r *trace.Record, d *direction) {
	if r.Kind == trace.Packet && p.messages == 0 && p.unanswered == 0 && d.owed == 0 && r.At-p.last > reaction {
		report.broken(r, "packet %d has content, and nothing was under way on connection %d since %v", r.Parent, r.Conn, p.last)
	}
}

// bounded looks whether the window had room for another packet.
func (d *direction) bounded(report reporter, spare *stock, r *trace.Record) {
	if r.Kind == trace.Again && !d.lossy {
		report.broken(r, "packet %d of connection %d repeats what was lost, and nothing was", r.Parent, r.Conn)
	}
	flight := uint64(0) // content that is under way
	if x := spare.at(d.parcels); x != nil {
		if r.Kind.Repeats() {
			x.epoch++
			x.flight = 0
		}
		flight = x.flight
	}
	d.largest = max(d.largest, r.Payload)
	if window := uint64(r.Window()); flight >= window+2*uint64(d.largest) || window == 0 {
		report.broken(r, "packet %d of connection %d, while %d bytes are under way, and the window is %d", r.Parent, r.Conn, flight, window)
	}
}

// grown looks whether what has arrived accounts for the window.
func (d *direction) grown(report reporter, r *trace.Record) {
	window := r.Window()
	if d.window == 0 {
		d.window = window
	}
	d.bulky = max(d.bulky, r.Header)
	if each := uint64(max(d.window, d.bulky)); uint64(window) > each*(1+coalesced*uint64(d.arrived)) {
		report.broken(r, "the window of connection %d is %d, from %d on and by %d packets that have arrived", r.Conn, window, d.window, d.arrived)
	}
}

// put sends a packet on its way.
func (d *direction) put(spare *stock, r *trace.Record) {
	if r.Kind.Repeats() {
		d.owed -= min(d.owed, uint64(r.Payload))
	}
	switch {
	case r.Shape == trace.Ack:
		return
	case r.Status != trace.NoStatus:
		d.lossy = true
		d.owed += uint64(r.Payload)
		return
	}
	if d.parcels == 0 {
		d.parcels = spare.take()
	}
	x := spare.at(d.parcels)
	v := parcel{at: r.Until, content: r.Payload, epoch: x.epoch}
	if r.Shape == trace.NoShape {
		x.flight += uint64(r.Payload)
	} else {
		v.epoch--
	}
	i := len(x.all)
	for i > x.gone && x.all[i-1].at > v.at {
		i--
	}
	x.all = slices.Insert(x.all, i, v)
}

// untaken takes it back that a packet has arrived: for its sender it is lost.
func (d *direction) untaken(spare *stock, r *trace.Record) {
	d.until(spare, r.At)
	d.lossy = true
	d.owed += uint64(r.Payload)
	d.surplus -= int64(r.Payload)
}

// until lets arrive what has by then.
func (d *direction) until(spare *stock, now sim.Time) {
	x := spare.at(d.parcels)
	if x == nil {
		return
	}
	for x.gone < len(x.all) && x.all[x.gone].at <= now {
		v := &x.all[x.gone]
		x.gone++
		d.arrived++
		d.surplus += int64(v.content)
		if v.epoch == x.epoch {
			x.flight -= uint64(v.content)
		}
	}
	if x.gone == len(x.all) {
		spare.leave(d.parcels)
		d.parcels = 0
	} else if 2*x.gone >= len(x.all) {
		x.all = x.all[:copy(x.all, x.all[x.gone:])]
		x.gone = 0
	}
}

// A stock keeps the parcels of all directions, by number from 1, and some that are
// empty for the next direction that needs any.
type stock struct {
	all   []*parcels
	spare []uint32
}

const mostSpare = 1024

// at are the parcels of a number; nil for 0.
func (s *stock) at(i uint32) *parcels {
	if i == 0 {
		return nil
	}
	return s.all[i-1]
}

func (s *stock) take() uint32 {
	n := len(s.spare)
	if n == 0 {
		s.all = append(s.all, new(parcels))
		return uint32(len(s.all))
	}
	i := s.spare[n-1]
	s.spare = s.spare[:n-1]
	if s.all[i-1] == nil {
		s.all[i-1] = new(parcels)
	}
	return i
}

func (s *stock) leave(i uint32) {
	if x := s.all[i-1]; len(s.spare) < mostSpare {
		*x = parcels{all: x.all[:0]}
	} else {
		s.all[i-1] = nil
	}
	s.spare = append(s.spare, i)
}

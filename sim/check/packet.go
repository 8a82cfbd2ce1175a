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
type pipe struct {
	lanes      [2]direction
	messages   int32    // under way
	unanswered int32    // requests to which no answer was sent: whoever has asked may take one back at any time
	last       sim.Time // until when packets were under way, or messages
}

// A direction is what one end of a connection sends.
type direction struct {
	number  uint32 // of the last packet
	window  uint64 // the first that was told
	parcels []parcel
	gone    int    // how many of the parcels have arrived
	flight  uint64 // bytes of content under way that were sent since the last Again: of others the sender may think that they are lost
	epoch   uint32 // counts those
	largest uint64 // bytes of content of a packet
	arrived uint64 // packets that arrived, but for acknowledgements
	content uint64 // bytes of content that arrived
	taken   uint64 // of those, bytes of messages that arrived
	lossy   bool   // a packet was lost
	owed    uint64 // bytes of content that were lost, and not sent again: what fills the window, so that more may wait behind
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

func (p *pipe) packet(report reporter, r *trace.Record, lane int) {
	d := &p.lanes[lane]
	if d.number++; r.Parent != d.number {
		report.broken(r, "packet %d of connection %d, after %d others", r.Parent, r.Conn, d.number-1)
		d.number = r.Parent
	}
	d.until(r.At)
	if r.Shape == trace.NoShape && r.Payload > 0 {
		p.idle(report, r, d)
		d.bounded(report, r)
	}
	d.grown(report, r)
	d.put(r)
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
func (d *direction) bounded(report reporter, r *trace.Record) {
	if r.Kind == trace.Again {
		d.epoch++
		d.flight = 0
	}
	d.largest = max(d.largest, uint64(r.Payload))
	if window := uint64(r.Window()); d.flight >= window+2*d.largest || window == 0 {
		report.broken(r, "packet %d of connection %d, while %d bytes are under way, and the window is %d", r.Parent, r.Conn, d.flight, window)
	}
}

// grown looks whether what has arrived accounts for the window.
func (d *direction) grown(report reporter, r *trace.Record) {
	window := uint64(r.Window())
	if d.window == 0 {
		d.window = window
	}
	if window > d.window*(1+coalesced*d.arrived) {
		report.broken(r, "the window of connection %d is %d, from %d on and by %d packets that have arrived", r.Conn, window, d.window, d.arrived)
	}
}

// put sends a packet on its way.
func (d *direction) put(r *trace.Record) {
	if r.Kind == trace.Again {
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
	v := parcel{at: r.Until, content: r.Payload, epoch: d.epoch}
	if r.Shape == trace.NoShape {
		d.flight += uint64(r.Payload)
	} else {
		v.epoch--
	}
	i := len(d.parcels)
	for i > d.gone && d.parcels[i-1].at > v.at {
		i--
	}
	d.parcels = slices.Insert(d.parcels, i, v)
}

// until lets arrive what has by then.
func (d *direction) until(now sim.Time) {
	for d.gone < len(d.parcels) && d.parcels[d.gone].at <= now {
		v := &d.parcels[d.gone]
		d.gone++
		d.arrived++
		d.content += uint64(v.content)
		if v.epoch == d.epoch {
			d.flight -= uint64(v.content)
		}
	}
	if 2*d.gone >= len(d.parcels) {
		d.parcels = d.parcels[:copy(d.parcels, d.parcels[d.gone:])]
		d.gone = 0
	}
}

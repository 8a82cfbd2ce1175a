package transport

import "backchat/sim"

// A discovery is the search for the largest packet that gets through (RFC
// 8899; quic-go, mtu_discoverer.go): some round trips apart an end sends a packet
// of nothing but padding, half-way between what is known to get through and the
// most that may. One that is lost may have been lost for another reason: only
// where so many larger ones than a size are lost is that the most. What was lost
// is forgotten while the connection is at rest.
type discovery struct {
	size   int64                // full packets are so large: that gets through
	lost   [discoveryLost]int64 // probes that were lost, in rising order, and behind them the most that may get through; 0: no more
	probe  int64                // the size of the one under way; 0: there is none
	at     sim.Time             // the last was sent, or the handshake was confirmed; 0: neither
	missed bool                 // the last one was lost
	over   bool                 // no more is to be gained
}

const (
	discoveryTrips = 5  // round trips from one probe to the next (quic-go, mtuProbeDelay)
	discoveryLost  = 3  // quic-go, maxLostMTUProbes
	discoveryNear  = 21 // the search is over where no more than so many bytes are to be gained (quic-go, maxMTUDiff and mtuFinder.done)
)

// search begins to look for more than size, up to most.
func (d *discovery) search(size, most int64) {
	*d = discovery{size: size, lost: [discoveryLost]int64{most}}
	d.judge()
}

// judge tells whether the search is over.
func (d *discovery) judge() { d.over = d.most()-d.size <= discoveryNear }

// most is the size beyond which it does not look.
func (d *discovery) most() int64 {
	most := d.lost[0]
	for _, size := range d.lost[1:] {
		most = max(most, size)
	}
	return most
}

// due tells whether a probe is to be sent.
func (d *discovery) due(now, rtt sim.Time) bool {
	return !d.over && d.at != 0 && d.probe == 0 && now >= d.at+discoveryTrips*rtt
}

// next is the size of the probe that is sent now.
func (d *discovery) next(now sim.Time) int64 {
	most := d.most()
	if d.missed {
		most = d.lost[0]
	}
	d.probe, d.at = (d.size+most)/2, now
	return d.probe
}

// through notes that the probe has arrived: smaller ones were lost for another
// reason.
func (d *discovery) through() {
	d.size, d.probe, d.missed = d.probe, 0, false
	var larger [discoveryLost]int64
	n := 0
	for _, size := range d.lost {
		if size > d.size {
			larger[n] = size
			n++
		}
	}
	d.lost = larger
	d.judge()
}

// miss notes that the probe was lost.
func (d *discovery) miss() {
	for i, size := range d.lost {
		if d.probe < size {
			copy(d.lost[i+1:], d.lost[i:])
			d.lost[i] = d.probe
			break
		}
	}
	d.probe, d.missed = 0, true
	d.judge()
}

// probePath sends a probe for larger packets, where one is due and may be sent.
func (t *Transport) probePath(h *qend) {
	now := t.kernel.Now()
	if !h.agreed || h.probes > 0 || !h.path.due(now, h.rtt.smooth) || !t.may(h) {
		return
	}
	sp := &h.spaces[application]
	id, d := t.datagram(h.conn, h.side)
	d.bytes, d.space, d.number = h.path.next(now), application, sp.number
	t.put(&d.part).kind = ping
	sp.number++
	t.sent(h, id, d)
}

// reached lets packets be as large as the probe that has arrived (quic-go,
// cubicSender.SetMaxDatagramSize: the least window is of as many packets).
func (h *qend) reached() {
	least := h.window.size == h.leastWindow()
	if h.path.through(); least {
		h.window.size = h.leastWindow()
	}
}

// leastWindow is what the window never falls below.
func (h *qend) leastWindow() int64 { return int64(h.c.LeastWindow) * h.path.size }

// probing tells whether entry x is a probe for larger packets.
func (h *qend) probing(x *sent) bool { return x.larger && h.path.probe != 0 }

// alone tells whether nothing is under way but a probe for larger packets, of
// whose loss nobody hears before something else arrives (quic-go,
// packet.Outstanding).
func (b *board) alone() bool {
	return b.oldest != 0 && b.oldest == b.newest && b.at(b.oldest-1).larger
}

// first is the place, plus 1, sent first of those under way that are no such
// probe; 0: there is none.
func (b *board) first() uint32 {
	if at := b.oldest; at == 0 || !b.at(at-1).larger {
		return at
	}
	return b.at(b.oldest - 1).next
}

package metrics

import (
	"slices"

	"backchat/sim"
)

// A link holds the figures of one link: of all its wires together. Where it has
// a transport its bytes are those of packets.
type link struct {
	messages, lost uint64
	bytes          [2]volume // of messages without packets: up, from the link's from to its to; down
	packets        packets
	handshakes     uint64 // of connections that have come open
	trips          uint64 // there and back, for all of them
	flight         *flight
	window         *packets // of the window at hand, where a series is kept
}

// mark forgets what was counted before t.
func (l *link) mark(t sim.Time) {
	l.land(t)
	l.flight.mark(t)
	for i := range l.flight.parcels {
		l.flight.parcels[i].counts = false
	}
	*l = link{flight: l.flight, window: l.window}
}

func (l *link) seal(t sim.Time) {
	l.land(t)
	l.flight.seal(t)
}

func (l *link) volume(way int) uint64 { return l.bytes[way].all() + l.packets.ways[way] }

func linkRows() []row[link] {
	return about(OfLink, slices.Concat([]row[link]{
		count("messages", "messages sent within the window, both ways", func(l *link) uint64 { return l.messages }),
		count("lost", "messages known within the window not to arrive, both ways", func(l *link) uint64 { return l.lost }),
		volumes("bytes", "bytes sent within the window, both ways: where the link has a transport, of packets; otherwise of messages, and of one that a drop cuts off those that had left its sender", func(l *link) uint64 { return l.volume(up) + l.volume(down) }),
		volumes("bytes.up", "bytes sent within the window from the link's 'from' to its 'to'", func(l *link) uint64 { return l.volume(up) }),
		volumes("bytes.down", "bytes sent within the window from the link's 'to' to its 'from'", func(l *link) uint64 { return l.volume(down) }),
	}, packetRows()))
}

// routes finds the link between two nodes.
type routes struct {
	nodes int
	table []uint32 // by from and to: twice the link's index from 1, one more for down; 0 for none
}

func (t *routes) put(from, to, link int) {
	for d, i := range [2]int{from*t.nodes + to, to*t.nodes + from} {
		if t.table[i] == 0 {
			t.table[i] = uint32(2*(link+1) + d)
		}
	}
}

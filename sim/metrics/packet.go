package metrics

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A purpose is what bytes of packets are sent for.
type purpose uint8

const (
	content purpose = iota
	repeats
	overhead
	handshakes
	acknowledgements
	upkeep
	purposes
)

var purposeRows = [purposes]struct{ name, says string }{
	content:          {"content", "content, the first time that it is sent: messages with the headers, frames and keys that the connection's protocol adds"},
	repeats:          {"repeated", "content that was sent before"},
	overhead:         {"overhead", "what transport and network add to packets with content"},
	handshakes:       {"handshake", "packets that open connections, or agree on keys"},
	acknowledgements: {"acknowledgement", "packets without content"},
	upkeep:           {"upkeep", "packets that keep a connection alive, or end it"},
}

// packets counts those of a link, both ways.
type packets struct {
	sent, lost      uint64
	again, spurious uint64 // whose content was sent before; of these, was not lost
	bytes           [purposes]uint64
	ways            [2]uint64 // bytes of all of them: up, down
	arrived         [2]uint64 // of content that was not there before
	windows         sum       // that those with content were sent by
	windowed, most  uint64    // how many there were, and the largest
}

// A flight is what is under way on a link.
type flight struct {
	level
	parcels []parcel // a heap: the one that is there first before the others
	landed  []parcel // those that have arrived at the latest instant at which any did
}

// A parcel is a packet that is under way.
type parcel struct {
	until   sim.Time
	bytes   int64
	content uint32
	conn    uint32
	fresh   bool // that arrives, and had not before
	counts  bool // it was sent within the window
	way     uint8
}

// brings are the bytes of content that were not there before it.
func (v *parcel) brings() uint64 {
	if v.fresh {
		return uint64(v.content)
	}
	return 0
}

func (f *Figures) packet(r *trace.Record) {
	if c := f.conns.Get(r.Conn); c != nil {
		c.packed = true
		c.greet(r)
	}
	l, way := f.link(r.Node, r.Peer)
	if l == nil {
		return
	}
	l.land(r.At + 1)
	l.packets.take(r, way)
	if l.window != nil {
		l.window.take(r, way)
	}
	l.launch(r, way)
}

// untaken counts a packet as lost that has arrived, and nobody has taken: what it
// brought is not there.
func (f *Figures) untaken(r *trace.Record) {
	l, way := f.link(r.Node, r.Peer)
	if l == nil {
		return
	}
	l.land(r.At + 1)
	v := l.flight.landing(r, uint8(way))
	l.packets.missed(v)
	if v.counts = true; l.window != nil {
		l.window.missed(v)
	}
}

// landing is the packet that has arrived just now, and nobody has taken; a nameless
// one where it arrived before, and waited.
func (f *flight) landing(r *trace.Record, way uint8) parcel {
	for i, v := range f.landed {
		if v.until == r.At && v.conn == r.Conn && v.way == way && v.content == r.Payload {
			f.landed[i].conn = 0
			return v
		}
	}
	return parcel{counts: true}
}

// missed takes it back that a packet has arrived.
func (p *packets) missed(v parcel) {
	p.lost += one64(v.counts)
	p.arrived[v.way] -= v.brings()
}

// take counts a packet that is sent.
func (p *packets) take(r *trace.Record, way int) {
	p.sent++
	p.lost += one64(r.Status != trace.NoStatus)
	p.again += one64(r.Kind.Repeats())
	p.spurious += one64(r.Kind == trace.Spurious)
	p.ways[way] += uint64(r.Payload) + uint64(r.Header)
	switch r.Shape {
	case trace.Handshaking:
		p.bytes[handshakes] += uint64(r.Payload) + uint64(r.Header)
	case trace.Ack:
		p.bytes[acknowledgements] += uint64(r.Payload) + uint64(r.Header)
	case trace.NoShape:
		p.content(r)
	default:
		p.bytes[upkeep] += uint64(r.Payload) + uint64(r.Header)
	}
}

func (p *packets) content(r *trace.Record) {
	what := content
	if r.Kind.Repeats() {
		what = repeats
	}
	p.bytes[what] += uint64(r.Payload)
	p.bytes[overhead] += uint64(r.Header)
	p.windows.add(uint64(r.Window()))
	p.windowed++
	p.most = max(p.most, uint64(r.Window()))
}

// launch puts a packet among those under way: until it arrives or, where it is
// lost, until it is out.
func (l *link) launch(r *trace.Record, way int) {
	v := parcel{until: r.Until, bytes: int64(r.Payload) + int64(r.Header), content: r.Payload, conn: r.Conn, counts: true, way: uint8(way)}
	if r.Status != trace.NoStatus {
		v.until, v.conn = sim.Time(r.Aux), 0
	} else {
		v.fresh = r.Kind != trace.Spurious && r.Shape == trace.NoShape
	}
	l.flight.by(r.At, v.bytes)
	l.flight.push(v)
}

// land takes off what is under way no longer just before t.
func (l *link) land(t sim.Time) {
	f := l.flight
	for len(f.parcels) > 0 && f.parcels[0].until < t {
		v := f.pop()
		f.by(v.until, -v.bytes)
		f.land(v)
		l.packets.arrived[v.way] += v.brings()
		if l.window != nil {
			l.window.arrived[v.way] += v.brings()
		}
	}
}

// land keeps what has arrived, for as long as it may be said that nobody takes it.
func (f *flight) land(v parcel) {
	if len(f.landed) > 0 && f.landed[0].until != v.until {
		f.landed = f.landed[:0]
	}
	f.landed = append(f.landed, v)
}

// push puts in a parcel.
func (f *flight) push(v parcel) {
	f.parcels = append(f.parcels, v)
	p, i := f.parcels, len(f.parcels)-1
	for i > 0 && p[(i-1)/2].until > v.until {
		p[i] = p[(i-1)/2]
		i = (i - 1) / 2
	}
	p[i] = v
}

// pop takes out the parcel that is there first.
func (f *flight) pop() parcel {
	n := len(f.parcels) - 1
	first, last, p := f.parcels[0], f.parcels[n], f.parcels[:n]
	f.parcels = p
	i := 0
	for child := 1; child < n; child = 2*i + 1 {
		if child+1 < n && p[child+1].until < p[child].until {
			child++
		}
		if p[child].until >= last.until {
			break
		}
		p[i] = p[child]
		i = child
	}
	if n > 0 {
		p[i] = last
	}
	return first
}

func one64(yes bool) uint64 {
	if yes {
		return 1
	}
	return 0
}

func packetRows() []row[link] {
	rows := []row[link]{
		count("packets", "packets sent within the window, both ways; none where the link has no transport", func(l *link) uint64 { return l.packets.sent }),
		rate("packetRate", "packets a second of the window", func(l *link) uint64 { return l.packets.sent }),
		count("packets.lost", "packets sent within the window that do not arrive, or that nobody takes where they do, and nobody says so: their host is down, a door has no room, or, over QUIC, no process knows them; what is answered by a reset is not lost", func(l *link) uint64 { return l.packets.lost }),
		ratio("packets.lostShare", Share, "packets.lost / packets", func(l *link) (uint64, uint64) { return l.packets.lost, l.packets.sent }),
		count("packets.repeated", "packets sent within the window whose content was sent before", func(l *link) uint64 { return l.packets.again }),
		ratio("packets.repeatedShare", Share, "packets.repeated / packets", func(l *link) (uint64, uint64) { return l.packets.again, l.packets.sent }),
		count("packets.spurious", "of these: none of whose content had been lost by then, as packets.lost has it; an acknowledgement was late or lost, or the packet was only overtaken", func(l *link) uint64 { return l.packets.spurious }),
		ratio("packets.spuriousShare", Share, "packets.spurious / packets.repeated", func(l *link) (uint64, uint64) { return l.packets.spurious, l.packets.again }),
	}
	rows = append(rows,
		count("handshakes", "connections that came open within the window after packets had gone there and back for it", func(l *link) uint64 { return l.handshakes }),
		ratio("handshakes.roundTrips.mean", Mean, "how often those ends had to answer each other until their connections were open, to agree on the connection and on keys: the mean; what does not fit into a first window takes longer, and is not counted", func(l *link) (uint64, uint64) { return l.trips, l.handshakes }))
	for p, what := range purposeRows {
		rows = append(rows, volumes("bytes."+what.name, "bytes of packets sent within the window: "+what.says, func(l *link) uint64 { return l.packets.bytes[p] }))
	}
	for _, way := range [...]struct {
		name, says string
		of         func(*packets) uint64
	}{
		{"goodput", "both ways", func(p *packets) uint64 { return p.arrived[up] + p.arrived[down] }},
		{"goodput.up", "from the link's 'from' to its 'to'", func(p *packets) uint64 { return p.arrived[up] }},
		{"goodput.down", "from the link's 'to' to its 'from'", func(p *packets) uint64 { return p.arrived[down] }},
	} {
		r := rate(way.name, "bytes of content that arrived within the window, without what spurious repeats brought once more, a second of the whole window, those included in which nothing was to be sent, "+way.says, func(l *link) uint64 { return way.of(&l.packets) })
		r.Unit = bytesPerSecond
		rows = append(rows, r)
	}
	return append(rows, windowRows()...)
}

func windowRows() []row[link] {
	return []row[link]{
		{Definition{Name: "cwnd.mean", Unit: bytes, Kind: Mean, Says: "the congestion window by which packets with content were sent within the window"},
			func(l *link, _ window) float64 { return over(l.packets.windows.float(), float64(l.packets.windowed)) }},
		{Definition{Name: "cwnd.max", Unit: bytes, Kind: Extreme, Says: "the largest congestion window by which a packet with content was sent within the window"},
			func(l *link, _ window) float64 { return float64(l.packets.most) }},
		{Definition{Name: "flight.mean", Unit: bytes, Kind: Level, Says: "bytes of packets under way, both ways, from sending to arrival (of those that are lost until they are out): average over the time of the window"},
			func(l *link, w window) float64 { return l.flight.mean(w) }},
		{Definition{Name: "flight.max", Unit: bytes, Kind: Extreme, Says: "bytes of packets under way: the most at any instant of the window, however short"},
			func(l *link, _ window) float64 { return float64(l.flight.most) }},
	}
}

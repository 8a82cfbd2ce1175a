package properties

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/metrics"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A freight is a naive recomputation of a link's figures from all records.
type freight struct {
	messages, lost                               float64
	sent, missing, again, spurious               float64
	whole                                        [2]float64 // bytes of messages without packets: up, down
	ways                                         [2]float64 // bytes of packets
	came                                         [2]float64 // of content, the first time
	content, repeated, overhead, opening, answer float64
	upkeep                                       float64
	windows, windowed, most                      float64
	handshakes, trips                            float64
	flights                                      []flight
	parcels                                      []*trace.Record // packets that arrive
}

// A flight is a packet from its sending until it has arrived, or is out and
// lost.
type flight struct {
	from, to sim.Time
	bytes    float64
}

// A meeting is a connection while it is being opened: whose packets have
// arrived, one after the other.
type meeting struct {
	opener trace.Place
	peer   trace.Place
	turns  []trace.Place
}

// trips is how often a packet of the opener was followed by one of the other.
func (m *meeting) trips() (n float64) {
	for i := 1; i < len(m.turns); i++ {
		if m.turns[i-1] == m.opener && m.turns[i] != m.opener {
			n++
		}
	}
	return n
}

// freights are those of all links, by their places in the topology.
func freights(run *trial.Trial, window span) []freight {
	top := run.Topology
	all := make([]freight, len(top.Links))
	of := func(a, b trace.Place) (*freight, int) {
		from, to := top.Places.At(a).Node, top.Places.At(b).Node
		for i, l := range top.Links {
			switch {
			case l.From == from && l.To == to:
				return &all[i], 0
			case l.From == to && l.To == from:
				return &all[i], 1
			}
		}
		return new(freight), 0
	}
	opening, shipped := map[uint32]*meeting{}, map[uint32]bool{}
	for i := range run.Records {
		r := &run.Records[i]
		in := window.holds(r.At)
		switch r.Kind {
		case trace.Open:
			opening[r.Conn] = &meeting{opener: r.Node, peer: r.Peer}
		case trace.Opened:
			if m := opening[r.Conn]; in && m != nil && m.trips() > 0 {
				l, _ := of(m.opener, m.peer)
				l.handshakes++
				l.trips += m.trips()
			}
			delete(opening, r.Conn)
		case trace.Close, trace.Reset:
			delete(opening, r.Conn)
		case trace.Send:
			shipped[r.Msg] = !r.Planned() && r.At > 0
			if l, way := of(r.Node, r.Peer); in {
				l.messages++
				if r.Planned() || r.At == 0 {
					l.whole[way] += float64(r.Payload) + float64(r.Header)
				}
			}
		case trace.Lost:
			if l, way := of(r.Node, r.Peer); in {
				l.lost++
				if window.holds(r.Until) && !shipped[r.Msg] { // cut off, when so much had not left its sender
					l.whole[way] -= float64(r.Aux)
				}
			}
		case trace.Untaken:
			l, way := of(r.Node, r.Peer)
			l.untaken(r, way, window)
		case trace.Packet, trace.Again, trace.Spurious:
			l, way := of(r.Node, r.Peer)
			l.packet(r, way, window)
			if m := opening[r.Conn]; m != nil && r.Shape == trace.Handshaking && r.Status == trace.NoStatus {
				m.turns = append(m.turns, r.Node)
			}
		}
	}
	return all
}

func (l *freight) packet(r *trace.Record, way int, window span) {
	lost, payload, header := r.Status != trace.NoStatus, float64(r.Payload), float64(r.Header)
	f := flight{r.At, r.Until, payload + header}
	if lost {
		f.to = sim.Time(r.Aux)
	} else if r.Shape == trace.NoShape && r.Kind != trace.Spurious && window.holds(r.Until) {
		l.came[way] += payload
	}
	if !lost {
		l.parcels = append(l.parcels, r)
	}
	l.flights = append(l.flights, f)
	if !window.holds(r.At) {
		return
	}
	l.sent++
	l.ways[way] += payload + header
	if lost {
		l.missing++
	}
	if r.Kind != trace.Packet {
		l.again++
	}
	if r.Kind == trace.Spurious {
		l.spurious++
	}
	switch r.Shape {
	case trace.NoShape:
		l.overhead += header
		if r.Kind == trace.Packet {
			l.content += payload
		} else {
			l.repeated += payload
		}
		l.windowed++
		l.windows += float64(r.Window())
		l.most = max(l.most, float64(r.Window()))
	case trace.Handshaking:
		l.opening += payload + header
	case trace.Ack:
		l.answer += payload + header
	default:
		l.upkeep += payload + header
	}
}

// untaken takes it back that a packet has arrived.
func (l *freight) untaken(r *trace.Record, way int, window span) {
	for i, x := range l.parcels {
		if x.Until != r.At || x.Conn != r.Conn || x.Node != r.Node || x.Payload != r.Payload {
			continue
		}
		l.parcels = slices.Delete(l.parcels, i, i+1)
		if x.Shape == trace.NoShape && x.Kind != trace.Spurious && window.holds(r.At) {
			l.came[way] -= float64(x.Payload)
		}
		if window.holds(x.At) && window.holds(r.At) {
			l.missing++
		}
		return
	}
	if window.holds(r.At) { // it has waited at a door
		l.missing++
	}
}

// under is the mean of the bytes under way, and the most: as a packet is sent,
// or as the window begins.
func (l *freight) under(window span) (mean, most float64) {
	for i, f := range l.flights {
		if from, to := max(f.from, window.from), min(f.to, window.to); from < to {
			mean += float64(to-from) / float64(window.to-window.from) * f.bytes
		}
		level, start := f.bytes, 0.0
		for _, g := range l.flights[:i] {
			if g.to > f.from {
				level += g.bytes
			}
		}
		if window.holds(f.from) {
			most = max(most, level)
		}
		for _, g := range l.flights[:i+1] {
			if g.from < window.from && g.to >= window.from {
				start += g.bytes
			}
		}
		most = max(most, start)
	}
	return mean, most
}

// mostFlights is of how many packets at most the flight is recomputed, which
// takes the square of it.
const mostFlights = 600

func TestFiguresOfLinksAgreeWithANaiveRecomputation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		text, window, run := w.measured()
		if run.Limit != nil {
			return
		}
		seconds := (window.to - window.from).Seconds()
		for i, l := range freights(run, window) {
			id := run.Topology.Links[i].ID
			rows := map[string]float64{
				"messages": l.messages, "lost": l.lost,
				"bytes": l.whole[0] + l.whole[1] + l.ways[0] + l.ways[1], "bytes.up": l.whole[0] + l.ways[0], "bytes.down": l.whole[1] + l.ways[1],
				"packets": l.sent, "packetRate": l.sent / seconds, "packets.lost": l.missing, "packets.lostShare": l.missing / l.sent,
				"packets.repeated": l.again, "packets.repeatedShare": l.again / l.sent,
				"packets.spurious": l.spurious, "packets.spuriousShare": l.spurious / l.again,
				"handshakes": l.handshakes, "handshakes.roundTrips.mean": l.trips / l.handshakes,
				"bytes.content": l.content, "bytes.repeated": l.repeated, "bytes.overhead": l.overhead,
				"bytes.handshake": l.opening, "bytes.acknowledgement": l.answer, "bytes.upkeep": l.upkeep,
				"goodput": (l.came[0] + l.came[1]) / seconds, "goodput.up": l.came[0] / seconds, "goodput.down": l.came[1] / seconds,
				"cwnd.mean": l.windows / l.windowed, "cwnd.max": l.most,
			}
			if len(l.flights) <= mostFlights {
				rows["flight.mean"], rows["flight.max"] = l.under(window)
			}
			for _, d := range metrics.Catalogue() {
				if _, ok := rows[d.Name]; !ok && d.Of == metrics.OfLink && (len(l.flights) <= mostFlights || !strings.HasPrefix(d.Name, "flight.")) {
					t.Fatalf("nobody recomputes %s of a link", d.Name)
				}
			}
			agree(t, run, id, rows, text)
		}
	})
}

// agree holds the figures of a subject against what they are to be.
func agree(t *rapid.T, run *trial.Trial, id string, rows map[string]float64, text []byte) {
	for name, want := range rows {
		m, known := run.Figures.Lookup(id + "." + name)
		if !known || m.Value != want && !(math.Abs(m.Value-want) <= 1e-9*math.Abs(want)) && !(math.IsNaN(m.Value) && math.IsNaN(want)) {
			t.Fatalf("%s.%s is %v, recomputed %v\n%s", id, name, m.Value, want, text)
		}
	}
}

package network

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

const ms = sim.Millisecond

// A pair is two places and what reaches them.
type pair struct {
	t       *testing.T
	kernel  *sim.Kernel
	net     *Network
	records records
	writer  *trace.Writer
	heard   []arrival
	lost    []trace.Status
	broken  []trace.Place
	unsent  []trace.Status
	conn    sim.Ref // of the latest exchange
	id      sim.HandlerID
	acts    []func()
	holds   bool // what is asked stays in hand
	full    []int
	came    []uint32 // of what was cut off
	left    []uint32
}

type arrival struct {
	At sim.Time
	ID uint32
	To trace.Place
}

type records []trace.Record

func (r *records) Fold(batch []trace.Record) { *r = append(*r, batch...) }

// newPair joins places 1 and 2 by a link.
func newPair(t *testing.T, c LinkConfig) *pair {
	t.Helper()
	if c.Order == "" {
		c.Order = "fifo"
	}
	if c.Connection.Open == "" {
		c.Connection.Open = "ready"
	}
	if c.Connection.Retry == 0 {
		c.Connection.Retry = sim.Second
	}
	link, err := NewLink("wire", &c)
	if err != nil {
		t.Fatal(err)
	}
	p := &pair{t: t, kernel: sim.NewKernel(sim.Hour, sim.Limits{})}
	p.writer = trace.NewWriter(&p.records)
	p.net = New(p.kernel, p.writer, sim.NewKey(1), 2,
		func(a, b trace.Place) (*Link, trace.Place) { return link, 1 },
		func(q trace.Place) (string, int) { return "n", int(q) })
	p.net.Receiver(p)
	p.id = p.kernel.Register(p)
	return p
}

func (p *pair) Carried(*Message) Load              { return Load{} }
func (p *pair) Connected(m *Message)               { p.conn = m.Conn }
func (p *pair) Departs(m *Message, _ bool) Load    { p.conn = m.Conn; return Load{} }
func (p *pair) Shipped(*Message)                   {}
func (p *pair) Cancelled(_ sim.Ref, _ trace.Place) {}
func (p *pair) Entered(*Message, trace.Cause)      {}
func (p *pair) Quit(trace.Place)                   {}
func (p *pair) CutOff(_ *Message, came, left uint32) {
	p.came, p.left = append(p.came, came), append(p.left, left)
}
func (p *pair) Holds(sim.Ref, trace.Place) bool     { return p.holds }
func (p *pair) Unsent(_ *Message, why trace.Status) { p.unsent = append(p.unsent, why) }
func (p *pair) Wanted(*Message) bool                { return true }
func (p *pair) Told(*Message) bool                  { return false }
func (p *pair) Recall(*Message)                     {}
func (p *pair) Lost(m *Message, why trace.Status) {
	if m.Shape == trace.Request {
		p.lost = append(p.lost, why)
	}
}
func (p *pair) Broken(_ sim.Ref, at trace.Place, _ trace.Status) { p.broken = append(p.broken, at) }
func (p *pair) Full(at trace.Place, open int)                    { p.full = append(p.full, int(at), open) }
func (p *pair) Arrive(m *Message) {
	p.heard = append(p.heard, arrival{p.kernel.Now(), m.ID, m.To})
	p.net.Free(m)
}

// ask sends one message of some bytes from 1 to 2.
func (p *pair) ask(bytes uint32) {
	m := p.net.New()
	m.From, m.To, m.Shape, m.Payload, m.Attempt = 1, 2, trace.Request, bytes, sim.Ref{Index: m.ID}
	p.net.Ask(m)
}

// at calls f at a time.
func (p *pair) at(t sim.Time, f func()) {
	p.acts = append(p.acts, f)
	p.kernel.At(t, p.id, 0, uint32(len(p.acts)-1), 0)
}

// Handle calls what at was given.
func (p *pair) Handle(e sim.Event) { p.acts[e.A]() }

type handler func()

func (h handler) Handle(sim.Event) { h() }

func (p *pair) run() []sim.Time {
	p.t.Helper()
	if err := p.kernel.Run(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	p.writer.Flush()
	var times []sim.Time
	for _, a := range p.heard {
		times = append(times, a.At)
	}
	return times
}

// sends are when a place has sent messages of a shape.
func (r records) sends(from trace.Place, shape trace.Shape) (times []sim.Time) {
	for i := range r {
		if r[i].Kind == trace.Send && r[i].Node == from && r[i].Shape == shape {
			times = append(times, r[i].At)
		}
	}
	return times
}

func constant(t sim.Time) sim.Dist { return sim.Dist{Law: "constant", Value: float64(t)} }

func TestMessageTakesItsLatency(t *testing.T) {
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(40 * ms)}})
	p.at(ms, func() { p.ask(100) })
	if diff := cmp.Diff([]sim.Time{41 * ms}, p.run()); diff != "" {
		t.Error(diff)
	}
}

func TestMessagesQueueForTheWire(t *testing.T) {
	width := sim.Bandwidth(8e6) // a byte a microsecond
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms), Bandwidth: &width, Header: 40}})
	p.at(0, func() { p.ask(960); p.ask(460) })
	if diff := cmp.Diff([]sim.Time{2 * ms, 2*ms + 500*sim.Microsecond}, p.run()); diff != "" {
		t.Error(diff)
	}
}

func TestFullBufferLosesWhatComesOnTop(t *testing.T) {
	width, room := sim.Bandwidth(8e6), sim.Bytes(1000)
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(0), Bandwidth: &width, Buffer: &room}})
	p.at(0, func() { p.ask(900); p.ask(900); p.ask(900) })
	if got := p.run(); len(got) != 1 || len(p.lost) != 2 {
		t.Errorf("%d arrived and %d were lost, not 1 and 2", len(got), len(p.lost))
	}
}

func TestNothingOvertakesWithinAConnection(t *testing.T) {
	p := newPair(t, LinkConfig{Direction: Direction{Latency: sim.Dist{Law: "exponential", Mean: float64(100 * ms)}}})
	for i := range sim.Time(200) {
		p.at(i*ms, func() { p.ask(1) })
	}
	p.run()
	for i := 1; i < len(p.heard); i++ {
		if p.heard[i].ID < p.heard[i-1].ID {
			t.Fatalf("message %d overtook message %d", p.heard[i].ID, p.heard[i-1].ID)
		}
	}
}

func TestMessagesOvertakeWhereOrderIsNone(t *testing.T) {
	p := newPair(t, LinkConfig{Direction: Direction{Order: "none", Latency: sim.Dist{Law: "exponential", Mean: float64(100 * ms)}}})
	for i := range sim.Time(200) {
		p.at(i*ms, func() { p.ask(1) })
	}
	p.run()
	for i := 1; i < len(p.heard); i++ {
		if p.heard[i].ID < p.heard[i-1].ID {
			return
		}
	}
	t.Error("nothing overtook")
}

func TestLossTakesItsShare(t *testing.T) {
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms), Loss: 0.2}})
	for i := range sim.Time(10_000) {
		p.at(i*ms, func() { p.ask(1) })
	}
	p.run()
	if n := len(p.lost); n < 1880 || n > 2120 { // three standard errors
		t.Errorf("%d of 10,000 were lost, not some 2,000", n)
	}
}

func TestRetransmissionTurnsLossIntoDelay(t *testing.T) {
	wait := 200 * ms
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms), Loss: 0.5, Retransmit: &wait}})
	p.at(0, func() {
		for range 100 {
			p.ask(1)
		}
	})
	got := p.run()
	if len(got) != 100 {
		t.Fatalf("%d arrived, not 100", len(got))
	}
	for _, at := range got {
		if (at-ms)%wait != 0 {
			t.Errorf("arrived at %v, which is no whole number of waits late", at)
		}
	}
}

func TestDuplicatesFollowTheirOriginal(t *testing.T) {
	for _, row := range []struct {
		order  string
		want   []sim.Time
		reason string
	}{
		{"fifo", []sim.Time{ms, ms}, "at its heels, where nothing overtakes"},
		{"none", []sim.Time{ms, 2 * ms}, "after a latency of its own, where order is not kept"},
	} {
		p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms), Duplicate: 1, Order: row.order}})
		p.at(0, func() { p.ask(1) })
		if diff := cmp.Diff(row.want, p.run()); diff != "" {
			t.Errorf("%s: %s", row.reason, diff)
		}
	}
}

func TestCutWireLosesUntilItMends(t *testing.T) {
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms)}})
	p.at(0, func() { p.net.Afflict(1, 2, Trouble{Cut: true}, false); p.ask(1) })
	p.at(10*ms, func() { p.net.Afflict(1, 2, Trouble{Cut: true}, true); p.ask(1) })
	if diff := cmp.Diff([]sim.Time{11 * ms}, p.run()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]trace.Status{trace.Partitioned}, p.lost); diff != "" {
		t.Error(diff)
	}
}

func TestTransportThatRetransmitsWaitsForTheWireToMend(t *testing.T) {
	wait := 200 * ms
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms), Retransmit: &wait}})
	p.at(0, func() { p.net.Afflict(1, 2, Trouble{Cut: true}, false); p.ask(1) })
	p.at(50*ms, func() { p.net.Afflict(1, 2, Trouble{Cut: true}, true) })
	if diff := cmp.Diff([]sim.Time{51 * ms}, p.run()); diff != "" {
		t.Error(diff)
	}
}

func TestOpeningCostsARoundTripOnce(t *testing.T) {
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(50 * ms)}, Connection: ConnectionConfig{Open: "first"}})
	p.at(0, func() { p.ask(1) })
	p.at(sim.Second, func() { p.ask(1) })
	if diff := cmp.Diff([]sim.Time{150 * ms, sim.Second + 50*ms}, p.run()); diff != "" {
		t.Error(diff)
	}
}

func TestUnansweredOpeningIsRepeatedAfterDoubledWaits(t *testing.T) {
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(0)}, Connection: ConnectionConfig{Open: "first"}})
	p.at(0, func() { p.net.Crash(2, trace.Silent); p.ask(1) })
	p.run()
	var knocks []sim.Time
	for _, r := range p.records {
		if r.Kind == trace.Send && r.Shape == trace.Handshaking {
			knocks = append(knocks, r.At/sim.Second)
		}
	}
	if diff := cmp.Diff([]sim.Time{0, 1, 3, 7, 15, 31, 63}, knocks); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]trace.Place{1}, p.broken); diff != "" {
		t.Error(diff)
	}
}

func TestExchangesWaitForAConnectionToComeFree(t *testing.T) {
	one := 1
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms)}, Connection: ConnectionConfig{Streams: &one, Max: &one}})
	p.at(0, func() { p.ask(1); p.ask(1) })
	p.at(10*ms, func() { p.net.Done(p.conn, sim.Ref{}) })
	if diff := cmp.Diff([]sim.Time{ms, 11 * ms}, p.run()); diff != "" {
		t.Error(diff)
	}
}

func TestIdleConnectionIsClosedAndOpenedAnew(t *testing.T) {
	rest := 5 * sim.Second
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(50 * ms)}, Connection: ConnectionConfig{Open: "first", Idle: &rest}})
	p.at(0, func() { p.ask(1) })
	p.at(sim.Second, func() { p.net.Done(p.conn, sim.Ref{}) })
	p.at(5*sim.Second, func() { p.ask(1); p.net.Done(p.conn, sim.Ref{}) })
	p.at(20*sim.Second, func() { p.ask(1) })
	if diff := cmp.Diff([]sim.Time{150 * ms, 5*sim.Second + 50*ms, 20*sim.Second + 150*ms}, p.run()); diff != "" {
		t.Error(diff)
	}
}

func TestProcessThatCrashesResetsItsPeers(t *testing.T) {
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms)}})
	p.at(0, func() { p.ask(1) })
	p.at(10*ms, func() { p.net.Crash(2, trace.Crashed) })
	p.run()
	if diff := cmp.Diff([]trace.Place{1}, p.broken); diff != "" {
		t.Error(diff)
	}
}

func TestHostThatCrashesIsSilentUntilItIsBack(t *testing.T) {
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms)}})
	p.at(0, func() { p.ask(1) })
	p.at(10*ms, func() { p.net.Crash(2, trace.Silent) })
	p.at(20*ms, func() { p.ask(1) })
	p.at(30*ms, func() { p.net.Revive(2, trace.Silent); p.ask(1) })
	p.run()
	if diff := cmp.Diff([]trace.Status{trace.Silent, trace.Refused}, p.lost); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]trace.Place{1}, p.broken); diff != "" {
		t.Error("the one that comes back does not know the connection, and says so:", diff)
	}
}

func TestMessagesCostNoAllocationInSteadyState(t *testing.T) {
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms)}})
	p.writer = trace.NewWriter()
	p.net.trace = p.writer
	var next func()
	left := 20_000
	id := p.kernel.Register(handler(func() { next() }))
	next = func() {
		p.ask(1)
		p.net.Done(p.conn, sim.Ref{})
		p.heard = p.heard[:0]
		if left--; left > 0 {
			p.kernel.At(p.kernel.Now()+ms, id, 0, 0, 0)
		}
	}
	p.kernel.At(0, id, 0, 0, 0)
	allocs := testing.AllocsPerRun(1, func() {
		if err := p.kernel.Run(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if allocs > 100 { // pages of slabs and the queue's own, not one for each message
		t.Errorf("%v allocations for 20,000 messages", allocs)
	}
}

package models_test

import (
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A replayer is the model of a server that sends events: a stream for each
// listener, whose latest events it keeps, and the last event that the listener
// has.
type replayer struct {
	buffer  int
	durable bool
	fresh   string
	at      trace.Place
	now     sim.Time
	began   sim.Time // when the server's memory did
	there   map[trace.Place]bool
	last    map[trace.Place]int // how many events the listener knows to have been
	stream  map[trace.Place][]*event

	said []telling
	ends []telling
}

// An event is one for one listener.
type event struct {
	op   uint32
	at   sim.Time
	way  string // waits, flies, astray or done
	msg  uint32 // the last message that bears it
	to   trace.Place
	rank int // in its stream
}

func (p *replayer) comesUp(op uint32, to trace.Place) *event {
	e := &event{op: op, at: p.now, way: "waits", to: to, rank: len(p.stream[to])}
	p.stream[to] = append(p.stream[to], e)
	if p.there[to] {
		p.say(e)
	} else {
		p.forget(to)
	}
	return e
}

func (p *replayer) say(e *event) {
	e.way = "flies"
	p.said = append(p.said, telling{At: p.now, Op: e.op, To: e.to})
}

func (p *replayer) end(e *event, why trace.Status) {
	if e.way != "done" {
		e.way = "done"
		p.ends = append(p.ends, telling{p.now, e.op, e.to, why})
	}
}

func (p *replayer) old(e *event) bool { return e.rank < len(p.stream[e.to])-p.buffer }

func (p *replayer) tooOld() trace.Status {
	if p.buffer == 0 {
		return trace.LostOutcome
	}
	return trace.Dropped
}

// forget gives up what a listener that is away will not be sent any more.
func (p *replayer) forget(to trace.Place) {
	for _, e := range p.stream[to] {
		if p.old(e) && e.way != "flies" {
			p.end(e, p.tooOld())
		}
	}
}

// comesBack is the coming of a listener's request for the stream, which names
// the last event that it had.
func (p *replayer) comesBack(to trace.Place, last int) {
	p.there[to] = true
	if last == 0 && p.fresh == "live" {
		last = len(p.stream[to])
	}
	for _, e := range p.stream[to] {
		switch {
		case e.way == "done":
		case e.rank < last || !p.durable && e.at < p.began:
			p.end(e, trace.LostOutcome)
		case p.old(e):
			p.end(e, p.tooOld())
		default:
			p.say(e)
		}
	}
}

func (p *replayer) hears(e *event) {
	p.end(e, trace.OK)
	p.last[e.to] = max(p.last[e.to], e.rank+1)
	for _, before := range p.stream[e.to][:e.rank] {
		if before.way == "astray" {
			p.end(before, trace.LostOutcome)
		}
	}
}

func (p *replayer) missed(e *event) {
	switch {
	case e.way == "done":
	case e.rank < p.last[e.to]:
		p.end(e, trace.LostOutcome)
	default:
		e.way = "astray"
		if !p.there[e.to] {
			p.forget(e.to)
		}
	}
}

// read lets the model live through what the records say of updates,
// subscriptions, crashes and the wire, and returns what they say was sent and
// ended.
func (p *replayer) read(records []trace.Record) (said, ends []telling) {
	events := map[uint32]*event{}
	bears := map[uint32]*event{} // messages under way
	names := map[uint32]int{}    // the last event, in requests under way
	for i := range records {
		r := &records[i]
		p.now = r.At
		switch r.Kind {
		case trace.Begin:
			events[r.Op] = p.comesUp(r.Op, r.Peer)
		case trace.Subscribed:
			p.comesBack(r.Peer, names[r.Msg])
		case trace.Unsubscribed:
			p.there[r.Peer] = false
		case trace.Down:
			p.last[r.Node] = 0
			if r.Node == p.at {
				clear(p.there)
			}
		case trace.Up:
			if r.Node == p.at {
				p.began = r.At
			}
		case trace.Send:
			if r.Shape == trace.Subscribe {
				names[r.Msg] = p.last[r.Node]
			}
			if r.Shape == trace.Push && r.Op != 0 {
				said = append(said, telling{At: r.At, Op: r.Op, To: r.Peer})
				bears[r.Msg], events[r.Op].msg = events[r.Op], r.Msg
			}
		case trace.Arrive, trace.Lost, trace.Discard:
			e := bears[r.Msg]
			switch {
			case e == nil || e.msg != r.Msg:
			case r.Kind == trace.Arrive && !thrownAway(records[i+1:], r):
				p.hears(e)
			case r.Kind != trace.Arrive:
				p.missed(e)
			}
		case trace.End:
			if r.Status != trace.Unfinished {
				ends = append(ends, telling{r.At, r.Op, events[r.Op].to, r.Status})
			}
		}
	}
	return said, ends
}

func TestListenersAreSentWhatTheReplayBufferHasAfterTheirLastEvent(t *testing.T) {
	sent := map[trace.Status]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := &replayer{
			buffer: rapid.SampledFrom([]int{0, 1, 2, 3, 8}).Draw(t, "buffer"), durable: rapid.Bool().Draw(t, "durable"),
			fresh: rapid.SampledFrom([]string{"live", "replay"}).Draw(t, "fresh"),
			there: map[trace.Place]bool{}, last: map[trace.Place]int{}, stream: map[trace.Place][]*event{},
		}
		text := drawListeners(t, trial.Object{"pattern": "serverSentEvents", "timeout": "300ms", "serverSentEvents": trial.Object{
			"buffer": p.buffer, "durable": p.durable, "fresh": p.fresh, "retry": "60ms", "factor": rapid.SampledFrom([]int{1, 2}).Draw(t, "factor"),
			"errors": rapid.SampledFrom([]string{"stop", "retry"}).Draw(t, "errors"), "keepAlive": "75ms", "misses": 2,
		}})
		run := recorded(t, text)
		p.at = serverOf(run.Topology)
		said, ends := p.read(run.Records)
		if d := diff.Diff(p.said, said); d != "" {
			t.Errorf("sent, by the model and in the run:\n%s\n%s", d, text)
		}
		byTime := func(a, b telling) int { return int(a.At - b.At) }
		slices.SortStableFunc(p.ends, byTime)
		if d := diff.Diff(p.ends, ends); d != "" {
			t.Errorf("ended, by the model and in the run:\n%s\n%s", d, text)
		}
		for _, e := range ends {
			sent[e.Status]++
		}
	})
	t.Log(sent)
}

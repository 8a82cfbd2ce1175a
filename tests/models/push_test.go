package models_test

import (
	"fmt"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A pusher is the model of a server that pushes: what it says to its listeners,
// and what becomes of updates.
type pusher struct {
	buffer int
	at     trace.Place
	now    sim.Time
	there  map[trace.Place]bool
	unsaid map[trace.Place][]uint32 // updates that a listener is still to be told, in order
	told   map[trace.Place][]uint32 // updates that a listener was told, and neither has nor is known to have missed
	spare  map[uint32]int           // how often an update is under way by what its listener has left
	done   map[uint32]bool

	said []telling
	ends []telling
}

// A telling is that an update was pushed to a listener, or came to its end.
type telling struct {
	At     sim.Time
	Op     uint32
	To     trace.Place
	Status trace.Status
}

// comesUp is an update for a listener.
func (p *pusher) comesUp(op uint32, to trace.Place) {
	p.unsaid[to] = append(p.unsaid[to], op)
	p.tell(to)
}

// tell says all that a listener was not told yet, or keeps the latest of it.
func (p *pusher) tell(to trace.Place) {
	if !p.there[to] {
		p.keep(to)
		return
	}
	for _, op := range p.unsaid[to] {
		p.said = append(p.said, telling{At: p.now, Op: op, To: to})
	}
	p.told[to] = append(p.told[to], p.unsaid[to]...)
	p.unsaid[to] = nil
}

// comesBack is that a listener is there anew: with a buffer it is told of that what it was
// told before and does not have, too.
func (p *pusher) comesBack(to trace.Place) {
	p.there[to] = true
	if p.buffer > 0 {
		for _, op := range p.told[to] {
			if !p.done[op] {
				p.spare[op]++
				p.unsaid[to] = append(p.unsaid[to], op)
			}
		}
		p.told[to] = nil
		slices.Sort(p.unsaid[to])
		p.keep(to)
	}
	p.tell(to)
}

// keep keeps as many updates as the buffer has room for: the latest.
func (p *pusher) keep(to trace.Place) {
	why := trace.Dropped
	if p.buffer == 0 {
		why = trace.LostOutcome
	}
	all := p.unsaid[to]
	for i := len(all) - p.buffer - 1; i >= 0; i-- {
		p.end(all[i], to, why)
	}
	p.unsaid[to] = all[max(0, len(all)-p.buffer):]
}

func (p *pusher) end(op uint32, to trace.Place, why trace.Status) {
	if !p.done[op] {
		p.done[op] = true
		p.ends = append(p.ends, telling{p.now, op, to, why})
	}
}

// missed is that a push has gone astray: without a buffer its update is lost,
// with one it is to be told again, in its place.
func (p *pusher) missed(op uint32, to trace.Place) {
	switch {
	case p.done[op]:
	case p.spare[op] > 0:
		p.spare[op]--
	case p.buffer == 0:
		p.end(op, to, trace.LostOutcome)
	default:
		p.told[to] = slices.DeleteFunc(p.told[to], func(x uint32) bool { return x == op })
		p.unsaid[to] = append(p.unsaid[to], op)
		slices.Sort(p.unsaid[to])
		p.keep(to)
	}
}

// read lets the model live through what the records say of updates,
// subscriptions and the wire, and returns what they say was pushed and ended.
func (p *pusher) read(records []trace.Record) (said, ends []telling) {
	hearer := map[uint32]trace.Place{}
	bears := map[uint32]uint32{} // pushes under way
	for i := range records {
		r := &records[i]
		p.now = r.At
		switch r.Kind {
		case trace.Begin:
			hearer[r.Op] = r.Peer
			p.comesUp(r.Op, r.Peer)
		case trace.Subscribed:
			p.comesBack(r.Peer)
		case trace.Unsubscribed:
			p.there[r.Peer] = false
		case trace.Down:
			if r.Node == p.at {
				clear(p.there)
			}
		case trace.Send:
			if r.Shape == trace.Push && r.Op != 0 {
				said = append(said, telling{At: r.At, Op: r.Op, To: r.Peer})
				bears[r.Msg] = r.Op
			}
		case trace.Arrive, trace.Lost, trace.Discard:
			op, ok := bears[r.Msg]
			switch {
			case !ok:
			case r.Kind == trace.Arrive && !thrownAway(records[i+1:], r):
				p.end(op, hearer[op], trace.OK)
			case r.Kind != trace.Arrive:
				p.missed(op, hearer[op])
			}
		case trace.End:
			if r.Status == trace.Unfinished {
				continue
			}
			ends = append(ends, telling{r.At, r.Op, hearer[r.Op], r.Status})
		}
	}
	return said, ends
}

// serverOf is the place of the one server of a run.
func serverOf(places *trace.Topology) trace.Place {
	return places.Nodes[slices.IndexFunc(places.Nodes, func(n trace.Node) bool { return n.ID == "api" })].First
}

// thrownAway tells whether what arrives is thrown away at once.
func thrownAway(after []trace.Record, r *trace.Record) bool {
	return len(after) > 0 && after[0].Kind == trace.Discard && after[0].Msg == r.Msg
}

// drawListeners draws who listens to a server by the pattern of a flow, what
// comes up, and what goes wrong.
func drawListeners(t *rapid.T, flow trial.Object) []byte {
	timeline := trial.Object{}
	for i, target := range []string{"api", "phone/0", "phone", "phone"} {
		if !rapid.Bool().Draw(t, target+" fails") {
			continue
		}
		from := sim.Time(rapid.IntRange(5, 200).Draw(t, "from")) * 10 * ms
		length := sim.Time(rapid.IntRange(1, 60).Draw(t, "length")) * 10 * ms
		fault := crash(target, rapid.SampledFrom([]string{"process", "host"}).Draw(t, "how"), spell{from, from + length})
		if i == 3 {
			fault = trial.Object{"at": fault["at"], "for": fault["for"], "fault": "partition", "target": target}
		}
		timeline[fmt.Sprint("f", i)] = fault
	}
	times := trial.List{}
	for at := 50; len(times) < 25; at += rapid.SampledFrom([]int{1, 5, 40, 200}).Draw(t, "gap") {
		times = append(times, fmt.Sprint(at, "ms"))
	}
	flow["from"], flow["to"] = "phone", "api"
	flow["updates"] = trial.Object{"arrivals": "times", "times": times, "audience": rapid.SampledFrom([]string{"each", "all"}).Draw(t, "audience")}
	return trial.Text(trial.Object{
		"version": 1, "title": "listeners", "duration": "6s", "seed": rapid.IntRange(0, 1000).Draw(t, "seed"),
		"hop":      trial.Object{"latency": "21234567ns", "loss": rapid.SampledFrom([]float64{0, 0.1}).Draw(t, "loss")},
		"nodes":    trial.Object{"phone": trial.Object{"kind": "client", "count": rapid.IntRange(1, 3).Draw(t, "phones")}, "api": trial.Object{"kind": "server"}},
		"flows":    trial.Object{"f": flow},
		"timeline": timeline,
	})
}

func TestListenersAreToldWhatTheBufferHasRoomFor(t *testing.T) {
	told := map[trace.Status]int{}
	rapid.Check(t, func(t *rapid.T) {
		buffer := rapid.SampledFrom([]int{0, 1, 2, 3, 8}).Draw(t, "buffer")
		text := drawListeners(t, trial.Object{"pattern": "push", "push": trial.Object{
			"buffer": buffer, "reconnect": trial.Object{"backoff": "60ms", "heartbeat": "150ms", "timeout": "300ms"},
		}})
		run := recorded(t, text)
		p := &pusher{buffer: buffer, at: serverOf(run.Topology), there: map[trace.Place]bool{}, unsaid: map[trace.Place][]uint32{}, done: map[uint32]bool{}, told: map[trace.Place][]uint32{}, spare: map[uint32]int{}}
		said, ends := p.read(run.Records)
		if d := diff.Diff(p.said, said); d != "" {
			t.Errorf("pushed, by the model and in the run:\n%s\n%s", d, text)
		}
		if d := diff.Diff(p.ends, ends); d != "" {
			t.Errorf("ended, by the model and in the run:\n%s\n%s", d, text)
		}
		for _, e := range ends {
			told[e.Status]++
		}
	})
	t.Log(told)
}

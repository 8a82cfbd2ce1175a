package models_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A round is a flow by a broker that a search has drawn: its options as the
// scenario and as the model have them.
type round struct {
	terms    officeTerms
	options  trial.Object // of the pattern
	pattern  string
	ack      string
	group    string
	sync     sim.Time
	workers  [2]int // replicas of two nodes
	scenario []byte
	calm     []byte // the same work where nothing comes between
}

func drawRound(t *rapid.T, pattern string, forget bool) *round {
	r := &round{pattern: pattern, options: trial.Object{"reconnect": trial.Object{"backoff": "50ms", "heartbeat": "150ms", "timeout": "300ms"}}}
	r.terms.forget = forget
	r.terms.durable = rapid.Bool().Draw(t, "durable")
	r.workers = [2]int{rapid.IntRange(1, 3).Draw(t, "workers"), rapid.IntRange(1, 2).Draw(t, "others")}
	r.ack = rapid.SampledFrom([]string{"after", "before"}).Draw(t, "ack")
	r.options["ack"] = r.ack
	count := func(key string, most int) int {
		n := rapid.IntRange(0, most).Draw(t, key)
		if n > 0 {
			r.options[key] = n
		}
		return n
	}
	after := func(key string) sim.Time {
		n := sim.Time(rapid.SampledFrom([]int{0, 40, 90, 300}).Draw(t, key)) * ms
		if n > 0 {
			n += 13 * sim.Microsecond
			r.options[key] = fmt.Sprint(int64(n/sim.Microsecond), "us")
		}
		return n
	}
	r.terms.prefetch, r.terms.deliveries, r.terms.capacity = count("prefetch", 3), count("deliveries", 3), count("capacity", 4)
	r.terms.redeliver = after("redeliver")
	full := []string{"dropOldest", "dropNewest"}
	if pattern == "queue" {
		full = append(full, "reject", "leastImportant")
		r.options["priorities"] = rapid.SampledFrom([]trial.List{
			{}, {}, {trial.Object{"priority": 4, "share": 0.3}}, {trial.Object{"priority": -1, "share": 0.4}, trial.Object{"priority": 7, "share": 0.4}},
		}).Draw(t, "priorities")
		r.terms.expire, r.terms.delay = after("expire"), after("delay")
		if e := r.terms.expire; e > 0 && r.terms.delay >= e { // nothing would come through
			r.terms.delay = 0
			delete(r.options, "delay")
		}
		r.terms.prefetch = max(1, r.terms.prefetch) // its default
	} else {
		r.group = rapid.SampledFrom([]string{"replica", "node"}).Draw(t, "group")
		r.options["group"] = r.group
		r.options["delivery"] = "atLeastOnce"
	}
	if n := r.terms.capacity; n > 0 && r.terms.prefetch > n {
		r.terms.prefetch, r.options["prefetch"] = n, n
	}
	r.terms.full = rapid.SampledFrom(full).Draw(t, "full")
	if r.terms.capacity > 0 {
		r.options["full"] = r.terms.full
	}
	if r.terms.durable {
		r.sync = sim.Time(rapid.IntRange(0, 3).Draw(t, "sync")) * ms
	}
	if forget { // it is kept by nobody: there are no other options
		r.options = trial.Object{"reconnect": r.options["reconnect"], "group": r.group, "delivery": "atMostOnce"}
		r.terms = officeTerms{forget: true, durable: r.terms.durable}
	}
	r.scenario = r.text(t)
	if pattern == "queue" {
		r.calm = r.undisturbed(t)
	}
	return r
}

// text is the scenario. The ways take times of their own, so that nothing
// happens at one instant but what one thing brings about.
func (r *round) text(t *rapid.T) []byte {
	times := trial.List{}
	for at := 100; len(times) < 14; at += rapid.SampledFrom([]int{1, 5, 5, 40, 200}).Draw(t, "gap") {
		times = append(times, fmt.Sprint(at, "ms"))
	}
	timeline := trial.Object{}
	for i, target := range []string{"bus", "v", "w/0", "w"} {
		if !rapid.Bool().Draw(t, target+" crashes") {
			continue
		}
		from := sim.Time(rapid.IntRange(10, 120).Draw(t, "from")) * 10 * ms
		length := sim.Time(rapid.IntRange(5, 60).Draw(t, "length")) * 10 * ms
		timeline[fmt.Sprint("c", i)] = crash(target, rapid.SampledFrom([]string{"process", "host"}).Draw(t, "how"), spell{from, from + length})
	}
	send := trial.Object{"arrivals": "times", "times": times}
	flow := trial.Object{"to": "bus", "pattern": r.pattern, r.pattern: r.options, "poison": rapid.SampledFrom([]float64{0, 0.4}).Draw(t, "poison")}
	if r.pattern == "queue" {
		r.options["consumers"] = trial.List{"v", "w"}
		r.options["confirm"] = rapid.Bool().Draw(t, "confirm")
		flow["from"], flow["send"] = "shop", send
	} else {
		send["source"], send["audience"] = "shop", "all"
		flow["from"], flow["updates"] = trial.List{"v", "w"}, send
	}
	worker := func(count int, mean string) trial.Object {
		return trial.Object{"kind": "server", "count": count, "errors": rapid.SampledFrom([]float64{0, 0.3}).Draw(t, "errors"),
			"service": trial.Object{"dist": "exponential", "mean": mean}}
	}
	broker := trial.Object{"kind": "broker", "durable": r.terms.durable}
	if r.terms.durable {
		broker["sync"] = fmt.Sprint(int64(r.sync/ms), "ms")
	}
	return trial.Text(trial.Object{
		"version": 1, "title": "a broker", "duration": "4s", "seed": rapid.IntRange(0, 1000).Draw(t, "seed"),
		"hop":   trial.Object{"latency": "1234567ns", "loss": rapid.SampledFrom([]float64{0, 0.05}).Draw(t, "loss")},
		"links": trial.Object{"in": trial.Object{"from": "shop", "to": "bus", "latency": "2100us"}},
		"nodes": trial.Object{
			"shop": trial.Object{"kind": "client"}, "bus": broker,
			"v": worker(r.workers[0], "5ms"), "w": worker(r.workers[1], "60ms"),
		},
		"flows": trial.Object{"f": flow}, "timeline": timeline,
	})
}

// undisturbed is the scenario of the same work, all of which gets done.
func (r *round) undisturbed(t *rapid.T) []byte {
	s := trial.Object{}
	if err := json.Unmarshal(r.scenario, &s); err != nil {
		t.Fatal(err)
	}
	object := func(in any, id string) trial.Object { return trial.Object(in.(map[string]any)[id].(map[string]any)) }
	f := object(s["flows"], "f")
	delete(f, "poison")
	for _, w := range []string{"v", "w"} {
		delete(object(s["nodes"], w), "errors")
	}
	s["hop"], s["timeline"] = trial.Object{}, trial.Object{}
	for _, option := range []string{"capacity", "full", "expire", "deliveries", "redeliver"} {
		delete(object(map[string]any(f), "queue"), option)
	}
	return trial.Text(s)
}

// ranks are those of all operations' messages, which are the same whatever happens to
// them.
func (r *round) ranks(t *rapid.T) map[uint32]int {
	ranks := map[uint32]int{}
	if r.calm == nil {
		return ranks
	}
	run, err := trial.Of(r.calm, "base", trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range run.Records {
		if x.Kind == trace.Deliver {
			ranks[x.Op] = int(x.Parent)
		}
	}
	return ranks
}

// office is the model of the round's broker.
func (r *round) office(places *trace.Topology) *office {
	o := &office{officeTerms: r.terms}
	var all []trace.Place
	for _, n := range places.Nodes {
		if n.ID != "v" && n.ID != "w" {
			continue
		}
		var own []trace.Place
		for i := range n.Count {
			own = append(own, n.First+trace.Place(i))
			if r.group == "replica" {
				o.boxes = append(o.boxes, &box{members: own[i:], there: map[trace.Place]bool{}})
			}
		}
		if r.group == "node" {
			o.boxes = append(o.boxes, &box{members: own, there: map[trace.Place]bool{}})
		}
		all = append(all, own...)
	}
	if r.group == "" {
		o.boxes = []*box{{members: all, there: map[trace.Place]bool{}}}
	}
	return o
}

// A counter is the model's window to the records: it knows what travels, and
// tells the office what reaches it.
type counter struct {
	*round
	office *office
	bus    trace.Place
	ranks  map[uint32]int    // by operation
	works  map[uint32]uint32 // by message that brings a job: its operation

	thrown map[uint32]bool                   // messages that are thrown away on arrival
	onDisk []arrival                         // what is on its way to the disk
	bears  map[uint32]uint32                 // deliveries under way: which message they bear
	last   map[trace.Place]uint32            // the message handed over last to each
	says   map[trace.Place][]acknowledgement // what a consumer is about to send
	acks   map[uint32]acknowledgement        // what is on its way
}

type arrival struct {
	msg uint32
	at  sim.Time
}

type acknowledgement struct {
	msg  uint32
	good bool
}

// read goes through the records, and returns what they say of what is kept and
// handed over.
func (c *counter) read(records []trace.Record) (kept, handed []line) {
	for _, r := range records {
		c.thrown[r.Msg] = c.thrown[r.Msg] || r.Kind == trace.Discard
	}
	for i := range records {
		r := &records[i]
		c.pass(r.At)
		switch r.Kind {
		case trace.Store, trace.Unstore:
			kept = append(kept, line{At: r.At, Kind: r.Kind, Msg: r.Msg, Status: r.Status, Kept: int(r.Aux), Rank: int(r.Parent), Due: r.Until})
		case trace.Deliver:
			handed = append(handed, line{At: r.At, Kind: r.Kind, Msg: r.Msg, To: r.Peer, Try: int(r.Aux), Rank: int(r.Parent)})
			c.last[r.Peer] = r.Msg
		default:
			c.note(r)
		}
	}
	return kept, handed
}

// pass lets time pass: what has reached the disk comes in.
func (c *counter) pass(at sim.Time) {
	for len(c.onDisk) > 0 && c.onDisk[0].at <= at {
		a := c.onDisk[0]
		c.onDisk = c.onDisk[1:]
		c.office.until(a.at)
		c.office.comes(a.msg, c.ranks[c.works[a.msg]])
	}
	c.office.until(at)
}

func (c *counter) note(r *trace.Record) {
	at := r.Node == c.bus
	switch {
	case r.Kind == trace.Ask:
		c.works[r.Msg] = r.Op
	case r.Kind == trace.Subscribed:
		c.office.subscribed(r.Peer)
	case r.Kind == trace.Unsubscribed && c.office.boxOf(r.Peer).there[r.Peer]:
		c.office.unsubscribed(r.Peer)
	case r.Kind == trace.Down && at:
		c.onDisk = nil
		c.office.crashes()
	case r.Kind == trace.Up && at:
		c.office.comesBack()
	case r.Kind == trace.Down:
		c.says[r.Node] = nil
	case c.thrown[r.Msg] && r.Kind == trace.Arrive: // it is no message for the broker, or no consumer's any more
	case r.Kind == trace.Arrive && at && r.Shape == trace.Publish:
		c.onDisk = append(c.onDisk, arrival{r.Msg, r.At + c.sync})
		c.pass(r.At)
	case r.Kind == trace.Send && at && r.Shape == trace.Delivery:
		c.bears[r.Msg] = c.last[r.Peer]
	case r.Kind == trace.Arrive && r.Shape == trace.Delivery && c.ack == "before":
		c.says[r.Node] = append(c.says[r.Node], acknowledgement{c.bears[r.Msg], true})
	case r.Kind == trace.Finish && !at && r.Shape == trace.Delivery && c.ack == "after" && r.Status != trace.Crashed:
		c.says[r.Node] = append(c.says[r.Node], acknowledgement{c.bears[r.Msg], r.Status == trace.OK})
	case r.Shape == trace.Ack && !at && r.Kind == trace.Send && len(c.says[r.Node]) > 0:
		c.acks[r.Msg] = c.says[r.Node][0]
		c.says[r.Node] = c.says[r.Node][1:]
	case r.Shape == trace.Ack && at && r.Kind == trace.Arrive:
		c.office.acknowledged(r.Peer, c.acks[r.Msg].msg, c.acks[r.Msg].good)
	}
}

func TestBrokersKeepAndHandOverAsTheyPromise(t *testing.T) {
	for _, row := range []struct {
		reason, pattern string
		forget          bool
	}{{"queue", "queue", false}, {"at least once", "publishSubscribe", false}, {"at most once", "publishSubscribe", true}} {
		t.Run(row.reason, func(t *testing.T) {
			told := map[string]int{}
			rapid.Check(t, func(t *rapid.T) {
				r := drawRound(t, row.pattern, row.forget)
				run, err := trial.Of(r.scenario, "base", trial.Checks|trial.Records)
				if err != nil {
					t.Fatal(err)
				}
				if err := run.Checks.Err(); err != nil {
					t.Error(err)
				}
				c := &counter{
					round: r, office: r.office(run.Topology), ranks: r.ranks(t), works: map[uint32]uint32{}, bears: map[uint32]uint32{}, last: map[trace.Place]uint32{},
					thrown: map[uint32]bool{}, says: map[trace.Place][]acknowledgement{}, acks: map[uint32]acknowledgement{},
				}
				c.bus = run.Topology.Nodes[slices.IndexFunc(run.Topology.Nodes, func(n trace.Node) bool { return n.ID == "bus" })].First
				kept, handed := c.read(run.Records)
				c.pass(run.End)
				if d := diff.Diff(c.office.kept, kept); d != "" && !row.forget {
					t.Errorf("kept, by the model and in the run:\n%s\n%s", d, r.scenario)
				}
				if d := diff.Diff(c.office.handed, handed); d != "" {
					t.Errorf("handed over, by the model and in the run:\n%s\n%s", d, r.scenario)
				}
				for _, l := range kept {
					told[fmt.Sprint(l.Kind, " ", l.Status)]++
				}
			})
			t.Log(told)
		})
	}
}

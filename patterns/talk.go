// Package patterns holds the ways that backends talk, one file each: who says
// what to whom, and when.
package patterns

import (
	"fmt"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// Talk is what every conversation has: its place in the world, its speakers,
// and how they ask.
type Talk struct {
	W        *node.World
	C        *FlowConfig
	Number   uint16
	Key      sim.Key
	Speakers []trace.Place
	roster   node.Roster // of the speakers
	To       []trace.Place
	Agent    *node.Agent

	keys      *node.Keys // that its operations are about; nil: they are about nothing
	request   sizer
	response  sizer
	demand    node.Demand
	sizes     sim.Key
	loose     sim.Stream // sizes of what no operation is in
	poison    sim.Key
	followers []Follower
}

// newTalk compiles what all patterns share.
func newTalk(s *Setup) (*Talk, error) {
	w, c, id := s.World, s.Config, s.World.Topology.Flows[s.Number-1].ID
	t := &Talk{
		W: w, C: c, Number: s.Number, Key: w.Key.Named("flow").Named(id), Speakers: s.Speakers, To: s.To, roster: node.NewRoster(s.Speakers),
		sizes: sim.NewKey(0).Named("size"), loose: sim.NewStream(w.Key.Named("flow").Named(id).Named("size")), poison: sim.NewKey(0).Named("poison"),
	}
	if c.Writes > 0 {
		w.Writing(s.Number, c.Writes)
	}
	if s.Keys != nil {
		t.keys = s.Keys
		w.About(s.Number, s.Keys)
	}
	var err error
	if t.Agent, err = node.NewAgent(w, c.Policy, s.To, "flow "+id); err != nil {
		return nil, err
	}
	if t.request, err = sizerOr(c.Request, 256); err != nil {
		return nil, err
	}
	if t.response, err = sizerOr(c.Response, 1024); err != nil {
		return nil, err
	}
	if c.Demand != nil {
		law, err := c.Demand.Sampler()
		if err != nil {
			return nil, err
		}
		t.demand = w.Demand(law)
	}
	t.demand = w.DemandOn(c.Route, t.demand)
	return t, nil
}

// intend begins an operation of the i'th speaker's, whose work is named by key, and
// whose cause is about a topic (0: it has none, or that is about nothing).
func (t *Talk) intend(i int, key sim.Key, cause node.Topic) sim.Ref {
	return t.W.Begin(t.Number, t.Speakers[i], key, t.about(i, key, cause), trace.Transfer, 1, nil)
}

// about is the key that such an operation is about; 0: none.
func (t *Talk) about(i int, key sim.Key, cause node.Topic) uint32 {
	if t.keys == nil {
		return 0
	}
	return t.keyFor(i, key, cause)
}

// keyFor is that key, of those that there are. What has no cause draws one.
func (t *Talk) keyFor(i int, key sim.Key, cause node.Topic) uint32 {
	switch by := t.C.About.By; {
	case by == "speaker":
		return t.keys.Of(i)
	case by == "cause" && t.keys.Hold(cause):
		return cause.Key()
	}
	return t.keys.Draw(key)
}

// sizerOr is a sizer of what is said, or of that many bytes where nothing is.
func sizerOr(d *sim.Dist, bytes uint32) (sizer, error) {
	if d == nil {
		return sizer{always: bytes}, nil
	}
	return newSizer(*d)
}

// A sizer draws sizes, or knows the one there is.
type sizer struct {
	sampler sim.Sampler
	always  uint32
	varies  bool
}

func newSizer(d sim.Dist) (sizer, error) {
	s, err := d.Sampler()
	if err != nil || !s.IsConstant() {
		return sizer{sampler: s, varies: true}, err
	}
	return sizer{always: uint32(min(s.Int(nil), 1<<32-1))}, nil
}

// size draws the size of something an operation says.
func (t *Talk) size(s *sizer, op sim.Ref, salt uint64) uint32 {
	if !s.varies {
		return s.always
	}
	return t.draw(s, op, salt)
}

func (t *Talk) draw(s *sizer, op sim.Ref, salt uint64) uint32 {
	o := t.W.Op(op)
	if o == nil {
		return uint32(min(s.sampler.Int(&t.loose), 1<<32-1))
	}
	return uint32(min(s.sampler.Once(o.Draw(t.sizes, salt)), 1<<32-1))
}

// drawn are draws of the one at p in this conversation, by purpose: those that
// are kept, or, where nothing has been drawn yet, new ones, kept from now.
func (t *Talk) drawn(kept **sim.Stream, p trace.Place, purpose string) *sim.Stream {
	if *kept == nil {
		t.W.Kernel.Keeps("draws of listeners", drawsBytes).Add(1)
		draws := t.W.Draws(p, "flow "+t.W.Topology.Flows[t.Number-1].ID+" "+purpose)
		*kept = &draws
	}
	return *kept
}

// drawsBytes is what is kept of a stream of draws.
const drawsBytes = 32

// poisonous draws whether the operation's processing always fails. salt tells
// apart the several works of one.
func (t *Talk) poisonous(op sim.Ref, salt uint64) bool {
	return t.C.Poison > 0 && t.drawPoison(op, salt)
}

func (t *Talk) drawPoison(op sim.Ref, salt uint64) bool {
	o := t.W.Op(op)
	if o == nil {
		return false // it is over: nothing comes of it any more
	}
	return o.Draw(t.poison, salt).Chance(t.C.Poison)
}

// A Follower is a flow that begins an operation whenever one of another flow
// has been processed at one of its speakers.
type Follower interface {
	// Follows begins an operation at p, where one whose work is named by key, and
	// which is about a topic, has been processed.
	Follows(p trace.Place, key sim.Key, about node.Topic)
}

// Follow makes f begin an operation wherever one of t has been processed.
func (t *Talk) Follow(f Follower) { t.followers = append(t.followers, f) }

// processed tells the followers that an operation has been processed at p.
func (t *Talk) processed(op sim.Ref, p trace.Place) {
	if len(t.followers) > 0 {
		t.follow(op, p)
	}
}

func (t *Talk) follow(op sim.Ref, p trace.Place) {
	key, about := t.W.Op(op).Key, t.W.Topic(op)
	for _, f := range t.followers {
		f.Follows(p, key, about)
	}
}

// again counts one more turn of a loop of the flow's at p, which some time in a
// field of one of its parts would break. doing says what p does.
func (t *Talk) again(s *node.Spin, p trace.Place, doing, of, field string) {
	t.W.Again(s, func() string {
		return fmt.Sprintf("%s %s, again and again, in flow %q; /flows/%[3]s/%s/%s: a least time, like \"1ms\", ends it",
			t.W.Topology.Name(p), doing, t.W.Topology.Flows[t.Number-1].ID, of, field)
	})
}

// over says that an operation of the speaker's is over, which its next may
// follow.
func (t *Talk) over(l *Workload, speaker int) {
	if l.closed {
		t.goOn(l, speaker)
	}
}

func (t *Talk) goOn(l *Workload, speaker int) {
	if l.Ended(speaker) {
		t.again(l.spin(speaker), t.Speakers[speaker], "ends one operation and begins the next", "send", "think")
	}
}

// speaks tells which of the speakers stands at p.
func (t *Talk) speaks(p trace.Place) (i int, ok bool) { return t.roster.Find(p) }

// speaker is which of the speakers stands at p; the first where none does.
func (t *Talk) speaker(p trace.Place) int {
	i, _ := t.speaks(p)
	return i
}

// Lapsed lets go of an attempt whose asker has gone.
func (t *Talk) Lapsed(a sim.Ref) { t.W.Discard(a) }

// Crashed does nothing: the conversation keeps nothing at p.
func (t *Talk) Crashed(trace.Place) {}

// Retires does nothing: nobody stays.
func (t *Talk) Retires(trace.Place) {}

// Revived does nothing.
func (t *Talk) Revived(trace.Place) {}

// outcome is what an operation ends as when its call has ended so.
func outcome(s trace.Status) trace.Status {
	switch s {
	case trace.OK, trace.Empty, trace.Miss:
		return trace.OK
	case trace.Rejected, trace.Limited, trace.Throttled, trace.TimedOut, trace.NoConnection, trace.NoPort, trace.NotFound, trace.Conflict, trace.NotEnough:
		return s
	case trace.Crashed:
		return trace.LostOutcome
	}
	return trace.Failed
}

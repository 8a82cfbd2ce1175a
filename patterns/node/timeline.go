package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// EntryConfig describes an entry of the timeline: a fault and its end, an
// operation on top of the workload, or a caption.
type EntryConfig struct {
	At     sim.Time  `json:"at" required:"true" min:"0s" doc:"when"`
	For    *sim.Time `json:"for" min:"1ns" absent:"to the end of the run" doc:"how long a fault lasts; overlapping ones nest"`
	Say    string    `json:"say" empty:"no" doc:"a caption for the reader, figures of the run in braces: it changes nothing"`
	Send   string    `json:"send" ref:"flow" doc:"one more operation of this flow; 'target' may name its speaker"`
	Fault  FaultName `json:"fault"`
	Target string    `json:"target" ref:"target" doc:"what it happens to: a node (all its replicas: api, api/*), a replica (api/0), or, for faults on wires, a link"`
	FaultOptions
}

// A Timeline is what happens to a world besides its workload.
type Timeline struct {
	w     *World
	id    sim.HandlerID
	acts  []Act
	shops func(p trace.Place) *Workshop
}

// An Act is one entry of the timeline, made ready.
type Act struct {
	EntryConfig
	Places []trace.Place    // what it happens to, or who sends
	Pairs  [][2]trace.Place // a fault on wires: from whom to whom
	Flow   int              // send: the flow's number
	struck []uint8          // by place: which of a pair of machines it happens to
}

// The kinds of a timeline's events.
const (
	eventBegin uint8 = iota
	eventEnd
)

// NewTimeline schedules the acts. shops gives the stations of a place, or nil.
func NewTimeline(w *World, acts []Act, shops func(p trace.Place) *Workshop) *Timeline {
	t := &Timeline{w: w, acts: acts, shops: shops}
	t.id = w.Kernel.Register(t)
	for i := range acts {
		a := &acts[i]
		if a.At > w.Kernel.Horizon() || a.Fault == "" && a.Send == "" {
			continue
		}
		w.Kernel.Script(a.At, uint32(2*i), t.id, eventBegin, uint32(i), 0)
		if end := t.end(a); end <= w.Kernel.Horizon() {
			w.Kernel.Script(end, uint32(2*i+1), t.id, eventEnd, uint32(i), 0)
		}
	}
	return t
}

// end is when a fault is over; what is no fault lasts no time, and has no end.
func (t *Timeline) end(a *Act) sim.Time {
	switch {
	case a.For == nil:
		return sim.Never
	case a.Fault.Row().On == OnProcesses:
		return a.At + *a.For + t.w.restart(a.Places[0])
	}
	return a.At + *a.For
}

// Handle begins an act, or ends it.
func (t *Timeline) Handle(e sim.Event) {
	a := &t.acts[e.A]
	if a.Fault == "" {
		t.w.flows[a.Flow].Intend(a.speaker())
		return
	}
	a.Fault.Row().Happen(t, a, e.Kind() == eventEnd)
}

// speaker is who sends; 0 where the entry names nobody.
func (a *Act) speaker() trace.Place {
	if len(a.Places) == 0 {
		return 0
	}
	return a.Places[0]
}

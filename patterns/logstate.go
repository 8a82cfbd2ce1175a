package patterns

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// LogState describes what readers of a log make of it.
type LogState struct {
	Apply    sim.Dist `json:"apply" unit:"duration" default:"0s" doc:"a reader's work on one message that it reads again"`
	Snapshot *int     `json:"snapshot" min:"1" max:"100000000" absent:"none is made: all that the log keeps is read again" doc:"a snapshot of the state is kept after every so many messages of a partition, and only what comes after the last is read again"`
}

// rebuilds makes ready for readers that read again.
func (l *Log) rebuilds() error {
	if l.c.State == nil {
		return nil
	}
	law, err := l.c.State.Apply.Sampler()
	if err == nil {
		l.apply = l.W.Demand(law)
	}
	return err
}

// resume has whoever begins to read a partition, and has no state of it, begin
// where that does, in place of where its group is.
func (l *Log) resume(t *track, p int) {
	if l.c.State == nil || t.state == t.owner {
		return
	}
	t.state, t.goal = t.owner, 0
	from, part := l.begins(t, p), &l.parts[p]
	for from < t.committed && part.at(from).gone {
		from++
	}
	if from < t.committed {
		l.rewind(t, p, from)
		t.goal, t.rest = t.committed, t.committed-from
		r := l.W.Record(trace.Replay, l.broker, l.Speakers[t.owner], sim.Ref{})
		r.Flow, r.Payload, r.Header, r.Aux = l.Number, uint32(p)+1, from, int64(t.committed)
		r.Parent = part.superseded(from, t.committed)
	}
}

// begins is the offset from which on a state is made: that of the last snapshot,
// as far as messages are kept.
func (l *Log) begins(t *track, p int) uint32 {
	from := max(t.base, l.parts[p].first)
	if n := l.c.State.Snapshot; n != nil {
		from = max(from, t.committed-t.committed%uint32(*n))
	}
	return from
}

// applied notes that a reader is done with one message that it has read again.
func (l *Log) applied(i, p int) {
	t := &l.groups[l.readers[i].group].tracks[p]
	for _, c := range *l.readers[i].cut(l.readers[i].fetch) {
		if int(c.partition) == p && c.epoch == t.epoch {
			t.rest--
		}
	}
	l.rebuilt(i, p)
}

// rebuilt says that a reader has the state that it was to make again, if it has.
func (l *Log) rebuilt(i, p int) {
	t := &l.groups[l.readers[i].group].tracks[p]
	if t.goal == 0 || t.rest > 0 {
		return
	}
	r := l.W.Record(trace.Rebuilt, l.broker, l.Speakers[i], sim.Ref{})
	r.Flow, r.Payload, r.Aux = l.Number, uint32(p)+1, int64(t.goal)
	t.goal = 0
}

// forgetState says that a reader has no state any more.
func (l *Log) forgetState(i int) {
	tracks := l.groups[l.readers[i].group].tracks
	for p := range tracks {
		if t := &tracks[p]; t.state == int32(i) {
			t.state, t.goal = -1, 0
		}
	}
}

// halfBuilt says that nobody makes a state any more: what there is of it is of no
// use.
func (t *track) halfBuilt() {
	if t.goal != 0 {
		t.state, t.goal = -1, 0
	}
}

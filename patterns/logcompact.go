package patterns

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// LogCompact describes how of each key only the newest message is kept.
type LogCompact struct {
	Lag      sim.Time `json:"lag" default:"0s" min:"0s" doc:"a message is let go of at this age at the earliest, and only for one that is as old (Kafka: min.compaction.lag.ms)"`
	Interval sim.Time `json:"interval" default:"15s" min:"1ms" doc:"the cleaner runs this often (Kafka: log.cleaner.backoff.ms)"`
}

// A cleaner is what is known of a partition that is compacted.
type cleaner struct {
	clean  uint32    // what is before it has at most one message of each key
	oldest uint32    // what is before it is kept no more
	gone   int       // messages on the tape that are kept no more
	latest sim.Keyed // of what is before clean: the offset behind the newest of each key
}

// clean compacts all partitions, unless the broker is down, and once more after a while.
func (l *Log) clean() {
	if l.W.Live(l.broker) {
		for i := range l.parts {
			l.compact(i)
		}
	}
	l.cleanLater()
}

func (l *Log) cleanLater() {
	if l.c.Compact != nil {
		l.W.Kernel.At(l.W.Now()+l.c.Compact.Interval, l.id, eventClean, 0, 0)
	}
}

// compact lets go of what is superseded in a partition: a later message of its key is
// old enough.
func (l *Log) compact(i int) {
	p := &l.parts[i]
	keys := p.latest.Len()
	for p.clean = max(p.clean, p.first); p.clean != p.next && p.at(p.clean).at+l.c.Compact.Lag <= l.W.Now(); p.clean++ {
		about := uint64(p.at(p.clean).about)
		if about == 0 {
			continue
		}
		if last := p.latest.Get(about); last > p.first {
			l.supersede(i, last-1)
		}
		p.latest.Put(about, p.clean+1)
	}
	l.compacted.Add(p.latest.Len() - keys)
}

// supersede lets go of one message of a partition. Its offset stays. A group that has
// not read it will not, unless one of its readers has it in hand.
func (l *Log) supersede(i int, offset uint32) {
	p := &l.parts[i]
	e := p.at(offset)
	e.gone = true
	p.gone++
	l.noteEntry(trace.Unstore, i, e.msg, offset, trace.Coalesced, sim.Ref{})
	for g := range l.groups {
		if t := &l.groups[g].tracks[i]; offset < t.at || offset >= t.position {
			l.skip(t, offset)
		}
	}
}

// skip ends what a group has of a message that is superseded.
func (l *Log) skip(t *track, offset uint32) {
	if t.copies.has(offset) {
		c := t.copies.at(offset)
		l.W.End(c.op, trace.Coalesced)
		l.W.Leave(c.op)
		c.op = sim.Ref{}
	}
}

// passOver leaves a message out that is superseded, of those that a reader is to get. A
// state of which it was the last needs no more.
func (l *Log) passOver(i, p int, offset uint32) {
	t := &l.groups[l.readers[i].group].tracks[p]
	l.skip(t, offset)
	if offset < t.goal {
		t.rest--
		l.rebuilt(i, p)
	}
}

// kept is how many messages a partition keeps.
func (p *partition) kept() int { return int(p.next-p.first) - p.gone }

// rest is the offset of the oldest message that a partition keeps.
func (p *partition) rest() uint32 {
	for p.oldest = max(p.oldest, p.first); p.oldest != p.next && p.at(p.oldest).gone; {
		p.oldest++
	}
	return p.oldest
}

// superseded is how many messages of a partition are, between two offsets.
func (p *partition) superseded(from, to uint32) (n uint32) {
	for o := from; p.gone > 0 && o < to; o++ {
		if p.at(o).gone {
			n++
		}
	}
	return n
}

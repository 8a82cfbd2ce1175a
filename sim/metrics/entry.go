package metrics

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// entries counts what is recorded of what a replica keeps by key.
type entries struct {
	hits, misses       uint64
	expired, outdated  uint64 // hits on what had its time over, and on what was written since
	loads, together    uint64 // and the most of one key at a time
	evictions, written uint64
	crashed, left      uint64 // what was lost with a crash, and with a replica that is gone
	flushed            uint64
	conflicts          uint64 // writes that were not done, as something was written since
}

func (e *entries) add(x *entries) {
	e.hits, e.misses, e.expired, e.outdated = e.hits+x.hits, e.misses+x.misses, e.expired+x.expired, e.outdated+x.outdated
	e.loads, e.together = e.loads+x.loads, max(e.together, x.together)
	e.crashed, e.left, e.flushed = e.crashed+x.crashed, e.left+x.left, e.flushed+x.flushed
	e.evictions, e.written, e.conflicts = e.evictions+x.evictions, e.written+x.written, e.conflicts+x.conflicts
}

// found counts a key that was looked for and found.
func (f *Figures) found(r *trace.Record) {
	e := &f.spots.own(r.Node).work.entries
	e.hits++
	if r.Status == trace.Expired {
		e.expired++
	}
	if r.Aux > 0 {
		e.outdated++
	}
}

// missedKey counts a key that was looked for in vain, or is no longer as it was read.
func (f *Figures) missedKey(r *trace.Record) {
	e := &f.spots.own(r.Node).work.entries
	if r.Status == trace.Conflict {
		e.conflicts++
	} else {
		e.misses++
	}
}

func (f *Figures) fetch(r *trace.Record) {
	e := &f.spots.own(r.Node).work.entries
	e.loads++
	e.together = max(e.together, uint64(r.Aux))
}

func (f *Figures) write(r *trace.Record) { f.spots.own(r.Node).work.entries.written++ }

// keep takes from the record how many keys are kept.
func (f *Figures) keep(r *trace.Record) {
	s := f.spots.own(r.Node)
	e, gone := &s.work.entries, uint64(max(0, int64(s.kept)-r.Aux))
	s.keep(r.At, int32(r.Aux))
	switch {
	case r.Kind == trace.Forget && r.Status == trace.Dropped:
		e.evictions++
	case r.Kind != trace.Flushed:
	case r.Status == trace.Crashed:
		e.crashed += gone
	case r.Status == trace.Leaving:
		e.left += gone
	default:
		e.flushed += gone
	}
}

// lost is how many were lost, for whatever reason.
func (e *entries) lost() uint64 { return e.evictions + e.crashed + e.left + e.flushed }

func (s *spot) keep(t sim.Time, kept int32) {
	d := int64(kept - s.kept)
	s.kept = kept
	s.replica.kept.by(t, d)
	s.node.kept.by(t, d)
}

func entryRows() []row[station] {
	rows := []row[station]{
		count("hits", "keys that were looked for within the window and found", func(s *station) uint64 { return s.entries.hits }),
		count("misses", "keys that were looked for within the window in vain", func(s *station) uint64 { return s.entries.misses }),
		ratio("hitShare", Share, "hits / (hits + misses)", func(s *station) (uint64, uint64) { return s.entries.hits, s.entries.hits + s.entries.misses }),
		count("hits.expired", "hits on what had its time over, and was answered while it was asked for anew", func(s *station) uint64 { return s.entries.expired }),
		count("hits.outdated", "hits on what was not the latest: its key had been written since, here or elsewhere", func(s *station) uint64 { return s.entries.outdated }),
		ratio("outdatedShare", Share, "hits on what was not the latest / hits", func(s *station) (uint64, uint64) { return s.entries.outdated, s.entries.hits }),
		count("loads", "requests to the origin for what was missed that began within the window", func(s *station) uint64 { return s.entries.loads }),
		{Definition{Name: "loads.together", Unit: one, Kind: Extreme, Says: "the most requests to the origin for one key that were under way at a replica when one of them began, it among them: 2 or more is a stampede"},
			func(s *station, _ window) float64 { return float64(s.entries.together) }},
		count("evictions", "keys that were forgotten within the window to make room for others", func(s *station) uint64 { return s.entries.evictions }),
		count("lost", "keys (of a server: sessions) that were lost within the window: with the memory of a replica that crashed or is gone, in a flush, or to make room for others", func(s *station) uint64 { return s.entries.lost() }),
		count("lost.crashed", "those lost with the memory of a replica that crashed", func(s *station) uint64 { return s.entries.crashed }),
		count("lost.gone", "those lost with a replica that is gone: for a deploy, since there were to be fewer, or drained", func(s *station) uint64 { return s.entries.left }),
		count("lost.flushed", "those lost in a flush", func(s *station) uint64 { return s.entries.flushed }),
		count("writes", "writes that took effect in a table within the window", func(s *station) uint64 { return s.entries.written }),
		count("conflicts", "writes within the window that a table refused, since the key had been written after it was read", func(s *station) uint64 { return s.entries.conflicts }),
	}
	return append(rows, levels("entries", "keys that are kept by caches, and sessions by servers, those among them whose time is over and which nobody has looked for since", func(s *station) *level { return &s.kept })...)
}

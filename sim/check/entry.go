package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Entries: what is found by its key was kept there before, has not been forgotten
// or lost in a crash since, and has its time yet, or says that it has not; no
// more is kept than there is room for, and as much as is said; where loads are
// coalesced there is one of each key at a place. What a table finds was written,
// and unless it lags nothing was written since; a write that gives way does so to
// one that was done.
type entries struct {
	reporter
	topology *trace.Topology
	index    sim.Keyed // by place, key space and key: which of the items
	items    sim.Slab[item]
	kept     sim.Pages[trace.Place, int64]
	written  sim.Keyed // by key space and key: how often, plus 1
}

// An item is what is known of a key at a place.
type item struct {
	key   uint64
	place trace.Place
	kept  bool
	until sim.Time
	loads int64
}

func newEntries(t *trace.Topology, p reporter) *entries {
	return &entries{reporter: p, topology: t, kept: sim.NewPages[trace.Place, int64](t.Places.Len() + 1)}
}

func (e *entries) see(r *trace.Record) {
	if r.Kind != trace.Down && (r.Kind < trace.Hit || r.Kind > trace.Wrote) || r.Node == 0 || !e.kept.Has(r.Node) {
		return
	}
	shelf := &e.topology.Nodes[e.topology.Places.At(r.Node).Node].Shelf
	switch r.Kind {
	case trace.Down:
		e.down(r.Node, shelf)
	case trace.Hit:
		e.hit(r, shelf)
	case trace.Missed:
		if r.Status == trace.Conflict {
			e.conflict(r)
		} else if x := e.find(r); x != nil && x.kept {
			e.broken(r, "place %d does not have what it keeps", r.Node)
		}
	case trace.Load:
		e.load(r, shelf)
	case trace.Loaded:
		x := e.have(r)
		if x.loads--; x.loads < 0 {
			e.broken(r, "a load is over at place %d that was not begun", r.Node)
			x.loads = 0
		}
		e.tidy(x)
	case trace.Keep:
		e.keep(r, shelf)
	case trace.Forget:
		e.forget(r)
	case trace.Flushed:
		e.flush(r)
	case trace.Wrote:
		e.write(r)
	}
}

// topic names what a record is about, wherever.
func topic(r *trace.Record) uint64 { return uint64(r.Header)<<32 | uint64(r.Payload) }

// key names what a record is about, where it is.
func key(r *trace.Record) uint64 { return uint64(sim.NewKey(uint64(r.Node)).With(topic(r))) }

func (e *entries) find(r *trace.Record) *item {
	if i := e.index.Get(key(r)); i != 0 {
		return e.items.At(i)
	}
	return nil
}

func (e *entries) have(r *trace.Record) *item {
	if x := e.find(r); x != nil {
		return x
	}
	i, x := e.items.New()
	x.key, x.place = key(r), r.Node
	e.index.Put(x.key, i.Index)
	return x
}

// tidy forgets an item of which there is nothing to know.
func (e *entries) tidy(x *item) {
	if !x.kept && x.loads == 0 {
		i := e.index.Get(x.key)
		e.index.Delete(x.key)
		e.items.Free(i)
	}
}

func (e *entries) hit(r *trace.Record, s *trace.Shelf) {
	writes := max(0, int64(e.written.Get(topic(r)))-1)
	if r.Aux < 0 || r.Aux > writes {
		e.broken(r, "what is found at place %d is of before %d writes, of %d", r.Node, r.Aux, writes)
	}
	if s.Table {
		if !s.Lags && r.Aux != 0 {
			e.broken(r, "table %d has what was written before %d writes", r.Node, r.Aux)
		}
		return
	}
	x := e.find(r)
	switch {
	case x == nil || !x.kept:
		e.broken(r, "place %d has what it does not keep", r.Node)
	case (r.Status == trace.Expired) != (r.At >= x.until):
		e.broken(r, "place %d has as %v what is good until %v", r.Node, r.Status, x.until)
	case r.Until != 0 && r.Until < x.until:
		e.broken(r, "a use at place %d ends at %v what is good until %v", r.Node, r.Until, x.until)
	case r.Until != 0:
		x.until = r.Until
	}
}

// conflict holds a write that was not done against what was written since.
func (e *entries) conflict(r *trace.Record) {
	if writes := int64(e.written.Get(topic(r))) - 1; r.Aux < 1 || r.Aux > writes {
		e.broken(r, "a write at place %d gives way to %d others, of %d", r.Node, r.Aux, max(0, writes))
	}
}

func (e *entries) load(r *trace.Record, s *trace.Shelf) {
	x := e.have(r)
	x.loads++
	if r.Aux != x.loads {
		e.broken(r, "%d loads of one key are under way at place %d, not %d", x.loads, r.Node, r.Aux)
	}
	if s.Coalesces && x.loads > 1 {
		e.broken(r, "%d loads of one key are under way at place %d, which coalesces them", x.loads, r.Node)
	}
}

func (e *entries) keep(r *trace.Record, s *trace.Shelf) {
	x := e.have(r)
	if !x.kept {
		x.kept = true
		*e.kept.At(r.Node)++
	}
	if x.until = r.Until; r.Until == 0 {
		x.until = sim.Never
	}
	if x.until <= r.At {
		e.broken(r, "place %d keeps what was good until %v", r.Node, x.until)
	}
	n := *e.kept.At(r.Node)
	e.told(r, n)
	if s.Capacity > 0 && n > int64(s.Capacity) {
		e.broken(r, "%d keys are kept at place %d, which has room for %d", n, r.Node, s.Capacity)
	}
}

func (e *entries) told(r *trace.Record, n int64) {
	if r.Aux != n {
		e.broken(r, "%d keys are kept at place %d, not %d", n, r.Node, r.Aux)
	}
}

func (e *entries) forget(r *trace.Record) {
	x := e.find(r)
	if x == nil || !x.kept {
		e.broken(r, "place %d forgets what it does not keep", r.Node)
		return
	}
	if r.Status == trace.Expired && r.At < x.until {
		e.broken(r, "place %d lets expire what is good until %v", r.Node, x.until)
	}
	x.kept = false
	*e.kept.At(r.Node)--
	e.told(r, *e.kept.At(r.Node))
	e.tidy(x)
}

// flush empties a place, or ends the time of what is kept there.
func (e *entries) flush(r *trace.Record) {
	e.each(r.Node, func(x *item) {
		if x.until = min(x.until, r.At); r.Status != trace.Expired {
			x.kept = false
		}
	})
	e.told(r, *e.kept.At(r.Node))
}

// down ends the loads of a place, and empties it unless what it keeps is durable.
func (e *entries) down(p trace.Place, s *trace.Shelf) {
	e.each(p, func(x *item) {
		x.loads = 0
		x.kept = x.kept && !s.Volatile
	})
}

// each does something to what is known at a place, of which is kept what is after
// that.
func (e *entries) each(p trace.Place, do func(x *item)) {
	*e.kept.At(p) = 0
	var all []*item
	for _, x := range e.items.All() {
		if x.place == p {
			all = append(all, x)
		}
	}
	for _, x := range all {
		if do(x); x.kept {
			*e.kept.At(p)++
		}
		e.tidy(x)
	}
}

func (e *entries) write(r *trace.Record) {
	n := max(1, e.written.Get(topic(r))) + 1
	e.written.Put(topic(r), n)
	if r.Aux != int64(n-1) {
		e.broken(r, "it is written for the %d. time, not the %d.", n-1, r.Aux)
	}
}

func (e *entries) end() {}

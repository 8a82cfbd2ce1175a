package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Pools: no pool ever lends more units than it has, nobody waits while one is there,
// those who wait get theirs in the order in which they came, and what was lent is
// given back once, by whoever had it. A place that has crashed has nothing lent.
type pools struct {
	reporter
	topology *trace.Topology
	all      map[poolAt]*lending
	loans    map[uint32]loan // by number
}

// A poolAt is a pool of a place.
type poolAt struct {
	place trace.Place
	pool  uint32
}

// A lending is what a pool has lent, and who waits for it.
type lending struct {
	taken int
	line  []uint32
}

// A loan is a unit that is lent.
type loan struct {
	by    poolAt
	msg   uint32
	since sim.Time
}

func newPools(t *trace.Topology, p reporter) *pools {
	return &pools{reporter: p, topology: t, all: map[poolAt]*lending{}, loans: map[uint32]loan{}}
}

func (p *pools) see(r *trace.Record) {
	switch r.Kind {
	case trace.Want, trace.Take, trace.Forgo:
		p.lend(r, p.lending(r))
	case trace.Yield:
		p.yield(r, p.lending(r))
	}
}

func (p *pools) lending(r *trace.Record) *lending {
	at := poolAt{r.Node, r.Payload}
	if p.all[at] == nil {
		p.all[at] = &lending{}
	}
	return p.all[at]
}

// size is how many units a pool has; 0 where that is not known.
func (p *pools) size(at poolAt) int {
	if at.place == 0 || int(at.place) > p.topology.Places.Len() {
		return 0
	}
	all := p.topology.Nodes[p.topology.Places.At(at.place).Node].Pools
	if at.pool == 0 || int(at.pool) > len(all) {
		return 0
	}
	return all[at.pool-1].Size
}

func (p *pools) lend(r *trace.Record, l *lending) {
	at := poolAt{r.Node, r.Payload}
	size := p.size(at)
	switch {
	case r.Kind == trace.Want:
		if l.taken < size {
			p.broken(r, "it waits for a unit of pool %d at place %d, of which %d of %d are taken", at.pool, at.place, l.taken, size)
		}
		l.line = append(l.line, r.Header)
		if int(r.Aux) != len(l.line) {
			p.broken(r, "%d wait for pool %d at place %d, not %d", len(l.line), at.pool, at.place, r.Aux)
		}
	case r.Parent != 0:
		p.leave(r, l)
	case r.Kind == trace.Take && len(l.line) > 0:
		p.broken(r, "it has a unit of pool %d at place %d at once, for which %d wait", at.pool, at.place, len(l.line))
	}
	if r.Kind != trace.Take {
		return
	}
	if l.taken++; size > 0 && l.taken > size {
		p.broken(r, "%d units of pool %d at place %d are taken, of %d", l.taken, at.pool, at.place, size)
	}
	if _, taken := p.loans[r.Header]; taken {
		p.broken(r, "unit %d is taken already", r.Header)
	}
	p.loans[r.Header] = loan{at, r.Msg, r.At}
}

// leave takes a want off its line, from the front unless it is given up.
func (p *pools) leave(r *trace.Record, l *lending) {
	for i, number := range l.line {
		if number != r.Parent {
			continue
		}
		if i > 0 && r.Kind == trace.Take {
			p.broken(r, "it gets its unit before %d others, who came first", i)
		}
		l.line = append(l.line[:i], l.line[i+1:]...)
		return
	}
	p.broken(r, "it did not wait for a unit")
}

func (p *pools) yield(r *trace.Record, l *lending) {
	had, ok := p.loans[r.Header]
	switch {
	case !ok:
		p.broken(r, "unit %d is given back, which nobody has", r.Header)
		return
	case had.by != poolAt{r.Node, r.Payload} || had.msg != r.Msg:
		p.broken(r, "unit %d is given back by another than had it", r.Header)
	case int64(r.At-had.since) != r.Aux:
		p.broken(r, "unit %d was taken for %d ns, not %d", r.Header, r.At-had.since, r.Aux)
	}
	delete(p.loans, r.Header)
	l.taken--
}

func (p *pools) end() {}

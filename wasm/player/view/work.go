package view

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A turn is where more or fewer of the workers of a spot are at work for a hue.
type turn struct {
	record uint32   // that says so
	busy   int32    // so many from then on
	worked sim.Time // so long until then, all together
}

// A work is the turns of a spot, by hue.
type work [hues + 1][]turn

// newWork finds when the workers of each spot are at work.
func newWork(p *Tape) []work {
	list := make([]work, len(p.cast.spots))
	for i := range p.records {
		by := int32(1)
		switch r := &p.records[i]; r.Kind {
		case trace.Finish:
			by = -1
			fallthrough
		case trace.Serve:
			if spot := p.cast.spot(r.Node); spot >= 0 {
				turns := &list[spot][hueOf(r.Flow)]
				*turns = append(*turns, p.turn(*turns, uint32(i), by))
			}
		}
	}
	return list
}

// turn is the next of turns, by a record.
func (p *Tape) turn(turns []turn, record uint32, by int32) turn {
	if len(turns) == 0 {
		return turn{record: record, busy: by}
	}
	last := turns[len(turns)-1]
	return turn{record, last.busy + by, last.worked + p.since(last, p.records[record].At)}
}

// since is how long the workers have worked from a turn on, up to t, all together.
func (p *Tape) since(last turn, t sim.Time) sim.Time {
	return sim.Time(max(last.busy, 0)) * (t - p.records[last.record].At)
}

// turnsBy is how many of turns are by t.
func (p *Tape) turnsBy(turns []turn, t sim.Time) int {
	k, _ := slices.BinarySearchFunc(turns, t, func(a turn, t sim.Time) int {
		if p.records[a.record].At <= t {
			return -1
		}
		return 1
	})
	return k
}

// worked is how long the workers have worked up to t, all together.
func (p *Tape) worked(turns []turn, t sim.Time) sim.Time {
	k := p.turnsBy(turns, t)
	if k == 0 {
		return 0
	}
	return turns[k-1].worked + p.since(turns[k-1], t)
}

// A crew is how many workers are at work, by the hue of what for.
type crew [hues + 1]float32

func (c crew) all() (n float32) {
	for _, k := range c {
		n += k
	}
	return n
}

// calm is the part of a second of playing over which it is told how many workers are at
// work: what changes more often would flicker.
const calm = .25

// atWork is how many workers of a spot are at work: now, where the run stands still; while
// it plays on average of late, which is true at any speed.
func (s *Stage) atWork(spot int, now *spotState) (c crew) {
	for hue := range c {
		c[hue] = s.lately(s.tape.work[spot][hue], now.busy[hue])
	}
	return c
}

// lately is how many there are by turns: so many as there are now, where the run stands
// still, and on average of late, while it plays.
func (s *Stage) lately(turns []turn, now int32) float32 {
	begin := s.now
	if s.Speed > 0 {
		begin = max(s.now-sim.FromNanos(s.Speed*calm*float64(sim.Second)), s.Since, 0)
	}
	switch {
	case begin == s.now:
		return float32(max(now, 0))
	case begin > s.now || len(turns) == 0:
		return 0
	}
	return float32(float64(s.tape.worked(turns, s.now)-s.tape.worked(turns, begin)) / float64(s.now-begin))
}

// busiest is the colour of the flow that most workers are at.
func (s *Stage) busiest(spot int, now *spotState) Colour {
	best, c := 0, s.atWork(spot, now)
	for k, n := range c {
		if n > c[best] {
			best = k
		}
	}
	return s.tint(best)
}

// mostCells is how many workers have a cell each; more share them.
const mostCells = 48

// workers draws a cell for each worker, and as many of them as are at work, from the first
// on, in the colour of the flow that they work for: of a cell a part, where no whole one is.
func (s *Stage) workers(f *Frame, spot int, now *spotState, workers int, o *Plot, within Plot) {
	if workers == 0 {
		return
	}
	cells := min(workers, mostCells)
	size, cols := grid(cells, 66*o.Scale, within.H)
	rows := (cells + cols - 1) / cols
	taken := s.atWork(spot, now)
	for hue := range taken {
		taken[hue] = shared(taken[hue], workers, cells, s.Speed > 0)
	}
	for k := range cells {
		row, col := k/cols, k%cols
		inRow := min(cols, cells-row*cols)
		x := o.X + (float32(col)-float32(inRow-1)/2)*size*1.3
		y := within.Y + (float32(row)-float32(rows-1)/2)*size*1.3
		s.cell(f, Item{X: x, Y: y, W: size, H: size, Round: size * .22, Shape: Square, Fill: Line, Alpha: 255}, float32(k), &taken)
	}
}

// cell draws cell k, which is taken for several hues one upon the other.
func (s *Stage) cell(f *Frame, c Item, k float32, taken *crew) {
	f.add(c)
	size, foot, end := c.H, c.Y+c.H/2, float32(0)
	for hue, n := range taken {
		from := max(end, k)
		end += n
		part := min(end, k+1) - from
		if part*size < leastPart {
			continue
		}
		c.Fill, c.H, c.Y = s.tint(hue), part*size, foot-(from-k+part/2)*size
		c.Round = min(size*.22, c.H/2)
		if part == 1 {
			f.Items = f.Items[:len(f.Items)-1]
		}
		f.add(c)
	}
}

// leastPart is how high a part of a cell is that can be seen.
const leastPart = .3

// shared is how many cells show so many workers at work, where cells may stand for several
// workers each. Where each is counted whole, some is shown if any of them is.
func shared(n float32, workers, cells int, parts bool) float32 {
	if workers <= cells || n == 0 {
		return n
	}
	if parts {
		return n * float32(cells) / float32(workers)
	}
	return float32(max(int(n)*cells/workers, 1))
}

// grid is the largest size of n cells that fits, and how many stand in a row.
func grid(n int, wide, high float32) (size float32, cols int) {
	for size = high / 1.3; ; size *= .93 {
		cols = int((wide + size*.3) / (size * 1.3))
		rows := int((high + size*.3) / (size * 1.3))
		if cols*rows >= n || size < 1 {
			if rows > 1 {
				cols = min(cols, (n+rows-1)/rows)
			}
			return size, max(min(cols, n), 1)
		}
	}
}

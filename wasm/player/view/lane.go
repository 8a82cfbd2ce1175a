package view

import (
	"cmp"
	"math"
	"slices"

	"backchat/sim/trace"
)

// A part is a partition of a flow's log at a spot.
type part struct {
	spot   int32
	flow   uint16
	number uint32 // from 1
}

// A track is how far a group, the replicas of a node, is in a partition.
type track struct {
	part uint32 // index into [Tape.parts]
	node int
}

// A partState is what a partition keeps: offsets from first, below next.
type partState struct{ first, next uint32 }

// A trackState is how far a group has come.
type trackState struct {
	done    uint32      // all before it
	seen    bool        // the group has been given the partition
	read    bool        // it has a reader now
	rebuilt trace.Place // who of it makes its state of the partition again; 0: nobody
}

// part is the number of the partition that a record is about.
func (f *follower) part(r *trace.Record) uint32 {
	return numbered(f.parts, &f.tape.parts, part{f.tape.cast.spot(f.tape.cast.topology.Home(r.Node)), r.Flow, r.Payload})
}

// track is the number of the track that a record is about.
func (f *follower) track(r *trace.Record) uint32 {
	node := -1
	if spot := f.tape.cast.spot(r.Peer); spot >= 0 {
		node = f.tape.cast.spots[spot].Node
	}
	return numbered(f.tracks, &f.tape.tracks, track{f.part(r), node})
}

// numbered is the index of x in a list, to which it is added where it is new.
func numbered[T comparable](known map[T]uint32, list *[]T, x T) uint32 {
	i, ok := known[x]
	if !ok {
		i = uint32(len(*list))
		known[x] = i
		*list = append(*list, x)
	}
	return i
}

// sortLanes puts the tracks of each spot in order: by flow, partition and group.
func (p *Tape) sortLanes() {
	p.lanes = make([][]int32, len(p.cast.spots))
	for i, t := range p.tracks {
		if spot := p.parts[t.part].spot; spot >= 0 {
			p.lanes[spot] = append(p.lanes[spot], int32(i))
		}
	}
	for _, list := range p.lanes {
		slices.SortFunc(list, func(i, j int32) int {
			a, b := p.tracks[i], p.tracks[j]
			x, y := p.parts[a.part], p.parts[b.part]
			return cmp.Or(cmp.Compare(x.flow, y.flow), cmp.Compare(x.number, y.number), cmp.Compare(a.node, b.node))
		})
	}
}

// log takes a record of a log.
func (s *state) log(p *Tape, r *trace.Record, fate uint32) {
	switch r.Kind {
	case trace.Store:
		part := &s.parts[fate]
		if part.first == part.next {
			part.first = r.Header
		}
		part.next = r.Header + 1
	case trace.Unstore:
		s.parts[fate].first = r.Header + 1
		if r.Status == trace.Coalesced || r.Parent != 0 { // it is compacted: the oldest is said
			s.parts[fate].first = r.Parent
		}
	case trace.Assign:
		t := &s.tracks[fate]
		t.done, t.seen, t.read = max(t.done, uint32(r.Aux)), true, true
		s.rebuild(p, t, 0)
	case trace.Revoke:
		s.tracks[fate].read = false
		s.rebuild(p, &s.tracks[fate], 0)
	case trace.Replay:
		s.rebuild(p, &s.tracks[fate], r.Peer)
	case trace.Rebuilt:
		s.rebuild(p, &s.tracks[fate], 0)
	case trace.Commit:
		s.tracks[fate].done = max(s.tracks[fate].done, uint32(r.Aux))
	}
}

// rebuild has somebody make the state of a partition again, or nobody any more.
func (s *state) rebuild(p *Tape, t *trackState, who trace.Place) {
	if spot := p.cast.spot(t.rebuilt); spot >= 0 {
		s.spots[spot].rebuilds--
	}
	t.rebuilt = who
	if spot := p.cast.spot(who); spot >= 0 {
		s.spots[spot].rebuilds++
	}
}

// behind is how many messages that are kept a group has not done with.
func (s *state) behind(p *Tape, i int32) int32 {
	part, done := &s.parts[p.tracks[i].part], s.tracks[i].done
	return max(int32(part.next-max(part.first, min(done, part.next))), 0)
}

// A lane is what is shown of one track, or of several.
type lane struct {
	hue    int
	behind int32 // the most of them
	read   bool  // all of them are
}

// mostLanes is how many lanes a box shows; more tracks share them.
const mostLanes = 12

// lanes are those of a spot, of what has been given to a group so far.
func (s *Stage) lanes(spot int) []lane {
	s.shown = s.shown[:0]
	for _, i := range s.tape.lanes[spot] {
		if s.state.tracks[i].seen {
			flow := s.tape.parts[s.tape.tracks[i].part].flow
			s.shown = append(s.shown, lane{hueOf(flow), s.state.behind(s.tape, i), s.state.tracks[i].read})
		}
	}
	n := len(s.shown)
	if n <= mostLanes {
		return s.shown
	}
	for k := range mostLanes {
		one := s.shown[k*n/mostLanes]
		for _, l := range s.shown[k*n/mostLanes : (k+1)*n/mostLanes] {
			one.behind, one.read = max(one.behind, l.behind), one.read && l.read
		}
		s.shown[k] = one
	}
	return s.shown[:mostLanes]
}

// worst is how far the slowest group is behind at a spot.
func (s *Stage) worst(spot int) (most int32) {
	for _, l := range s.lanes(spot) {
		most = max(most, l.behind)
	}
	return most
}

// longest is the lag that fills a lane.
const longest = 10_000

// partitions draws a lane for each partition and group: as long as the group is
// behind in it, ten times as much a quarter longer; amber where nobody reads it.
func (s *Stage) partitions(f *Frame, o *Plot, lanes []lane) {
	high := 38 * o.Scale / float32(len(lanes))
	thick := min(high*.68, 5*o.Scale)
	wide := 66 * o.Scale
	for k, l := range lanes {
		y := o.Y - 15*o.Scale + (float32(k)+.5)*high
		f.add(Item{X: o.X, Y: y, W: wide, H: thick, Shape: Bar, Fill: Line, Alpha: 255})
		c := s.tint(l.hue)
		if !l.read {
			c = Warn
		}
		if l.behind == 0 && l.read {
			continue
		}
		full := math.Log1p(float64(l.behind)) / math.Log1p(longest)
		part := max(wide*float32(min(full, 1)), thick)
		f.add(Item{X: o.X - (wide-part)/2, Y: y, W: part, H: thick, Shape: Bar, Fill: c, Alpha: 255})
	}
}

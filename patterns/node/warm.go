package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// WarmConfig describes what is kept already when a run begins.
type WarmConfig struct {
	Keys  string  `json:"keys" ref:"key space" required:"true" doc:"of which space the keys are"`
	Share float64 `json:"share" unit:"share" default:"1" min:"0" max:"1" doc:"how much of the room of each replica they fill, or, where there is room for all, which share of the keys is there"`
}

// A filling fills shelves before anything else happens.
//
// Model card. What is there is what there would be after a long time in which keys were
// asked for by their law, one independent of the other. lfu: the hottest, which have
// been used more often the hotter they are. Otherwise those that were drawn last: under
// lru that is how a shelf stands in the steady state, exactly; under fifo and random
// nearly. Where there is a time to live, an entry has any part of it left, as one that
// is not renewed by its use; a session has any part of its idle time left, too. Every replica is filled as if it were asked for all keys,
// and what is kept is as it was before anything was written. Replicas that come later
// begin empty. Left out: that a balancer sends each key to one replica alone.
type filling struct {
	c     *cache
	keys  *Keys
	share float64
}

// warm fills the shelves at the start of the run, where they are to be.
func (c *cache) warm() {
	config := c.config.Warm
	if config == nil {
		return
	}
	c.w.AtStart(func() {
		x := filling{c: c, keys: c.w.keysOf(config.Keys), share: config.Share}
		for i := range c.at {
			if p := c.shop.first + trace.Place(i); x.keys != nil && c.w.presentAtStart(p) {
				x.fill(p, c.at[i].shelf)
			}
		}
	})
}

// keysOf are the keys of the space of that id, which a flow is about; nil where none is.
func (w *World) keysOf(id string) *Keys {
	purpose := sim.NewKey(0).Named("keys").Named(id)
	for _, k := range w.keys {
		if k != nil && k.purpose == purpose {
			return k
		}
	}
	return nil
}

// fill keeps at p as many keys as are to be there.
func (x *filling) fill(p trace.Place, s *Shelf) {
	room := x.keys.count
	if s.capacity > 0 {
		room = min(room, s.capacity)
	}
	draws := x.c.w.Draws(p, "warm")
	last := x.latest(int(float64(x.share*float64(room))+0.5), s, &draws)
	for i, key := range slices.Backward(last) {
		topic := topicOf(x.keys, key)
		j := &Job{Place: p}
		e := x.c.roomFor(j, topic)
		if e.until = sim.Never; s.life > 0 {
			e.until = 1 + sim.FromNanos(float64(draws.Float64()*float64(s.life)))
		}
		if e.end = e.until; s.idle > 0 {
			e.until = min(e.end, 1+sim.FromNanos(float64(draws.Float64()*float64(s.idle))))
		}
		x.c.noteKept(j, topic, e)
		if s.rank.name == "lfu" {
			e.uses = uint64(len(last) - i)
			s.sink(int(e.slot))
		}
	}
}

// mostDrawn is how often a key is drawn for each that is to be found: what is rare then is
// taken by its number, the hottest first.
const mostDrawn = 50

// latest are n keys, of which the first was used last.
func (x *filling) latest(n int, s *Shelf, draws *sim.Stream) []uint32 {
	var last []uint32
	seen := sim.Keyed{}
	add := func(key uint32) {
		if len(last) < n && seen.Get(uint64(key)) == 0 {
			seen.Put(uint64(key), 1)
			last = append(last, key)
		}
	}
	if s.rank.name != "lfu" {
		for range mostDrawn * n {
			if add(x.keys.draw(draws)); len(last) == n {
				break
			}
		}
	}
	for key := range uint32(x.keys.count) {
		add(key + 1)
	}
	return last
}

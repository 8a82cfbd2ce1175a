package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// ShelfConfig describes what one that remembers by key has room for, and for how
// long.
type ShelfConfig struct {
	Capacity   *int        `json:"capacity" min:"1" max:"10000000" absent:"room for all" doc:"entries that each replica has room for; for one more another goes"`
	Eviction   string      `json:"eviction" enum:"lru,fifo,lfu,random" default:"lru" doc:"which goes where there is no room: lru: the one whose last use is longest ago; fifo: the one that came first; lfu: the one with the fewest uses, of those with as few the one not used for longest (begun cold it takes far longer than the others to come to its share of hits in the long run); random: any"`
	TimeToLive *sim.Time   `json:"timeToLive" min:"1ns" absent:"for ever" doc:"how long an entry is good for"`
	Jitter     float64     `json:"jitter" unit:"share" default:"0" min:"0" max:"1" doc:"how much shorter an entry's time to live may be, as a share of it, drawn for each, so that what came together does not go together"`
	Warm       *WarmConfig `json:"warm" absent:"it begins empty (cold)" doc:"what it keeps when the run begins, so that a measurement need not wait until it is full"`
	Durable    bool        `json:"durable" default:"false" doc:"true: a crash loses nothing of it"`
}

// check finds jitter of what never expires.
func (c *ShelfConfig) check(at string, r Report) {
	if c.TimeToLive == nil && c.Jitter > 0 {
		r.Fault(at+"/jitter", `nothing expires; add a "timeToLive", or leave it out`)
	}
}

// describe tells what there is room for, and whether a crash loses it.
func (c *ShelfConfig) describe() trace.Shelf {
	s := trace.Shelf{Volatile: !c.Durable}
	if c.Capacity != nil {
		s.Capacity = *c.Capacity
	}
	return s
}

// A Shelf remembers by key.
//
// Model card. An entry whose time is over takes room until somebody looks for
// its key, or it has to go (memcached). Room counts entries, not bytes. lru and
// lfu are exact (Redis draws a few candidates and takes the best of these), and
// uses count as long as the entry is there. So an lfu shelf that begins cold comes to its
// share of hits in the long run far later than a warm one: what was used often early stays
// until others have been used as often. Left out: sizes of entries, admission.
type Shelf struct {
	capacity int // 0: room for all
	life     sim.Time
	idle     sim.Time // how long an entry is good for since its last use; 0: it does not go by that
	jitter   float64
	rank     *eviction
	durable  bool

	index   sim.Keyed // by key: which of the entries
	entries []entry   // from 1
	free    uint32    // of these, the one that came free last; 0: none
	order   []uint32  // entries, as a heap: the one that goes next first
	turn    uint64    // counts what comes and what is used
	draws   sim.Stream
	room    *sim.Account
}

// An entry is what a shelf remembers of a key.
type entry struct {
	key      uint64
	until    sim.Time // from when on it is no longer good
	end      sim.Time // from when on it is not, however often it is used
	uses     uint64
	turn     uint64
	slot     uint32 // where it is in the order; of a free one: the next that is free
	version  uint32 // how often what it is of had been written
	negative bool   // that there is nothing
}

// entryBytes is what is kept of an entry, with its share of the index and of
// what the checks remember of it.
const entryBytes = 200

// An eviction says what a use does to an entry's rank among those that may go.
type eviction struct {
	name  string
	drawn bool // no rank: any of them goes
	used  func(e *entry, turn uint64)
}

var evictions = [...]eviction{
	{name: "lru", used: func(e *entry, turn uint64) { e.turn = turn }},
	{name: "fifo", used: func(*entry, uint64) {}},
	{name: "lfu", used: func(e *entry, turn uint64) { e.uses, e.turn = e.uses+1, turn }},
	{name: "random", drawn: true, used: func(*entry, uint64) {}},
}

// newShelf makes an empty shelf, which draws from that stream.
func newShelf(c *ShelfConfig, draws sim.Stream, room *sim.Account) *Shelf {
	s := &Shelf{jitter: c.Jitter, durable: c.Durable, entries: make([]entry, 1), draws: draws, room: room, rank: &evictions[0]}
	for i := range evictions {
		if evictions[i].name == c.Eviction {
			s.rank = &evictions[i]
		}
	}
	if c.Capacity != nil {
		s.capacity = *c.Capacity
	}
	if c.TimeToLive != nil {
		s.life = *c.TimeToLive
	}
	return s
}

// Len is how many entries there are.
func (s *Shelf) Len() int { return len(s.order) }

// find is the entry of a key, good or not; nil where there is none.
func (s *Shelf) find(key uint64) *entry {
	if i := s.index.Get(key); i != 0 {
		return &s.entries[i]
	}
	return nil
}

// use says that an entry is used.
func (s *Shelf) use(e *entry) {
	s.turn++
	s.rank.used(e, s.turn)
	s.sink(int(e.slot))
}

// full tells whether one more entry needs another to go.
func (s *Shelf) full() bool { return s.capacity > 0 && len(s.order) >= s.capacity }

// next is the entry that goes where room is needed.
func (s *Shelf) next() *entry {
	i := 0
	if s.rank.drawn {
		i = s.draws.IntN(len(s.order))
	}
	return &s.entries[s.order[i]]
}

// keep makes an entry for a key that has none, of which there is room: a new one,
// which has been used once.
func (s *Shelf) keep(key uint64) *entry {
	i := s.free
	if i == 0 {
		i = uint32(len(s.entries))
		s.entries = append(s.entries, entry{})
	} else {
		s.free = s.entries[i].slot
	}
	s.room.Add(1)
	s.turn++
	s.entries[i] = entry{key: key, uses: 1, turn: s.turn, slot: uint32(len(s.order))}
	s.order = append(s.order, i)
	s.index.Put(key, i)
	s.rise(len(s.order) - 1)
	return &s.entries[i]
}

// forget lets go of an entry.
func (s *Shelf) forget(e *entry) {
	i, at, last := s.index.Get(e.key), int(e.slot), len(s.order)-1
	s.index.Delete(e.key)
	s.put(at, s.order[last])
	s.order = s.order[:last]
	if at < last {
		s.rise(at)
		s.sink(at)
	}
	e.slot, s.free = s.free, i
	s.room.Add(-1)
}

// clear lets go of all.
func (s *Shelf) clear() {
	s.room.Add(-len(s.order))
	s.index, s.entries, s.order, s.free = sim.Keyed{}, s.entries[:1], s.order[:0], 0
}

// expire ends the time of all that is there.
func (s *Shelf) expire(now sim.Time) {
	for _, i := range s.order {
		s.entries[i].until = min(s.entries[i].until, now)
	}
}

// lasts is until when an entry that comes now is good.
func (s *Shelf) lasts(now, life sim.Time) sim.Time {
	if life == 0 {
		return sim.Never
	}
	if s.jitter > 0 {
		life -= sim.FromNanos(float64(s.draws.Float64()*s.jitter) * float64(life))
	}
	return now + max(1, life)
}

// begin says until when an entry is good that comes now.
func (s *Shelf) begin(e *entry, now, life sim.Time) {
	e.end = s.lasts(now, life)
	s.renew(e, now)
}

// renew says until when an entry is good that is used now.
func (s *Shelf) renew(e *entry, now sim.Time) {
	if e.until = e.end; s.idle > 0 {
		e.until = min(e.end, now+s.idle)
	}
}

// before tells whether the i'th in the order goes before the k'th.
func (s *Shelf) before(i, k int) bool {
	a, b := &s.entries[s.order[i]], &s.entries[s.order[k]]
	return a.uses < b.uses || a.uses == b.uses && a.turn < b.turn
}

func (s *Shelf) put(at int, i uint32) { s.order[at], s.entries[i].slot = i, uint32(at) }

func (s *Shelf) swap(i, k int) {
	a, b := s.order[i], s.order[k]
	s.put(i, b)
	s.put(k, a)
}

// rise and sink bring the i'th in the order to where it belongs.
func (s *Shelf) rise(i int) {
	for up := (i - 1) / 2; i > 0 && s.before(i, up); up = (i - 1) / 2 {
		s.swap(i, up)
		i = up
	}
}

func (s *Shelf) sink(i int) {
	for {
		least := i
		for k := 2*i + 1; k <= 2*i+2 && k < len(s.order); k++ {
			if s.before(k, least) {
				least = k
			}
		}
		if least == i {
			return
		}
		s.swap(i, least)
		i = least
	}
}

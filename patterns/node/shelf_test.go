package node

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
)

// A plainShelf does what a [Shelf] is to do, by looking at everything each time.
type plainShelf struct {
	eviction string
	capacity int
	items    []plainItem
	turn     int
}

type plainItem struct {
	key               uint64
	came, used, times int
	until             sim.Time
}

func (p *plainShelf) find(key uint64) int {
	return slices.IndexFunc(p.items, func(x plainItem) bool { return x.key == key })
}

// goes is which of the items goes next.
func (p *plainShelf) goes() uint64 {
	less := map[string]func(x, y plainItem) bool{
		"lru":  func(x, y plainItem) bool { return x.used < y.used },
		"fifo": func(x, y plainItem) bool { return x.came < y.came },
		"lfu":  func(x, y plainItem) bool { return x.times < y.times || x.times == y.times && x.used < y.used },
	}[p.eviction]
	first := p.items[0]
	for _, x := range p.items[1:] {
		if less(x, first) {
			first = x
		}
	}
	return first.key
}

func TestAShelfForgetsWhatItsPolicySays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.IntRange(1, 6).Draw(t, "capacity")
		p := &plainShelf{eviction: rapid.SampledFrom([]string{"lru", "fifo", "lfu", "random"}).Draw(t, "eviction"), capacity: capacity}
		s := newShelf(&ShelfConfig{Capacity: &capacity, Eviction: p.eviction}, sim.NewStream(1), nil)
		key := rapid.Uint64Range(0, 9)
		t.Repeat(map[string]func(*rapid.T){
			"look": func(t *rapid.T) {
				k := key.Draw(t, "key")
				e, i := s.find(k), p.find(k)
				if (e != nil) != (i >= 0) {
					t.Fatalf("key %d is there: %v, want %v", k, e != nil, i >= 0)
				}
				if e != nil {
					p.turn++
					p.items[i].used, p.items[i].times = p.turn, p.items[i].times+1
					s.use(e)
				}
			},
			"keep": func(t *rapid.T) {
				k, until := key.Draw(t, "key"), rapid.Int64Range(1, 100).Draw(t, "until")
				if s.find(k) != nil {
					return
				}
				if s.full() != (len(p.items) == capacity) {
					t.Fatalf("full: %v, with %d of %d", s.full(), len(p.items), capacity)
				}
				if s.full() {
					gone := s.next().key
					if p.eviction != "random" && gone != p.goes() {
						t.Fatalf("%s: key %d goes, want %d", p.eviction, gone, p.goes())
					}
					s.forget(s.find(gone))
					p.items = slices.Delete(p.items, p.find(gone), p.find(gone)+1)
				}
				s.keep(k).until = sim.Time(until)
				p.turn++
				p.items = append(p.items, plainItem{k, p.turn, p.turn, 1, sim.Time(until)})
			},
			"forget": func(t *rapid.T) {
				k := key.Draw(t, "key")
				if e := s.find(k); e != nil {
					s.forget(e)
					p.items = slices.Delete(p.items, p.find(k), p.find(k)+1)
				}
			},
			"clear": func(t *rapid.T) {
				if rapid.IntRange(0, 9).Draw(t, "seldom") == 0 {
					s.clear()
					p.items = nil
				}
			},
			"expire": func(t *rapid.T) {
				now := sim.Time(rapid.Int64Range(1, 100).Draw(t, "now"))
				s.expire(now)
				for i := range p.items {
					p.items[i].until = min(p.items[i].until, now)
				}
			},
			"": func(t *rapid.T) {
				if s.Len() != len(p.items) {
					t.Fatalf("%d entries, want %d", s.Len(), len(p.items))
				}
				for _, x := range p.items {
					if e := s.find(x.key); e == nil || e.key != x.key || e.until != x.until || s.order[e.slot] != s.index.Get(x.key) {
						t.Fatalf("key %d is %+v, want %+v", x.key, e, x)
					}
				}
			},
		})
	})
}

func TestWhatExpiresGoesApartWhereItsTimeIsSpread(t *testing.T) {
	life := 100 * sim.Second
	s := newShelf(&ShelfConfig{TimeToLive: &life, Jitter: 0.2}, sim.NewStream(1), nil)
	least, most := sim.Never, sim.Time(0)
	for range 1000 {
		until := s.lasts(sim.Second, life)
		least, most = min(least, until), max(most, until)
	}
	if least < 81*sim.Second || least > 82*sim.Second || most > 101*sim.Second || most < 100*sim.Second {
		t.Errorf("entries that come at 1 s last until %v to %v", least, most)
	}
}

// reads is the share of reads that find their key, drawn by Zipf's law.
func reads(s *Shelf, law sim.Zipf, draws *sim.Stream, many int) float64 {
	hits := 0
	for range many {
		key := uint64(law.Draw(draws))
		if e := s.find(key); e != nil {
			hits++
			s.use(e)
			continue
		}
		if s.full() {
			s.forget(s.next())
		}
		s.keep(key)
	}
	return float64(hits) / float64(many)
}

// TestLRUUnderZipfFollowsChe holds the hit share of a shelf against the
// approximation of Che, Tung and Wang ("Hierarchical Web Caching Systems", IEEE
// JSAC 20(7), 2002), which is within 1 % here: a key is there if it was read within
// the characteristic time, in which as many keys are read as there is room for.
func TestLRUUnderZipfFollowsChe(t *testing.T) {
	const keys, exponent, many = 10_000, 0.8, 2_000_000
	var weight [keys]float64
	all := 0.0
	for i := range weight {
		weight[i] = math.Pow(float64(i+1), -exponent)
		all += weight[i]
	}
	there := func(time float64) (keys, hits float64) {
		for _, w := range weight {
			p := 1 - math.Exp(-w/all*time)
			keys, hits = keys+p, hits+p*w/all
		}
		return keys, hits
	}
	for _, room := range []int{100, 1000, 4000} {
		low, high := 0.0, 1e9
		for range 100 {
			mid := (low + high) / 2
			if n, _ := there(mid); n < float64(room) {
				low = mid
			} else {
				high = mid
			}
		}
		_, want := there(low)
		s := newShelf(&ShelfConfig{Capacity: &room, Eviction: "lru"}, sim.NewStream(1), nil)
		law, draws := sim.NewZipf(keys, exponent), sim.NewStream(7)
		reads(s, law, &draws, many/4)
		if got := reads(s, law, &draws, many); math.Abs(got/want-1) > 0.01 {
			t.Errorf("room for %d: hit share %.4f, by Che %.4f", room, got, want)
		}
	}
}

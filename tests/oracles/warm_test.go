package oracles

import (
	"math"
	"testing"
)

// kept are 100 reads a second, for a number of seconds, of a cache that is so, about keys
// of that law.
func kept(seconds float64, cache, keys object) object {
	s := scenario(seconds*1e3, 0, object{"phone": client, "api": object{"kind": "store", "workers": 100, "cache": with(object{"origin": object{"to": "db"}}, cache)}, "db": server("0s", object{"workers": 100})},
		object{"ask": asks(object{"arrivals": "poisson", "rate": "100/s"}, object{"about": object{"keys": "page"}})})
	s["keys"] = object{"page": keys}
	return s
}

// hits are the share of reads that find their key, over a number of seeds, and how many
// reads there were.
func hits(t *testing.T, s object, seeds int) (share, reads float64) {
	t.Helper()
	var found float64
	for seed := range seeds {
		s["seed"] = 1 + seed
		h, m := measured(t, s, "api.hits"), measured(t, s, "api.misses")
		found, reads = found+h, reads+h+m
	}
	return found / reads, reads
}

// zipfian are the chances of n keys by Zipf's law.
func zipfian(n int, exponent float64) []float64 {
	p, all := make([]float64, n), 0.0
	for k := range p {
		p[k] = math.Pow(float64(k+1), -exponent)
		all += p[k]
	}
	for k := range p {
		p[k] /= all
	}
	return p
}

// che is the share of hits of an LRU cache with room for so many of the keys (Che, Tung,
// Wang, "Hierarchical Web caching systems", 2002): a key is there if it has been asked
// for within the last t reads, where t is such that as many are there as there is room.
func che(p []float64, room float64) (share float64) {
	there := func(t float64) (n, hits float64) {
		for _, x := range p {
			n, hits = n-math.Expm1(-x*t), hits-x*math.Expm1(-x*t)
		}
		return n, hits
	}
	low, high := 0.0, 1e9
	for range 200 {
		if n, _ := there((low + high) / 2); n < room {
			low = (low + high) / 2
		} else {
			high = (low + high) / 2
		}
	}
	_, share = there(low)
	return share
}

// The first 200 reads of each of 30 runs, with room for 100 of 1,000 keys: a cold cache
// could not have been filled by then.
func TestAWarmCacheHitsAtOnceAsOftenAsInTheSteadyState(t *testing.T) {
	keys := object{"count": 1000, "law": "zipf", "exponent": 1}
	p := zipfian(1000, 1)
	hottest := 0.0
	for _, x := range p[:100] {
		hottest += x
	}
	for _, row := range []struct {
		eviction string
		want     float64
	}{{"lru", che(p, 100)}, {"lfu", hottest}} {
		cache := object{"capacity": 100, "eviction": row.eviction}
		cold, _ := hits(t, kept(2, cache, keys), 30)
		warm, reads := hits(t, kept(2, with(cache, object{"warm": object{"keys": "page"}}), keys), 30)
		se := math.Sqrt(row.want * (1 - row.want) / reads)
		t.Logf("%s: warm %.4f, theory %.4f, standard error %.4f, cold %.4f", row.eviction, warm, row.want, se, cold)
		if d := (warm - row.want) / se; math.Abs(d) > 4 {
			t.Errorf("%s: a share of %.4f is found, %.1f standard errors off %.4f", row.eviction, warm, d, row.want)
		}
		if cold > row.want-10*se {
			t.Errorf("%s: a cold cache finds %.4f", row.eviction, cold)
		}
	}
}

// Of 200 keys each is asked for every 2 s on average, and good for 2 s: a share of
// lt/(1 + lt), a half, is there at any time, and has any part of its time left.
func TestAWarmCacheWhoseEntriesExpireIsInItsSteadyState(t *testing.T) {
	cache := object{"timeToLive": "2s", "warm": object{"keys": "page", "share": 0.5}}
	for _, seconds := range []float64{1, 2, 4} {
		got, reads := hits(t, kept(seconds, cache, object{"count": 200}), 30)
		se := math.Sqrt(0.25 / reads)
		t.Logf("%v s: %.4f, standard error %.4f", seconds, got, se)
		if d := (got - 0.5) / se; math.Abs(d) > 4 {
			t.Errorf("within %v s a share of %.4f is found, %.1f standard errors off 0.5", seconds, got, d)
		}
	}
}

func TestACacheThatHasAllFromTheStartMissesNothing(t *testing.T) {
	for _, eviction := range []string{"lru", "fifo", "lfu", "random"} {
		if got, reads := hits(t, kept(5, object{"eviction": eviction, "capacity": 500, "warm": object{"keys": "page"}}, object{"count": 500, "law": "zipf"}), 1); got != 1 {
			t.Errorf("%s: of %v reads a share of %v is found", eviction, reads, got)
		}
	}
}

package patterns_test

import (
	"fmt"
	"math"
	"testing"
)

// TestAKeyIsFoundAsOftenAsItsTimeToLiveSays holds a cache whose entries last T
// against theory: of reads of one key by a Poisson process of rate r each miss is
// followed by those that come within T, so that rT/(1 + rT) are hits. What is read
// takes no time here.
func TestAKeyIsFoundAsOftenAsItsTimeToLiveSays(t *testing.T) {
	for _, rt := range []float64{0.5, 1, 4} {
		figures := run(t, fmt.Sprintf(`{
			"version": 1, "title": "One key", "duration": "40000s", "hop": {"latency": "0s", "connection": {"open": "ready"}},
			"nodes": {"app": {"kind": "client"}, "db": {"kind": "store", "workers": 9},
				"cache": {"kind": "store", "workers": 9, "cache": {"timeToLive": "1s", "origin": {"to": "db"}}}},
			"keys": {"user": {"count": 1}},
			"flows": {"read": {"from": "app", "to": "cache", "pattern": "requestResponse", "about": "user", "send": {"rate": "%g/s"}}}
		}`, rt))
		m, _ := figures.Lookup("cache.hitShare")
		if want := rt / (1 + rt); math.Abs(m.Value-want) > 0.01 {
			t.Errorf("rT %g: hit share %v, by theory %v", rt, m.Value, want)
		}
	}
}

// A small world: who asks a cache at these instants for one key, which its origin
// takes 100 ms to answer.
const oneKey = `{
	"version": 1, "title": "One key", "duration": "10s", "hop": {"latency": "0s", "connection": {"open": "ready"}},
	"nodes": {"app": {"kind": "client"}, "db": {"kind": "store", "workers": 9, "service": "100ms"%s},
		"cache": {"kind": "store", "workers": 9%s}},
	"keys": {"user": {"count": 1}},
	"flows": {"read": {"from": "app", "to": "cache", "pattern": "requestResponse", "about": "user", "send": {"arrivals": "times", "times": [%s]}}%s}%s
}`

func TestACacheDoesAsItIsTold(t *testing.T) {
	const writes = `, "write": {"from": "app", "to": "%s", "pattern": "requestResponse", "about": "user", "writes": 1, "send": {"arrivals": "times", "times": ["3s"]}}`
	through, direct := fmt.Sprintf(writes, "cache"), fmt.Sprintf(writes, "db")
	for _, row := range []struct {
		reason                      string
		db, cache, times, flow, end string
		want                        map[string]float64
	}{
		{"each asks", "", `, "cache": {"origin": {"to": "db"}}`, `"1s", "1010ms", "1020ms", "2s"`, "", "",
			map[string]float64{"cache.loads": 3, "cache.loads.together": 3, "db.hits": 3, "cache.hits": 1, "read.latency.max": 0.1, "cache.entries.max": 1}},
		{"one asks for all", "", `, "cache": {"origin": {"to": "db"}, "coalesce": true}`, `"1s", "1010ms", "1020ms", "2s"`, "", "",
			map[string]float64{"cache.loads": 1, "cache.loads.together": 1, "db.hits": 1, "cache.misses": 3, "read.latency.mean": (0.1 + 0.09 + 0.08) / 4, "read.ok": 4}},
		{"nobody is asked", "", `, "cache": {}`, `"1s", "2s"`, "", "",
			map[string]float64{"cache.misses": 2, "cache.loads": 0, "db.requests": 0, "read.ok": 2}},
		{"its time is over", "", `, "cache": {"origin": {"to": "db"}, "timeToLive": "500ms"}`, `"1s", "1500ms", "1600ms"`, "", "",
			map[string]float64{"cache.loads": 2, "cache.hits": 1, "read.latency.max": 0.1}},
		{"it may be stale", "", `, "cache": {"origin": {"to": "db"}, "timeToLive": "500ms", "stale": "1s"}`, `"1s", "1700ms", "1750ms", "1900ms", "5s"`, "", "",
			map[string]float64{"cache.loads": 3, "cache.hits": 3, "cache.hits.expired": 2, "cache.misses": 2}},
		{"there is nothing", `, "table": {"missing": 1}`, `, "cache": {"origin": {"to": "db"}}`, `"1s", "2s"`, "", "",
			map[string]float64{"cache.loads": 2, "db.misses": 2, "read.ok": 0, "read.notFound": 2, "cache.entries.max": 0}},
		{"that there is nothing is kept", `, "table": {"missing": 1}`, `, "cache": {"origin": {"to": "db"}, "negative": "500ms"}`, `"1s", "1200ms", "2s"`, "", "",
			map[string]float64{"cache.loads": 2, "db.misses": 2, "cache.hits": 1, "read.ok": 0, "read.notFound": 3}},
		{"what is written takes its place", "", `, "cache": {"origin": {"to": "db"}}`, `"1s", "5s"`, through, "",
			map[string]float64{"cache.loads": 1, "db.writes": 1, "cache.hits": 1, "cache.hits.outdated": 0, "db.hits": 1}},
		{"what is written is loaded anew", "", `, "cache": {"origin": {"to": "db"}, "writes": "forget"}`, `"1s", "5s"`, through, "",
			map[string]float64{"cache.loads": 2, "db.writes": 1, "cache.hits": 0, "db.hits": 2}},
		{"it is not told of a write", "", `, "cache": {"origin": {"to": "db"}}`, `"1s", "5s"`, direct, "",
			map[string]float64{"cache.loads": 1, "cache.hits": 1, "cache.hits.outdated": 1, "cache.outdatedShare": 1}},
		{"it is flushed", "", `, "cache": {"origin": {"to": "db"}}`, `"1s", "5s"`, "", `, "timeline": {"f": {"at": "2s", "fault": "flush", "target": "cache"}}`,
			map[string]float64{"cache.loads": 2, "cache.entries.end": 1}},
		{"it has everything expire", "", `, "cache": {"origin": {"to": "db"}, "stale": "1h"}`, `"1s", "5s"`, "", `, "timeline": {"f": {"at": "2s", "fault": "expire", "target": "cache"}}`,
			map[string]float64{"cache.loads": 2, "cache.hits.expired": 1}},
		{"it crashes", "", `, "cache": {"origin": {"to": "db"}}`, `"1s", "5s"`, "", `, "timeline": {"f": {"at": "2s", "for": "1s", "fault": "crash", "target": "cache"}}`,
			map[string]float64{"cache.loads": 2, "cache.entries.end": 1}},
		{"it crashes, and its entries are durable", "", `, "cache": {"origin": {"to": "db"}, "durable": true}`, `"1s", "5s"`, "", `, "timeline": {"f": {"at": "2s", "for": "1s", "fault": "crash", "target": "cache"}}`,
			map[string]float64{"cache.loads": 1, "cache.entries.end": 1}},
		{"it crashes while it asks", "", `, "cache": {"origin": {"to": "db"}, "coalesce": true}`, `"1s", "1s", "5s"`, "", `, "timeline": {"f": {"at": "1050ms", "for": "1s", "fault": "crash", "target": "cache"}}`,
			map[string]float64{"cache.loads": 2, "read.ok": 1, "read.failed": 2}},
		{"its origin is down", "", `, "cache": {"origin": {"to": "db"}, "coalesce": true}`, `"1s", "1s", "5s"`, "", `, "timeline": {"f": {"at": "1050ms", "for": "1s", "fault": "crash", "target": "db"}}`,
			map[string]float64{"cache.loads": 2, "read.ok": 1, "read.failed": 2, "cache.entries.end": 1}},
	} {
		figures := run(t, fmt.Sprintf(oneKey, row.db, row.cache, row.times, row.flow, row.end))
		hold(t, row.reason, figures, row.want)
	}
}

func TestReplicasOfATableKnowOfWritesAfterTheLag(t *testing.T) {
	for _, row := range []struct {
		reason, lag string
		outdated    float64
	}{{"at once", "0s", 0}, {"within", "1500ms", 1}, {"before it is over", "5s", 3}} {
		hold(t, row.reason, run(t, fmt.Sprintf(`{
			"version": 1, "title": "Two replicas", "duration": "10s", "hop": {"latency": "0s", "connection": {"open": "ready"}},
			"nodes": {"app": {"kind": "client"}, "db": {"kind": "store", "count": 2, "table": {"lag": "%s"}}},
			"keys": {"user": {"count": 1}},
			"flows": {
				"write": {"from": "app", "to": "db", "pattern": "requestResponse", "about": "user", "writes": 1, "send": {"arrivals": "times", "times": ["1s"]}},
				"read": {"from": "app", "to": "db", "pattern": "requestResponse", "about": "user", "send": {"arrivals": "times", "times": ["500ms", "2s", "2100ms", "3s", "3100ms", "5s", "5100ms"]}}}
		}`, row.lag)), map[string]float64{"db.hits": 7, "db.writes": 1, "db.hits.outdated": row.outdated})
	}
}

// TestAWriteGivesWayToOneThatCameSinceTheRowWasRead has two servers read a row, and
// write it one after the other: the second is told, and only where it asks for that.
func TestAWriteGivesWayToOneThatCameSinceTheRowWasRead(t *testing.T) {
	for _, row := range []struct {
		reason, access, retry string
		second                int // ms: when the second begins; each takes 200 ms
		want                  map[string]float64
	}{
		{"it is told", "compare", "", 1100,
			map[string]float64{"db.writes": 1, "db.conflicts": 1, "db.misses": 0, "save.ok": 1, "save.conflict": 1, "save.failed": 0}},
		{"it is not told", "write", "", 1100,
			map[string]float64{"db.writes": 2, "db.conflicts": 0, "save.ok": 2}},
		{"it reads again", "compare", `, "retry": {"on": ["conflict"], "backoff": "0s"}`, 1100,
			map[string]float64{"db.writes": 2, "db.conflicts": 1, "save.ok": 2, "save.attempts": 3, "db.hits": 3, "save.latency.max": 0.4}},
		{"it tries again after other ends", "compare", `, "retry": {"on": ["failed", "rejected"], "backoff": "0s"}`, 1100,
			map[string]float64{"db.writes": 1, "db.conflicts": 1, "save.ok": 1, "save.attempts": 2}},
		{"nothing came between", "compare", "", 1250,
			map[string]float64{"db.writes": 2, "db.conflicts": 0, "save.ok": 2}},
	} {
		hold(t, row.reason, run(t, fmt.Sprintf(`{
			"version": 1, "title": "Two writers", "duration": "10s", "hop": {"latency": "0s", "connection": {"open": "ready"}},
			"nodes": {"phone": {"kind": "client"}, "db": {"kind": "store", "workers": 9},
				"app": {"kind": "server", "workers": 9, "steps": [{"call": "db", "access": "read"}, {"wait": "200ms"}, {"call": "db", "access": "%s"}]}},
			"keys": {"user": {"count": 1}},
			"flows": {"save": {"from": "phone", "to": "app", "pattern": "requestResponse", "about": "user"%s, "send": {"arrivals": "times", "times": ["1s", "%dms"]}}}
		}`, row.access, row.retry, row.second)), row.want)
	}
}

// TestACacheForgetsWhatAWriteHasFoundChanged has a cache pass on a write: where that gives
// way, what the cache keeps is no longer good, and whoever reads again gets the latest.
func TestACacheForgetsWhatAWriteHasFoundChanged(t *testing.T) {
	hold(t, "through a cache", run(t, `{
		"version": 1, "title": "Behind a cache", "duration": "10s", "hop": {"latency": "0s", "connection": {"open": "ready"}},
		"nodes": {"phone": {"kind": "client"}, "db": {"kind": "store", "workers": 9},
			"cache": {"kind": "store", "workers": 9, "cache": {"origin": {"to": "db"}}},
			"app": {"kind": "server", "workers": 9, "steps": [{"call": "cache", "access": "read"}, {"call": "cache", "access": "compare"}]}},
		"keys": {"user": {"count": 1}},
		"flows": {
			"save": {"from": "phone", "to": "app", "pattern": "requestResponse", "about": "user", "retry": {"on": ["conflict"], "backoff": "0s"}, "send": {"arrivals": "times", "times": ["1s", "3s"]}},
			"other": {"from": "phone", "to": "db", "pattern": "requestResponse", "about": "user", "writes": 1, "send": {"arrivals": "times", "times": ["2s"]}}}
	}`), map[string]float64{"save.ok": 2, "save.attempts": 3, "db.conflicts": 1, "db.writes": 3, "cache.hits": 1, "cache.misses": 2})
}

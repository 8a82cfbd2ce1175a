package faults

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// failing are requests that alternate between two servers, 50 ms each, with
// faults of the first.
func failing(t *testing.T, timeline string) *tape {
	t.Helper()
	return play(t, `"duration": "5s",
		"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api", "health": {"interval": "100ms", "unhealthy": 1}},
			"api": {"kind": "server", "count": 2, "service": "50ms", "workers": 100}},
		"flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "200/s", "stop": "4s"}}},
		"timeline": {`+timeline+`}`)
}

// answers are how many requests a server was done with between two instants, how
// many of these with errors, and how long it worked on one of either kind.
func (p *tape) answers(place string, from, to sim.Time) (all, bad int, good, failed sim.Time) {
	for _, r := range p.of(trace.Finish, place) {
		begun := r.At - sim.Time(r.Aux)
		if r.Shape != trace.Request || begun < from || begun >= to {
			continue
		}
		if all++; r.Status == trace.Failed {
			bad, failed = bad+1, sim.Time(r.Aux)
		} else {
			good = sim.Time(r.Aux)
		}
	}
	return all, bad, good, failed
}

// tens is a number to the nearest ten: at which instant of those between two
// requests a second begins does not matter.
func tens(n int) int { return (n + 5) / 10 * 10 }

func TestErrorsComeFromTheirReplicaAsLongAsTheyLast(t *testing.T) {
	p := failing(t, `"bad": {"at": "1s", "for": "2s", "fault": "errors", "target": "api/0", "within": "3ms"}`)
	for _, row := range []struct {
		reason, place string
		from, to      sim.Time
		want          [4]int
	}{
		{"before it begins all is well", "api/0", 0, sim.Second, [4]int{100, 0, 50, 0}},
		{"then each fails, within its time", "api/0", sim.Second, 3 * sim.Second, [4]int{200, 200, 0, 3}},
		{"and when it is over none does", "api/0", 3 * sim.Second, 4 * sim.Second, [4]int{100, 0, 50, 0}},
		{"the other replica is well all the time", "api/1", 0, 4 * sim.Second, [4]int{400, 0, 50, 0}},
	} {
		all, bad, good, failed := p.answers(row.place, row.from, row.to)
		if diff := cmp.Diff(row.want, [4]int{tens(all), tens(bad), int(good / ms), int(failed / ms)}); diff != "" {
			t.Errorf("%s: requests, errors and ms of work of either: %s", row.reason, diff)
		}
	}
	if n := len(p.of(trace.Unfit, "")); n > 0 {
		t.Errorf("%d health checks fail by errors", n)
	}
	if diff := cmp.Diff([]sim.Time{sim.Second, 3 * sim.Second}, times(p.of(trace.Errs, "api/0"))); diff != "" {
		t.Error("it is said when that begins and ends:", diff)
	}
}

// Two that overlap leave (1 - 0.4)(1 - 0.5) of the requests well; four standard
// errors are 0.1.
func TestSharesOfErrorsThatOverlapAreDrawnEachForItself(t *testing.T) {
	p := failing(t, `"one": {"at": "0s", "for": "2s", "fault": "errors", "target": "api/0", "failing": 0.4},
		"two": {"at": "0s", "for": "4s", "fault": "errors", "target": "api/0", "failing": 0.5, "within": "1ms"}`)
	for _, row := range []struct {
		from, to sim.Time
		want     float64
	}{{0, 2 * sim.Second, 0.7}, {2 * sim.Second, 4 * sim.Second, 0.5}} {
		all, bad, _, failed := p.answers("api/0", row.from, row.to)
		if share := float64(bad) / float64(all); share < row.want-0.14 || share > row.want+0.14 || failed != ms {
			t.Errorf("from %v on %v fail in %v each, of which %v are expected", row.from, share, failed, row.want)
		}
	}
	var shares []int64
	for _, r := range p.of(trace.Errs, "api/0") {
		shares = append(shares, r.Aux)
	}
	if diff := cmp.Diff([]int64{400_000, 700_000, 500_000, 0}, shares); diff != "" {
		t.Error("millionths that are said to fail:", diff)
	}
}

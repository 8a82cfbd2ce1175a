package faults

import (
	"fmt"
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// roomy is a caller, or several, and servers before which no balancer stands: so many,
// with room for so many, zones a and b by turns. 12 requests a second for a minute.
func roomy(t *testing.T, callers, count, most int, server, flow, timeline string) *tape {
	t.Helper()
	return play(t, fmt.Sprintf(`"duration": "60s",
		"nodes": {"phone": {"kind": "client", "count": %d, "zones": ["a"]},
			"api": {"kind": "server", "count": %d, "workers": 100, "zones": ["a", "b"], %s "lifecycle": {"most": %d, "startup": "2s", "discovery": "1s"}}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", %s "send": {"arrivals": "constant", "totalRate": "12/s"}}},
		"timeline": {%s}`, callers, count, server, most, flow, timeline))
}

// parts is how many requests each of the first n replicas gets.
func (p *tape) parts(n int) (all []int) {
	for i := range n {
		all = append(all, len(p.requests(fmt.Sprintf("api/%d", i))))
	}
	return all
}

// Of 720 requests each of those that are there gets its part, whatever there is room
// for: two of six half each, and two of four in the caller's own zone, too.
func TestAPlaceThatIsEmptyHasNoTurn(t *testing.T) {
	for _, row := range []struct {
		flow                 string
		callers, count, most int
		want                 []int
	}{
		{``, 1, 2, 6, []int{360, 360, 0, 0, 0, 0}},
		{``, 1, 4, 9, []int{180, 180, 180, 180, 0, 0}},
		{`"hedge": "0s", "tied": true,`, 1, 2, 6, []int{720, 720, 0, 0, 0, 0}},
		{`"hedge": "0s", "tied": true, "pick": "random",`, 1, 2, 6, []int{720, 720, 0, 0, 0, 0}},
		{`"pick": "ownZone",`, 1, 4, 12, []int{360, 0, 360, 0, 0, 0}},
		{`"pick": "pinned",`, 8, 2, 6, []int{360, 360, 0, 0, 0, 0}},
		{`"pick": "pinned",`, 6, 4, 9, []int{240, 240, 120, 120, 0, 0}},
	} {
		if got := roomy(t, row.callers, row.count, row.most, "", row.flow, "").parts(6); !slices.Equal(got, row.want) {
			t.Errorf("%s%d callers of %d replicas, with room for %d, ask %v, not %v", row.flow, row.callers, row.count, row.most, got, row.want)
		}
	}
}

// Two more are ready at 22 s and known at 23 s: until then there are 276 requests for two,
// then 444 for four. Two of four are gone at 20 s, which is known at 21 s: 252 requests
// are for four, of which the six of the last second to the two that are gone do not
// arrive, and 468 for two.
func TestReplicasThatComeAndGoHaveTheirTurnsWhileTheyAreThere(t *testing.T) {
	scale := func(to int) string {
		return fmt.Sprintf(`"x": {"at": "20s", "fault": "scale", "target": "api", "replicas": %d}`, to)
	}
	if got, want := roomy(t, 1, 2, 4, "", "", scale(4)).parts(4), []int{138 + 111, 138 + 111, 111, 111}; !slices.Equal(got, want) {
		t.Errorf("of two and then four each gets %v, not %v", got, want)
	}
	if got, want := roomy(t, 1, 4, 4, "", "", scale(2)).parts(4), []int{63 + 234, 63 + 234, 60, 60}; !slices.Equal(got, want) {
		t.Errorf("of four and then two each gets %v, not %v", got, want)
	}
}

// Eight who always ask the same one have two each of four. When two go, theirs are
// shared out; when these come back, nobody leaves whom he has.
func TestWhoIsPinnedStaysUntilTheOneIsGone(t *testing.T) {
	p := roomy(t, 8, 4, 4, "", `"pick": "pinned",`, `"x": {"at": "20s", "for": "20s", "fault": "scale", "target": "api", "replicas": 2}`)
	for i, want := range [][3]int{{30, 60, 60}, {30, 60, 60}, {30, 0, 0}, {30, 0, 0}} {
		asked := p.requests(fmt.Sprintf("api/%d", i))
		for k, from := range []sim.Time{5 * sim.Second, 25 * sim.Second, 45 * sim.Second} {
			if got := within(asked, from, from+10*sim.Second); got != want[k] {
				t.Errorf("api/%d gets %d requests from %v on, not %d", i, got, from, want[k])
			}
		}
	}
}

// A replica hangs, or fails, and the other is well: whoever asks again asks the other, be
// there room for two or for eight.
func TestASecondAttemptAsksAnotherReplica(t *testing.T) {
	const slow, bad = `"x": {"at": "0s", "fault": "slow", "factor": 0.001, "target": "api/0"}`, `"x": {"at": "0s", "fault": "errors", "target": "api/0"}`
	for _, row := range []struct{ flow, fault string }{
		{`"hedge": "20ms", "cancel": "always",`, slow},
		{`"retry": {"attempts": 2, "backoff": "0s"},`, bad},
	} {
		for _, most := range []int{2, 8} {
			p := roomy(t, 1, 2, most, `"service": "10ms",`, row.flow, row.fault)
			if n := p.ends()[trace.OK]; n != 720 {
				t.Errorf("%s with room for %d: %d of 720 are well", row.flow, most, n)
			}
		}
	}
}

// Whatever a caller goes by, it asks two replicas as it does where there is room for no
// more: by the same draws.
func TestRoomForMoreMovesNoChoice(t *testing.T) {
	for _, flow := range []string{
		`"pick": "random",`,
		`"pick": "random", "breaker": {"failures": 3, "open": "1s"},`,
		`"breaker": {"failures": 3, "open": "1s"},`,
		`"pick": "random", "ejection": {"errors": 3, "base": "1s", "most": 0.5},`,
		`"ejection": {"errors": 3, "base": "1s", "most": 0.5},`,
		`"pick": "pinned", "ejection": {"errors": 3, "base": "1s", "most": 0.5},`,
	} {
		const bad = `"x": {"at": "10s", "fault": "errors", "target": "api/1"}`
		without, with := roomy(t, 3, 2, 2, "", flow, bad), roomy(t, 3, 2, 8, "", flow, bad)
		for i := range 2 {
			place := fmt.Sprintf("api/%d", i)
			if !slices.Equal(with.requests(place), without.requests(place)) {
				t.Errorf("%s %s is asked %d times, and %d times where there is room for more", flow, place, len(without.requests(place)), len(with.requests(place)))
			}
		}
	}
}

// Half of two is one, of however many places.
func TestTheShareThatMayBeEjectedIsOfThoseThatAreThere(t *testing.T) {
	const ejection, bad = `"ejection": {"errors": 3, "base": "5m", "most": 0.5}`, `"x": {"at": "10s", "fault": "errors", "target": "api"}`
	for _, most := range []int{2, 8} {
		if n := len(roomy(t, 1, 2, most, "", ejection+",", bad).of(trace.Eject, "")); n != 1 {
			t.Errorf("with room for %d a caller ejects %d of two", most, n)
		}
		p := play(t, fmt.Sprintf(`"duration": "60s",
			"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api", %s}, "api": {"kind": "server", "count": 2, "lifecycle": {"most": %d}}},
			"flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "12/s"}}},
			"timeline": {%s}`, ejection, most, bad))
		if n := len(p.of(trace.Eject, "lb")); n != 1 {
			t.Errorf("with room for %d a balancer ejects %d of two", most, n)
		}
	}
}

// Every second one asks three, of which two answers are needed. When only one is left,
// which all know after a second, or two have crashed, it fails.
func TestAQuorumDoesNotShrinkWithItsFleet(t *testing.T) {
	for _, faults := range []string{
		`"x": {"at": "20s", "fault": "scale", "target": "leaf", "replicas": 1}`,
		`"x": {"at": "20s", "fault": "crash", "target": "leaf/1"}, "y": {"at": "20s", "fault": "crash", "target": "leaf/2"}`,
	} {
		p := play(t, `"duration": "60s",
			"nodes": {"phone": {"kind": "client"}, "root": {"kind": "server", "calls": [{"to": "leaf", "fanout": true, "need": 2}]},
				"leaf": {"kind": "server", "count": 3, "service": "10ms"}},
			"flows": {"ask": {"from": "phone", "to": "root", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "1/s"}}},
			"timeline": {`+faults+`}`)
		if ends := p.ends(); ends[trace.OK] != 20 || ends[trace.Failed] != 40 {
			t.Errorf("%s: of the 20 before and the 40 after %d are well, and %d fail", faults, ends[trace.OK], ends[trace.Failed])
		}
	}
}

package faults

import (
	"testing"
)

// Thirty users visit once a second, each in turn; a sticky balancer gives ten of them
// to each of three replicas, which keep their sessions.
func visits(sessions, more string) string {
	return `"duration": "20s",
		"nodes": {"user": {"kind": "client", "count": 30}, "lb": {"kind": "balancer", "to": "app", "policy": "sticky"},
			"app": {"kind": "server", "count": 3, "workers": 4, "lifecycle": {"startup": "1s", "discovery": "0s"}, "sessions": {` + sessions + `}}},
		"keys": {"account": {"count": 30}},
		"flows": {"visit": {"from": "user", "to": "lb", "pattern": "requestResponse", "about": {"keys": "account", "by": "speaker"},
			"send": {"arrivals": "constant", "rate": "1/s", "stagger": "even"}}}` + more
}

func TestSessionsAreLostWithTheMemoryThatHasThem(t *testing.T) {
	when := func(what string) string { return `, "timeline": {"then": {"at": "10500ms", ` + what + `}}` }
	for _, row := range []struct {
		reason, sessions, more                  string
		lost, crashed, gone, flushed, evictions float64
	}{
		{"nothing happens", ``, ``, 0, 0, 0, 0, 0},
		{"one replica of three crashes, with a third of them", ``, when(`"fault": "crash", "target": "app/1", "for": "100ms"`), 10, 10, 0, 0, 0},
		{"what is durable a crash leaves", `"durable": true`, when(`"fault": "crash", "target": "app/1", "for": "100ms"`), 0, 0, 0, 0, 0},
		{"there is to be one less", ``, when(`"fault": "scale", "replicas": 2, "target": "app"`), 10, 0, 10, 0, 0},
		{"one is drained, and what is durable goes with its disk", `"durable": true`, when(`"fault": "drain", "target": "app/2"`), 10, 0, 10, 0, 0},
		{"one is emptied", ``, when(`"fault": "flush", "target": "app/0"`), 10, 0, 0, 10, 0},
		{"there is room for nine of ten, who come in turn: each visit but the first nine makes another go", `"capacity": 9`, ``, 3 * (200 - 9), 0, 0, 0, 3 * (200 - 9)},
		{"their time is over: that is no loss", `"timeToLive": "2500ms"`, ``, 0, 0, 0, 0, 0},
	} {
		t.Run(row.reason, func(t *testing.T) {
			p := play(t, visits(row.sessions, row.more))
			for name, want := range map[string]float64{
				"lost": row.lost, "lost.crashed": row.crashed, "lost.gone": row.gone, "lost.flushed": row.flushed, "evictions": row.evictions,
			} {
				if got, ok := p.Figures.Lookup("app." + name); !ok || got.Value != want {
					t.Errorf("%s is %v, not %v", name, got.Value, want)
				}
			}
		})
	}
}

// A user who comes once a second never logs in twice where a session is over when it
// has not been used for longer than that. Where its time counts from when it was made,
// each second visit finds none; where either may end it, that which comes first does.
func TestASessionThatIsUsedGoesOn(t *testing.T) {
	for _, row := range []struct {
		reason, sessions string
		made             float64 // by each of thirty in twenty visits
	}{
		{"it is used within its idle time", `"idle": "1500ms"`, 1},
		{"its time counts from when it was made", `"timeToLive": "1500ms"`, 10},
		{"it is not used in time", `"idle": "900ms"`, 20},
		{"it is used, until its time is over: at the first visit, the seventh, the thirteenth and the nineteenth", `"idle": "1500ms", "timeToLive": "5500ms"`, 4},
		{"it was there at the start, used at any time within the last half minute", `"idle": "30s", "warm": {"keys": "account"}`, 0},
	} {
		p := play(t, visits(row.sessions, ``))
		if got, _ := p.Figures.Lookup("app.misses"); row.made > 0 && got.Value != 30*row.made || row.made == 0 && got.Value > 3 {
			t.Errorf("%s: %v sessions are made, not %v", row.reason, got.Value, 30*row.made)
		}
	}
}

// A deploy replaces one replica after another. Those of the first move on, half to each
// of the others, and those of the second, 15 by then, to the first, new, and the third,
// which is the last to go, with 22 or 23. So it loses half as many again as there are.
func TestADeployLosesTheSessionsOfWhoHasMovedOnceMore(t *testing.T) {
	p := play(t, visits(``, `, "timeline": {"deploy": {"at": "10500ms", "fault": "deploy", "surge": 0, "unavailable": 1, "target": "app"}}`))
	if gone, _ := p.Figures.Lookup("app.lost.gone"); gone.Value != 10+15+22 && gone.Value != 10+15+23 {
		t.Errorf("%v sessions are lost, not 47 or 48", gone.Value)
	}
	misses, _ := p.Figures.Lookup("app.misses")
	end, _ := p.Figures.Lookup("app.entries.end")
	lost, _ := p.Figures.Lookup("app.lost")
	if misses.Value != end.Value+lost.Value {
		t.Errorf("%v sessions are made, %v are there at the end and %v are lost", misses.Value, end.Value, lost.Value)
	}
}

// Work of 100 ms for who has no session: the first visit of each takes that longer.
func TestWhoHasNoSessionWaitsUntilThereIsOne(t *testing.T) {
	p := play(t, visits(`"create": "100ms"`, ``))
	for name, want := range map[string]float64{"app.misses": 30, "app.hits": 570, "app.cpu": 30 * 0.1, "visit.operations": 600} {
		if got, _ := p.Figures.Lookup(name); got.Value != want {
			t.Errorf("%s is %v, not %v", name, got.Value, want)
		}
	}
}

package patterns_test

import "testing"

// Half of what is asked for is not there, and the client would try again and set aside
// what fails.
func TestWhatIsNotThereIsAnsweredOnceAndLeavesNothing(t *testing.T) {
	figures := run(t, `{"version": 1, "title": "asks for what is not there", "seed": 3, "duration": "20s", "drain": "1s",
	  "nodes": {"browser": {"kind": "client"}, "api": {"kind": "server", "workers": 4, "service": "1ms"}},
	  "flows": {"look": {"from": "browser", "to": "api", "pattern": "requestResponse", "send": {"rate": "50/s"}, "response": "1KiB",
	                     "unknown": 0.5, "deadLetter": true, "timeout": "1s", "retry": {"attempts": 3}, "breaker": {"failures": 1, "open": "1s"}}}
	}`)
	look := func(name string) float64 {
		m, _ := figures.Lookup("look." + name)
		return m.Value
	}
	if n := look("notFound"); n < 350 || n > 600 {
		t.Errorf("%v of some 950 requests were for what is not there", n)
	}
	hold(t, "what is not there is an answer", figures, map[string]float64{
		"look.ok": look("operations") - look("notFound"), "look.attempts": look("operations"), "look.applied": look("ok"),
		"look.bytes.down.payload": 1024 * look("ok"),
	})
}

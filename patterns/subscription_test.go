package patterns_test

import "testing"

// What lies between forgets a connection after 50 s on which nothing passes, and
// nobody is told. Whoever misses two signs of life comes back by another, whatever
// else might go over the one that is dead.
func TestListenerComesBackByAnotherConnection(t *testing.T) {
	for _, connection := range []string{`"middleboxIdle": "50s"`, `"middleboxIdle": "50s", "streams": 10`, `"middleboxIdle": "50s", "streams": 1`} {
		f := run(t, `{
  "version": 1, "title": "The line that went dead", "duration": "11m",
  "nodes": {"phone": {"kind": "client"}, "feed": {"kind": "server"}},
  "links": {"access": {"from": "phone", "to": "feed", "latency": "30ms", "connection": {`+connection+`}}},
  "flows": {
    "live": {"from": "phone", "to": "feed", "pattern": "push", "push": {"reconnect": {"heartbeat": "60s", "misses": 2, "backoff": "1ms", "jitter": "none"}},
             "updates": {"audience": "all", "arrivals": "times", "times": ["610s"]}}
  }
}`)
		hold(t, connection, f, map[string]float64{"live.ok": 1, "feed.opened": 6})
	}
}

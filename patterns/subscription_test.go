package patterns_test

import (
	"strings"
	"testing"
)

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

// forgotten is a listener whose connection what lies between forgets after 20 s. The update
// of 40 s is sent on it, and sent again for a quarter of an hour. The listener misses two
// heartbeats meanwhile, and comes back by another connection a while after 66 s.
const forgotten = `{
  "version": 1, "title": "Forgotten", "duration": "2000s",
  "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "workers": 9}},
  "links": {"wire": {"from": "phone", "to": "api", "latency": "50ms", TRANSPORT"connection": {"middleboxIdle": "20s"}}},
  "flows": {"news": {"from": "phone", "to": "api", "pattern": "push", "push": {"buffer": BUFFER, "reconnect": {"jitter": "none", "heartbeat": "30s"}},
    "updates": {"arrivals": "times", "times": ["5s", "40s", "90s"], "size": "100B"}}}
}`

// TestWhoComesBackIsSentWhatIsUnderWayByAnEarlierConnection holds that of what the buffer
// still has nothing waits for a connection that its listener has left.
func TestWhoComesBackIsSentWhatIsUnderWayByAnEarlierConnection(t *testing.T) {
	for _, transport := range []string{``, `"transport": "websocket", `, `"transport": "http2", `} {
		text := strings.NewReplacer("TRANSPORT", transport, "BUFFER", "100").Replace(forgotten)
		s := run(t, text)
		hold(t, transport, s, map[string]float64{"news.ok": 3})
		if late, _ := s.Lookup("news.staleness.max"); late.Value < 26 || late.Value > 40 {
			t.Errorf("%s: an update is heard of after %v s, want as soon as its listener is back", transport, late.Value)
		}
	}
}

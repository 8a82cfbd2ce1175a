package patterns_test

import (
	"strings"
	"testing"

	"backchat/sim/trace"
)

// Six listeners, each in two of three rooms, of which each has four in it. Of what is
// said in the fourth nobody hears.
const rooms = `{
  "version": 1, "title": "Rooms", "seed": 2, "duration": "60s", "drain": "10s",
  "keys": {"room": {"count": 3}},
  "nodes": {"phone": {"kind": "client", "count": 6}, "speaker": {"kind": "client"}, "chat": CHAT},
  "links": {"line": {"from": "phone", "to": "chat", "latency": "20ms"}},
  "flows": {"talk": {"from": "phone", "to": "chat", "pattern": "PATTERN", "about": "room",
                     "updates": {"audience": "room", "rooms": 2, "totalRate": "2/s", "source": "speaker"}}}
}`

// A room is heard by those who are in it.
type earshot struct {
	t     *testing.T
	about map[uint32]int // operations by the room they are about
}

// Fold holds whom an update is for against the room that it is about.
func (e *earshot) Fold(records []trace.Record) {
	for i := range records {
		if r := &records[i]; r.Kind == trace.Begin {
			listener := int(r.Peer) - 2 // phones are the places after chat
			if room := int(r.Payload) - 1; listener%3 != room && (listener+1)%3 != room {
				e.t.Errorf("listener %d is to hear what is said in room %d", listener, room)
			}
			e.about[r.Payload]++
		}
	}
}

func TestWhoIsInARoomHearsWhatIsSaidThere(t *testing.T) {
	for pattern, chat := range map[string]string{
		"shortPolling": "server", "longPolling": "server", "push": "server", "serverSentEvents": "server", "fallback": "server", "publishSubscribe": "broker",
	} {
		heard := earshot{t, map[uint32]int{}}
		figures := run(t, strings.NewReplacer("PATTERN", pattern, "CHAT", `{"kind": "`+chat+`"}`).Replace(rooms), &heard)
		if len(heard.about) != 3 {
			t.Errorf("by %s, something is said in %d rooms of 3", pattern, len(heard.about))
		}
		all := 0
		for room, n := range heard.about {
			if all += n; n%4 != 0 {
				t.Errorf("by %s, %d operations are about room %d, in which there are four", pattern, n, room)
			}
		}
		hold(t, "by "+pattern+" all hear of it", figures, map[string]float64{"talk.ok": float64(all), "chat.connections.max": 7})
	}
}

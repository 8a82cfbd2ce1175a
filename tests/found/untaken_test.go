package found_test

import (
	"testing"

	"backchat/tests/trial"
)

// fallen is a caller who asks at two instants, by a transport, and a server to whom
// something happens.
func fallen(preset string, server, event trial.Object) []byte {
	return trial.Text(trial.Object{
		"version": 1, "title": "fallen", "duration": "30s",
		"nodes": trial.Object{"c": trial.Object{"kind": "client"}, "s": merged(trial.Object{"kind": "server", "workers": 1000, "service": "0s"}, server)},
		"links": trial.Object{"l": trial.Object{"from": "c", "to": "s", "latency": "50ms", "transport": trial.Object{"preset": preset}}},
		"flows": trial.Object{"f": trial.Object{"from": "c", "to": "s", "pattern": "requestResponse", "request": "0B", "response": "1KiB",
			"send": trial.Object{"arrivals": "times", "times": []string{"1s", "5s"}}}},
		"timeline": trial.Object{"event": event},
	})
}

// TestAPacketThatNobodyTakesIsLostForItsSender has hosts and processes down, whose
// peers send again in need what came there: none of that is spurious. It is so with the
// same packets that a partition loses on their way.
func TestAPacketThatNobodyTakesIsLostForItsSender(t *testing.T) {
	crash := func(how, at, lasts string) trial.Object {
		return trial.Object{"fault": "crash", "how": how, "at": at, "for": lasts, "target": "s"}
	}
	for _, row := range []struct {
		says, preset   string
		event          trial.Object
		lost, repeated float64
	}{
		{"a request to a host that is down", "http1", crash("host", "4.9s", "5s"), 6, 6}, // the last one is answered by a reset
		{"openings to a host that is down", "http3", crash("host", "0.5s", "2s"), 8, 8},
		{"openings to a port where nobody listens", "http3", crash("process", "0.5s", "2s"), 8, 8},
		{"openings over a wire that is cut", "http3", trial.Object{"fault": "partition", "at": "0.5s", "for": "2s", "target": "l"}, 8, 8},
	} {
		got := figures(t, fallen(row.preset, nil, row.event), "l.packets.lost", "l.packets.repeated", "l.packets.spurious", "l.goodput.up")
		if got[0] != row.lost || got[1] != row.repeated || got[2] != 0 {
			t.Errorf("%s: %v are lost, %v repeated and %v of these spurious, want %v, %v and 0", row.says, got[0], got[1], got[2], row.lost, row.repeated)
		}
	}
}

// TestWhatNobodyTakesIsNoGoodput asks a host that is down, again and again: of content
// only the first request has arrived, of 122 bytes with what is around it.
func TestWhatNobodyTakesIsNoGoodput(t *testing.T) {
	got := figures(t, fallen("http1", nil, trial.Object{"fault": "crash", "how": "host", "at": "4.9s", "for": "20s", "target": "s"}), "l.goodput.up")
	if want := 122. / 30; got[0] != want {
		t.Errorf("%v bytes a second arrive, want %v", got[0], want)
	}
}

package found_test

import (
	"math"
	"testing"
)

func TestNewsWaitsInTheQueueWithItsPoll(t *testing.T) {
	// Of twenty polls a second ten are answered: the queue grows by ten a second,
	// there are always polls in it, and each phone has an answer every 2 s. So
	// news waits for 1 s on average, 100 ms of it in service.
	text := `{
		"version": 1, "title": "Too many polls", "duration": "60s", "hop": {"latency": "1ms", "connection": {"open": "ready", "max": 1000}},
		"nodes": {"phone": {"kind": "client", "count": 20}, "api": {"kind": "server", "service": "100ms"}},
		"flows": {"inbox": {"from": "phone", "to": "api", "pattern": "shortPolling", "shortPolling": {"interval": "1s"}, "updates": {"rate": "0.5/s", "stop": "20s"}}}
	}`
	got := figuresOf(t, []byte(text), "base", "inbox.cause.nextPoll.share", "inbox.cause.queued.mean", "inbox.cause.inService.mean")
	if got["inbox.cause.nextPoll.share"] > 0.02 || math.Abs(got["inbox.cause.queued.mean"]-0.9) > 0.1 || math.Abs(got["inbox.cause.inService.mean"]-0.1) > 0.01 {
		t.Errorf("%v, want nearly all in the queue", got)
	}
}

func TestNewsThatAReplicaDoesNotKnowIsHeldWithItsPoll(t *testing.T) {
	// Of two replicas one holds the poll. Every other update comes up at the
	// other, and is known to the first 2 s later; polls take no time.
	text := `{
		"version": 1, "title": "Unknown here", "duration": "100s", "hop": {"latency": "0s", "connection": {"open": "ready"}},
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "count": 2}},
		"flows": {"inbox": {"from": "phone", "to": "api", "pattern": "longPolling",
			"updates": {"arrivals": "gaps", "gap": "4s", "stop": "90s", "spread": "2s"}}}
	}`
	got := figuresOf(t, []byte(text), "base", "inbox.ok", "inbox.staleness.max", "inbox.cause.held.share")
	if got["inbox.ok"] != 22 || got["inbox.staleness.max"] != 2 || got["inbox.cause.held.share"] != 1 {
		t.Errorf("%v, want 22 updates, held for 2 s at the most", got)
	}
}

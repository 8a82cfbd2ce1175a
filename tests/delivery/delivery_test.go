// Package delivery holds what a broker promises against a model that reads
// nothing but records.
package delivery

import (
	"testing"

	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A fate is what became of one operation.
type fate struct {
	accepted bool
	applied  int
	outcome  trace.Status
}

// A history is the reference model: for every operation of a run, what was
// promised and what came of it. It knows messages and acknowledgements only
// by their effects.
type history struct {
	fates        map[uint32]*fate
	redelivered  int
	deadLettered int
}

func read(records []trace.Record) *history {
	h := &history{fates: map[uint32]*fate{}}
	for i := range records {
		r := &records[i]
		for op := r.Op; r.Op != 0 && op < r.Op+uint32(r.N); op++ {
			h.note(op, r)
		}
		switch {
		case r.Kind == trace.Deliver && r.Aux > 1:
			h.redelivered++
		case r.Kind == trace.Unstore && r.Status == trace.DeadLettered:
			h.deadLettered++
		}
	}
	return h
}

func (h *history) note(op uint32, r *trace.Record) {
	if h.fates[op] == nil {
		h.fates[op] = &fate{}
	}
	switch f := h.fates[op]; r.Kind {
	case trace.Accepted:
		f.accepted = true
	case trace.Applied:
		f.applied++
	case trace.End:
		f.outcome = r.Status
	}
}

// lost counts operations that were promised (or, where nothing is, intended)
// and never took effect; twice those that took effect more than once.
func (h *history) lost(promised bool) (n int) {
	for _, f := range h.fates {
		if f.applied == 0 && (f.accepted || !promised) {
			n++
		}
	}
	return n
}

func (h *history) twice() (n int) {
	for _, f := range h.fates {
		if f.applied > 1 {
			n++
		}
	}
	return n
}

// A row is a way to deliver and a trouble, and what must come of them.
type row struct {
	reason     string
	broker     trial.Object
	queue      trial.Object
	flow       trial.Object
	worker     trial.Object
	link       trial.Object // between broker and worker
	fault      trial.Object
	loses      bool // something that was promised never takes effect
	duplicates bool
	dead       bool // something is set aside
}

var (
	workerCrash = trial.Object{"at": "3s", "for": "1s", "fault": "crash", "target": "worker"}
	hostCrash   = trial.Object{"at": "3s", "for": "1s", "fault": "crash", "how": "host", "target": "worker"}
	brokerCrash = trial.Object{"at": "3s", "for": "1s", "fault": "crash", "target": "bus"}
	durable     = trial.Object{"durable": true, "sync": "2ms"}
	ackBefore   = trial.Object{"ack": "before"}
	lossyAcks   = trial.Object{"down": trial.Object{"loss": 0.3}}
	redelivered = trial.Object{"redeliver": "500ms"}
)

var rows = []row{
	{reason: "nothing goes wrong"},
	{reason: "nothing goes wrong, acknowledged on receipt", queue: ackBefore},
	{reason: "acknowledged after the work: a crash of the consumer loses nothing", fault: workerCrash},
	{reason: "acknowledged on receipt: what the consumer had goes with it", queue: trial.Object{"ack": "before", "prefetch": 5}, fault: workerCrash, loses: true},
	{reason: "a silent host is noticed by its heartbeat", fault: hostCrash, queue: trial.Object{"redeliver": "1s", "reconnect": trial.Object{"heartbeat": "200ms"}}},
	{reason: "a broker in memory loses what it keeps", fault: brokerCrash, loses: true},
	{reason: "a durable broker keeps what it has acknowledged", broker: durable, fault: brokerCrash, duplicates: true},
	{reason: "lost acknowledgements make duplicates, not losses", link: lossyAcks, queue: redelivered, duplicates: true},
	{reason: "an idempotent consumer takes effect once", link: lossyAcks, queue: redelivered, flow: trial.Object{"idempotent": true}},
	{reason: "what always fails is set aside", flow: trial.Object{"poison": 0.1}, queue: trial.Object{"deliveries": 3}, loses: true, dead: true},
	{reason: "what sometimes fails is done in the end", worker: trial.Object{"errors": 0.3}},
	{reason: "a consumer that fails after it has acknowledged loses it", worker: trial.Object{"errors": 0.3}, queue: ackBefore, loses: true},
	{reason: "a producer that repeats itself is kept twice", flow: trial.Object{"timeout": "3ms", "retry": trial.Object{"attempts": 10}}, broker: trial.Object{"service": "5ms"}, duplicates: true},
}

// scenario is a producer, a broker and a consumer that is a little too slow,
// which stop early enough for all to be done.
func (r *row) scenario(seed int) []byte {
	broker := trial.Object{"kind": "broker"}
	worker := trial.Object{"kind": "server", "service": trial.Object{"dist": "exponential", "mean": "15ms"}}
	queue := trial.Object{"consumers": "worker"}
	flow := trial.Object{
		"from": "shop", "to": "bus", "pattern": "queue", "send": trial.Object{"rate": "50/s", "stop": "6s"}, "queue": queue,
	}
	link := trial.Object{"from": "bus", "to": "worker"}
	for _, pair := range [...][2]trial.Object{{broker, r.broker}, {worker, r.worker}, {queue, r.queue}, {flow, r.flow}, {link, r.link}} {
		for key, value := range pair[1] {
			pair[0][key] = value
		}
	}
	timeline := trial.Object{}
	if r.fault != nil {
		timeline["fault"] = r.fault
	}
	return trial.Text(trial.Object{
		"version": 1, "title": "delivery", "duration": "120s", "seed": seed, "timeline": timeline,
		"nodes": trial.Object{"shop": trial.Object{"kind": "client"}, "bus": broker, "worker": worker},
		"links": trial.Object{"lane": link}, "flows": trial.Object{"jobs": flow},
	})
}

func TestQueuesKeepWhatTheyPromise(t *testing.T) {
	for _, r := range rows {
		t.Run(r.reason, func(t *testing.T) {
			var all history
			lost, twice := 0, 0
			for seed := range 5 {
				run, err := trial.Of(r.scenario(seed), "base", trial.Records|trial.Checks)
				if err != nil {
					t.Fatal(err)
				}
				if err := run.Checks.Err(); err != nil {
					t.Error(err)
				}
				h := read(run.Records)
				lost += h.lost(true)
				twice += h.twice()
				all.deadLettered += h.deadLettered
			}
			if (lost > 0) != r.loses {
				t.Errorf("%d were promised and lost", lost)
			}
			if (twice > 0) != r.duplicates {
				t.Errorf("%d took effect more than once", twice)
			}
			if (all.deadLettered > 0) != r.dead {
				t.Errorf("%d were set aside", all.deadLettered)
			}
		})
	}
}

// topic is what is published to three subscribers, one of which goes away.
func topic(delivery string, fault trial.Object) []byte {
	timeline := trial.Object{}
	if fault != nil {
		timeline["fault"] = fault
	}
	return trial.Text(trial.Object{
		"version": 1, "title": "topic", "duration": "60s", "seed": 3, "timeline": timeline,
		"nodes": trial.Object{
			"shop": trial.Object{"kind": "client"}, "bus": trial.Object{"kind": "broker", "durable": true},
			"worker": trial.Object{"kind": "server", "count": 3, "service": "1ms"},
		},
		"flows": trial.Object{"news": trial.Object{
			"from": "worker", "to": "bus", "pattern": "publishSubscribe", "publishSubscribe": trial.Object{"delivery": delivery},
			"updates": trial.Object{"source": "shop", "audience": "all", "totalRate": "20/s", "start": "1s", "stop": "10s"},
		}},
	})
}

func TestTopicsKeepWhatTheyPromise(t *testing.T) {
	away := trial.Object{"at": "4s", "for": "2s", "fault": "crash", "target": "worker/1"}
	for _, r := range []struct {
		reason, delivery string
		fault            trial.Object
		loses            bool
	}{
		{"at most once, all are there", "atMostOnce", nil, false},
		{"at most once, one is away: it misses what comes up", "atMostOnce", away, true},
		{"at least once, one is away: it gets all when it is back", "atLeastOnce", away, false},
	} {
		run, err := trial.Of(topic(r.delivery, r.fault), "base", trial.Records|trial.Checks)
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Checks.Err(); err != nil {
			t.Error(err)
		}
		h := read(run.Records)
		if lost := h.lost(false); len(h.fates) < 300 || (lost > 0) != r.loses {
			t.Errorf("%s: %d of %d never arrived", r.reason, lost, len(h.fates))
		}
		if twice := h.twice(); r.delivery == "atMostOnce" && twice > 0 {
			t.Errorf("%s: %d arrived twice", r.reason, twice)
		}
	}
}

func TestModelFindsWhatIsWrong(t *testing.T) {
	h := read([]trace.Record{
		{Kind: trace.Begin, Op: 1, N: 4}, {Kind: trace.Accepted, Op: 1, N: 3}, {Kind: trace.Applied, Op: 1, N: 1},
		{Kind: trace.Applied, Op: 1, N: 1, Aux: 1}, {Kind: trace.Applied, Op: 2, N: 1}, {Kind: trace.Deliver, Aux: 2},
		{Kind: trace.Unstore, Status: trace.DeadLettered},
	})
	if h.lost(true) != 1 || h.lost(false) != 2 || h.twice() != 1 || h.redelivered != 1 || h.deadLettered != 1 {
		t.Errorf("%d lost of those promised, %d of all, %d twice, %+v", h.lost(true), h.lost(false), h.twice(), h)
	}
}

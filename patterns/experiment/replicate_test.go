package experiment

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"backchat/patterns/scenario"
	"backchat/sim"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// queueing is a server at load 0.8 and, as a variant, one twice as fast.
const queueing = `{
  "version": 1, "title": "Queueing", "seed": 11, "duration": "20s", "warmup": "2s",
  "nodes": {"user": {"kind": "client", "count": 5}, "api": {"kind": "server", "service": {"dist": "exponential", "mean": "8ms"}}},
  "flows": {"ask": {"from": "user", "to": "api", "pattern": "requestResponse", "send": {"rate": "20/s"}}},
  "variants": {"fast": {"nodes": {"api": {"service": {"dist": "exponential", "mean": "4ms"}}}}},
  "expect": [
    {"claim": "RR-3", "that": "ask.latency.mean@fast < ask.latency.mean / 2"},
    {"claim": "RR-2", "that": "ask.operations == ask.ok + ask.unfinished"},
    {"that": "ask.latency.mean > 1h"}
  ]
}`

// endless runs until a limit stops it.
var endless = strings.Replace(queueing, `"seed": 11,`, `"seed": 11, "limits": {"events": 4000},`, 1)

func file(t *testing.T, text string) *scenario.File {
	t.Helper()
	f, err := scenario.Parse("queueing.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAnyNumberOfWorkersGivesTheSameResults(t *testing.T) {
	f := file(t, queueing)
	names, err := Names(f, f.Variants())
	if err != nil {
		t.Fatal(err)
	}
	type all struct {
		Comparison *Comparison
		Claims     []Claim
	}
	var first all
	for _, workers := range []int{1, 2, 8} {
		c, err := Compare(t.Context(), f, Plan{Variants: f.Variants(), Seeds: Seeds(11, 6), Workers: workers}, names)
		if err != nil {
			t.Fatal(err)
		}
		claims, err := Claims(t.Context(), []*scenario.File{f, f}, 4, workers, nil)
		if err != nil {
			t.Fatal(err)
		}
		this := all{c, claims}
		if workers == 1 {
			first = this
		}
		if d := cmp.Diff(first, this, cmpopts.EquateNaNs(), cmpopts.IgnoreUnexported(Comparison{})); d != "" {
			t.Errorf("%d workers give something else than one:\n%s", workers, d)
		}
	}
}

func TestReplicationsStandAtTheirVariantAndSeed(t *testing.T) {
	f, done := file(t, queueing), 0
	plan := Plan{Variants: []string{"fast", "base"}, Seeds: Seeds(5, 3), Done: func() { done++ }}
	kept, err := Replicate(t.Context(), f, plan, Options{Digest: true}, func(r *Result) *Result { return r })
	if err != nil {
		t.Fatal(err)
	}
	for v, variant := range plan.Variants {
		for i, seed := range plan.Seeds {
			alone, err := Run(t.Context(), f, variant, seed, Options{Digest: true})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(alone, kept[v][i]); d != "" {
				t.Errorf("variant %s, seed %d: replicated, it is another run:\n%s", variant, seed, d)
			}
		}
	}
	if done != 6 {
		t.Errorf("%d runs were reported done, want 6", done)
	}
}

func TestALimitEndsARunAndKeepsWhatWasBefore(t *testing.T) {
	r, err := Run(t.Context(), file(t, endless), "base", 11, Options{Figures: &metrics.Options{}, Checks: true, Digest: true})
	if err != nil {
		t.Fatal(err)
	}
	var limit *sim.LimitError
	if !errors.As(r.Err, &limit) || limit.Bound != 4000 || limit.At != r.End || r.End >= 20*sim.Second {
		t.Errorf("the run came to %v and ended with %v, want the limit of 4000 events", r.End, r.Err)
	}
	if r.Events < 4000 || len(r.Digest) != 32 || r.Broken != 0 {
		t.Errorf("%d events, digest %q, %d broken invariants", r.Events, r.Digest, r.Broken)
	}
	if m, ok := r.Figures.Lookup("ask.ok"); !ok || m.Value < 100 {
		t.Errorf("%v operations were ok, want some hundreds", m.Value)
	}
}

func TestALimitInOneReplicationIsAnErrorOfTheComparison(t *testing.T) {
	f := file(t, endless)
	_, err := Compare(t.Context(), f, Plan{Variants: f.Variants(), Seeds: Seeds(11, 3), Workers: 2}, []string{"ask.ok"})
	var limit *sim.LimitError
	if !errors.As(err, &limit) || !strings.Contains(err.Error(), "variant base, seed 11") {
		t.Errorf("the error is %v, want the limit, and the first run that hit it", err)
	}
}

// A brake cancels a run once it is under way.
type brake struct{ cancel context.CancelCauseFunc }

func (b brake) Fold([]trace.Record) { b.cancel(errBrake) }

var errBrake = errors.New("brake")

func TestCancellingEndsARunUnderWay(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	r, err := Run(ctx, file(t, queueing), "base", 1, Options{Folds: []trace.Fold{brake{cancel}}})
	if err != nil || !errors.Is(r.Err, errBrake) || r.End == 0 || r.End == 20*sim.Second {
		t.Errorf("the run came to %v and ended with %v and %v, want %v on the way", r.End, r.Err, err, errBrake)
	}
}

func TestCancellingEndsReplications(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errBrake)
	f := file(t, queueing)
	if _, err := Claims(ctx, []*scenario.File{f}, 3, 2, nil); !errors.Is(err, errBrake) {
		t.Errorf("claims end with %v, want %v", err, errBrake)
	}
	if _, err := Try(ctx, f, "base", 1, Options{}, 2); !errors.Is(err, errBrake) {
		t.Errorf("a trial ends with %v, want %v", err, errBrake)
	}
}

func TestAnUnknownVariantIsAnError(t *testing.T) {
	f := file(t, queueing)
	if _, err := Run(t.Context(), f, "slow", 1, Options{}); err == nil {
		t.Error("there is a variant slow")
	}
	if _, err := Replicate(t.Context(), f, Plan{Variants: []string{"base", "slow"}, Seeds: Seeds(1, 2)}, Options{},
		func(*Result) int { return 0 }); err == nil {
		t.Error("there are replications of a variant slow")
	}
}

func TestAPanicReachesTheCaller(t *testing.T) {
	defer func() {
		if p := recover(); p == nil || !strings.Contains(p.(string), "the seventh") {
			t.Errorf("recovered %v, want the panic of the job", p)
		}
	}()
	share(t.Context(), 20, 4, nil, func(i int) {
		if i == 7 {
			panic("the seventh")
		}
	})
}

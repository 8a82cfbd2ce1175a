package experiment

import (
	"strings"
	"testing"

	"backchat/sim/metrics"
)

// teaching is queueing with a lesson and a caption that have figures in them.
var teaching = strings.Replace(queueing, `"nodes"`, `
  "lesson": "It takes {ask.latency.mean}, and {ask.latency.mean@fast} at twice the speed: {100 * (1 - ask.latency.mean@fast / ask.latency.mean)} % less.",
  "timeline": {"note": {"at": "1s", "say": "{api.requests} {{requests}}"}},
  "nodes"`, 1)

func TestFiguresOfALessonFollowTheRun(t *testing.T) {
	f := file(t, teaching)
	s, err := f.Scenario("fast")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, seed := range []uint64{1, 2} {
		for _, variant := range f.Variants() {
			trial, err := Try(t.Context(), f, variant, seed, Options{Figures: &metrics.Options{}}, 2)
			if err != nil {
				t.Fatal(err)
			}
			base, err := Run(t.Context(), f, "base", seed, Options{Figures: &metrics.Options{}})
			if err != nil {
				t.Fatal(err)
			}
			mean, _ := base.Figures.Lookup("ask.latency.mean")
			lesson := trial.Says(s.Lesson)
			if want := "It takes " + metrics.Quantity(mean.Value, "s") + ", and "; !strings.HasPrefix(lesson, want) || !strings.HasSuffix(lesson, " % less.") {
				t.Errorf("seed %d, %s: it says %q, want %s...", seed, variant, lesson, want)
			}
			requests, _ := base.Figures.Lookup("api.requests")
			if got, want := trial.Says(s.Timeline[0].Say), metrics.Quantity(requests.Value, "1")+" {requests}"; got != want {
				t.Errorf("seed %d, %s: the caption says %q, want %q", seed, variant, got, want)
			}
			said[lesson] = true
		}
	}
	if len(said) != 2 {
		t.Errorf("two seeds say %v, want two lessons, the same whichever variant is run", said)
	}
}

func TestVariantsThatTextsNameAreRun(t *testing.T) {
	text := strings.Replace(teaching, teaching[strings.Index(teaching, `"expect"`):], `"expect": []}`, 1)
	trial, err := Try(t.Context(), file(t, text), "base", 1, Options{Figures: &metrics.Options{}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(trial.Others) != 1 || strings.Contains(trial.Says("{ask.latency.mean@fast}"), "–") {
		t.Errorf("%d other runs, want that of the variant in the lesson", len(trial.Others))
	}
}

func TestLessonOfARunCutShortHasNoFigures(t *testing.T) {
	f := file(t, strings.Replace(teaching, `"seed": 11,`, `"seed": 11, "limits": {"events": 4000},`, 1))
	trial, err := Try(t.Context(), f, "base", 1, Options{Figures: &metrics.Options{}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := trial.Says("It takes {ask.latency.mean}."); got != "It takes …." || trial.Cut() == nil {
		t.Errorf("it says %q, cut short by %v", got, trial.Cut())
	}
}

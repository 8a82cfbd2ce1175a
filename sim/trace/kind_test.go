package trace_test

import (
	"strings"
	"testing"

	"backchat/sim/trace"
)

func TestEveryKindHasAllThatOthersNeedToKnow(t *testing.T) {
	named := map[string]trace.Kind{}
	for k := trace.NoKind + 1; k < trace.Kinds; k++ {
		info := k.Info()
		if other, taken := named[info.Name]; info.Name == "" || taken {
			t.Errorf("kind %d has the name %q, which is no name, or that of kind %d", k, info.Name, other)
		}
		named[info.Name] = k
		if info.About == trace.Nothing {
			t.Errorf("%v is about nothing", k)
		}
		if info.Must|info.Any == 0 {
			t.Errorf("%v need not speak of anything", k)
		}
		if info.Says == "" || !balanced(info.Says) {
			t.Errorf("%v has no words, or not such as can be filled in: %q", k, info.Says)
		}
	}
}

// balanced tells whether all braces and brackets of a template are closed.
func balanced(says string) bool {
	for _, pair := range []string{"{}", "[]"} {
		if strings.Count(says, pair[:1]) != strings.Count(says, pair[1:]) {
			return false
		}
	}
	return true
}

func TestWhatOpensIsClosedByWhatSpeaksOfIt(t *testing.T) {
	closed := map[trace.Kind]bool{}
	for k := trace.NoKind + 1; k < trace.Kinds; k++ {
		for _, opener := range []trace.Kind{k.Info().Closes, k.Info().With} {
			if opener == trace.NoKind {
				continue
			}
			topic := opener.Info().Topic
			if topic == 0 {
				t.Errorf("%v is about what %v opens, which opens nothing", k, opener)
			}
			if topic&opener.Info().Must&(k.Info().Must|k.Info().Any) == 0 {
				t.Errorf("%v and %v need have nothing in common", opener, k)
			}
			closed[opener] = closed[opener] || k.Info().Closes == opener
		}
	}
	for k := trace.NoKind + 1; k < trace.Kinds; k++ {
		if k.Info().Topic != 0 && !closed[k] {
			t.Errorf("nothing closes what %v opens", k)
		}
	}
}

func TestEveryCauseShapeAndStatusHasWords(t *testing.T) {
	for c := trace.NoCause + 1; c < trace.Causes; c++ {
		if i := c.Info(); i.Name == "" || i.Says == "" || i.Spent == trace.OnNothing {
			t.Errorf("cause %d lacks something: %+v", c, *i)
		}
	}
	for s := trace.NoShape; s < trace.Shapes; s++ {
		if i := s.Info(); i.Name == "" || i.One == "" || i.Many == "" {
			t.Errorf("shape %d lacks something: %+v", s, *i)
		}
	}
	for s := trace.NoStatus + 1; s < trace.Statuses; s++ {
		if i := s.Info(); i.Name == "" || i.Says == "" {
			t.Errorf("status %d lacks something: %+v", s, *i)
		}
	}
}

func TestANumberWithoutARowHasNoNameAndNoFacts(t *testing.T) {
	r := trace.Record{Kind: 200, Cause: 200, Shape: 200, Status: 200}
	for _, name := range []string{r.Kind.String(), r.Cause.String(), r.Shape.String(), r.Status.String()} {
		if name != "unknown" {
			t.Errorf("it is called %q", name)
		}
	}
	if r.Opens() || r.Kind.Info().Loses || r.Status.Info().Outcome {
		t.Error("something is known of it")
	}
}

func TestWhatIsAsUsualOpensNothing(t *testing.T) {
	for _, c := range []struct {
		reason string
		record trace.Record
		opens  bool
	}{
		{"a message is under way", trace.Record{Kind: trace.Send}, true},
		{"it no longer is", trace.Record{Kind: trace.Arrive}, false},
		{"a place is slow", trace.Record{Kind: trace.Speed, Aux: trace.NormalSpeed / 2}, true},
		{"a place is paused", trace.Record{Kind: trace.Speed}, true},
		{"it works as it should", trace.Record{Kind: trace.Speed, Aux: trace.NormalSpeed}, false},
		{"a wire is slow", trace.Record{Kind: trace.Degrade, Aux: 1}, true},
		{"a wire loses more", trace.Record{Kind: trace.Degrade, Payload: 1}, true},
		{"a wire is as usual", trace.Record{Kind: trace.Degrade}, false},
	} {
		if got := c.record.Opens(); got != c.opens {
			t.Errorf("%s: %v", c.reason, got)
		}
	}
}

package node

import (
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
)

func TestBreakerOpensTriesAndCloses(t *testing.T) {
	c := &Breaker{Failures: 3, Open: 5 * sim.Second, Trials: 2}
	var b breaker
	steps := []struct {
		at     sim.Time
		good   bool
		admits bool
		does   trace.Kind
		reason string
	}{
		{0, false, true, trace.NoKind, "one failure is not enough"},
		{1, true, true, trace.NoKind, "a success begins the count again"},
		{2, false, true, trace.NoKind, "first of a row"},
		{3, false, true, trace.NoKind, "second"},
		{4, false, true, trace.Trip, "third: it opens"},
		{5, false, false, trace.NoKind, "open: nothing gets through"},
		{4 + 5*sim.Second, false, true, trace.Trip, "a trial, which fails: it opens again"},
		{5 + 5*sim.Second, true, false, trace.NoKind, "and stays open as long again"},
		{11 * sim.Second, true, true, trace.NoKind, "a trial that goes well, of two"},
		{12 * sim.Second, true, true, trace.Restore, "the second: it closes"},
		{13 * sim.Second, true, true, trace.NoKind, "closed"},
	}
	for _, s := range steps {
		ok, trial := b.admit(s.at)
		if ok != s.admits {
			t.Fatalf("%s: admits %t", s.reason, ok)
		}
		if !ok {
			continue
		}
		if got := b.heard(c, trial, s.good, s.at); got != s.does {
			t.Fatalf("%s: does %v", s.reason, got)
		}
	}
}

func TestBreakerLetsOneTrialThroughAtATime(t *testing.T) {
	c := &Breaker{Failures: 1, Open: sim.Second, Trials: 1}
	var b breaker
	b.admit(0)
	b.heard(c, false, false, 0)
	if ok, trial := b.admit(2 * sim.Second); !ok || !trial {
		t.Fatal("no trial after the time it was open")
	}
	if ok, _ := b.admit(2 * sim.Second); ok {
		t.Error("a second trial while the first is under way")
	}
}

// byRate is a closed breaker by the share of failures.
func byRate(c *Breaker) *breaker { return &breaker{recent: newRecent(c.Rate)} }

func TestBreakerByRateGoesStepByStepAsByHand(t *testing.T) {
	three := 3
	latest := &Breaker{Open: 100, Trials: 2, Rate: &FailureRate{Share: 0.6, Calls: 3, Size: &three}}
	lately := &Breaker{Open: 100, Trials: 2, Rate: &FailureRate{Share: 0.5, Calls: 4, Window: 50}} // forgets by 5 ns
	type step struct {
		at     sim.Time
		what   string // begins, ends well, fails; a trial
		does   trace.Kind
		reason string
	}
	const nothing = trace.NoKind
	for name, row := range map[string]struct {
		c     *Breaker
		steps []step
	}{
		"of the latest three": {latest, []step{
			{1, "fails", nothing, "two failures in a row"},
			{2, "fails", nothing, "are no share of three calls"},
			{3, "ends well", trace.Trip, "2 of 3 have failed, though the last has not"},
			{4, "fails", nothing, "what was let through before tells nothing"},
			{102, "is held back", nothing, "it is open for 100"},
			{103, "begins", nothing, "a trial"},
			{103, "begins", nothing, "a second at its side"},
			{104, "is held back", nothing, "there is no third"},
			{105, "trial ends well", nothing, "of two trials one is heard of"},
			{106, "is held back", nothing, "none takes its place"},
			{107, "trial fails", trace.Restore, "1 of 2 is below 0.6"},
			{108, "ends well", nothing, "it counts anew"},
			{109, "fails", nothing, "1 of 2"},
			{110, "ends well", nothing, "1 of 3"},
			{111, "ends well", nothing, "the second to the fourth: 1 of 3"},
			{112, "fails", nothing, "1 of 3: the second is no longer among them"},
			{113, "fails", trace.Trip, "2 of 3"},
			{213, "begins", nothing, "a trial"},
			{213, "begins", nothing, "and another"},
			{214, "trial fails", nothing, "the other may end well"},
			{215, "trial fails", trace.Trip, "2 of 2: it opens anew"},
			{314, "is held back", nothing, "for as long again"},
			{315, "begins", nothing, "a trial"},
		}},
		"within a window": {lately, []step{
			{0, "fails", nothing, "1 of 1, and four have to have ended"},
			{10, "fails", nothing, "2 of 2"},
			{49, "fails", nothing, "3 of 3"},
			{54, "ends well", nothing, "3, of which 2 have failed: the first is forgotten at 50"},
			{59, "ends well", trace.Trip, "2 of 4, as that at 10 counts until 60"},
			{159, "begins", nothing, "a trial"},
			{159, "begins", nothing, "and another"},
			{160, "trial ends well", nothing, "one is heard of"},
			{161, "trial ends well", trace.Restore, "0 of 2"},
			{162, "fails", nothing, "it counts anew"},
			{163, "ends well", nothing, "1 of 2"},
			{164, "ends well", nothing, "1 of 3"},
			{165, "ends well", nothing, "1 of 4"},
			{166, "fails", nothing, "2 of 5"},
			{215, "fails", nothing, "2 of 3, as those before 165 are forgotten at 210 and that at 165 at 215"},
			{216, "fails", nothing, "2 of 2 is too few"},
		}},
	} {
		b := byRate(row.c)
		for _, s := range row.steps {
			var did trace.Kind
			switch s.what {
			case "begins", "is held back":
				if ok, _ := b.admit(s.at); ok != (s.what == "begins") {
					t.Fatalf("%s: at %d, %s: it lets something through: %t", name, s.at, s.reason, ok)
				}
			case "trial ends well", "trial fails":
				did = b.heard(row.c, true, s.what == "trial ends well", s.at)
			default:
				did = b.heard(row.c, false, s.what == "ends well", s.at)
			}
			if did != s.does {
				t.Fatalf("%s: at %d, where one %s (%s), it does %v, not %v", name, s.at, s.what, s.reason, did, s.does)
			}
		}
	}
}

// A shareModel is a breaker by rate as its definition says: it keeps all it has seen.
type shareModel struct {
	c              *Breaker
	ends           []end // since it was closed
	open           bool
	until          sim.Time
	begun          int // trials
	heard, failing int // of these
}

type end struct {
	at   sim.Time
	good bool
}

func (m *shareModel) admits(now sim.Time) bool {
	return !m.open || now >= m.until && m.begun < m.c.Trials
}

// counts are how many of what has ended count, and have failed.
func (m *shareModel) counts(now sim.Time) (all, failed int) {
	r := m.c.Rate
	for i, e := range m.ends {
		if r.Size != nil && i < len(m.ends)-*r.Size || r.Size == nil && now/(r.Window/10)-e.at/(r.Window/10) >= 10 {
			continue
		}
		all++
		if !e.good {
			failed++
		}
	}
	return all, failed
}

func (m *shareModel) hears(trial, good bool, now sim.Time) trace.Kind {
	r := m.c.Rate
	switch {
	case m.open && !trial:
		return trace.NoKind
	case m.open:
		if m.heard++; !good {
			m.failing++
		}
		if m.heard < m.c.Trials {
			return trace.NoKind
		}
		if float64(m.failing)/float64(m.heard) < r.Share {
			*m = shareModel{c: m.c}
			return trace.Restore
		}
	default:
		m.ends = append(m.ends, end{now, good})
		all, failed := m.counts(now)
		least := r.Calls
		if r.Size != nil {
			least = min(least, *r.Size)
		}
		if all < least || float64(failed)/float64(all) < r.Share {
			return trace.NoKind
		}
	}
	*m = shareModel{c: m.c, open: true, until: now + m.c.Open}
	return trace.Trip
}

func drawRate(t *rapid.T) *FailureRate {
	r := &FailureRate{Share: rapid.SampledFrom([]float64{0.1, 0.3, 0.5, 1}).Draw(t, "share"), Calls: rapid.IntRange(1, 8).Draw(t, "calls"), Window: rapid.SampledFrom([]sim.Time{10, 40, 1000}).Draw(t, "window")}
	if rapid.Bool().Draw(t, "by size") {
		size := rapid.IntRange(1, 10).Draw(t, "size")
		r.Size = &size
	}
	return r
}

func TestBreakerByRateDoesWhatItsModelDoes(t *testing.T) {
	did := map[trace.Kind]int{}
	rapid.Check(t, func(t *rapid.T) {
		c := &Breaker{Open: rapid.SampledFrom([]sim.Time{1, 20}).Draw(t, "open"), Trials: rapid.IntRange(1, 3).Draw(t, "trials"), Rate: drawRate(t)}
		b, m := byRate(c), &shareModel{c: c}
		var under []bool // whether what has been let through is a trial
		var now sim.Time
		for range rapid.IntRange(0, 200).Draw(t, "steps") {
			now += sim.Time(rapid.IntRange(0, 9).Draw(t, "gap"))
			if len(under) == 0 || rapid.Bool().Draw(t, "begins") {
				ok, trial := b.admit(now)
				if want := m.admits(now); ok != want || ok && trial != m.open {
					t.Fatalf("at %d it lets something through: %t, as a trial: %t; the model: %t, %t", now, ok, trial, want, m.open)
				}
				if trial {
					m.begun++
				}
				if ok {
					under = append(under, trial)
				}
				continue
			}
			i, good := rapid.IntRange(0, len(under)-1).Draw(t, "which"), rapid.Bool().Draw(t, "good")
			trial := under[i]
			under = append(under[:i], under[i+1:]...)
			got, want := b.heard(c, trial, good, now), m.hears(trial, good, now)
			if did[got]++; got != want {
				t.Fatalf("at %d it does %v, the model %v", now, got, want)
			}
		}
	})
	if did[trace.Trip] == 0 || did[trace.Restore] == 0 {
		t.Errorf("it never opens, or never closes: %v", did)
	}
}

func TestBreakerByRateOfAllOfTheLatestIsOneByFailuresInARow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 5).Draw(t, "failures")
		inARow := &Breaker{Failures: k, Open: 1, Trials: 1}
		rate := &Breaker{Failures: 1, Open: 1, Trials: 1, Rate: &FailureRate{Share: 1, Calls: k, Size: &k}}
		a, b := &breaker{}, byRate(rate)
		for now := range sim.Time(100) {
			ok, trial := a.admit(now)
			if also, _ := b.admit(now); also != ok {
				t.Fatalf("at %d one lets something through: %t, the other: %t", now, ok, also)
			}
			good := rapid.Bool().Draw(t, "good")
			if x, y := a.heard(inARow, trial, good, now), b.heard(rate, trial, good, now); ok && x != y {
				t.Fatalf("at %d one does %v, the other %v", now, x, y)
			}
		}
	})
}

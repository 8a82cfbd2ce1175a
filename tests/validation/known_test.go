package validation

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/expression"
	"backchat/sim/metrics"
)

// runs is on how many seeds each known result is judged.
const runs = 10

func TestKnownResultsComeOutAsPublished(t *testing.T) {
	var text strings.Builder
	for _, name := range known(t) {
		f, err := gallery.File(name)
		if err != nil {
			t.Fatal(err)
		}
		claims, err := experiment.Claims(t.Context(), []*scenario.File{f}, runs, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.Scenario(scenario.Base)
		if err != nil {
			t.Fatal(err)
		}
		for i := range claims {
			judge(t, &claims[i], s.Expect[i].Comparison.Within)
		}
		tell(&text, f, s, claims)
	}
	Hold(t, "published", text.String())
}

// known are the names of the known results.
func known(t *testing.T) []string {
	for _, s := range gallery.Sections {
		if s.Title == gallery.Results {
			return s.Names
		}
	}
	t.Fatal("the gallery has no section of known results")
	return nil
}

// judge demands that a result holds, and is explained if and only if it is not
// what was published, or may be off by half.
func judge(t *testing.T, c *experiment.Claim, within float64) {
	if !c.Holds() {
		t.Errorf("%s: %s: %v: measured %g, bound %g, difference %+v %s", c.Scenario, c.That, c.Ruling, c.Measured, c.Bound, c.Difference, c.Why)
	}
	p := c.Published
	if p == nil {
		t.Errorf("%s: %s: nothing is said to be published of it", c.Scenario, c.That)
		return
	}
	if c.Unit == "1" && hides(c.Bound, within) {
		t.Errorf("%s: %s: a tolerance of %g of a share of %g is more than a tenth of what is left of 1: say it of that", c.Scenario, c.That, within, c.Bound)
	}
	if p.Sum == nil {
		return
	}
	figure, _ := p.Sum.Eval(nil)
	off, allowed := math.Abs(c.Measured-figure), rounding(p.Figure)*figure+within*math.Abs(c.Bound)
	if agrees := off <= allowed*(1+1e-9) && within < 0.5; agrees != (p.Differs == "") {
		t.Errorf("%s: %s comes to %g, published is %g, the allowance %g: say why they differ where they do, and there alone: %q", c.Scenario, c.That, c.Measured, figure, allowed, p.Differs)
	}
}

// hides tells whether a tolerance of a share that is nearly 1 allows for more than a
// tenth of what is left of 1: 1 % of 0.99 would hide a factor of two of it.
func hides(share, within float64) bool {
	return share >= 0.9 && share <= 1 && within*share > 0.1*(1-share)+1e-9
}

func TestAToleranceOfNearlyOneHidesWhatIsLeft(t *testing.T) {
	for _, c := range []struct {
		share, within float64
		hides         bool
	}{{0.99, 0.01, true}, {0.999, 0.001, true}, {1, 0.005, true}, {1, 0, false}, {0.9545, 0.003, false}, {0.634, 0.08, false}, {0.01, 0.6, false}, {3, 0.02, false}} {
		if got := hides(c.share, c.within); got != c.hides {
			t.Errorf("%g within %g hides: %t", c.share, c.within, got)
		}
	}
}

// rounding is how far off a figure may be that is rounded to the digits in
// which it is written, as a share of it: of "6.6 * ..." 0.05 / 6.6.
func rounding(figure string) float64 {
	number := strings.Fields(figure)[0]
	digits := strings.TrimRight(number, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/%")
	_, after, _ := strings.Cut(digits, ".")
	var value float64
	fmt.Sscanf(digits, "%g", &value)
	if value == 0 {
		return 0
	}
	return 0.5 * math.Pow10(-len(after)) / value
}

func TestAPublishedFigureIsAsExactAsItsDigits(t *testing.T) {
	for figure, want := range map[string]float64{"6.6 * 1.048576Mbit/s": 0.05 / 6.6, "243": 0.5 / 243, "3.8%": 0.05 / 3.8, "0.015 * 1kB/s": 0.0005 / 0.015, "0s": 0} {
		if got := rounding(figure); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s may be off by %g of itself, want %g", figure, got, want)
		}
	}
}

// tell writes what became of one scenario's results.
func tell(text *strings.Builder, f *scenario.File, s *scenario.Scenario, claims []experiment.Claim) {
	fmt.Fprintf(text, "### %s\n\n%s (%d)", s.Title, s.Source.Title, s.Source.Year)
	if s.Source.URL != "" {
		fmt.Fprintf(text, ", <%s>", s.Source.URL)
	}
	fmt.Fprintf(text, ". `%s`, %d runs from seed %d on.\n\n", f.Name, runs, s.Seed)
	table := NewTable("conditions", "published", "exact", "ours", "must be", "verdict")
	var notes []string
	for i := range claims {
		c := &claims[i]
		p := c.Published
		if p == nil {
			continue // which the judge has told
		}
		exact := "–"
		if p.Formula != "" {
			exact = amount(c.Bound, c.Unit) + ": " + p.Formula
		}
		table.Row(p.Conditions, p.Says, exact, ours(c), demand(c, s.Expect[i].Comparison), c.Ruling.String())
		if p.Differs != "" {
			notes = append(notes, fmt.Sprintf("Why ours differs from %s (%s): %s.\n", p.Says, p.Conditions, p.Differs))
		}
	}
	if len(notes) > 0 {
		notes = append(notes, "")
	}
	fmt.Fprintf(text, "%s\n%s", table, strings.Join(notes, "\n"))
}

// ours is what the runs came to, and its interval where they differ.
func ours(c *experiment.Claim) string {
	text := amount(c.Measured, c.Unit)
	if half := c.Left.Half(); half > 0 {
		text += " ± " + amount(half, c.Unit)
	}
	return text
}

func TestOursHasTheIntervalOfItsOwnRuns(t *testing.T) {
	c := experiment.Claim{Verdict: experiment.Verdict{Unit: "s", Measured: 9, Left: experiment.Interval{Low: 8, High: 10}, Difference: experiment.Interval{Low: 4.5, High: 5.5}}}
	if got := ours(&c); got != "9 s ± 1 s" {
		t.Errorf("ours is %s", got)
	}
	c.Left = experiment.Interval{Low: 9, High: 9}
	if got := ours(&c); got != "9 s" {
		t.Errorf("ours, the same in all runs, is %s", got)
	}
}

// demand is what the runs must come to.
func demand(c *experiment.Claim, as *expression.Comparison) string {
	bound := amount(c.Bound, c.Unit)
	switch {
	case as.Op != "==":
		return as.Op + " " + bound
	case as.Within == 0:
		return bound
	}
	return bound + " ± " + metrics.Decimal(100*as.Within, 3) + " %"
}

// amount is a quantity in four digits, where one a second is of bits.
func amount(x float64, unit string) string {
	if unit == "B/s" {
		return metrics.Decimal(8*x/1e6, 4) + " Mbit/s"
	}
	return metrics.Precise(x, unit, 4)
}

package scenario

import (
	"errors"
	"strings"

	"backchat/patterns/scenario/expression"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

// A Source is where a result was published that a scenario reproduces, or where
// a failure was reported that it shows.
type Source struct {
	Title string `json:"title" required:"true" doc:"who published it, and under what title"`
	Year  int    `json:"year" required:"true" min:"1600" max:"9999" doc:"when"`
	URL   string `json:"url" doc:"where it can be read: an address that begins with https:// or http://"`
}

// A Published figure is what the source of a scenario says an expectation's
// left side comes to.
type Published struct {
	Says       string                 `json:"says" required:"true" doc:"the figure, as the source has it"`
	Figure     string                 `json:"figure" doc:"the same as a sum without metrics, in the unit of the comparison, where it is a number"`
	Conditions string                 `json:"conditions" required:"true" doc:"of what: under which conditions"`
	Formula    string                 `json:"formula" doc:"where the right side of the comparison is exact: how it is worked out"`
	Differs    string                 `json:"differs" doc:"where the run comes to something else than the source says: why"`
	Sum        *expression.Expression `json:"-"` // what the figure says; nil where there is none
}

// published checks a scenario's source, and what its expectations say of it.
func (f *File) published(k *checker) {
	if s := k.s.Source; s != nil && s.URL != "" && !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
		k.fault("/source/url", `%q begins neither with "https://" nor with "http://"`, wording.Clip(s.URL))
	}
	for i := range k.s.Expect {
		e := &k.s.Expect[i]
		if e.Published == nil {
			continue
		}
		at := source.Nth("/expect", i) + "/published"
		if k.s.Source == nil {
			k.fault(at, `the scenario names no source; say at "/source" where this was published`)
		}
		e.Published.Sum = f.publishedFigure(k, e, at+"/figure")
	}
}

// publishedFigure reads a published figure, where there is one.
func (f *File) publishedFigure(k *checker, e *Expectation, at string) *expression.Expression {
	v := k.value(at)
	if v == nil || v.Kind != '"' || v.Text == "" {
		return nil
	}
	sum, err := expression.ParseFigure(v.Text, 0, noMetric)
	var what *expression.Complaint
	switch {
	case errors.As(err, &what):
		k.found.Add(v.Start+source.Offset(f.text[v.Start:v.End], what.At), at, "%s", what.Message)
		return nil
	case e.Comparison != nil && sum.Unit() != e.Comparison.Unit():
		k.fault(at, "the figure is in %s, what is compared in %s", sum.Unit(), e.Comparison.Unit())
	}
	return sum
}

// noMetric refuses metrics, where what a source says is wanted.
func noMetric(w expression.Word) (expression.Ref, expression.Dimension, error) {
	return expression.Ref{}, expression.Dimension{}, expression.Complain(w.At, "%q is no number: what was published is one, like 6.6Mbit/s", wording.Clip(w.Text))
}

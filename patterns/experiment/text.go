package experiment

import (
	"math"

	"backchat/patterns/scenario"
	"backchat/patterns/scenario/expression"
)

// spoken are the metrics that the texts of a file name: its question and
// lesson, and the captions of all variants.
func spoken(f *scenario.File) ([]expression.Ref, error) {
	var refs []expression.Ref
	for _, v := range f.Variants() {
		s, err := f.Scenario(v)
		if err != nil {
			return nil, err
		}
		for _, text := range texts(s) {
			refs = append(refs, f.Template(text).Metrics()...)
		}
	}
	return refs, nil
}

// texts are what a variant says to its reader, with figures in it.
func texts(s *scenario.Scenario) []string {
	all := []string{s.Question, s.Lesson}
	for _, e := range s.Timeline {
		all = append(all, e.Say)
	}
	return all
}

// Says is a text of the trial's file, its question, its lesson or a caption,
// with the figures of the runs, in three significant digits. A metric without
// a variant is that of the base, whichever was run. Where a run was cut short
// it has no figures, and the text has an ellipsis for each.
func (t *Trial) Says(text string) string {
	if t.samples == nil {
		return t.file.Bare(text)
	}
	return t.file.Template(text).Fill(func(e *expression.Expression) string {
		x, err := e.Eval(func(metric, variant string) (float64, error) {
			m, err := t.samples.metric(metric, at(variant, scenario.Base), 0)
			return m.Value, err
		})
		if err != nil {
			x = math.NaN()
		}
		return speech{t.samples.in}.quantity(x, e.Unit())
	})
}

//go:build !(js && wasm)

package main

import (
	"backchat/language"
	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
)

// A retelling is what a run, a comparison or a judgement comes to, said once more: in another
// language, of the same scenario with its texts in that.
type retelling struct {
	Text     string         `json:"text"`
	Language language.Table `json:"language"`
}

// A both is an answer, and what of it is said once more.
type both struct {
	Answer any `json:"answer"`
	Told   any `json:"told"`
}

// A verdictTold is what of a comparison is said in words.
type verdictTold struct {
	Kinds     []string   `json:"kinds"`
	Sentences []sentence `json:"sentences"`
	Goals     []reached  `json:"goals"`
}

// of is an answer with what of it is said once more.
func (r *retelling) of(file string, answer any) (any, error) {
	f, err := scenario.Parse(file, []byte(r.Text))
	if err != nil {
		return nil, err
	}
	switch x := answer.(type) {
	case *outcome:
		s, err := f.Scenario(x.Variant)
		if err != nil {
			return nil, err
		}
		return both{x, experiment.Tell(x.result.Figures, s, r.Language)}, nil
	case comparison:
		var c comparison
		c.tell(x.of.Told(f, r.Language))
		return both{x, verdictTold{c.Kinds, c.Sentences, c.Goals}}, nil
	case judgement:
		t, err := x.of.Told(f, r.Language)
		if err != nil {
			return nil, err
		}
		said, err := judgementOf(f, t)
		return both{x, said}, err
	}
	return answer, nil
}

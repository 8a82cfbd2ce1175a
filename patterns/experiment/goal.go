package experiment

import (
	"slices"

	"backchat/patterns/scenario"
)

// A Goal is how many runs of the base met what the scenario sets as one. It is
// what readers try to reach by changes of that: of a variant it says nothing.
type Goal struct {
	Text, That string
	Met        []Proportion // by variant; of no runs but for the base, and where it speaks of a variant that was not run
}

// goals counts the runs that meet the goals. A metric without a variant is that
// of the base.
func (s *Samples) goals() []Goal {
	base, err := s.File.Scenario(scenario.Base)
	if err != nil || !slices.Contains(s.Plan.Variants, scenario.Base) {
		return nil
	}
	var all []Goal
	for i := range base.Goals {
		g := Goal{Text: base.Goals[i].Text, That: base.Goals[i].That}
		for _, v := range s.Plan.Variants {
			met, of := 0, 0
			if _, _, held, err := s.sides(base.Goals[i].Comparison, v); err == nil && v == scenario.Base {
				met, of = held, len(s.Plan.Seeds)
			}
			g.Met = append(g.Met, ProportionOf(met, of))
		}
		all = append(all, g)
	}
	return all
}

package experiment

import "backchat/patterns/scenario"

// A Goal is how many runs of each variant met what the scenario sets as one.
type Goal struct {
	Text, That string
	Met        []Proportion // by variant; of no runs where it speaks of another variant that was not run
}

// goals counts the runs that meet the goals. A metric without a variant is that
// of the variant whose runs are counted.
func (s *Samples) goals() []Goal {
	base, err := s.File.Scenario(scenario.Base)
	if err != nil {
		return nil
	}
	var all []Goal
	for i := range base.Goals {
		g := Goal{Text: base.Goals[i].Text, That: base.Goals[i].That}
		for _, v := range s.Plan.Variants {
			met, of := 0, len(s.Plan.Seeds)
			if _, _, held, err := s.sides(base.Goals[i].Comparison, v); err == nil {
				met = held
			} else {
				of = 0
			}
			g.Met = append(g.Met, ProportionOf(met, of))
		}
		all = append(all, g)
	}
	return all
}

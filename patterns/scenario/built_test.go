package scenario_test

import (
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/build"
)

func init() {
	scenario.BuiltBy(func(s *scenario.Scenario) error {
		_, err := build.New(s, s.Topology(), s.Seed)
		return err
	})
}

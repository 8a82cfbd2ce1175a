package experiment

import (
	"slices"

	"backchat/patterns/scenario"
	"backchat/patterns/scenario/expression"
)

// expected are the metrics that expectations name.
func expected(all []scenario.Expectation) []expression.Ref {
	var refs []expression.Ref
	for i := range all {
		refs = append(refs, all[i].Comparison.Metrics()...)
	}
	return refs
}

// named are the variants that metrics are taken from, home among them where
// one names none, in the file's order.
func named(f *scenario.File, refs []expression.Ref, home string) []string {
	wanted := map[string]bool{}
	for _, r := range refs {
		wanted[at(r.Variant, home)] = true
	}
	return slices.DeleteFunc(f.Variants(), func(v string) bool { return !wanted[v] })
}

// namesOf are those metrics that are taken from a variant, each once.
func namesOf(refs []expression.Ref, variant, home string) []string {
	var names []string
	for _, r := range refs {
		if at(r.Variant, home) == variant && !slices.Contains(names, r.Name) {
			names = append(names, r.Name)
		}
	}
	return names
}

package scenario

import "slices"

// A Case is a failure that engineers have reported, which the scenario shows.
// Where it was reported is the scenario's source.
type Case struct {
	Symptom string   `json:"symptom" required:"true" doc:"what is seen of it, in the words with which one would look for it"`
	Cause   string   `json:"cause" required:"true" doc:"what begins it, and what keeps it going"`
	Cure    string   `json:"cure" doc:"the variant in which it does not happen, where there is one"`
	Systems []string `json:"systems" most:"20" doc:"the systems it has been reported of"`
}

// failure checks the failure that a scenario shows once all variants are known.
func (f *File) failure(k *checker) {
	c := k.s.Case
	if c == nil {
		return
	}
	if k.s.Source == nil {
		k.fault("/case", `the scenario names no source; say at "/source" where this was reported`)
	}
	if c.Cure != "" && !slices.Contains(f.Variants(), c.Cure) {
		k.fault("/case/cure", "%s", f.unknown(c.Cure))
	}
}

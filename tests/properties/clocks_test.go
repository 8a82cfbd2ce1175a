package properties

import "backchat/tests/trial"

// fitClocks says of no deadline that there is not how it goes along, and lets one go
// along as an instant where a clock is off.
func (w *world) fitClocks() {
	byClock := false
	for _, parts := range []trial.Object{w.nodes, w.flows} {
		for _, said := range parts {
			byClock = fitClocksOf(said) || byClock
		}
	}
	for _, f := range w.faults {
		if f.(trial.Object)["fault"] == "skew" && !byClock {
			ask := w.flows["flow0"].(trial.Object)
			if ask["deadline"] == nil {
				ask["deadline"] = "100ms"
			}
			ask["deadlineAs"] = "instant"
		}
	}
}

// fitClocksOf does so for whatever is said, and tells whether a deadline goes along as
// an instant.
func fitClocksOf(said any) bool {
	byClock := false
	switch said := said.(type) {
	case trial.List:
		for _, v := range said {
			byClock = fitClocksOf(v) || byClock
		}
	case trial.Object:
		if said["deadline"] == nil {
			clear(said, "deadlineAs")
		}
		byClock = said["deadlineAs"] == "instant"
		for _, v := range said {
			byClock = fitClocksOf(v) || byClock
		}
	}
	return byClock
}

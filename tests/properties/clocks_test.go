package properties

import "backchat/tests/trial"

// fitClocks says of no deadline that there is not how it goes along, and lets one go
// along as an instant where a clock is off.
func (w *world) fitClocks() {
	byClock := false
	for _, parts := range []trial.Object{w.nodes, w.flows} {
		eachObject(parts, func(said trial.Object) {
			if said["deadline"] == nil {
				clear(said, "deadlineAs")
			}
			byClock = byClock || said["deadlineAs"] == "instant"
		})
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

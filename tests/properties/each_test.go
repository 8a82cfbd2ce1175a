package properties

import "backchat/tests/trial"

// eachObject calls f with every object of what is said, the outer ones first.
func eachObject(said any, f func(trial.Object)) {
	switch said := said.(type) {
	case trial.List:
		for _, v := range said {
			eachObject(v, f)
		}
	case trial.Object:
		f(said)
		for _, v := range said {
			eachObject(v, f)
		}
	}
}

// eachCall calls f with the calls of a node, wherever they stand in what is said of it,
// and whom they are to. Other objects are to nobody.
func eachCall(said any, f func(call trial.Object, to string)) {
	eachObject(said, func(o trial.Object) {
		to, _ := o["to"].(string)
		if call, ok := o["call"].(string); ok {
			to = call
		}
		f(o, to)
	})
}

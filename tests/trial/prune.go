package trial

import (
	"errors"
	"strconv"
	"strings"

	"backchat/patterns/scenario"
	"backchat/patterns/scenario/source"
)

// Prune takes out of a scenario what it says without effect, until nothing is left of
// that. What else may be wrong with it stays.
func Prune(o Object) {
	for {
		_, err := scenario.Parse("scenario.json", Text(o))
		var faults source.Faults
		errors.As(err, &faults)
		found := false
		for _, f := range faults {
			if f.Unused {
				found = true
				cut(o, strings.Split(f.Pointer, "/")[1:])
			}
		}
		if !found {
			return
		}
	}
}

// cut takes what a pointer of so many steps leads to out of v.
func cut(v any, steps []string) {
	step := strings.NewReplacer("~1", "/", "~0", "~").Replace(steps[0])
	switch v := v.(type) {
	case Object:
		if len(steps) == 1 {
			delete(v, step)
			return
		}
		cut(v[step], steps[1:])
	case List:
		i, err := strconv.Atoi(step)
		if err != nil {
			panic("trial.Prune: no item of a list: " + step)
		}
		cut(v[i], steps[1:])
	default:
		panic("trial.Prune: nothing to take " + step + " out of")
	}
}

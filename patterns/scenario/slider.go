package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

// moved is the field that a slider's path leads to, or what is wrong with the
// path.
func (k *checker) moved(path string) (*schema.Field, string) {
	if !strings.HasPrefix(path, "/") {
		return nil, fmt.Sprintf("%q is no JSON pointer; write one like \"/flows/inbox/updates/rate\"", wording.Clip(path))
	}
	steps := slices.Collect(source.Parts(path))
	if !slices.Contains(patchable[:], steps[0]) {
		return nil, fmt.Sprintf("%q cannot be moved; a slider moves what is in %s", wording.Clip(steps[0]), wording.InWords(patchable[:], "and"))
	}
	f := &schema.Field{Type: reflect.TypeFor[Scenario]()}
	v := k.root
	for i, step := range steps {
		var problem string
		if f, problem = schema.StepInto(f, v, step); problem != "" {
			return nil, fmt.Sprintf("there is no %s: %s", wording.Clip("/"+strings.Join(steps[:i+1], "/")), problem)
		}
		if v != nil {
			v = v.Step(step)
		}
	}
	if !schema.Movable(f) {
		return nil, fmt.Sprintf("%s is nothing that a slider can move: a number or a value with a unit", wording.Clip(path))
	}
	return f, ""
}

// Default is what a field is where a file does not say, in JSON's notation
// without quotes: that at a pointer like /flows/inbox/updates/rate, whichever
// ids there are. Bare tells whether it is a number. It is empty where the field
// has no default, or where there is no such field.
func Default(pointer string) (value string, bare bool) {
	f := &schema.Field{Type: reflect.TypeFor[Scenario]()}
	for step := range source.Parts(pointer) {
		if f = f.Inner(step); f == nil {
			return "", false
		}
	}
	kind := f.Element().Kind()
	return f.Initial, f.Notation() == nil && (kind == reflect.Int || kind == reflect.Float64)
}

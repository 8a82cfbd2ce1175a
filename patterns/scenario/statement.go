package scenario

import (
	"errors"
	"reflect"
	"slices"
	"strconv"

	"backchat/patterns/scenario/expression"
	"backchat/patterns/scenario/quantity"
	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

// statements reads and checks what the base says about its own runs and to
// its reader, once all variants are known.
func (f *File) statements(k *checker) {
	s := k.s
	for i := range s.Expect {
		at := source.Nth("/expect", i)
		s.Expect[i].Comparison = f.comparison(k, at+"/that", s.Expect[i].That)
	}
	f.published(k)
	for i := range s.Goals {
		at := source.Nth("/goals", i)
		s.Goals[i].Comparison = f.comparison(k, at+"/that", s.Goals[i].That)
		f.hint(k, &s.Goals[i], at)
	}
	for _, v := range f.variants[1:] {
		v.scenario.Expect, v.scenario.Goals = s.Expect, s.Goals
	}
	f.table(k)
	f.failure(k)
	k.prediction()
	for i := range s.Sliders {
		k.slider(&s.Sliders[i], source.Nth("/sliders", i))
	}
}

// hint checks what a goal says that it is reached by.
func (f *File) hint(k *checker, g *Goal, at string) {
	switch {
	case g.ReachedIn != "" && g.ReachedBy != "":
		k.fault(at+"/reachedBy", `a goal has one hint: say "reachedIn" for a variant, or "reachedBy" for a change of the base`)
	case g.ReachedIn != "" && !slices.Contains(f.Variants(), g.ReachedIn):
		k.fault(at+"/reachedIn", "%s", f.unknown(g.ReachedIn))
	}
}

// comparison reads an expectation, and finds fault at its place in the string.
func (f *File) comparison(k *checker, pointer, text string) *expression.Comparison {
	v := k.value(pointer)
	if v == nil || v.Kind != '"' || text == "" {
		return nil
	}
	c, err := expression.ParseComparison(text, f.metric)
	var what *expression.Complaint
	if errors.As(err, &what) {
		k.found.Add(v.Start+source.Offset(f.text[v.Start:v.End], what.At), pointer, "%s", what.Message)
		return nil
	}
	return c
}

func (k *checker) prediction() {
	p := k.s.Predict
	switch {
	case p == nil:
	case len(p.Options) == 1:
		k.fault("/predict/options", "there is one answer only; give at least two to choose from")
	case p.Right >= len(p.Options):
		k.fault("/predict/right", "%d is above the most, %d: the options count from 0", p.Right, len(p.Options)-1)
	}
}

// slider checks that a slider moves a value there is, within values it may
// have.
func (k *checker) slider(s *Slider, at string) {
	if s.Path == "" {
		return
	}
	f, problem := k.moved(s.Path)
	if problem != "" {
		k.fault(at+"/path", "%s", problem)
		return
	}
	low, known := k.end(f, at+"/min", s.Min)
	high, both := k.end(f, at+"/max", s.Max)
	switch {
	case !known || !both:
	case low >= high:
		k.fault(at+"/max", "%q is not above the least value, %q", s.Max, s.Min)
	case s.Scale == "log" && low == 0:
		k.fault(at+"/min", "a logarithmic slider cannot begin at 0")
	default:
		k.begins(f, s, at, low, high)
	}
}

// begins checks that a slider begins at what the file says.
func (k *checker) begins(f *schema.Field, s *Slider, at string, low, high float64) {
	v := k.value(s.Path)
	if v == nil && f.HasDef {
		v = f.Literal()
	}
	if v == nil || v.Kind != '"' && v.Kind != '0' {
		return
	}
	x, ok := amountOf(f, v)
	switch {
	case !ok:
	case x < low:
		k.fault(at+"/min", "%q is above what the scenario has at %s, %q; lower it, or raise that", s.Min, wording.Clip(s.Path), wording.Clip(v.Text))
	case x > high:
		k.fault(at+"/max", "%q is below what the scenario has at %s, %q; raise it, or lower that", s.Max, wording.Clip(s.Path), wording.Clip(v.Text))
	}
}

// amountOf is the value of a field that a slider moves, in base units, if it is
// one.
func amountOf(f *schema.Field, v *source.Value) (float64, bool) {
	if n := f.Moves(); n != nil {
		x, err := n.Parse(v.Text)
		return x.Float64(), err == nil
	}
	x, err := strconv.ParseFloat(v.Text, 64)
	return x, err == nil
}

// end is one end of a slider, decoded as the field it moves would be, if it is
// such.
func (k *checker) end(f *schema.Field, pointer, text string) (float64, bool) {
	v := k.value(pointer)
	if v == nil || v.Kind != '"' || text == "" {
		return 0, false
	}
	literal := &source.Value{Kind: '"', Start: v.Start, Text: text}
	if f.Moves() == nil {
		literal.Kind = '0'
		if _, ok := quantity.Decimal(text); !ok {
			k.fault(pointer, "%q is no number; write it in digits, like 0.25", wording.Clip(text))
			return 0, false
		}
	}
	before := k.found.All
	schema.NewDecoder(schema.NewTypes(), k.found).Field(literal, pointer, f, reflect.New(f.Type).Elem())
	if k.found.All > before {
		return 0, false
	}
	return amountOf(f, literal)
}

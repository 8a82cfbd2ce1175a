package scenario

import (
	"errors"
	"math/big"
	"reflect"
	"strconv"

	"backchat/sim"
)

// statements reads and checks what the base says about its own runs and to
// its reader, once all variants are known.
func (f *File) statements(k *checker) {
	s := k.s
	for i := range s.Expect {
		at := nth("/expect", i)
		s.Expect[i].Comparison = f.comparison(k, at+"/that", s.Expect[i].That)
	}
	for i := range s.Goals {
		at := nth("/goals", i)
		s.Goals[i].Comparison = f.comparison(k, at+"/that", s.Goals[i].That)
	}
	for _, v := range f.variants[1:] {
		v.scenario.Expect, v.scenario.Goals = s.Expect, s.Goals
	}
	k.prediction()
	for i := range s.Sliders {
		k.slider(&s.Sliders[i], nth("/sliders", i))
	}
}

// comparison reads an expectation, and finds fault at its place in the string.
func (f *File) comparison(k *checker, pointer, text string) *Comparison {
	v := k.value(pointer)
	if v == nil || v.kind != '"' || text == "" {
		return nil
	}
	c, err := parseComparison(text, f.metric)
	var what *complaint
	if errors.As(err, &what) {
		k.found.add(v.start+offset(f.text[v.start:v.end], what.at), pointer, "%s", what.message)
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
	low, high := k.end(f, at+"/min", s.Min), k.end(f, at+"/max", s.Max)
	switch {
	case low == nil || high == nil:
	case low.Cmp(high) >= 0:
		k.fault(at+"/max", "%q is not above the least value, %q", s.Max, s.Min)
	case s.Scale == "log" && low.Sign() == 0:
		k.fault(at+"/min", "a logarithmic slider cannot begin at 0")
	default:
		k.begins(f, s, at, low, high)
	}
}

// begins checks that a slider begins at what the file says.
func (k *checker) begins(f *field, s *Slider, at string, low, high *big.Rat) {
	v := k.value(s.Path)
	if v == nil && f.hasDef {
		v = f.literal()
	}
	if v == nil || v.kind != '"' && v.kind != '0' {
		return
	}
	x := amountOf(f, v)
	switch {
	case x == nil:
	case x.Cmp(low) < 0:
		k.fault(at+"/min", "%q is above what the scenario has at %s, %q; lower it, or raise that", s.Min, clip(s.Path), clip(v.text))
	case x.Cmp(high) > 0:
		k.fault(at+"/max", "%q is below what the scenario has at %s, %q; raise it, or lower that", s.Max, clip(s.Path), clip(v.text))
	}
}

// amountOf is the value of a field that a slider moves, in base units; nil
// where it is none.
func amountOf(f *field, v *value) *big.Rat {
	if n := f.moves(); n != nil {
		x, err := n.parse(v.text)
		if err != nil {
			return nil
		}
		return x
	}
	x, err := strconv.ParseFloat(v.text, 64)
	if err != nil {
		return nil
	}
	return new(big.Rat).SetFloat64(x)
}

// moves is the notation of what a slider does with a field, nil for a number
// without dimension.
func (f *field) moves() *notation {
	if f.element() == reflect.TypeFor[sim.Dist]() {
		return measureOf(f.unit)
	}
	return f.notation()
}

// end is one end of a slider, decoded as the field it moves would be; nil
// where it is none.
func (k *checker) end(f *field, pointer, text string) *big.Rat {
	v := k.value(pointer)
	if v == nil || v.kind != '"' || text == "" {
		return nil
	}
	literal := &value{kind: '"', start: v.start, text: text}
	if f.moves() == nil {
		literal.kind = '0'
		if _, ok := decimal(text); !ok {
			k.fault(pointer, "%q is no number; write it in digits, like 0.25", clip(text))
			return nil
		}
	}
	before := k.found.all
	newDecoder(newTypes(), k.found).field(literal, pointer, f, reflect.New(f.typ).Elem())
	if k.found.all > before {
		return nil
	}
	return amountOf(f, literal)
}

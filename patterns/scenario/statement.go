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
	}
}

// end is one end of a slider, decoded as the field it moves would be; nil
// where it is none.
func (k *checker) end(f *field, pointer, text string) *big.Rat {
	v := k.value(pointer)
	if v == nil || v.kind != '"' || text == "" {
		return nil
	}
	literal := &value{kind: '"', start: v.start, text: text}
	n := f.notation()
	if f.element() == reflect.TypeFor[sim.Dist]() {
		n = measureOf(f.unit)
	}
	if n == nil {
		literal.kind = '0'
		if x, err := strconv.ParseFloat(text, 64); err != nil || x != x {
			k.fault(pointer, "%q is no number", clip(text))
			return nil
		}
	}
	before := k.found.all
	newDecoder(newTypes(), k.found).field(literal, pointer, f, reflect.New(f.typ).Elem())
	if k.found.all > before {
		return nil
	}
	if n == nil {
		x, _ := new(big.Rat).SetString(text)
		return x
	}
	x, _ := n.parse(text)
	return x
}

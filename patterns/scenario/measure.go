package scenario

import (
	"math/big"
	"strings"
)

func startsNumber(text string) bool {
	text = strings.TrimPrefix(text, "-")
	return text != "" && (text[0] >= '0' && text[0] <= '9' || text[0] == '.')
}

// A measure is a notation in expectations: what its base unit is there.
type measure struct {
	notation *notation
	per      int64 // its base units in one of ours
	unit     dimension
}

func measures() []measure {
	return []measure{
		{&durations, 1e9, dimension{seconds: 1}},
		{&sizes, 1, dimension{bytes: 1}},
		{&bandwidths, 8, dimension{bytes: 1, seconds: -1}},
		{&rates, 1, dimension{seconds: -1}},
	}
}

// number reads a number with or without a unit.
func number(w word) (*Expression, error) {
	e := &Expression{Op: 'n', Text: w.text, at: w.at}
	digits := strings.TrimRight(w.text, unitLetters)
	x, ok := decimal(digits)
	if !ok {
		return nil, complain(w.at, "%q is no number: write one in digits, up to %d of them and a point, like 0.25, and blanks around + - * /", clip(w.text), longestQuantity)
	}
	name := w.text[len(digits):]
	switch name {
	case "":
		value, _ := x.Float64()
		e.unit.fitsAll = x.Sign() == 0
		return e.of(value), nil
	case "%":
		value, _ := x.Quo(x, big.NewRat(100, 1)).Float64()
		return e.of(value), nil
	}
	var names []string
	for _, m := range measures() {
		if m.notation.has(name) {
			e.unit = m.unit
			return e.of(m.value(w.text)), nil
		}
		names = append(names, m.notation.names()...)
	}
	return nil, complain(w.at+len(digits), "there is no unit %q%s The units are %s and %%", clip(name), sentence(didYouMean(name, names)), strings.Join(names, ", "))
}

// of is e with its value.
func (e *Expression) of(value float64) *Expression {
	e.Value, e.constant, e.amount = value, true, value
	return e
}

// unitLetters are what units are made of.
const unitLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/%"

// value is text in the base unit of expectations.
func (m *measure) value(text string) float64 {
	x, err := m.notation.parse(text)
	if err != nil {
		panic("scenario.measure.value: " + err.Error())
	}
	f, _ := x.Mul(x, big.NewRat(1, m.per)).Float64()
	return f
}

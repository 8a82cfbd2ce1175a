package expression

import (
	"strings"

	"backchat/patterns/scenario/quantity"
	"backchat/patterns/scenario/wording"
)

func startsNumber(text string) bool {
	text = strings.TrimPrefix(text, "-")
	return text != "" && (text[0] >= '0' && text[0] <= '9' || text[0] == '.')
}

// A measure is a notation in expectations: what its base unit is there.
type measure struct {
	notation *quantity.Notation
	per      int64 // its base units in one of ours
	unit     Dimension
}

func measures() []measure {
	return []measure{
		{&quantity.Durations, 1e9, Dimension{seconds: 1}},
		{&quantity.Sizes, 1, Dimension{bytes: 1}},
		{&quantity.Bandwidths, 8, Dimension{bytes: 1, seconds: -1}},
		{&quantity.Rates, 1, Dimension{seconds: -1}},
	}
}

// number reads a number with or without a unit.
func number(w Word) (*Expression, error) {
	e := &Expression{Op: 'n', Text: w.Text, at: w.At}
	digits := strings.TrimRight(w.Text, unitLetters)
	x, ok := quantity.Decimal(digits)
	if parted := apart(w.Text); !ok && parted != "" {
		return nil, Complain(w.At, "%q lacks blanks; write %q", wording.Clip(w.Text), parted)
	}
	if !ok {
		return nil, Complain(w.At, "%q is no number: write one in digits, up to %d of them and a point, like 0.25, and blanks around + - * /", wording.Clip(w.Text), quantity.LongestQuantity)
	}
	name := w.Text[len(digits):]
	switch name {
	case "":
		e.unit.fitsAll = x.Sign() == 0
		return e.of(x.Float64()), nil
	case "%":
		return e.of(x.Scaled(1, 100).Float64()), nil
	}
	if size, isRate := strings.CutSuffix(w.Text, "/s"); isRate && quantity.Sizes.Has(strings.TrimSuffix(name, "/s")) {
		return nil, Complain(w.At, "%q is no unit's; bytes a second are bytes through a second: write %q", wording.Clip(w.Text), size+" / 1s")
	}
	var names []string
	for _, m := range measures() {
		if m.notation.Has(name) {
			e.unit = m.unit
			return e.of(m.value(w.Text)), nil
		}
		names = append(names, m.notation.Names()...)
	}
	return nil, Complain(w.At+len(digits), "there is no unit %q%s The units are %s and %%", wording.Clip(name), wording.Sentence(wording.DidYouMean(name, names)), strings.Join(names, ", "))
}

// apart is text with blanks around what joins two numbers in it, "" where nothing does.
func apart(text string) string {
	for i := 1; i < len(text)-1; i++ {
		if strings.IndexByte("+-*/", text[i]) < 0 || !startsNumber(text[i+1:]) {
			continue
		}
		_, left := number(Word{Text: text[:i]})
		_, right := number(Word{Text: text[i+1:]})
		if left == nil && right == nil {
			return text[:i] + " " + text[i:i+1] + " " + text[i+1:]
		}
	}
	return ""
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
	x, err := m.notation.Parse(text)
	if err != nil {
		panic("scenario.measure.value: " + err.Error())
	}
	return x.Scaled(1, uint64(m.per)).Float64()
}

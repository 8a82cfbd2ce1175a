package scenario

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// The language of expectations, and of figures in texts, which are sums:
//
//	comparison = sum op sum [ "within" percentage ]    the latter after == only
//	op         = "<" | "<=" | ">" | ">=" | "==" | "!="
//	sum        = product { ( "+" | "-" ) product }
//	product    = factor { ( "*" | "/" ) factor }
//	factor     = number [ unit ] | metric [ "@" variant ] | "(" sum ")"
//
// Words are parted by blanks; parentheses need none.

// A word is a part of an expectation.
type word struct {
	text string
	at   int // byte offset
}

// A complaint says what is wrong at a byte offset of an expectation.
type complaint struct {
	at      int
	message string
}

func (c *complaint) Error() string { return c.message }

func complain(at int, format string, args ...any) error {
	return &complaint{at, fmt.Sprintf(format, args...)}
}

// Bounds of an expectation.
const (
	longestExpectation = 2000
	deepestExpectation = 50
)

var comparators = [...]string{"<", "<=", ">", ">=", "==", "!="}

// A parser turns words into a comparison.
type parser struct {
	words []word
	next  int
	depth int
	end   int // byte offset
	unit  func(word) (Ref, dimension, error)
}

// parseComparison reads an expectation. What a metric's name stands for, and
// in what unit, is for metric to say. An error is a *complaint.
func parseComparison(text string, metric func(word) (Ref, dimension, error)) (*Comparison, error) {
	if len(text) > longestExpectation {
		return nil, complain(0, "an expectation has at most %d bytes; this one has %d", longestExpectation, len(text))
	}
	p := &parser{words: wordsOf(text), end: len(text), unit: metric}
	c, err := p.comparison()
	if err != nil {
		return nil, err
	}
	if w, more := p.peek(); more {
		return nil, complain(w.at, "%q comes after the end of the comparison", clip(w.text))
	}
	return c, nil
}

// parseFigure reads a sum that stands in a longer text at an offset. An error
// is a *complaint, about the longer text.
func parseFigure(text string, at int, metric func(word) (Ref, dimension, error)) (*Expression, error) {
	if len(text) > longestExpectation {
		return nil, complain(at, "a figure has at most %d bytes; this one has %d", longestExpectation, len(text))
	}
	p := &parser{words: wordsOf(text), end: at + len(text), unit: metric}
	for i := range p.words {
		p.words[i].at += at
	}
	e, err := p.sum()
	if err != nil {
		return nil, err
	}
	if w, more := p.peek(); more {
		return nil, complain(w.at, "%q comes after the end of the figure", clip(w.text))
	}
	return e, nil
}

// wordsOf parts text at blanks and around parentheses.
func wordsOf(text string) []word {
	var words []word
	begin := -1
	flush := func(end int) {
		if begin >= 0 {
			words = append(words, word{text[begin:end], begin})
		}
		begin = -1
	}
	for i, c := range text {
		switch {
		case c == '(' || c == ')':
			flush(i)
			words = append(words, word{string(c), i})
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			flush(i)
		case begin < 0:
			begin = i
		}
	}
	flush(len(text))
	return words
}

// peek is the next word, and whether there is one.
func (p *parser) peek() (word, bool) {
	if p.next < len(p.words) {
		return p.words[p.next], true
	}
	return word{at: p.end}, false
}

// take is the next word if it is one of the texts.
func (p *parser) take(texts ...string) (word, bool) {
	w, more := p.peek()
	if more && slices.Contains(texts, w.text) {
		p.next++
		return w, true
	}
	return w, false
}

func (p *parser) comparison() (*Comparison, error) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	op, ok := p.take(comparators[:]...)
	if !ok {
		return nil, p.noComparator(op)
	}
	right, err := p.sum()
	if err != nil {
		return nil, err
	}
	if !left.unit.fits(right.unit) {
		return nil, complain(op.at, "the left side is in %v, the right side in %v; they cannot be compared", left.unit, right.unit)
	}
	if left.constant && right.constant {
		return nil, complain(op.at, "there is no metric on either side, so that this says nothing of any run; name one, like %s", "run.window")
	}
	c := &Comparison{Left: left, Right: right, Op: op.text}
	return c, p.within(c)
}

func (p *parser) noComparator(w word) error {
	if w.at == p.end {
		return complain(w.at, "an expectation compares: write one of %s, and a value", strings.Join(comparators[:], " "))
	}
	if w.text == "=" {
		return complain(w.at, `"=" compares nothing; write "=="`)
	}
	return complain(w.at, "%q stands where a comparison is wanted: one of %s, or of + - * /", clip(w.text), strings.Join(comparators[:], " "))
}

func (p *parser) within(c *Comparison) error {
	w, ok := p.take("within")
	if !ok {
		return nil
	}
	if c.Op != "==" {
		return complain(w.at, `"within" goes with ==, not with %s`, c.Op)
	}
	share, more := p.peek()
	p.next++
	if !more || !strings.HasSuffix(share.text, "%") {
		return complain(share.at, `"within" needs a percentage, like 2%%`)
	}
	e, err := number(share)
	if err != nil {
		return err
	}
	if e.Value <= 0 || e.Value > 1 {
		return complain(share.at, "%q is not above 0%% and at most 100%%", share.text)
	}
	c.Within = e.Value
	return nil
}

func (p *parser) sum() (*Expression, error) { return p.joined(p.product, "+", "-") }

func (p *parser) product() (*Expression, error) { return p.joined(p.factor, "*", "/") }

// joined reads operands with one of the operators between each two.
func (p *parser) joined(operand func() (*Expression, error), ops ...string) (*Expression, error) {
	left, err := operand()
	if err != nil {
		return nil, err
	}
	for {
		op, ok := p.take(ops...)
		if !ok {
			return left, nil
		}
		right, err := operand()
		if err != nil {
			return nil, err
		}
		if left, err = join(left, op, right); err != nil {
			return nil, err
		}
	}
}

// join makes one expression of two, and finds out its unit.
func join(left *Expression, op word, right *Expression) (*Expression, error) {
	e := &Expression{Op: op.text[0], Left: left, Right: right, at: op.at}
	l, r := left.unit, right.unit
	switch e.Op {
	case '*':
		e.unit = dimension{seconds: l.seconds + r.seconds, bytes: l.bytes + r.bytes, fitsAll: l.fitsAll || r.fitsAll}
	case '/':
		if right.constant && right.amount == 0 {
			return nil, complain(right.at, "this divides by 0")
		}
		e.unit = dimension{seconds: l.seconds - r.seconds, bytes: l.bytes - r.bytes, fitsAll: l.fitsAll}
	default:
		if !l.fits(r) {
			return nil, complain(op.at, "%v and %v cannot be joined by %q", l, r, op.text)
		}
		e.unit = l
		if l.fitsAll {
			e.unit = r
		}
	}
	return e, e.reckon()
}

// reckon works out what is constant. It must be a number.
func (e *Expression) reckon() error {
	if e.constant = e.Left.constant && e.Right.constant; !e.constant {
		return nil
	}
	e.amount = combine(e.Op, e.Left.amount, e.Right.amount)
	if math.IsInf(e.amount, 0) || math.IsNaN(e.amount) {
		return complain(e.at, "this comes to more than any number there is")
	}
	return nil
}

func (p *parser) factor() (*Expression, error) {
	w, more := p.peek()
	p.next++
	switch {
	case !more:
		return nil, complain(w.at, "a number or a metric is missing at the end")
	case w.text == "(":
		return p.parenthesis(w)
	case startsNumber(w.text):
		return number(w)
	case w.text[0] >= 'a' && w.text[0] <= 'z' || w.text[0] >= 'A' && w.text[0] <= 'Z':
		ref, unit, err := p.unit(w)
		return &Expression{Op: 'm', Metric: ref, at: w.at, unit: unit}, err
	}
	return nil, complain(w.at, "%q stands where a number or a metric is wanted", clip(w.text))
}

func (p *parser) parenthesis(w word) (*Expression, error) {
	if p.depth == deepestExpectation {
		return nil, complain(w.at, "parentheses are nested deeper than %d", deepestExpectation)
	}
	p.depth++
	e, err := p.sum()
	p.depth--
	if err != nil {
		return nil, err
	}
	if at, ok := p.take(")"); !ok {
		return nil, complain(at.at, `")" is missing`)
	}
	return e, nil
}

package expression

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"backchat/patterns/scenario/wording"
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

// A Word is a part of an expectation.
type Word struct {
	Text string
	At   int // byte offset
}

// A Complaint says what is wrong at a byte offset of an expectation.
type Complaint struct {
	At      int
	Message string
}

func (c *Complaint) Error() string { return c.Message }

// Complain is an error about what stands at a byte offset.
func Complain(at int, format string, args ...any) error {
	return &Complaint{at, fmt.Sprintf(format, args...)}
}

// Bounds of an expectation.
const (
	longestExpectation = 2000
	deepestExpectation = 50
)

// Comparators are what may stand between two sums.
var Comparators = [...]string{"<", "<=", ">", ">=", "==", "!="}

// A parser turns words into a comparison.
type parser struct {
	words []Word
	next  int
	depth int
	end   int // byte offset
	unit  func(Word) (Ref, Dimension, error)
}

// ParseComparison reads an expectation. What a metric's name stands for, and
// in what unit, is for metric to say. An error is a *Complaint.
func ParseComparison(text string, metric func(Word) (Ref, Dimension, error)) (*Comparison, error) {
	if len(text) > longestExpectation {
		return nil, Complain(0, "an expectation has at most %d bytes; this one has %d", longestExpectation, len(text))
	}
	p := &parser{words: wordsOf(text), end: len(text), unit: metric}
	c, err := p.comparison()
	if err != nil {
		return nil, err
	}
	if w, more := p.peek(); more {
		return nil, Complain(w.At, "%q comes after the end of the comparison", wording.Clip(w.Text))
	}
	return c, nil
}

// ParseFigure reads a sum that stands in a longer text at an offset. An error
// is a *Complaint, about the longer text.
func ParseFigure(text string, at int, metric func(Word) (Ref, Dimension, error)) (*Expression, error) {
	if len(text) > longestExpectation {
		return nil, Complain(at, "a figure has at most %d bytes; this one has %d", longestExpectation, len(text))
	}
	p := &parser{words: wordsOf(text), end: at + len(text), unit: metric}
	for i := range p.words {
		p.words[i].At += at
	}
	e, err := p.sum()
	if err != nil {
		return nil, err
	}
	if w, more := p.peek(); more {
		return nil, Complain(w.At, "%q comes after the end of the figure", wording.Clip(w.Text))
	}
	return e, nil
}

// wordsOf parts text at blanks and around parentheses.
func wordsOf(text string) []Word {
	var words []Word
	begin := -1
	flush := func(end int) {
		if begin >= 0 {
			words = append(words, Word{text[begin:end], begin})
		}
		begin = -1
	}
	for i, c := range text {
		switch {
		case c == '(' || c == ')':
			flush(i)
			words = append(words, Word{string(c), i})
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
func (p *parser) peek() (Word, bool) {
	if p.next < len(p.words) {
		return p.words[p.next], true
	}
	return Word{At: p.end}, false
}

// take is the next word if it is one of the texts.
func (p *parser) take(texts ...string) (Word, bool) {
	w, more := p.peek()
	if more && slices.Contains(texts, w.Text) {
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
	op, ok := p.take(Comparators[:]...)
	if !ok {
		return nil, p.noComparator(op)
	}
	right, err := p.sum()
	if err != nil {
		return nil, err
	}
	if !left.unit.fits(right.unit) {
		return nil, Complain(op.At, "the left side is in %v, the right side in %v; they cannot be compared", left.unit, right.unit)
	}
	if left.constant && right.constant {
		return nil, Complain(op.At, "there is no metric on either side, so that this says nothing of any run; name one, like %s", "run.window")
	}
	c := &Comparison{Left: left, Right: right, Op: op.Text}
	return c, p.within(c)
}

func (p *parser) noComparator(w Word) error {
	if w.At == p.end {
		return Complain(w.At, "an expectation compares: write one of %s, and a value", strings.Join(Comparators[:], " "))
	}
	if w.Text == "=" {
		return Complain(w.At, `"=" compares nothing; write "=="`)
	}
	return Complain(w.At, "%q stands where a comparison is wanted: one of %s, or of + - * /", wording.Clip(w.Text), strings.Join(Comparators[:], " "))
}

func (p *parser) within(c *Comparison) error {
	w, ok := p.take("within")
	if !ok {
		return nil
	}
	if c.Op != "==" {
		return Complain(w.At, `"within" goes with ==, not with %s`, c.Op)
	}
	share, more := p.peek()
	p.next++
	if !more || !strings.HasSuffix(share.Text, "%") {
		return Complain(share.At, `"within" needs a percentage, like 2%%`)
	}
	e, err := number(share)
	if err != nil {
		return err
	}
	if e.Value <= 0 || e.Value > 1 {
		return Complain(share.At, "%q is not above 0%% and at most 100%%", share.Text)
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
func join(left *Expression, op Word, right *Expression) (*Expression, error) {
	e := &Expression{Op: op.Text[0], Left: left, Right: right, at: op.At}
	l, r := left.unit, right.unit
	switch e.Op {
	case '*':
		e.unit = Dimension{seconds: l.seconds + r.seconds, bytes: l.bytes + r.bytes, fitsAll: l.fitsAll || r.fitsAll}
	case '/':
		if right.constant && right.amount == 0 {
			return nil, Complain(right.at, "this divides by 0")
		}
		e.unit = Dimension{seconds: l.seconds - r.seconds, bytes: l.bytes - r.bytes, fitsAll: l.fitsAll}
	default:
		if !l.fits(r) {
			return nil, Complain(op.At, "%v and %v cannot be joined by %q", l, r, op.Text)
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
		return Complain(e.at, "this comes to more than any number there is")
	}
	return nil
}

func (p *parser) factor() (*Expression, error) {
	w, more := p.peek()
	p.next++
	switch {
	case !more:
		return nil, Complain(w.At, "a number or a metric is missing at the end")
	case w.Text == "(":
		return p.parenthesis(w)
	case startsNumber(w.Text):
		return number(w)
	case w.Text[0] >= 'a' && w.Text[0] <= 'z' || w.Text[0] >= 'A' && w.Text[0] <= 'Z':
		ref, unit, err := p.unit(w)
		return &Expression{Op: 'm', Metric: ref, at: w.At, unit: unit}, err
	}
	return nil, Complain(w.At, "%q stands where a number or a metric is wanted", wording.Clip(w.Text))
}

func (p *parser) parenthesis(w Word) (*Expression, error) {
	if p.depth == deepestExpectation {
		return nil, Complain(w.At, "parentheses are nested deeper than %d", deepestExpectation)
	}
	p.depth++
	e, err := p.sum()
	p.depth--
	if err != nil {
		return nil, err
	}
	if at, ok := p.take(")"); !ok {
		return nil, Complain(at.At, `")" is missing`)
	}
	return e, nil
}

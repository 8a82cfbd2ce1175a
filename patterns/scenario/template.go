package scenario

import (
	"errors"
	"fmt"
	"strings"

	"backchat/patterns/scenario/expression"
	"backchat/patterns/scenario/source"
)

// mostFigures bounds the figures of a text.
const mostFigures = 100

// A Template is a text for the reader with figures in it. What stands in
// braces is a sum over metrics, as expectations have them; a brace that is
// meant itself stands twice.
type Template struct {
	parts []part
}

// A part of a template is a figure or, where there is none, mere text.
type part struct {
	text   string
	figure *expression.Expression
}

// Fill is the text with the figures as they are written by write.
func (t *Template) Fill(write func(figure *expression.Expression) string) string {
	var out strings.Builder
	for _, p := range t.parts {
		if p.figure != nil {
			p.text = write(p.figure)
		}
		out.WriteString(p.text)
	}
	return out.String()
}

// Metrics are the metrics that the figures name, in the order of the text,
// each once.
func (t *Template) Metrics() []expression.Ref {
	var all []expression.Ref
	for _, p := range t.parts {
		if p.figure != nil {
			all = expression.Include(all, p.figure)
		}
	}
	return all
}

// Template is a question, a lesson or a caption of f as a template. These have
// been checked when f was read; another text may be none, which panics.
func (f *File) Template(text string) *Template {
	t, err := f.parseTemplate(text)
	if err != nil {
		panic(fmt.Sprintf("scenario.File.Template: %q: %v", text, err))
	}
	return t
}

// Bare is such a text as it is before any run: with an ellipsis for each of
// its figures.
func (f *File) Bare(text string) string {
	return f.Template(text).Fill(func(*expression.Expression) string { return "…" })
}

// parseTemplate reads a template. An error is a *complaint.
func (f *File) parseTemplate(text string) (*Template, error) {
	t := &Template{}
	var plain strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case (c == '{' || c == '}') && strings.HasPrefix(text[i+1:], text[i:i+1]):
			i++
			plain.WriteByte(c)
		case c == '}':
			return nil, expression.Complain(i, `"}" ends no figure; write "}}" for the brace itself`)
		case c == '{':
			length := strings.IndexByte(text[i:], '}')
			if length < 0 {
				return nil, expression.Complain(i, `"{" begins a figure, and "}" is missing; write "{{" for the brace itself`)
			}
			if len(t.parts) == 2*mostFigures {
				return nil, expression.Complain(i, "there are more than %d figures in this text", mostFigures)
			}
			figure, err := expression.ParseFigure(text[i+1:i+length], i+1, f.metric)
			if err != nil {
				return nil, err
			}
			t.parts = append(t.parts, part{text: plain.String()}, part{figure: figure})
			plain.Reset()
			i += length
		default:
			plain.WriteByte(c)
		}
	}
	t.parts = append(t.parts, part{text: plain.String()})
	return t, nil
}

// templates checks the texts of the base, and the captions that a variant
// changes.
func (f *File) templates(k *checker) {
	f.template(k, "/question", k.s.Question)
	f.template(k, "/lesson", k.s.Lesson)
	for _, e := range k.s.Timeline {
		f.template(k, source.Under("/timeline", e.ID)+"/say", e.Say)
	}
	whole := &checker{root: f.root, found: k.found}
	for _, v := range f.variants[1:] {
		for _, e := range v.scenario.Timeline {
			f.template(whole, source.Under(source.Under("/variants", v.id)+"/timeline", e.ID)+"/say", e.Say)
		}
	}
}

// template finds fault with a text at its place in the string, where the file
// has it there.
func (f *File) template(k *checker, pointer, text string) {
	v := k.value(pointer)
	if v == nil || v.Kind != '"' {
		return
	}
	var what *expression.Complaint
	if _, err := f.parseTemplate(text); errors.As(err, &what) {
		k.found.Add(v.Start+source.Offset(f.text[v.Start:v.End], what.At), pointer, "%s", what.Message)
	}
}

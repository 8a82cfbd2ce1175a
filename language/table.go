// Package language says texts in a reader's language. English stands where a
// text is said, and is the key under which a Table has it in another language.
package language

import "strings"

// A Text is something to say, in English. Whatever is of this type has its
// German in de.json, which tests/structure holds.
type Text string

// A Table has texts by their English. A nil Table is English, and so is
// whatever a Table lacks.
type Table map[Text]string

// figures is the key of how a language writes 1,234.5.
const figures = "1,234.5"

// Say is a text, in which what stands in braces is a place for what is said of
// this time. Places are given as names and values in turn:
//
//	t.Say("{n} of {all} are served", "n", "3", "all", "7")
func (t Table) Say(text Text, places ...string) string {
	return fill(t.of(text), places)
}

// Count is a text of which the part before the bar is for one and the part
// behind it for any other number: "{n} key | {n} keys". One without a bar is for
// all numbers: languages differ in which texts have two forms.
func (t Table) Count(n float64, text Text, places ...string) string {
	one, other, two := strings.Cut(t.of(text), " | ")
	if n == 1 || !two {
		return fill(one, places)
	}
	return fill(other, places)
}

// Figure is a quantity as the language writes it: "1,234.5 ms" as "1.234,5 ms"
// in German.
func (t Table) Figure(quantity string) string {
	marks, ok := t[figures]
	if !ok {
		return quantity
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case ',':
			return rune(marks[1])
		case '.':
			return rune(marks[5])
		}
		return r
	}, quantity)
}

func (t Table) of(text Text) string {
	if said, ok := t[text]; ok {
		return said
	}
	return string(text)
}

// fill puts values into the places of a text.
func fill(text string, places []string) string {
	if len(places) == 0 {
		return text
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return b.String()
		}
		b.WriteString(value(places, name))
		text = after
	}
}

func value(places []string, name string) string {
	for i := 0; i+1 < len(places); i += 2 {
		if places[i] == name {
			return places[i+1]
		}
	}
	panic("language: nothing is given for {" + name + "}")
}

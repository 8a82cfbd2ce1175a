package view

import (
	"strconv"

	"backchat/language"
	"backchat/sim/trace"
)

// A Voice is what pictures say in a language. All of it is looked up, and taken apart
// at its places, when the voice is made: a frame or a sentence has no time for that.
type Voice struct {
	comma string        // between thousands
	words [words]string // each in its form for one, and behind that in the form for any other number
	span  phrase        // what stands for several
	unit  phrase        // who waits for a unit of a pool

	nothing, flights, list phrase // what is in flight
	shapes                 [trace.Shapes]phrase
	mishaps                [mishaps]phrase
	conditions             [len(conditionTexts)]phrase
	some, others           phrase // of the places of which that is so
	cut, cuts              phrase
	opening                phrase
	bundle, streams        phrase // of the wire that carries most
	rests                  [len(restTexts)]phrase
}

// english is how a stage speaks at first.
var english = NewVoice(nil)

// NewVoice is the voice of a language; without a table, of English.
func NewVoice(t language.Table) *Voice {
	r := reader{table: t}
	return r.voice()
}

// Texts are all texts that a voice looks up, by which a page knows what to hand to
// the player.
func Texts() []language.Text {
	var r reader
	r.voice()
	return r.read
}

// A reader looks up texts, and notes which.
type reader struct {
	table language.Table
	read  []language.Text
}

func (r *reader) phrase(english language.Text) phrase {
	r.read = append(r.read, english)
	return newPhrase(string(english), r.table.Say(english))
}

func (r *reader) voice() *Voice {
	r.read = append(r.read, "1,234.5") // the key of how figures are written
	v := &Voice{comma: r.table.Figure(",")}
	for i, english := range wordTexts {
		forms := r.phrase(english)
		v.words[2*i], v.words[2*i+1] = v.say(&forms, 1), v.say(&forms, 0)
	}
	v.span, v.unit = r.phrase("{first} to {last}"), r.phrase("waiting for {pool}")
	v.nothing, v.flights, v.list = r.phrase("Nothing is in flight"), r.phrase("{messages} in flight"), r.phrase("{these} and {last}")
	for i := range v.shapes {
		info := trace.Shape(i).Info()
		v.shapes[i] = r.phrase(language.Text("{n} " + info.One + " | {n} " + info.Many))
	}
	for i, english := range mishapTexts {
		v.mishaps[i] = r.phrase(english)
	}
	for i := range conditionTexts {
		v.conditions[i] = r.phrase(conditionTexts[i])
	}
	v.some, v.others = r.phrase("{n} of {place}"), r.phrase("{places} and {n} other | {places} and {n} others")
	v.cut = r.phrase("the wire between {a} and {b} is cut")
	v.cuts = r.phrase("the wire between {a} and {b} is cut, and {n} other | the wire between {a} and {b} is cut, and {n} others")
	v.opening = r.phrase("{n} connection is being opened | {n} connections are being opened")
	v.bundle = r.phrase("{n} connection between {a} and {b}, with {streams} | {n} connections between {a} and {b}, with {streams}")
	v.streams = r.phrase("{n} stream | {n} streams")
	for i, english := range restTexts {
		v.rests[i] = r.phrase(english)
	}
	return v
}

// Comma is what the voice has between thousands.
func (v *Voice) Comma() string { return v.comma }

// say is a phrase by itself.
func (v *Voice) say(p *phrase, n int, names ...string) string {
	s := speech{voice: v}
	s.tell(p, n, func(k int) { s.say(names[k]) })
	return string(s.text)
}

// count is a number as the voice writes it.
func (v *Voice) count(n int64) string { return string(v.appendCount(nil, n)) }

// appendCount appends a number, which is not below 0, with its thousands parted.
func (v *Voice) appendCount(b []byte, n int64) []byte {
	if n < 1000 {
		return strconv.AppendInt(b, n, 10)
	}
	b = append(v.appendCount(b, n/1000), v.comma...)
	n %= 1000
	return append(b, byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
}

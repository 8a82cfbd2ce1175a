package view

import (
	"slices"
	"strings"
)

// A phrase is a text that is taken apart at its places, which are filled with what
// is said of this time: in the form for one, and in that for any other number. "{n}
// key | {n} keys" has two forms; those of a text without a bar are the same.
type phrase struct{ one, other []piece }

// A piece of a phrase is a text, and the place behind it.
type piece struct {
	text  string
	place int
}

// The places. All but that of the number, which is called n, are numbered from 0 on,
// as they come in English, whatever order another language has them in.
const (
	noPlace = iota - 2
	number
)

func newPhrase(english, text string) phrase {
	names := placesOf(english)
	one, other, two := strings.Cut(text, " | ")
	p := phrase{one: takeApart(one, names)}
	p.other = p.one
	if two {
		p.other = takeApart(other, names)
	}
	return p
}

func placesOf(text string) (names []string) {
	for {
		_, name, after, found := cutPlace(text)
		if !found {
			return names
		}
		if name != "n" && !slices.Contains(names, name) {
			names = append(names, name)
		}
		text = after
	}
}

func takeApart(text string, names []string) (list []piece) {
	for {
		before, name, after, found := cutPlace(text)
		if !found {
			return append(list, piece{text, noPlace})
		}
		place := number
		if name != "n" {
			place = slices.Index(names, name)
		}
		list = append(list, piece{before, place})
		text = after
	}
}

// cutPlace parts a text at its first place.
func cutPlace(text string) (before, name, after string, found bool) {
	before, rest, _ := strings.Cut(text, "{")
	name, after, found = strings.Cut(rest, "}")
	return before, name, after, found
}

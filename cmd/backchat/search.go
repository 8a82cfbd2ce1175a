package main

import (
	"cmp"
	"math/bits"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// mostNear is how many scenarios are offered where none has all that is looked for.
const mostNear = 5

// What a word counts for where it is found, by how much the place says of a scenario, and
// what it counts for besides where it stands with others in one phrase.
const (
	inRest    = 1
	inSymptom = 2
	inTitle   = 3
	inPhrase  = 2
)

// A finding is an entry with how well it fits what is looked for.
type finding struct {
	entry
	whole bool // it has all words that are looked for
	fit   int
}

// search is the entries in which all words of a text are found, those first that fit
// best; where none has all, the nearest, and whole is false. There is one at least,
// where there is no error.
func search(all []entry, text string) (found []entry, whole bool, err error) {
	if strings.TrimSpace(text) == "" {
		return all, true, nil
	}
	fits := findings(all, soughtIn(text))
	if len(fits) == 0 {
		return nil, false, wrong("--grep: no scenario has %q; try fewer or shorter words", text)
	}
	whole = fits[0].whole
	for i, f := range fits {
		if whole && !f.whole || !whole && i == mostNear {
			break
		}
		found = append(found, f.entry)
	}
	return found, whole, nil
}

// findings are the entries that have any of the words, such as have all of them first;
// then those that fit best: a word counts for more the fewer entries have it, in telling
// places, and with others in one phrase. Those that fit alike stay in the order of
// learning.
func findings(all []entry, sought []string) []finding {
	where := make([][]int, len(all)) // what each word counts for in each entry
	have := make([]int, len(sought)) // how many entries have the word
	for i := range all {
		where[i] = all[i].weigh(sought)
		for k, weight := range where[i] {
			have[k] += min(weight, 1)
		}
	}
	rarity := make([]int, len(sought))
	for k, n := range have {
		if n > 0 {
			rarity[k] = bits.Len(uint(len(all) / n))
			rarity[k] *= rarity[k]
		}
	}
	var fits []finding
	for i, e := range all {
		f := finding{entry: e, whole: !slices.Contains(where[i], 0), fit: inPhrase * e.phrased(sought, rarity)}
		for k, weight := range where[i] {
			f.fit += weight * rarity[k]
		}
		if f.fit > 0 {
			fits = append(fits, f)
		}
	}
	slices.SortStableFunc(fits, func(a, b finding) int {
		if a.whole != b.whole {
			if a.whole {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.fit, a.fit)
	})
	return fits
}

// weigh is what each of the words counts for in an entry, 0 where it is not in it.
func (e *entry) weigh(sought []string) []int {
	weights := make([]int, len(sought))
	weighIn := func(weight int, texts ...string) {
		said := wordsOf(strings.Join(texts, "\n"))
		for k, w := range sought {
			if has(said, w) {
				weights[k] = max(weights[k], weight)
			}
		}
	}
	weighIn(inTitle, e.Name, e.Title)
	weighIn(inSymptom, e.sought)
	weighIn(inRest, slices.Concat([]string{e.Question}, e.titles, e.Patterns, e.Nodes, e.Faults, e.Claims, e.words)...)
	if e.Source != nil {
		weighIn(inRest, e.Source.Title)
	}
	if e.Case != nil {
		weighIn(inSymptom, append([]string{e.Case.Symptom}, e.Case.Systems...)...)
		weighIn(inRest, e.Case.Cause)
	}
	return weights
}

// phrased is what those words add up to, by their rarity, that stand together in the title of
// an entry, in what is seen of its failure, or in one phrase by which it is looked for.
func (e *entry) phrased(sought []string, rarity []int) (most int) {
	phrases := append(strings.Split(e.sought, ", "), e.Title)
	if e.Case != nil {
		phrases = append(phrases, e.Case.Symptom)
	}
	for _, phrase := range phrases {
		said, sum := wordsOf(phrase), 0
		for k, w := range sought {
			if has(said, w) {
				sum += rarity[k]
			}
		}
		most = max(most, sum)
	}
	return most
}

// has tells whether one of the words is what is looked for, or begins so.
func has(words []string, sought string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return begins(w, sought) })
}

// address is that of a page or a host, as lines of logs have them.
var address = regexp.MustCompile(`[a-z+]+://[^\s"'>]*`)

// status is a number that says something of what is looked for; others are of one
// line of a log alone, as its ports, times and sizes.
var status = regexp.MustCompile(`^[45](\d\d|xx)$`)

// soughtIn are the words of a text that are looked for, each once, without their
// endings: addresses, numbers and common words are not, unless there are no others.
func soughtIn(text string) []string {
	text = strings.ReplaceAll(address.ReplaceAllString(strings.ToLower(text), " "), "http/", "http")
	words := wordsOf(strings.ReplaceAll(text, "-", " "))
	telling := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return slices.Contains(common, w) || w[0] >= '0' && w[0] <= '9' && !status.MatchString(w)
	})
	if len(telling) == 0 {
		telling = words
	}
	var sought []string
	for _, w := range telling {
		sought = include(sought, stem(w))
	}
	return sought
}

// common are words that say nothing of what is looked for.
var common = strings.Fields(`
	a an the this that these those it its i my we our you your they their he his
	and or but not of in on at to from by for with without as into behind over under than
	is are was were be been being am has have had do does did can could will would should
	when while where why how what which who whose if then so because after before again
	keep keeps get gets got every each all always often only still just very too also
	der die das ein eine einer eines und oder nicht von im in am an zu mit nach ist sind
	wird werden wenn wie was warum immer alle jede jeder`)

// wordsOf are the words of a text in lower case; what hyphens join is there as one
// word too, so that "fan-out" is found by "fanout", and "HTTP/2" is "http2".
func wordsOf(text string) []string {
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	parts := strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(text), "http/", "http-"), func(r rune) bool { return !inWord(r) && r != '-' })
	var words []string
	for _, part := range parts {
		pieces := strings.FieldsFunc(part, func(r rune) bool { return r == '-' })
		words = append(words, pieces...)
		if len(pieces) == 2 {
			words = append(words, pieces[0]+pieces[1])
		}
	}
	return words
}

// shortest is how long the beginning of a word is at least; what is shorter has to be
// the whole word, so that "RST" is not found in "rsthing".
const shortest = 4

// begins tells whether a word is what is looked for, or begins so.
func begins(word, sought string) bool {
	if len(sought) < shortest {
		return word == sought || word == sought+"s"
	}
	return strings.HasPrefix(word, sought)
}

// stem is a word without an ending that others of its kind do without.
func stem(word string) string {
	for _, ending := range []string{"ing", "ies", "ed", "es", "s", "y", "e"} {
		if s, ok := strings.CutSuffix(word, ending); ok && (len(s) >= shortest || ending == "s" && len(s) == shortest-1 && !strings.HasSuffix(s, "s")) {
			return s
		}
	}
	return word
}

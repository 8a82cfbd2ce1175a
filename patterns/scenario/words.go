package scenario

import (
	"slices"
	"strings"

	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

// Words are what people, and the systems that they run, call the fields that a file
// says, or one of its variants: by these one finds it.
func (f *File) Words() []string {
	found := make([]bool, len(wording.Terms))
	meetTerms(f.root, nil, found)
	for _, m := range f.root.Get("variants").List() {
		meetTerms(m.Value, nil, found)
	}
	var words []string
	for i := range found {
		if found[i] {
			words = append(words, wording.Terms[i].Words())
		}
	}
	return words
}

// sectionsOf are where the fields of a term are said, by the first word of it; those of
// a kind of node, which are not here, are said of nodes.
var sectionsOf = map[string][]string{
	"link": {"links", "hop"}, "flow": {"flows", "nodes"}, "call": {"flows", "nodes"}, "distribution": {},
}

// meetTerms finds the terms of the fields that are said in v, to which the names of
// members lead.
func meetTerms(v *source.Value, way []string, found []bool) {
	if len(way) > 1 {
		for i := range wording.Terms {
			found[i] = found[i] || leadsTo(way, strings.Split(wording.Terms[i].Here, "."))
		}
	}
	for _, m := range v.List() {
		if !m.Value.Removed && m.Value.Kind != 'n' && (len(way) > 0 || slices.Contains(patchable[:], m.Name)) {
			meetTerms(m.Value, append(way, m.Name), found)
		}
	}
	for _, item := range v.Items {
		meetTerms(item, way, found)
	}
}

// leadsTo tells whether a way ends at a term's field: with the names that the term has,
// among others.
func leadsTo(way, term []string) bool {
	sections, known := sectionsOf[term[0]]
	if !known {
		sections = []string{"nodes"}
	}
	if !slices.Contains(sections, way[0]) || way[len(way)-1] != term[len(term)-1] {
		return false
	}
	rest := way[1:]
	for _, part := range term[1:] {
		i := slices.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// A Patch is a merge patch (RFC 7396) on a whole scenario, its variants among
// what it may change: JSON without blanks, the keys of each object in order,
// so that patches which change the same are equal. "" is none.
type Patch string

// breakable are the fields that a [Patch] may change.
var breakable = append(slices.Clone(patchable[:]), "variants")

// Broken is the file as the patch leaves it, with those expectations alone
// that are broken by it, and without what is said to the reader. Its error is
// that the patch makes no scenario; it is nil for every patch that an
// expectation of f has.
func (f *File) Broken(by Patch) (*File, error) {
	found := &findings{}
	patch := read([]byte(by), found)
	if patch == nil {
		return nil, found.faults("brokenBy", []byte(by))
	}
	root := f.patched(patch, "", found)
	text := compact(root, false)
	g := f.another(text)
	g.root = read(text, found)
	g.loadRuns(root, found)
	if err := found.faults("brokenBy", []byte(by)); err != nil {
		return nil, err
	}
	return g, g.expect(f.variants[0].scenario.Expect, by)
}

// expect makes those expectations g's own that the patch is to break.
func (f *File) expect(all []Expectation, by Patch) error {
	var some []Expectation
	for _, e := range all {
		if e.BrokenBy != by {
			continue
		}
		c, err := parseComparison(e.That, f.metric)
		if err != nil {
			return fmt.Errorf("%s, broken by %s: %w", e.That, by, err)
		}
		some = append(some, Expectation{Claim: e.Claim, That: e.That, Comparison: c})
	}
	for _, v := range f.variants {
		v.scenario.Expect = some
	}
	return nil
}

// patched is the scenario's tree as a patch leaves it, without what is said
// of its runs and to its reader.
func (f *File) patched(patch *value, pointer string, found *findings) *value {
	bare := &value{kind: '{', start: f.root.start, end: f.root.end}
	for _, m := range f.root.members {
		if m.name == "version" || m.name == "title" || m.name == "seed" || slices.Contains(breakable, m.name) {
			bare.members = append(bare.members, m)
		}
	}
	whole := merge(bare, fitting(found, patch, pointer, `"brokenBy"`, breakable))
	for i, m := range whole.members {
		if m.name == "variants" {
			whole.members[i].value = settled(m, pointer, found)
		}
	}
	whole.members = slices.DeleteFunc(whole.members, func(m member) bool { return m.name == "variants" && m.value == nil })
	return whole
}

// settled is a member that a patch has been applied to, rid of what the patch
// removes: a removal that stayed would be the variant's own. It is nil where
// the member itself is removed.
func settled(m member, pointer string, found *findings) *value {
	at := under(pointer, m.name)
	switch {
	case m.value.removed && !m.value.had:
		found.add(m.at, at, "there is no %q to remove", m.name)
		return nil
	case m.value.removed:
		return nil
	case m.value.kind != '{':
		return m.value
	}
	kept := &value{kind: '{', start: m.value.start, end: m.value.end}
	for _, inner := range m.value.members {
		if v := settled(inner, at, found); v != nil {
			kept.members = append(kept.members, member{inner.name, inner.at, v})
		}
	}
	return kept
}

// A breaker checks the patches of a file's expectations, each different one
// once.
type breaker struct {
	f       *File
	found   *findings
	inBase  map[finding]bool // what is wrong without any patch
	patched map[Patch]*File
}

// breaks checks every brokenBy: the patched scenario must be one, and the
// expectation must still say something in it.
func (f *File) breaks(k *checker) {
	b := &breaker{f, k.found, known(k.found), map[Patch]*File{}}
	for i := range k.s.Expect {
		e, at := &k.s.Expect[i], under(nth("/expect", i), "brokenBy")
		patch := k.value(at)
		if e.BrokenBy == "" || patch == nil {
			continue
		}
		if _, seen := b.patched[e.BrokenBy]; !seen && (len(b.patched)+1)*f.values > mostMade {
			k.over(at, fmt.Sprintf("there are too many different patches for a file whose variants have %d values; use the same for several expectations", f.values))
			return
		}
		b.check(e, patch, at)
	}
}

func (b *breaker) check(e *Expectation, patch *value, at string) {
	g, seen := b.patched[e.BrokenBy]
	if !seen {
		g = b.read(patch, at)
		b.patched[e.BrokenBy] = g
	}
	if g == nil || e.Comparison == nil {
		return
	}
	var what *complaint
	if _, err := parseComparison(e.That, g.metric); errors.As(err, &what) {
		b.found.add(patch.start, at, "with it, %q says nothing: %s", clip(e.That), what.message)
	}
}

// read makes the patched file, nil where it is none. What is wrong with it is
// told at its place in the patch.
func (b *breaker) read(patch *value, at string) *File {
	of := &findings{}
	g := b.f.another(nil)
	g.loadRuns(b.f.patched(patch, "", of), of)
	for _, v := range of.list {
		relocate(b.found, v, patch, at, `"brokenBy"`, b.inBase)
	}
	if len(of.list) > 0 {
		return nil
	}
	return g
}

// patchOf is a tree as a patch.
func patchOf(v *value) Patch { return Patch(compact(v, true)) }

// compact is v as JSON without blanks and without what is removed; sorted, the
// keys of each object stand in order.
func compact(v *value, sorted bool) []byte {
	return appendJSON(nil, v, sorted)
}

func appendJSON(out []byte, v *value, sorted bool) []byte {
	switch v.kind {
	case '{':
		return appendMembers(out, v, sorted)
	case '[':
		out = append(out, '[')
		for i, item := range v.items {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendJSON(out, item, sorted)
		}
		return append(out, ']')
	case '"':
		out, _ = jsontext.AppendQuote(out, v.text)
		return out
	}
	if v.kind == '0' {
		return append(out, v.text...)
	}
	return append(out, describe(v)...)
}

func appendMembers(out []byte, v *value, sorted bool) []byte {
	members := slices.DeleteFunc(slices.Clone(v.members), func(m member) bool { return m.value.removed })
	if sorted {
		slices.SortFunc(members, func(a, b member) int { return cmp.Compare(a.name, b.name) })
	}
	out = append(out, '{')
	for i, m := range members {
		if i > 0 {
			out = append(out, ',')
		}
		out, _ = jsontext.AppendQuote(out, m.name)
		out = appendJSON(append(out, ':'), m.value, sorted)
	}
	return append(out, '}')
}

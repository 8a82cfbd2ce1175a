package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"backchat/patterns/scenario/expression"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

// breakable are the fields that a [Patch] may change.
var breakable = append(slices.Clone(variable), "variants")

// Broken is the file as the patch leaves it, with those expectations alone
// that are broken by it, and without what is said to the reader. Its error is
// that the patch makes no scenario; it is nil for every patch that an
// expectation of f has.
func (f *File) Broken(by source.Patch) (*File, error) {
	g, err := f.with(by, "brokenBy", breakable)
	if err != nil {
		return nil, err
	}
	return g, g.expect(f.variants[0].scenario.Expect, by)
}

// Reached is the file as a goal's own change leaves it, with that goal alone,
// and without what else is said to the reader. Its error is as of
// [File.Broken].
func (f *File) Reached(goal Goal) (*File, error) {
	g, err := f.with(goal.ReachedBy, "reachedBy", patchable[:])
	if err != nil {
		return nil, err
	}
	if goal.Comparison, err = expression.ParseComparison(goal.That, g.metric); err != nil {
		return nil, err
	}
	for _, v := range g.variants {
		v.scenario.Goals = []Goal{goal}
	}
	return g, nil
}

// with is the file as a patch leaves it, which is the value of the field
// named and may change so much.
func (f *File) with(by source.Patch, field string, may []string) (*File, error) {
	found := &source.Findings{}
	patch := source.Read([]byte(by), found)
	if patch == nil {
		return nil, found.Faults(field, []byte(by))
	}
	root := f.patched(patch, patching{field, may}, "", found)
	text := source.Compact(root, false)
	g := f.another(text)
	g.root = source.Read(text, found)
	g.loadRuns(root, found)
	return g, found.Faults(field, []byte(by))
}

// A patching is how the file is changed: by the value of which field, and
// which of the file's fields that may change.
type patching struct {
	field string
	may   []string
}

func (p patching) String() string { return strconv.Quote(p.field) }

// expect makes those expectations g's own that the patch is to break.
func (f *File) expect(all []Expectation, by source.Patch) error {
	var some []Expectation
	for _, e := range all {
		if e.BrokenBy != by {
			continue
		}
		c, err := expression.ParseComparison(e.That, f.metric)
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
func (f *File) patched(patch *source.Value, how patching, pointer string, found *source.Findings) *source.Value {
	bare := &source.Value{Kind: '{', Start: f.root.Start, End: f.root.End}
	for _, m := range f.root.Members {
		if m.Name == "version" || m.Name == "title" || m.Name == "seed" || slices.Contains(breakable, m.Name) {
			bare.Members = append(bare.Members, m)
		}
	}
	whole := source.Merge(bare, fitting(found, patch, pointer, how.String(), how.may))
	for i, m := range whole.Members {
		if m.Name == "variants" {
			whole.Members[i].Value = settled(m, pointer, found)
		}
	}
	whole.Members = slices.DeleteFunc(whole.Members, func(m source.Member) bool { return m.Name == "variants" && m.Value == nil })
	return whole
}

// settled is a member that a patch has been applied to, rid of what the patch
// removes: a removal that stayed would be the variant's own. It is nil where
// the member itself is removed.
func settled(m source.Member, pointer string, found *source.Findings) *source.Value {
	at := source.Under(pointer, m.Name)
	switch {
	case m.Value.Removed && !m.Value.Had:
		found.Add(m.At, at, "there is no %q to remove", m.Name)
		return nil
	case m.Value.Removed:
		return nil
	case m.Value.Kind != '{':
		return m.Value
	}
	kept := &source.Value{Kind: '{', Start: m.Value.Start, End: m.Value.End}
	for _, inner := range m.Value.Members {
		if v := settled(inner, at, found); v != nil {
			kept.Members = append(kept.Members, source.Member{Name: inner.Name, At: inner.At, Value: v})
		}
	}
	return kept
}

// A patcher checks the patches of a file's expectations and goals, each
// different one of a kind once.
type patcher struct {
	f       *File
	found   *source.Findings
	inBase  map[source.Finding]bool // what is wrong without any patch
	patched map[change]*File
}

type change struct {
	field string
	by    source.Patch
}

// patches checks every brokenBy and reachedBy: the patched scenario must be
// one, and the comparison must still say something in it.
func (f *File) patches(k *checker) {
	b := &patcher{f, k.found, known(k.found), map[change]*File{}}
	for i := range k.s.Expect {
		e := &k.s.Expect[i]
		if !b.meet(k, patching{"brokenBy", breakable}, e.BrokenBy, source.Nth("/expect", i), e.Comparison, e.That) {
			return
		}
	}
	for i := range k.s.Goals {
		g := &k.s.Goals[i]
		if !b.meet(k, patching{"reachedBy", patchable[:]}, g.ReachedBy, source.Nth("/goals", i), g.Comparison, g.That) {
			return
		}
	}
}

// meet checks one patch with the comparison that it is for. It is false where
// there are too many to look at.
func (b *patcher) meet(k *checker, how patching, by source.Patch, pointer string, c *expression.Comparison, that string) bool {
	at := source.Under(pointer, how.field)
	patch := k.value(at)
	if by == "" || patch == nil {
		return true
	}
	g, seen := b.patched[change{how.field, by}]
	switch {
	case !seen && (len(b.patched)+1)*b.f.values > mostMade:
		k.over(at, fmt.Sprintf("there are too many different patches for a file whose variants have %d values; use the same for several expectations or goals", b.f.values))
		return false
	case !seen:
		g = b.read(patch, how, at)
		b.patched[change{how.field, by}] = g
	}
	if g == nil || c == nil {
		return true
	}
	var what *expression.Complaint
	if _, err := expression.ParseComparison(that, g.metric); errors.As(err, &what) {
		b.found.Add(patch.Start, at, "with it, %q says nothing: %s", wording.Clip(that), what.Message)
	}
	return true
}

// read makes the patched file, nil where it is none. What is wrong with it is
// told at its place in the patch.
func (b *patcher) read(patch *source.Value, how patching, at string) *File {
	of := &source.Findings{}
	g := b.f.another(nil)
	g.loadRuns(b.f.patched(patch, how, "", of), of)
	for _, v := range of.List {
		relocate(b.found, v, patch, at, how.String(), b.inBase)
	}
	if len(of.List) > 0 {
		return nil
	}
	return g
}

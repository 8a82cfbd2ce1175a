package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
	"backchat/sim"
	"backchat/sim/metrics"
)

// Base names the scenario as the file has it, without any variant.
const Base = schema.Base

// A File is a scenario and its variants, read and checked.
type File struct {
	Name     string
	text     []byte
	root     *source.Value
	metrics  []metrics.Definition
	types    *schema.Types
	values   int                   // of all variants together
	units    map[metricName]string // made by unit
	variants []named               // the base first, then in the file's order
	unused   unusedFields          // what they say without effect
}

type named struct {
	id       string
	title    string // "": it has none
	scenario *Scenario
}

// Parse reads a file. An error is a [Faults] with all that is wrong in it;
// there is nothing that it makes a File of and that cannot be built.
func Parse(file string, text []byte) (*File, error) {
	found := &source.Findings{}
	f := newFile(file, slices.Clone(text))
	if f.root = source.Read(text, found); f.root != nil {
		f.load(f.root, found)
	}
	if err := found.Faults(file, text); err != nil {
		return nil, err
	}
	return f, nil
}

func newFile(name string, text []byte) *File {
	return &File{Name: name, text: text, metrics: metrics.Catalogue(), types: schema.NewTypes()}
}

// another is an empty file that shares with f what does not depend on its text.
func (f *File) another(text []byte) *File {
	return &File{Name: f.Name, text: text, metrics: f.metrics, types: f.types, units: f.units}
}

// Variants are the ids of the variants, the base first, then in the file's
// order.
func (f *File) Variants() []string {
	var ids []string
	for _, v := range f.variants {
		ids = append(ids, v.id)
	}
	return ids
}

// Title is what the file calls a variant within a sentence; "" where it does not
// say.
func (f *File) Title(variant string) string {
	for _, v := range f.variants {
		if v.id == variant {
			return v.title
		}
	}
	return ""
}

// Scenario is that variant, a copy for the caller to set the seed of; what it
// points to is shared. Its error names the variants there are.
func (f *File) Scenario(variant string) (*Scenario, error) {
	for _, v := range f.variants {
		if v.id == variant {
			s := *v.scenario
			return &s, nil
		}
	}
	ids := f.Variants()
	return nil, fmt.Errorf("%s has no variant %q%s It has %s", wording.Printable(f.Name), variant, wording.Sentence(wording.DidYouMean(variant, ids)), strings.Join(ids, ", "))
}

// Confine gives the runs of all variants at most that much memory, as a page does
// that has no more. A run is the same up to where it ends for want of it.
func (f *File) Confine(memory sim.Bytes) {
	for _, v := range f.variants {
		if l := &v.scenario.Limits; l.Memory > memory {
			l.Memory, l.OfHost = memory, true
		}
	}
}

// Text is what the file was read from.
func (f *File) Text() []byte { return slices.Clone(f.text) }

// patchable are the fields that a variant may change.
var patchable = [...]string{"nodes", "links", "keys", "flows", "timeline", "hop", "duration", "warmup", "drain", "measure", "limits"}

// variable are the fields that a variant may have: it has a title and a note of its own.
var variable = append([]string{"title", "note"}, patchable[:]...)

// load decodes and checks all runs of a file, then what it says of them.
func (f *File) load(root *source.Value, found *source.Findings) {
	if k := f.loadRuns(root, found); k != nil {
		f.unused.tell(found)
		f.statements(k)
		f.templates(k)
		f.patches(k)
	}
}

// loadRuns decodes and checks the base, then each variant. It returns what
// checks the base further, nil where there is too much to look at.
func (f *File) loadRuns(root *source.Value, found *source.Findings) *checker {
	base, rest := split(root)
	f.values = base.Size()
	s, noted := decode(f.types, base, found)
	f.variants = append(f.variants, named{id: Base, scenario: s})
	f.unused.base = noted
	structure := source.Findings{List: slices.Clone(found.List)}
	if found.OverLimit() {
		return nil
	}
	if rest != nil {
		f.loadVariants(base, rest, found)
	}
	return &checker{s: s, root: base, found: found, structure: structure}
}

func (f *File) loadVariants(base, rest *source.Value, found *source.Findings) {
	if rest.Kind != '{' {
		found.Add(rest.Start, "/variants", "an object keyed by id is wanted here, not %s", source.Describe(rest))
		return
	}
	inBase := known(found)
	if message := f.tooMany(base, rest); message != "" {
		found.Put(source.Finding{At: rest.Start, Pointer: "/variants", Limit: true, Message: message})
		return
	}
	for _, m := range rest.Members {
		at := source.Under("/variants", m.Name)
		if found.Full() {
			return
		}
		if !schema.CheckID(found, m.At, at, m.Name) {
			continue
		}
		of := &source.Findings{}
		merged := source.Merge(base, fitting(found, m.Value, at, "a variant", variable))
		v, noted := decode(f.types, merged, of)
		f.variants = append(f.variants, f.titled(m.Name, v))
		f.unused.meet(noted, merged, m.Value, at)
		for _, v := range of.List {
			relocate(found, v, m.Value, at, fmt.Sprintf("variant %q", m.Name), inBase)
		}
	}
}

// titled is a variant under its own title, with the file's in the scenario, and
// without the note of the base.
func (f *File) titled(id string, s *Scenario) named {
	v := named{id: id, scenario: s}
	base := f.variants[0].scenario
	if s.Title != base.Title {
		v.title, s.Title = s.Title, base.Title
	}
	if s.Note == base.Note {
		s.Note = ""
	}
	return v
}

// tooMany says that there are more variants than can be read in good time,
// each of which is read whole; "" where that can be done.
func (f *File) tooMany(base, variants *source.Value) string {
	n := len(variants.Members)
	f.values += n*base.Size() + variants.Size()
	switch {
	case n > mostVariants:
		return fmt.Sprintf("there are %d variants; the most is %d", n, mostVariants)
	case f.values > mostMade:
		return fmt.Sprintf("the %d variants have %d values in all, each with those of the base; the most is %d: leave out some variants, or entries of the base", n, f.values, mostMade)
	}
	return ""
}

// split takes the variants out of the whole.
func split(root *source.Value) (base, variants *source.Value) {
	base = &source.Value{Kind: root.Kind, Start: root.Start, End: root.End, Text: root.Text, Items: root.Items}
	for _, m := range root.Members {
		if m.Name == "variants" {
			variants = m.Value
		} else {
			base.Members = append(base.Members, m)
		}
	}
	return base, variants
}

// known are findings whatever their place.
func known(found *source.Findings) map[source.Finding]bool {
	all := map[source.Finding]bool{}
	for _, b := range found.List {
		b.At = 0
		all[b] = true
	}
	return all
}

// fitting is that part of a patch, which is what says, that changes what it
// may.
func fitting(found *source.Findings, patch *source.Value, pointer, what string, may []string) *source.Value {
	fits := &source.Value{Kind: '{', Start: patch.Start, End: patch.End}
	if patch.Kind != '{' {
		found.Add(patch.Start, pointer, "%s is an object of what it changes, not %s", what, source.Describe(patch))
	}
	for _, m := range patch.Members {
		if slices.Contains(may, m.Name) {
			fits.Members = append(fits.Members, m)
			continue
		}
		found.Add(m.At, source.Under(pointer, m.Name), "%s cannot change %q%s It may change %s",
			what, m.Name, wording.Sentence(wording.DidYouMean(m.Name, may)), wording.InWords(may, "and"))
	}
	return fits
}

// relocate puts what is wrong with a patched scenario at its place in the
// patch, or at the patch's start where it lies outside, unless it is wrong
// without it too.
func relocate(found *source.Findings, v source.Finding, patch *source.Value, pointer, what string, inBase map[source.Finding]bool) {
	key := v
	key.At = 0
	switch {
	case inBase[key]:
	case v.At >= patch.Start && v.At < patch.End:
		v.Pointer = pointer + v.Pointer
		found.Put(v)
	default:
		v.At = patch.Start
		v.Message = fmt.Sprintf("with %s, %s: %s", what, v.Pointer, v.Message)
		v.Pointer = pointer
		found.Put(v)
	}
}

// decode makes a scenario of a whole tree and checks it; what it says without
// effect is for whoever asks to judge.
func decode(t *schema.Types, root *source.Value, found *source.Findings) (*Scenario, []source.Finding) {
	s := &Scenario{}
	d := schema.NewDecoder(t, found)
	d.Object(root, "", reflect.ValueOf(s).Elem(), schema.Owner{Noun: "a scenario"})
	sim.Sort(s.Timeline, func(a, b NamedEntry) int {
		if a.At != b.At {
			return int(min(max(a.At-b.At, -1), 1))
		}
		return strings.Compare(a.ID, b.ID)
	})
	return s, check(s, root, d.Refs, found)
}

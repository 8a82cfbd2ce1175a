package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"backchat/sim"
	"backchat/sim/metrics"
)

// Base names the scenario as the file has it, without any variant.
const Base = "base"

// A File is a scenario and its variants, read and checked.
type File struct {
	Name     string
	text     []byte
	root     *value
	metrics  []metrics.Definition
	types    *types
	values   int                   // of all variants together
	units    map[metricName]string // made by unit
	variants []named               // the base first, then in the file's order
}

type named struct {
	id       string
	scenario *Scenario
}

// Parse reads a file. An error is a [Faults] with all that is wrong in it;
// there is nothing that it makes a File of and that cannot be built.
func Parse(file string, text []byte) (*File, error) {
	found := &findings{}
	f := newFile(file, slices.Clone(text))
	if f.root = read(text, found); f.root != nil {
		f.load(f.root, found)
	}
	if err := found.faults(file, text); err != nil {
		return nil, err
	}
	return f, nil
}

func newFile(name string, text []byte) *File {
	return &File{Name: name, text: text, metrics: metrics.Catalogue(), types: newTypes()}
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
	return nil, fmt.Errorf("%s has no variant %q%s It has %s", Printable(f.Name), variant, sentence(didYouMean(variant, ids)), strings.Join(ids, ", "))
}

// Lend gives the runs of all variants at most that much memory, as a page does
// that has no more. A run is the same up to where it ends for want of it.
func (f *File) Lend(memory sim.Bytes) {
	for _, v := range f.variants {
		if l := &v.scenario.Limits; l.Memory > memory {
			l.Memory, l.Lent = memory, true
		}
	}
}

// Text is what the file was read from.
func (f *File) Text() []byte { return slices.Clone(f.text) }

// patchable are the fields that a variant may change.
var patchable = [...]string{"nodes", "links", "flows", "timeline", "hop", "duration", "warmup", "drain", "measure", "limits"}

// load decodes and checks all runs of a file, then what it says of them.
func (f *File) load(root *value, found *findings) {
	if k := f.loadRuns(root, found); k != nil {
		f.statements(k)
		f.templates(k)
		f.breaks(k)
	}
}

// loadRuns decodes and checks the base, then each variant. It returns what
// checks the base further, nil where there is too much to look at.
func (f *File) loadRuns(root *value, found *findings) *checker {
	base, rest := split(root)
	f.values = base.size()
	s := decode(f.types, base, found)
	f.variants = append(f.variants, named{Base, s})
	structure := findings{list: slices.Clone(found.list)}
	if found.overLimit() {
		return nil
	}
	if rest != nil {
		f.loadVariants(base, rest, found)
	}
	return &checker{s: s, root: base, found: found, structure: structure}
}

func (f *File) loadVariants(base, rest *value, found *findings) {
	if rest.kind != '{' {
		found.add(rest.start, "/variants", "an object keyed by id is wanted here, not %s", describe(rest))
		return
	}
	inBase := known(found)
	if message := f.tooMany(base, rest); message != "" {
		found.put(finding{at: rest.start, pointer: "/variants", limit: true, message: message})
		return
	}
	for _, m := range rest.members {
		at := under("/variants", m.name)
		if found.full() {
			return
		}
		if !checkID(found, m.at, at, m.name) {
			continue
		}
		of := &findings{}
		f.variants = append(f.variants, named{m.name, decode(f.types, merge(base, fitting(found, m.value, at, "a variant", patchable[:])), of)})
		for _, v := range of.list {
			relocate(found, v, m.value, at, fmt.Sprintf("variant %q", m.name), inBase)
		}
	}
}

// tooMany says that there are more variants than can be read in good time,
// each of which is read whole; "" where that can be done.
func (f *File) tooMany(base, variants *value) string {
	n := len(variants.members)
	f.values += n*base.size() + variants.size()
	switch {
	case n > mostVariants:
		return fmt.Sprintf("there are %d variants; the most is %d", n, mostVariants)
	case f.values > mostMade:
		return fmt.Sprintf("the %d variants have %d values in all, each with those of the base; the most is %d: leave out some variants, or entries of the base", n, f.values, mostMade)
	}
	return ""
}

// split takes the variants out of the whole.
func split(root *value) (base, variants *value) {
	base = &value{kind: root.kind, start: root.start, end: root.end, text: root.text, items: root.items}
	for _, m := range root.members {
		if m.name == "variants" {
			variants = m.value
		} else {
			base.members = append(base.members, m)
		}
	}
	return base, variants
}

// known are findings whatever their place.
func known(found *findings) map[finding]bool {
	all := map[finding]bool{}
	for _, b := range found.list {
		b.at = 0
		all[b] = true
	}
	return all
}

// fitting is that part of a patch, which is what says, that changes what it
// may.
func fitting(found *findings, patch *value, pointer, what string, may []string) *value {
	fits := &value{kind: '{', start: patch.start, end: patch.end}
	if patch.kind != '{' {
		found.add(patch.start, pointer, "%s is an object of what it changes, not %s", what, describe(patch))
	}
	for _, m := range patch.members {
		if slices.Contains(may, m.name) {
			fits.members = append(fits.members, m)
			continue
		}
		found.add(m.at, under(pointer, m.name), "%s cannot change %q%s It may change %s",
			what, m.name, sentence(didYouMean(m.name, may)), inWords(may, "and"))
	}
	return fits
}

// relocate puts what is wrong with a patched scenario at its place in the
// patch, or at the patch's start where it lies outside, unless it is wrong
// without it too.
func relocate(found *findings, v finding, patch *value, pointer, what string, inBase map[finding]bool) {
	key := v
	key.at = 0
	switch {
	case inBase[key]:
	case v.at >= patch.start && v.at < patch.end:
		v.pointer = pointer + v.pointer
		found.put(v)
	default:
		v.at = patch.start
		v.message = fmt.Sprintf("with %s, %s: %s", what, v.pointer, v.message)
		v.pointer = pointer
		found.put(v)
	}
}

// decode makes a scenario of a whole tree and checks it.
func decode(t *types, root *value, found *findings) *Scenario {
	s := &Scenario{}
	d := newDecoder(t, found)
	d.object(root, "", reflect.ValueOf(s).Elem(), owner{noun: "a scenario"})
	slices.SortStableFunc(s.Timeline, func(a, b NamedEntry) int {
		if a.At != b.At {
			return int(min(max(a.At-b.At, -1), 1))
		}
		return strings.Compare(a.ID, b.ID)
	})
	check(s, root, d.refs, found)
	return s
}

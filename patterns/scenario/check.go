package scenario

import (
	"slices"

	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/source"
)

// A checker finds what no single field shows: references that lead nowhere,
// nodes in parts they cannot play, cycles, too much of everything. What
// concerns a value that could not be decoded is passed over, since it would
// only repeat what has been found.
type checker struct {
	s         *Scenario
	root      *source.Value
	found     *source.Findings
	structure source.Findings // what was found before
	refs      []schema.Reference
	reached   map[string][]string // servers that requests to a node end up at
	noted     []source.Finding    // what is said without effect
}

// check checks a decoded scenario, and tells what it says without effect.
func check(s *Scenario, root *source.Value, refs []schema.Reference, found *source.Findings) []source.Finding {
	k := &checker{s: s, root: root, found: found, structure: source.Findings{List: slices.Clone(found.List)}, refs: refs}
	k.tooMany()
	if found.OverLimit() {
		return nil
	}
	k.ids()
	k.references()
	k.window()
	k.nodes()
	k.links()
	k.zones()
	k.keys()
	for i := range s.Flows {
		k.flow(&s.Flows[i])
	}
	k.routes()
	k.publishing()
	k.callCycles()
	k.flowCycles()
	k.timeline()
	k.load()
	return k.noted
}

// fault finds fault with the value at the pointer, or, where it is absent,
// with what it is absent from.
func (k *checker) fault(pointer, format string, args ...any) {
	if !k.structure.Touch(pointer) {
		k.found.Add(k.place(pointer), pointer, format, args...)
	}
}

// place is where the value at the pointer begins, or the last value on the way
// to it.
func (k *checker) place(pointer string) int {
	v := k.root
	for part := range source.Parts(pointer) {
		next := v.Step(part)
		if next == nil {
			break
		}
		v = next
	}
	return v.Start
}

// value is what stands at the pointer, or nil.
func (k *checker) value(pointer string) *source.Value { return k.root.At(pointer) }

// has tells whether the file says something at the pointer.
func (k *checker) has(pointer string) bool { return k.value(pointer) != nil }

// item is the pointer of an item of a list, or of the lone string that stands
// for it.
func (k *checker) item(pointer string, i int) string {
	if v := k.value(pointer); v != nil && v.Kind == '[' {
		return source.Nth(pointer, i)
	}
	return pointer
}

// ids checks that every id is one, and that no two things have the same.
func (k *checker) ids() {
	first := map[string]string{}
	for _, section := range [...]string{"nodes", "links", "keys", "flows", "timeline"} {
		for _, m := range k.root.Get(section).List() {
			at := "/" + section + "/" + m.Name
			switch other, taken := first[m.Name]; {
			case m.Value.Removed:
			case taken:
				k.found.Add(m.At, source.Under("/"+section, m.Name), "the id %q is taken by %s; ids are unique in the file", m.Name, other)
			case schema.CheckID(k.found, m.At, source.Under("/"+section, m.Name), m.Name):
				first[m.Name] = at
			}
		}
	}
}

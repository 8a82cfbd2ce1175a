package scenario

import (
	"slices"
)

// A checker finds what no single field shows: references that lead nowhere,
// nodes in parts they cannot play, cycles, too much of everything. What
// concerns a value that could not be decoded is passed over, since it would
// only repeat what has been found.
type checker struct {
	s         *Scenario
	root      *value
	found     *findings
	structure findings // what was found before
	refs      []reference
	reached   map[string][]string // servers that requests to a node end up at
}

// check checks a decoded scenario.
func check(s *Scenario, root *value, refs []reference, found *findings) {
	k := &checker{s: s, root: root, found: found, structure: findings{list: slices.Clone(found.list)}, refs: refs}
	k.tooMany()
	if found.overLimit() {
		return
	}
	k.ids()
	k.references()
	k.window()
	k.nodes()
	k.links()
	for i := range s.Flows {
		k.flow(&s.Flows[i])
	}
	k.callCycles()
	k.flowCycles()
	k.timeline()
	k.load()
}

// fault finds fault with the value at the pointer, or, where it is absent,
// with what it is absent from.
func (k *checker) fault(pointer, format string, args ...any) {
	if !k.structure.touch(pointer) {
		k.found.add(k.place(pointer), pointer, format, args...)
	}
}

// place is where the value at the pointer begins, or the last value on the way
// to it.
func (k *checker) place(pointer string) int {
	v := k.root
	for part := range parts(pointer) {
		next := v.step(part)
		if next == nil {
			break
		}
		v = next
	}
	return v.start
}

// value is what stands at the pointer, or nil.
func (k *checker) value(pointer string) *value {
	v := k.root
	for part := range parts(pointer) {
		if v = v.step(part); v == nil {
			return nil
		}
	}
	return v
}

// has tells whether the file says something at the pointer.
func (k *checker) has(pointer string) bool { return k.value(pointer) != nil }

// item is the pointer of an item of a list, or of the lone string that stands
// for it.
func (k *checker) item(pointer string, i int) string {
	if v := k.value(pointer); v != nil && v.kind == '[' {
		return nth(pointer, i)
	}
	return pointer
}

// ids checks that every id is one, and that no two things have the same.
func (k *checker) ids() {
	first := map[string]string{}
	for _, section := range [...]string{"nodes", "links", "flows", "timeline"} {
		for _, m := range k.root.get(section).list() {
			at := "/" + section + "/" + m.name
			switch other, taken := first[m.name]; {
			case m.value.removed:
			case taken:
				k.found.add(m.at, under("/"+section, m.name), "the id %q is taken by %s; ids are unique in the file", m.name, other)
			case checkID(k.found, m.at, under("/"+section, m.name), m.name):
				first[m.name] = at
			}
		}
	}
}

// list is v's members, none where there is no v.
func (v *value) list() []member {
	if v == nil {
		return nil
	}
	return v.members
}

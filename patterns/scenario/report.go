package scenario

import (
	"strings"

	"backchat/patterns/node"
	"backchat/patterns/scenario/source"
)

// A report is what a model tells the checker of the configuration that stands
// at a pointer.
type report struct {
	k  *checker
	at string
}

// Fault finds fault with what stands below.
func (r report) Fault(pointer, format string, args ...any) {
	r.k.fault(r.k.lone(r.at+pointer), format, args...)
}

// Node finds fault with the id of a node that has not the trait.
func (r report) Node(pointer, id, role string, may node.Trait) {
	r.k.wants(r.k.lone(r.at+pointer), id, role, may)
}

// Nodes finds fault with ids of such nodes, and with repeats.
func (r report) Nodes(pointer string, ids []string, role string, may node.Trait) {
	for i, id := range ids {
		r.Node(source.Nth(pointer, i), id, role, may)
	}
	r.k.noRepeats(r.at+pointer, ids)
}

// Around is the kind and number of a node.
func (r report) Around(id string) (kind string, count int) {
	n := r.k.s.NodeNamed(id)
	if n == nil {
		return "", 0
	}
	return string(n.Kind), n.Places()
}

// Has tells whether something stands below.
func (r report) Has(pointer string) bool { return r.k.has(r.at + pointer) }

// lone is the pointer, or that of the lone string that stands for the list in
// which it names an item.
func (k *checker) lone(pointer string) string {
	list := pointer[:max(strings.LastIndexByte(pointer, '/'), 0)]
	if v := k.value(list); v != nil && v.Kind == '"' {
		return list
	}
	return pointer
}

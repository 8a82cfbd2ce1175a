package node

// A Report takes what is wrong with a configuration, and knows what is around
// it. Pointers are JSON pointers into the configuration ("/to/0"); where what
// they lead to is absent, what it is absent from is at fault.
type Report interface {
	// Fault finds fault with what stands at the pointer. The format is that of
	// fmt.
	Fault(pointer, format string, args ...any)
	// Node finds fault with an id at the pointer that is of a node without the
	// trait; role says what it is there.
	Node(pointer, id, role string, may Trait)
	// Nodes finds fault with a list of such ids, which must all differ.
	Nodes(pointer string, ids []string, role string, may Trait)
	// Around is the kind of the node of that id, and how many replicas it has;
	// "" and 0 where there is no such node.
	Around(id string) (kind string, count int)
	// Has tells whether the file says something at the pointer.
	Has(pointer string) bool
}

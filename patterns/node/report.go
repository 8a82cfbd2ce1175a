package node

// A Report takes what is wrong with a configuration, and knows what is around
// it.
type Report interface {
	// Fault finds fault with what stands at a JSON pointer into the
	// configuration ("/weights"), or, where that is absent, with what it is
	// absent from. The format is that of fmt.
	Fault(pointer, format string, args ...any)
	// Replicas is how many replicas the node of that id has; 0 where there is
	// no such node.
	Replicas(id string) int
}

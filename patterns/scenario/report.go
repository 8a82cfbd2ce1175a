package scenario

// A report is what a model tells the checker of the configuration that stands
// at a pointer.
type report struct {
	k  *checker
	at string
}

// Fault finds fault with what stands below.
func (r report) Fault(pointer, format string, args ...any) {
	r.k.fault(r.at+pointer, format, args...)
}

// Replicas is how many replicas a node has.
func (r report) Replicas(id string) int {
	n := r.k.s.NodeNamed(id)
	if n == nil {
		return 0
	}
	return n.Count
}

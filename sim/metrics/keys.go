package metrics

import "backchat/sim/trace"

// A home is where an operation about a key has taken effect last.
type home struct{ at trace.Place }

// keys counts what is recorded of the keys that operations are about.
type keys struct {
	kept, moved uint64 // operations at the same replica as the last about the same key, and at another
}

// settle says that an operation about key has taken effect at p.
func (f *flow) settle(key uint32, p trace.Place) {
	h := f.homes.Have(key)
	switch h.at {
	case 0:
	case p:
		f.keys.kept++
	default:
		f.keys.moved++
	}
	h.at = p
}

func keyRows() []row[flow] {
	return []row[flow]{
		count("moved", "operations that took effect within the window, at another replica than the last about the same key", func(f *flow) uint64 { return f.keys.moved }),
		ratio("movedShare", Share, "moved / operations that took effect within the window and were not the first about their key", func(f *flow) (uint64, uint64) { return f.keys.moved, f.keys.moved + f.keys.kept }),
	}
}

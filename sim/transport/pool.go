package transport

// A pool has values by index, and keeps those that come free for whoever needs
// the next: not all that a crowd has left, though.
type pool[T any] struct {
	all    []*T     // by index; 0: none
	spare  []uint32 // those that are kept
	vacant []uint32 // indices whose values were not
}

// mostSpare is how many values are kept.
const mostSpare = 1024

// take is one that was kept, or a new one.
func (p *pool[T]) take() (i uint32, v *T) {
	if n := len(p.spare); n > 0 {
		i = p.spare[n-1]
		p.spare = p.spare[:n-1]
		return i, p.all[i]
	}
	v = new(T)
	if n := len(p.vacant); n > 0 {
		i = p.vacant[n-1]
		p.vacant = p.vacant[:n-1]
		p.all[i] = v
		return i, v
	}
	if len(p.all) == 0 {
		p.all = append(p.all, nil)
	}
	p.all = append(p.all, v)
	return uint32(len(p.all) - 1), v
}

// leave gives one back, which is as good as new.
func (p *pool[T]) leave(i uint32) {
	if len(p.spare) < mostSpare {
		p.spare = append(p.spare, i)
		return
	}
	p.all[i] = nil
	p.vacant = append(p.vacant, i)
}

package transport

// A span is a run of bytes or packet numbers, from first up to end.
type span struct {
	first, end int64
}

// A ranges is a set of numbers, as spans in rising order that do not touch.
type ranges struct {
	spans []span
	front int // spans before it are gone
}

func (r *ranges) all() []span { return r.spans[r.front:] }

func (r *ranges) len() int { return len(r.spans) - r.front }

func (r *ranges) empty() bool { return r.front == len(r.spans) }

func (r *ranges) clear() { r.spans, r.front = r.spans[:0], 0 }

// lengthen puts in s where it goes on where the last span ends, as most do, and tells
// whether it has.
func (r *ranges) lengthen(s span) bool {
	if n := len(r.spans); n > r.front {
		if last := &r.spans[n-1]; last.end == s.first {
			last.end = s.end
			return true
		}
	}
	return false
}

// add puts in s, and returns the span in which it now lies, and whether all of
// it was there before.
func (r *ranges) add(s span) (whole span, known bool) {
	if r.lengthen(s) {
		return r.spans[len(r.spans)-1], false
	}
	return r.merge(s)
}

// merge is add, wherever s lies.
func (r *ranges) merge(s span) (whole span, known bool) {
	live := r.all()
	i := len(live)
	for i > 0 && live[i-1].end >= s.first { // most come last
		i--
	}
	j := i
	for j < len(live) && live[j].first <= s.end {
		j++
	}
	if i == j {
		r.insert(r.front+i, s)
		return s, false
	}
	whole = span{min(s.first, live[i].first), max(s.end, live[j-1].end)}
	known = j == i+1 && whole == live[i]
	live[i] = whole
	r.spans = append(r.spans[:r.front+i+1], r.spans[r.front+j:]...)
	return whole, known
}

func (r *ranges) insert(i int, s span) {
	if r.front > 0 && (i == r.front || len(r.spans) == cap(r.spans)) {
		copy(r.spans[r.front-1:], r.spans[r.front:i])
		r.front--
		r.spans[i-1] = s
		return
	}
	r.spans = append(r.spans, span{})
	copy(r.spans[i+1:], r.spans[i:])
	r.spans[i] = s
}

// takeFirst takes out the first span.
func (r *ranges) takeFirst() span {
	s := r.spans[r.front]
	r.front++
	if r.empty() {
		r.clear()
	}
	return s
}

// firstIs tells whether the first span begins at or before n.
func (r *ranges) firstIs(n int64) bool { return !r.empty() && r.spans[r.front].first <= n }

// holds tells whether n is in the set.
func (r *ranges) holds(n int64) bool {
	live := r.all()
	low, high := 0, len(live)
	for low < high {
		if mid := (low + high) / 2; live[mid].end <= n {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low < len(live) && live[low].first <= n
}

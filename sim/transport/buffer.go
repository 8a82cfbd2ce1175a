package transport

import "backchat/sim"

// A buffer is how far an end lets the other send beyond what its session has read. It is
// small at first, and grows as Linux lets it (tcp_input.c): by two segments for each
// that comes (tcp_grow_window), up to a bound that is a few times what was read in a
// round trip (tcp_rcv_space_adjust).
type buffer struct {
	size  int64    // it has grown to that
	bound int64    // and may grow up to that
	read  int64    // the most that was read in a round trip
	from  int64    // since then bytes from here on have been read
	since sim.Time // and this is when
	trip  sim.Time // a round trip, as the other end's answers to time stamps tell it; 0: not known
	stamp sim.Time // the stamp that was last answered
}

const (
	bufferLeast = 128             // bytes that a segment has to have for a buffer to grow (tcp_event_data_recv)
	stampTick   = sim.Millisecond // stamps are counted in it (TCP_TS_HZ)
)

// fixed tells whether a buffer does not grow.
func (c *stack) fixed() bool { return c.FirstWindow >= c.ReceiveWindow }

// begin makes the buffer what it is when a connection is opened. A full segment takes
// 2,304 bytes of the buffer, of which 1,448 are content, and not twice as much as is
// taken for granted before there was one (tcp_scaling_ratio), so that it may grow by a
// quarter before anything is known of round trips.
func (s *buffer) begin(c *stack) {
	most := int64(c.ReceiveWindow)
	first := min(int64(c.FirstWindow), most)
	*s = buffer{size: first, bound: min(first+first/4, most), read: min(int64(c.InitialWindow)*int64(c.Segment), first)}
}

// resume makes the buffer what it was before a rest, by how many KiB it had. Once it has
// grown beyond what it may at first, that is two to six times what was read.
func (s *buffer) resume(c *stack, kibi uint16) {
	s.begin(c)
	if kibi == 0 {
		return
	}
	if s.size = min(int64(kibi)<<10, int64(c.ReceiveWindow)); s.size > s.bound {
		s.bound, s.read = s.size, max(s.read, s.size/4)
	}
}

// kibi is what resume takes, the largest being as good as any above it.
func (s *buffer) kibi(c *stack) uint16 {
	if s.size <= int64(c.FirstWindow) {
		return 0
	}
	return uint16(min((s.size+1<<10-1)>>10, 1<<16-1))
}

// free is how far the other end may send beyond what has come without a gap: what lies
// unread or beyond a gap takes of the bound.
func (h *end) free() int64 {
	return max(min(h.buffer.size, h.buffer.bound-h.unread-h.beyond()), 0)
}

// beyond is how far what has come reaches beyond the first gap.
func (h *end) beyond() int64 {
	if h.early.empty() {
		return 0
	}
	live := h.early.all()
	return live[len(live)-1].end - h.received
}

// widen makes room for more, because that packet has come. That the other end learns at
// once, lest the buffer hold it up.
func (h *end) widen(q *packet) {
	s := &h.buffer
	room := s.bound - h.unread - h.beyond() - s.size
	if h.c.fixed() || room <= 0 {
		return
	}
	s.size += min(2*max(int64(h.c.Segment), q.end-q.seq), room)
	h.quick |= 1
}

// clock measures a round trip by a full segment that answers a stamp.
func (s *buffer) clock(h *end, q *packet, now sim.Time) {
	if !h.c.Timestamps {
		s.trip = h.rtt.smooth
		return
	}
	if q.echo/stampTick == s.stamp/stampTick {
		return
	}
	s.stamp = q.echo
	if q.end-q.seq < int64(h.c.Segment) {
		return
	}
	switch trip := now - q.echo; {
	case s.trip == 0 || trip < s.trip:
		s.trip = trip
	case h.unread == 0:
		s.trip += (trip - s.trip) / 8
	}
}

// heed takes in that the session has read, once in a round trip: if that was more than
// ever before, the bound rises.
func (h *end) heed(now sim.Time) {
	s := &h.buffer
	if s.trip == 0 || now-s.since < s.trip {
		return
	}
	read := h.received - h.unread
	if n := read - s.from - h.unread; n > s.read {
		before := s.read
		s.read = n
		h.raise(2*n + 4*n*(n-before)/before) // twice, since it shows a round trip late, and more where it is on the rise
	}
	s.from, s.since = read, now
}

// raise raises the bound where it is lower than what is to be read and lies beyond a gap.
func (h *end) raise(n int64) {
	h.buffer.bound = max(h.buffer.bound, min(n+h.beyond(), int64(h.c.ReceiveWindow)))
}

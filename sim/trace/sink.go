package trace

import "io"

// A sink gathers bytes for a writer. The first error stays, and nothing is
// written after it.
type sink struct {
	w    io.Writer
	buf  []byte
	size int // of a full buffer
	err  error
}

// spill writes the buffer out where it is full.
func (s *sink) spill() {
	if len(s.buf) >= s.size {
		s.flush()
	}
}

func (s *sink) flush() {
	if s.err == nil && len(s.buf) > 0 {
		_, s.err = s.w.Write(s.buf)
	}
	s.buf = s.buf[:0]
}

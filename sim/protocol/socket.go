package protocol

// mask is what a client's frame has that a server's has not (RFC 6455, section
// 5.3).
const mask = 4

// nextWebSocket is a message as one frame (RFC 6455, section 5.2).
func (s *Stack) nextWebSocket(at place, m *outgoing) outcome {
	m.lead = frameWebSocket(m.left+m.Fields, at.end)
	m.head, m.body, m.left, m.final = m.Fields, m.left, 0, true
	return writes
}

// frameWebSocket is how long the header of a frame with that much in it is.
func frameWebSocket(content uint32, end int) uint32 {
	n := uint32(2)
	switch {
	case content >= 1<<16:
		n += 8
	case content >= 126:
		n += 2
	}
	if end == 0 {
		n += mask
	}
	return n
}

// nextStream is a message with what its protocol has around it.
func (s *Stack) nextStream(_ place, m *outgoing) outcome {
	m.lead, m.head, m.body, m.left, m.final = uint32(s.config.Overhead), m.Fields, m.left, 0, true
	return writes
}

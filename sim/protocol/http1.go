package protocol

const (
	chunked     = len("transfer-encoding: chunked\r\n")
	ofKnownSize = len("content-length: \r\n")
	lastChunk   = len("0\r\n\r\n") // RFC 9112, section 7.1
)

// nextHTTP1 is the next write of a message in HTTP/1.1: at first the header and
// as much content as goes with it, then the rest. What has no length that could
// be told before goes in chunks, one for each part.
func (s *Stack) nextHTTP1(at place, m *outgoing) outcome {
	d := &s.exchanges.At(m.exchange.Index).out[at.end]
	if !m.begun && m.Head != Part {
		s.headHTTP1(d, m)
		return writes
	}
	if m.left == 0 {
		m.tail, m.final = uint32(lastChunk), true
		return writes
	}
	if d.chunks {
		m.wrap = d.wrap
		m.lead, m.tail = uint32(hexDigits(m.left+m.wrap)+2), 2
		m.final = !m.Last
	} else {
		m.final = true
	}
	m.body, m.left = m.left, 0
	return writes
}

// headHTTP1 is the write that begins a message.
func (s *Stack) headHTTP1(d *direction, m *outgoing) {
	sheet := &s.sheets[m.Head]
	n := sheet.text + int(m.Fields)
	d.chunks = !m.Last
	switch {
	case sheet.length && m.Last:
		n += digits(m.Payload)
	case sheet.length:
		n += chunked - ofKnownSize
	}
	m.head = uint32(n)
	if m.Head == Events {
		d.wrap = uint32(s.config.Event)
	}
	if !d.chunks {
		m.body = min(m.left, uint32(max(int(s.config.Gather)-n, 0)))
		m.left -= m.body
	}
	m.final = m.left == 0
}

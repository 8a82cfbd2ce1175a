package transport

// A flow is one stream in one direction, or what the ends exchange to agree on
// keys in one packet number space: how far it has come, at both ends.
type flow struct {
	stream   StreamID
	crypto   bool
	end      uint8 // who sends it
	next     uint32
	index    uint32
	life     uint32 // which of all flows with its index
	sent     int64  // what was never sent begins here
	final    int64  // it ends here; -1: not known yet
	acked    int64  // the sender knows that all before has arrived
	known    ranges
	received int64 // all before has arrived
	early    ranges
	ended    bool   // the receiver knows where it ends
	whole    bool   // and has all of it
	endKnown bool   // the sender knows that the other knows where it ends
	done     bool   // and has all of it
	carrier  uint32 // the place of the packet that had the byte that was last asked for
}

// arrive takes in a piece at the receiver, and tells whether there is more
// without a gap than before.
func (f *flow) arrive(from, to int64) bool {
	return extend(&f.received, &f.early, from, to)
}

// acknowledge takes in at the sender that a piece has arrived, and tells
// whether there is more without a gap than before.
func (f *flow) acknowledge(from, to int64) bool {
	return extend(&f.acked, &f.known, from, to)
}

// extend adds a piece to what is known to be there: all before upTo, and beyond. It
// tells whether there is more without a gap than before.
func extend(upTo *int64, beyond *ranges, from, to int64) bool {
	if from != *upTo || !beyond.empty() { // most go on where the last one ends
		return beyond.join(upTo, span{from, to})
	}
	*upTo = to
	return to > from
}

func (beyond *ranges) join(upTo *int64, s span) bool {
	if s.end <= *upTo {
		return false
	}
	if s.first > *upTo {
		beyond.add(s)
		return false
	}
	*upTo = s.end
	for beyond.firstIs(*upTo) {
		*upTo = max(*upTo, beyond.takeFirst().end)
	}
	return true
}

// A flows keeps flows, and hands out their indices.
type flows struct {
	all   []*flow // by index; 0: none
	spare []uint32
}

func (s *flows) new() *flow {
	if n := len(s.spare); n > 0 {
		f := s.all[s.spare[n-1]]
		s.spare = s.spare[:n-1]
		return f
	}
	if len(s.all) == 0 {
		s.all = append(s.all, nil)
	}
	f := &flow{index: uint32(len(s.all)), final: -1}
	s.all = append(s.all, f)
	return f
}

func (s *flows) free(f *flow) {
	f.known.clear()
	f.early.clear()
	*f = flow{index: f.index, life: f.life + 1, final: -1, known: f.known, early: f.early}
	s.spare = append(s.spare, f.index)
}

// A frame is one thing that a packet carries. Frames of a packet are a list.
type frame struct {
	next  uint32
	kind  frameKind
	fin   bool
	again sending
	flow  uint32
	life  uint32
	from  int64 // of a range of numbers: its first
	to    int64 // of an id or a token: its bytes
}

// piece makes the frame a piece of a flow.
func (f *frame) piece(of *flow, from, to int64) {
	f.kind, f.flow, f.life, f.from, f.to = carries, of.index, of.life, from, to
}

// carry makes the last frame of a list say what another says.
func (f *frame) carry(other *frame) {
	*f = *other
	f.next = 0
}

// A sending is whether what a frame carries was sent before.
type sending uint8

const (
	once  sending = iota
	again         // it was, and the lane has lost it
	twice         // it was, and the lane has not
)

type frameKind uint8

const (
	nothing   frameKind = iota
	carries             // of a flow
	ping                // asks for an acknowledgement
	confirmed           // HANDSHAKE_DONE
	furtherID           // NEW_CONNECTION_ID
	token               // NEW_TOKEN
	numbers             // a range of packet numbers that have arrived
)

// size is the bytes of the frame (RFC 9000, section 19). Offset and length are
// left out where they can be: at the start of a stream, and at the end of a
// packet (last).
func (f *frame) size(flow *flow, last bool) int64 {
	switch f.kind {
	case carries:
	case furtherID, token:
		return f.to
	default:
		return 1
	}
	return contentHeader(flow, f.from, f.to-f.from, last) + f.to - f.from
}

func contentHeader(f *flow, from, n int64, last bool) int64 {
	if f.stream == Frames {
		return 0
	}
	size := int64(1)
	if !f.crypto {
		size += varint(int64(f.stream))
	}
	if from > 0 || f.crypto {
		size += varint(from)
	}
	if !last || f.crypto {
		size += varint(n)
	}
	return size
}

// varint is the bytes of a number (RFC 9000, section 16).
func varint(n int64) int64 {
	switch {
	case n < 1<<6:
		return 1
	case n < 1<<14:
		return 2
	case n < 1<<30:
		return 4
	}
	return 8
}

package protocol

import (
	"backchat/sim"
	"backchat/sim/transport"
)

// A Kind is what bytes are there for.
type Kind uint8

// The kinds.
const (
	Payload  Kind = iota // what messages say
	Header               // headers of HTTP
	Framing              // around frames, and frames about frames
	Security             // handshakes and records of TLS
	Kinds                // how many there are
)

var kindNames = [Kinds]string{"payload", "header", "framing", "security"}

// String is the kind's name.
func (k Kind) String() string { return kindNames[k] }

// An Event is what it means that bytes are read.
type Event uint8

// The events.
const (
	Nothing       Event = iota
	Begins              // a message begins
	Ends                // a message is whole
	BeginsEnds          // a message begins, and is whole
	Flight              // a flight of the handshake is there
	Settings            // what each end allows
	SettingsHeard       // the other's are known
	Credit              // more may be sent
	Reset               // an exchange is cancelled
	Ping                // are you there?
	Pong                // yes
	GoAway              // no further exchanges
	MoreStreams         // further exchanges
	Alert               // TLS is closed
	events              // how many there are
)

var eventNames = [events]string{"nothing", "begins", "ends", "begins and ends", "flight", "settings", "settings heard", "credit", "reset", "ping", "pong", "go away", "more streams", "alert"}

// String is the event's name in listings.
func (e Event) String() string { return eventNames[e] }

// A span is bytes of a stream that are read together.
type span struct {
	to    int64   // once all bytes below that have arrived, these can be read
	about sim.Ref // the message, or the exchange, that they are about
	value uint32
	bytes uint32
	next  uint32
	kind  Kind
	event Event
	last  bool // of one write
}

// A tape is the bytes of one stream in one direction, from their writing until
// they are read.
//
//	there         pulled                    written
//	 |--- under way ---|--- not yet in a packet ---|
type tape struct {
	there   int64 // all below has arrived
	pulled  int64 // all below has been put into packets
	written int64
	first   uint32 // the spans that cannot be read yet
	last    uint32
	next    uint32   // the span that pulled is in
	fresh   int64    // what is written from there on was handed over
	when    sim.Time // at that instant
}

// idle tells whether all that was written has been read.
func (t *tape) idle() bool { return t.first == 0 && t.pulled == t.written }

// pull takes up to room bytes for a packet.
func (t *tape) pull(stream transport.StreamID, room int) transport.Piece {
	return t.pullTo(t.written, stream, room)
}

// pullTo takes up to room bytes for a packet, and none from that byte on.
func (t *tape) pullTo(end int64, stream transport.StreamID, room int) transport.Piece {
	from := t.pulled
	t.pulled += min(int64(room), end-from)
	return transport.Piece{Stream: stream, From: from, To: t.pulled}
}

// border is where a packet ends that is pulled now. Each write goes in packets
// of its own (Go sets TCP_NODELAY), unless it had to wait: then it is joined by
// what is written after it.
func (s *Stack) border(t *tape) int64 {
	if t.when != s.clock.Now() || t.pulled < t.fresh || t.pulled == t.written {
		return t.written
	}
	v := s.spans.At(t.next)
	for v.to <= t.pulled {
		t.next = v.next
		v = s.spans.At(t.next)
	}
	for !v.last {
		v = s.spans.At(v.next)
	}
	return v.to
}

// stamp notes that what is written next was handed over at that instant.
func (s *Stack) stamp(t *tape, handed sim.Time) {
	if t.when != handed || handed != s.clock.Now() {
		t.when, t.fresh = handed, t.written
	}
}

// A Stretch is bytes of a stream, as they are written.
type Stretch struct {
	Conn     *transport.Conn
	End      int // who writes them
	Stream   transport.StreamID
	From, To int64
	Readable int64 // once all below has arrived they can be read
	Kind     Kind
	Event    Event
	Message  uint32 // the user's name of the message they are of; 0: of none
}

// write adds bytes to a stream, which can be read once all below to are there.
func (s *Stack) write(at *place, t *tape, stream transport.StreamID, p span) {
	r, v := s.spans.New()
	*v = p
	if t.first == 0 {
		t.first = r.Index
	} else {
		s.spans.At(t.last).next = r.Index
	}
	t.last = r.Index
	if t.next == 0 || t.pulled == t.written {
		t.next = r.Index
	}
	from := t.written
	t.written += int64(p.bytes)
	s.bytes[at.end][p.kind] += int64(p.bytes)
	if s.Watch != nil {
		w := Stretch{Conn: at.c, End: at.end, Stream: stream, From: from, To: t.written, Readable: p.to, Kind: p.kind, Event: p.event}
		if m := s.msgs.Get(p.about); m != nil && p.event <= BeginsEnds {
			w.Message = m.ID
		}
		s.Watch(w)
	}
}

// arrived notes that all below upTo is there. It returns how much that is more.
func (t *tape) arrived(upTo int64) int64 {
	before := t.there
	t.there = max(before, min(upTo, t.written))
	return t.there - before
}

// take removes the first span that can be read, all below upTo being there.
func (s *Stack) take(t *tape, upTo int64) (p span, ok bool) {
	if t.first == 0 {
		return span{}, false
	}
	v := s.spans.At(t.first)
	if v.to > upTo {
		return span{}, false
	}
	p = *v
	s.spans.Free(t.first)
	if t.next == t.first {
		t.next = p.next
	}
	t.first = p.next
	if t.first == 0 {
		t.last = 0
	}
	return p, true
}

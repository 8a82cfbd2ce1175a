package protocol

import (
	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A Message is what is handed over to be sent: a request, an answer, a part of
// either that follows later, or something said on a connection without
// exchanges.
type Message struct {
	ID      uint32 // the user's own name of it
	Head    Head   // the header it has; of a Part, and of what is said without exchange: none
	Payload uint32 // bytes of content
	Fields  uint32 // bytes of header fields besides those of its head, as HTTP/1.1 has them; they count alike in every protocol
	Target  uint32 // what a request asks for: where two are alike, so are their paths
	Last    bool   // its end of the exchange says no more
}

// A User is told what becomes of messages. It may ask, answer and cancel at
// once, out of any of these calls.
type User interface {
	// Opened says that end may use the connection: the handshake is over there.
	Opened(c *transport.Conn, end int)
	// Began says that end can read the first bytes of a message.
	Began(c *transport.Conn, end int, exchange sim.Ref, message uint32)
	// Whole says that end has all of a message, around which there were so many
	// bytes of headers, frames and records.
	Whole(c *transport.Conn, end int, exchange sim.Ref, message, around uint32)
	// Reset says that end has learnt that an exchange was cancelled by the
	// other, or ended with its connection: nothing more comes of it.
	Reset(c *transport.Conn, end int, exchange sim.Ref, why trace.Status)
	// Ponged says that end has the answer to its ping.
	Ponged(c *transport.Conn, end int)
	// Draining says that end has learnt that the other takes no further
	// exchanges on the connection.
	Draining(c *transport.Conn, end int)
	// Closed says that the connection is over for end.
	Closed(c *transport.Conn, end int, why trace.Status)
}

// An outgoing is a message until it has been read.
type outgoing struct {
	Message
	exchange sim.Ref // zero: it is said on the connection itself
	next     uint32  // the one behind it where it waits
	handed   sim.Time
	start    int64 // where its first byte is in its stream
	wrote    int64 // where what is written of it ends
	begun    bool  // some of it is written
	stuck    bool  // a window holds it up
	framed   bool  // the first frame of its content is (gRPC)
	final    bool  // what is being written is the last of it
	listed   bool  // it is in a list: whoever takes it from there frees it

	// What is still to be written of the frame, or the write, whose turn it is,
	// in this order; the windows are for wrap and body.
	lead, head, wrap, body, tail uint32

	flow   uint32 // what is written of the frame is so much of the windows (gRPC, whose ends read frames as a whole)
	left   uint32 // content that no frame has taken yet
	around uint32 // bytes written for it that are not its content
}

// unit is how much of the frame, or write, is still to be written.
func (m *outgoing) unit() uint32 { return m.lead + m.head + m.wrap + m.body + m.tail }

// An outcome is what comes of asking a message for its next frame.
type outcome uint8

const (
	writes  outcome = iota // there is one
	parked                 // the exchange's window is used up
	blocked                // the connection's is
)

// A list is messages in the order of their coming.
type list struct{ first, last uint32 }

func (l *list) push(msgs *sim.Slab[outgoing], i uint32) {
	m := msgs.At(i)
	m.next, m.listed = 0, true
	if l.first == 0 {
		l.first = i
	} else {
		msgs.At(l.last).next = i
	}
	l.last = i
}

// pop takes the first; 0: there is none.
func (l *list) pop(msgs *sim.Slab[outgoing]) uint32 {
	i := l.first
	if i == 0 {
		return 0
	}
	m := msgs.At(i)
	l.first, m.next, m.listed = m.next, 0, false
	if l.first == 0 {
		l.last = 0
	}
	return i
}

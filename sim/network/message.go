package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A Message is what travels over a wire: one unit, whatever its size. The
// fields of the last group are the sender's; the network reads of them only what
// a transport has to know.
type Message struct {
	ID      uint32 // its number in the trace, from 1
	Parent  uint32 // the number of the message it follows from
	From    trace.Place
	To      trace.Place
	Flow    uint16
	Shape   trace.Shape
	Status  trace.Status
	Payload uint32   // bytes of content
	Header  uint32   // bytes around it, without the transport's
	Around  uint32   // bytes that the transport adds on this wire
	Conn    sim.Ref  // the connection it travels on; zero for none
	At      sim.Time // when it was sent
	First   sim.Time // when its first bit leaves
	Out     sim.Time // when its last bit leaves
	Until   sim.Time // when it is to arrive
	Sent    bool     // it is on the wire; else it waits for a cut to mend
	Shipped bool     // it is on a transport: nobody knows when it will arrive
	Copy    bool     // the wire made it out of another message
	Watched bool     // the receiver is told what it spends its time on
	queued  bool     // it waits for a connection to come free
	stray   bool     // it was lost with its connection, and is forgotten when it would have arrived
	ping    uint8    // it is the network's own: a ping, or the answer to one
	packed  bool     // it has become something smaller, for the sender to free
	slot    uint32   // its index among those that live
	next    uint32   // the one behind it where messages wait

	Behalf          // for whom it travels
	Attempt sim.Ref // the attempt it belongs to; on a transport that names its exchange
	Answer  bool    // it answers the attempt; otherwise it makes it
	Last    bool    // no further answer follows
	Always  bool    // a cancellation: it takes back what is worked on, too
	Tied    bool    // a cancellation: by who has begun what is tied to the attempt
	Tag     Tag     // what it is about, to its flow
	Path    uint64  // of a request what it asks for: where two of a flow are alike, so are their paths; of an answer which of several deliveries it is
}

// describe says in a record of m what it is.
func (m *Message) describe(r *trace.Record) {
	r.Msg, r.Flow, r.Shape, r.Payload, r.Header = m.ID, m.Flow, m.Shape, m.Payload, m.Header+m.Around
}

// size is how many bytes of a wire m takes.
func (m *Message) size() sim.Bytes {
	return sim.Bytes(m.Payload) + sim.Bytes(m.Header) + sim.Bytes(m.Around)
}

// keepBack says in a record that m is lost how much of it had not left its sender.
func (m *Message) keepBack(r *trace.Record, unsent sim.Bytes) {
	if unsent > 0 {
		r.Aux, r.Until = int64(unsent), m.At
	}
}

// A Behalf says on behalf of whom something is done: of an operation, and of
// the one among those who have had it in hand that asked for it, by number. Both
// are the sender's; the zero Behalf is nobody's.
type Behalf struct {
	Op     sim.Ref
	Holder uint32
}

// A Receiver is told what becomes of messages and connections.
type Receiver interface {
	// Carried says which operations the message carries at this instant.
	Carried(m *Message) Load
	// Entered says what m, which is watched, spends its time on from now, itself
	// and not as a copy: before it is sent, and when it is.
	Entered(m *Message, cause trace.Cause)
	// Connected says that m, the first of its exchange, has its connection, which
	// is being opened.
	Connected(m *Message)
	// Departs says that m, the first of its exchange, is sent now, and with
	// connects that it has its connection since this instant. Like Carried it says
	// which operations m carries.
	Departs(m *Message, connects bool) Load
	// Cancelled says that the one at p has learnt, by its transport, that whoever made
	// an attempt wants no more of it.
	Cancelled(attempt sim.Ref, p trace.Place)
	// Shipped says that m is sent on a transport, so that nobody knows when it will
	// arrive: what holds it up is told by Entered, whether it is watched or an answer.
	Shipped(m *Message)
	// Holds tells whether the one at p has in hand what it was asked over connection
	// c.
	Holds(c sim.Ref, p trace.Place) bool
	// Quit says that a connection is no more which the one at p had accepted, who
	// accepts none for now.
	Quit(p trace.Place)
	// Unsent says that m, the first of its exchange, has found no connection, and
	// will not be sent. That it is lost has been told.
	Unsent(m *Message, why trace.Status)
	// Wanted tells whether m, which has waited to be sent, is still to be.
	Wanted(m *Message) bool
	// Told tells whether m is the request of its attempt, and no more than that
	// tells.
	Told(m *Message) bool
	// Recall fills in such a message, which names its attempt, again.
	Recall(m *Message)
	// Full says that the connections that are open at p, so many, take more memory
	// than it has.
	Full(p trace.Place, open int)
	// Arrive hands over m, which has reached its place. The receiver frees it, at
	// once or later.
	Arrive(m *Message)
	// CutOff says that so much of the content of m, which is about to be lost, has come
	// to its place, in order, and so much has left its sender.
	CutOff(m *Message, came, left uint32)
	// Lost says that m will not arrive. The network frees it afterwards.
	Lost(m *Message, why trace.Status)
	// Broken says that the one at p has learnt that connection c is reset.
	// It is freed once both ends have learnt it.
	Broken(c sim.Ref, p trace.Place, why trace.Status)
}

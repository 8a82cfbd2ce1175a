// Package trace holds the records of a run: what they say, how they are kept
// as bytes, and their digest. The records are the only output of a run;
// figures, checks and pictures are folds over them.
package trace

import "backchat/sim"

// A Record says one thing that happened. Records are in the order of time,
// and a record holds only what was known at its time. Fields that a kind does
// not speak of are 0.
//
// A record is 64 bytes, without pointers.
type Record struct {
	At      sim.Time // when
	Until   sim.Time // Send, Block, Carry: the planned arrival
	Aux     int64    // by kind
	Op      uint32   // the first operation it speaks of, from 1; 0 for none
	Msg     uint32   // the message it speaks of, from 1; 0 for none
	Parent  uint32   // Send: the message that this one answers, forwards, repeats or follows from
	Node    Place    // where it happened; for a Send, who sends
	Peer    Place    // the other end
	Conn    uint32   // the connection, from 1; 0 for none
	Payload uint32   // bytes of content
	Header  uint32   // bytes around it
	Flow    uint16   // the flow, from 1; 0 for none
	N       uint16   // how many consecutive operations it speaks of; 0 where Op is 0
	Kind    Kind
	Cause   Cause  // what the operations spend their time on from now; NoCause: no change
	Status  Status // how it went
	Shape   Shape  // what kind of message it is
}

// A Place is one replica of a node, or the sidecar of one: an index into
// [Topology.Places], from 1. 0 is nowhere.
type Place uint32

// Kind is what a record says.
type Kind uint8

// The kinds of record. Each line says what the kind's fields mean.
const (
	NoKind Kind = iota

	// Operations: the intents of users.

	Begin    // Op was intended; Node: its speaker; Peer: who is to hear of it or answer; Aux: the intended start, which its duration counts from (At, or earlier); Cause: its first cause
	Enter    // Op is on something else from now: Cause
	Ask      // an attempt of Op (or a poll, Op 0) is made by Node; Aux: which attempt, from 1
	Accepted // Op was taken in charge: the speaker knows that it will be done (an acknowledged publish), perhaps after it has been; Aux: the intended start
	Applied  // the effect of Op took place at Node; Aux: how often it had before
	End      // Op has ended; Status: its outcome

	// Messages.

	Send    // Msg leaves Node for Peer; Aux: when its last bit is out; Until: when it is to arrive; Op, N: whom it carries, 0 for nobody; Cause: Transfer
	Block   // a send just recorded waits behind earlier ones from Aux to Until; Cause is NoCause
	Carry   // Op travels on Msg as well; Aux, Until as in its Send; Cause: Transfer
	Arrive  // Msg has reached Node from Peer
	Lost    // Msg will not arrive; Status: why; Node: who sent it; Peer: where it was going
	Discard // Msg arrived at Node and was thrown away; Status: why

	// Work.

	Queue  // Msg (or work of the node's own, Msg 0) waits for a worker at Node; Aux: how many wait now, it among them
	Serve  // a worker of Node takes it up; Aux: how long it waited; Shape: of the message, or the purpose of the work
	Finish // the worker is done with it; Aux: nanoseconds of work; Status: OK, Failed, or why it was cut short
	Drop   // Msg leaves the queue of Node unserved; Status: why; Rejected: it found no room there
	Hold   // Msg is parked at Node until there is news; Op 0
	Free   // a parked message is taken up again, or given up; Status: why

	// Messages at rest in a broker.

	Store      // Msg is kept at Node; Aux: how many are kept in its queue now
	Unstore    // a kept message is gone from Node; Status: OK (done with), DeadLettered, Expired, Crashed, Dropped; Aux: how many are left
	Deliver    // Node hands a kept message to Peer; Aux: which delivery of it, from 1
	Subscribed // Peer is subscribed at Node
	Unsubscribed

	// Connections.

	Open   // Node opens Conn to Peer
	Opened // Conn is open for both
	Close  // Conn is closed in good order
	Reset  // Conn is broken; Status: why

	// The state of the world.

	Down    // Node crashed; Status: Crashed (the process) or Silent (its host)
	Up      // Node is back; Down at the same instant: it is not, but down in another way from now
	Speed   // Node works at Aux millionths of its normal speed from now; 0: it is paused
	Cut     // what Node sends to Peer is lost from now
	Mend    // it no longer is
	Degrade // the wire from Node to Peer changed: Aux: added latency; Payload: added loss in millionths
	Unfit   // the health check of Node no longer counts on Peer
	Fit     // it does again
	Trip    // the circuit breaker of Node towards Peer has opened
	Probe   // it lets a trial through
	Restore // it has closed
	Warm    // the warm-up is over: figures count operations that were intended from now on

	kinds
)

// NormalSpeed is the Aux of a Speed that ends slowness and pause.
const NormalSpeed = 1_000_000

// Cause is what an operation spends its time on. At every instant between its
// intended start and its end an operation has exactly one.
type Cause uint8

// The causes.
const (
	NoCause     Cause = iota
	Connecting        // a connection is being opened
	Handshake         // keys are being agreed on
	WaitingConn       // all connections are taken
	Transfer          // waiting for the link, and getting onto it
	InFlight          // between the ends of a link
	Blocked           // behind an earlier message of the same connection
	Queued            // waiting for a worker
	InService         // being worked on
	Held              // parked until there is news, or kept in a broker
	BackingOff        // waiting to try again
	NextPoll          // waiting for the next poll, or for its listener to come back
	Unanswered        // what would have carried it on is lost, and nobody knows yet
	Gathering         // waiting for several answers
	Causes            // how many there are
)

// Shape is what kind of message a message is, or what work is for.
type Shape uint8

// The shapes.
const (
	NoShape     Shape = iota
	Request           // asks for something
	Response          // answers a request
	Poll              // asks for news
	News              // answers a poll
	Subscribe         // asks to be told
	Push              // tells
	Publish           // gives a message to a broker, or an update to a server
	Delivery          // gives a message to a consumer
	Ack               // says that a message was taken or done
	Health            // asks whether one is well, or answers that
	Handshaking       // opens a connection
	Resetting         // breaks one
	Cancelling        // takes a request back
	Shapes            // how many there are
)

// Status is how something ended, or why.
type Status uint8

// The statuses.
const (
	NoStatus     Status = iota
	OK                  // it went well
	Empty               // it went well, and there was nothing to tell
	Rejected            // refused for lack of room (503)
	TimedOut            // the time allowed was over
	Failed              // an error was answered (500)
	LostOutcome         // an operation nobody will ever finish
	Unfinished          // still under way at the horizon
	Cancelled           // taken back
	Expired             // kept too long
	DeadLettered        // set aside after too many deliveries
	Dropped             // thrown away for lack of room
	Duplicate           // there had been one like it
	Late                // nobody waited for it any more
	Refused             // nobody listens there: a reset
	Crashed             // the process crashed: its peers get a reset
	Silent              // the host crashed: its peers hear nothing
	Partitioned         // the wire is cut
	Noise               // lost on the wire
	BreakerOpen         // the circuit breaker let nothing through
	NoTarget            // a balancer had nowhere to send it
	Away                // the listener was not connected
	Idle                // nothing was said for long
	Statuses            // how many there are
)

// Works tells whether such a message asks for the work of an operation, as
// opposed to asking for news, or telling.
func (s Shape) Works() bool { return s == Request || s == Delivery }

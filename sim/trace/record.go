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
	Until   sim.Time // Send, Block, Carry: the planned arrival; 0 where nobody plans it
	Aux     int64    // by kind
	Op      uint32   // the first operation it speaks of, from 1; 0 for none. Of a packet: see [Record.Window]
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

// Planned tells whether a Send or Carry says when its message is to arrive. On
// a transport nobody knows: what holds the message up is said when it changes.
// (A plan to be there at instant 0 says as little, and needs to.)
func (r *Record) Planned() bool { return r.Until != 0 }

// Window is the congestion window of who sends a packet at that
// instant, in bytes. It stands in Op, where no operation is counted.
func (r *Record) Window() uint32 { return r.Op }

// A Place is one replica of a node, or the sidecar of one: an index into
// [Topology.Places], from 1. 0 is nowhere.
type Place uint32

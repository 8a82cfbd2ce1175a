package transport

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A StreamID names an ordered sequence of bytes in one direction of a
// connection. TCP has one, 0; QUIC has many.
type StreamID uint32

// Frames is the stream of what a session has to say of its streams: the frames
// of QUIC that are its own (windows, resets). They go without a header, in the
// order in which they are given, and never end.
const Frames StreamID = 1<<32 - 1

// A Piece is what a packet carries of one stream: its bytes From up to To.
type Piece struct {
	Stream   StreamID
	From, To int64
	Fin      bool // the stream ends at To
}

// A Session is what runs on connections: it says which bytes are next, and is
// told which have arrived. c is the connection; end 0 is who opened it, end 1
// the other.
type Session interface {
	// Ready says that end may send: for TCP the connection is established
	// there, for QUIC there are keys (early: for early data only).
	Ready(c *Conn, end int, early bool)
	// Pull gives the next piece for a packet with room for that many bytes of
	// content. ok is false where there is nothing to send now; the session then
	// says when there is again, by [Carrier.Push]. A piece is never empty unless
	// it ends its stream. Pieces of a stream are contiguous. What was lost is
	// sent again without asking.
	Pull(c *Conn, end int, room int) (p Piece, ok bool)
	// Arrived says that end has the stream's bytes below upTo, with no gap.
	Arrived(c *Conn, end int, stream StreamID, upTo int64)
	// Ended says that the stream has ended: all of it has arrived at end.
	Ended(c *Conn, end int, stream StreamID)
	// Acknowledged says that end knows that the other has the stream's bytes
	// below upTo, with no gap.
	Acknowledged(c *Conn, end int, stream StreamID, upTo int64)
	// Closed says that the connection is over for end, and why: [trace.OK] for
	// an orderly close, [trace.Refused] for a reset, [trace.TimedOut] where the
	// other end was given up.
	Closed(c *Conn, end int, why trace.Status)
}

// A Host is what connections need of the world.
type Host interface {
	// Transmit puts a packet that end sends, of that many bytes at the level of
	// IP, on its lane. It says when the last bit of it is out, and when it
	// arrives, for [Transport.Out] and [Transport.Due]; 0: it does not, or the host
	// does not say. The host hands the packet back once: when it has arrived at the
	// other end, or when the lane has lost it.
	Transmit(c *Conn, end int, packet uint32, bytes int) (out, due sim.Time)
	// Alarm asks to be woken at that instant, in place of what was
	// asked for end before; [sim.Never]: not at all. Waking early is harmless,
	// so that a host may keep a timer that it would only have to put off.
	Alarm(c *Conn, end int, at sim.Time)
}

// A Carrier is what carries connections, as a session knows it.
type Carrier interface {
	// Push says that end, which had nothing to send, has something again.
	Push(c *Conn, end int)
	// Finish says that end will send no more once what it has to send is out:
	// an orderly close.
	Finish(c *Conn, end int)
	// Abort ends the connection at once, with a reset for the other end.
	Abort(c *Conn, end int)
	// Standing tells what holds up a byte that end has to send.
	Standing(c *Conn, end int, stream StreamID, offset int64) Standing
	// RoundTrip is the smoothed round trip as end knows it; 0: it has measured none.
	RoundTrip(c *Conn, end int) sim.Time
}

// Package network is the wire: messages, links with latency, bandwidth, loss,
// duplication and partition, and connections as resources that are opened,
// held, idle, closed and reset.
//
// Model card. A message is one unit: it occupies the wire for its bytes
// divided by the bandwidth, waits behind what was sent before, travels for a
// drawn latency, and arrives whole, or not at all, or twice. Opening a
// connection takes one round trip (a request and an answer of header bytes
// alone; RFC 9293, section 3.5), repeated with doubled waits where no answer
// comes (RFC 6298: 1 s at first). Closing costs nothing; where its opener closes,
// the other end knows of it at once, and where the acceptor does, after one way.
// What lies between may forget a connection, and drops what is sent on it from
// then on. (It may answer with a reset instead: see
// middlebox. Left out: that QUIC may go on by another path.) Its ends do not find that
// out by themselves: without a ping, a time-out or an age it stays, and where it carries
// many exchanges takes all further ones, for ever. (On a transport TCP gives up what
// finds no answer: as Linux does, after some 16 minutes.) An exchange that is given up goes on at the other end, and where
// its connection carries one at a time that takes no other. A link that
// retransmits delays what is lost by a fixed time for each loss, and first in,
// first out makes the messages behind it wait.
//
// Where a link has a transport, what is inside its connections is modelled:
// [backchat/sim/transport] has the packets, [backchat/sim/protocol] what runs on
// them. A message arrives whole there as well, when its last byte does. An end
// that only waits hears nothing of another that has fallen silent, since TCP and
// HTTP have no time-out of their own: it waits for ever unless its asker gives up.
package network

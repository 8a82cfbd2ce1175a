// Package transport is the inside of a connection: TCP and QUIC, from the bytes
// that someone wants to send to the packets that a lane carries, and back. It knows
// of bytes and streams, and nothing of what they say: HTTP and TLS are a
// [Session]'s business, lanes a [Host]'s, virtual time the kernel's. Every function runs
// to its end at one instant; nothing here waits, draws, or looks at another clock.
//
// Model card. A connection is opened by a handshake, sends as its windows
// allow, learns of losses, repeats, and closes in good order or by a reset.
// Modelled of TCP: initial window (RFC 6928), slow start with HyStart as in
// Linux or HyStart++ (RFC 9406), which lets the window grow by all that an
// acknowledgement brings news of, in every stack (RFC 3465 with L = all, as in Linux;
// RFC 5681, section 3.1, allows one segment for each acknowledgement, by which delayed
// ones would slow it down), Reno (RFC 5681) and CUBIC (RFC 9438, in the
// whole numbers of Linux), windows that do not grow while they are not used
// (RFC 7661) and shrink at rest (RFC 2861), selective acknowledgements with
// the three or four blocks that there is room for (RFC 2018, 2883), loss
// detection by time and its probe for the tail (RACK-TLP, RFC 8985),
// proportional rate reduction (RFC 6937), time-outs with their backoff (RFC
// 6298), repeats that were none too many and are taken back (RFC 4015, by the
// time stamps of RFC 7323), delayed acknowledgements and those that are not at
// first (as in Linux), a few segments that wait so that more go at once (as in Linux),
// a receive window with its probes (RFC 9293), which is small
// at first and grows with what is read (as in Linux, which acknowledges at once what
// lets it grow), TIME_WAIT as the answer to a repeated end.
//
// Modelled of QUIC (RFC 9000, 9002): three packet number spaces with their own
// acknowledgements and losses, a handshake in one round trip or none (0-RTT),
// padding, packets that share a datagram, the limit of three bytes for each
// that came (as long as an address is not known to be right), the further
// connection ids and the token that ends give each other (by their bytes
// alone), datagrams that are there at one instant and are answered at once,
// before what the application says upon them, numbers that are never used
// again, streams that do not wait for each other, loss by number and by time,
// probes, persistent congestion, the New Reno of RFC 9002 or of quic-go with
// its hybrid slow start, pacing, acknowledgements of every second packet or
// after a delay, the search for the largest packet that gets through (RFC
// 8899), a close that is said again to who goes on, an end of patience with who says
// nothing (RFC 9000, section 10.1).
//
// Left out: ECN; migration, retry, version negotiation and key updates; the
// frames of flow control (windows of streams and connection are the session's);
// CUBIC of QUIC; numbers that are skipped; ids and tokens that are used or
// retired; pacing of TCP; segments of unequal size that are cut anew when they
// are repeated; the bound of a send buffer; F-RTO
// (time stamps do what it is for); half-open connections after a crash, and when an end of
// QUIC on which nothing is under way lets go of it, are the host's to say ([Transport.Forget],
// [Transport.Lapses]).
package transport

// Package protocol is what runs on a connection: TLS, HTTP/1.1, HTTP/2, HTTP/3,
// WebSocket, and streams of messages. It knows of messages and of the frames
// that carry them, and nothing of packets: those are a [transport.Session]'s
// carrier's business. A [Stack] is what runs on all connections of one
// configuration; a [User] hands it messages and is told when they begin to be
// read at the other end, and when they are whole.
//
//	message ── frames in turn ── records ── one stream (TCP), or one each (QUIC)
//
// Model card. What is modelled, with sizes to the byte as Go's net/http and
// crypto/tls (go1.26) and quic-go (v0.65.0) have them, counted on their own
// wires:
//
//   - TLS 1.2 and 1.3, anew, resumed, with early data: which end sends which
//     flight of how many bytes once it has the one before; records, which are
//     read whole, and how they grow. PostgreSQL's SSLRequest before the first
//     flight, whose answer is always that there is TLS.
//   - HTTP/1.1: one exchange at a time; headers as text; content in two writes,
//     or in chunks where its length is not known at first.
//   - HTTP/2: preface, SETTINGS and their acknowledgement, WINDOW_UPDATE when
//     Go's ends send it, HEADERS with the sizes that HPACK's tables and Huffman
//     code give them, DATA as windows of stream and connection allow, in turns or
//     as served, RST_STREAM, PING, GOAWAY.
//   - HTTP/3: control streams, HEADERS with QPACK's sizes, DATA, windows, limits on
//     streams, cancelled streams; round robin by piece. The handshake's sizes are
//     given to the transport ([TLSConfig.Handshake]).
//   - WebSocket: the upgrade, frames with the client's mask, ping and pong.
//   - Streams: a fixed number of bytes around each message.
//   - Greetings: what AMQP, MQTT and PostgreSQL say to each other before the first
//     message, by its round trips and bytes, which are spread evenly over these.
//
// Left out: request pipelining, priorities and server push; trailers and 1xx
// answers; what a server's proof of a password costs it; compression of content; header fields whose values come back after
// others have been sent (only the latest of each is remembered), and those of
// [Message.Fields], which count alike each time; Huffman codes of names that
// differ by a digit (all dates and paths of one configuration have one length);
// client certificates, key updates, and a TLS that falls back; goodbyes of their own (a
// Close frame of WebSocket, RFC 6455, section 5.5.1; DISCONNECT of MQTT, connection.close
// of AMQP, Terminate of PostgreSQL), since what TLS and TCP say ends a connection; fragments and
// compression of WebSocket messages; the three bytes by which HPACK first says how
// large a table is, and the ping that Go's client adds to a reset; empty QUIC frames at the end of a stream (the last bytes carry it); a
// socket's send buffer: what is written is bound to its order only when a packet
// has room for it, so that an answer never waits behind what an application
// wrote long before, but for gRPC, and no answer waits for room (Linux begins with some 87 KB and
// gives more to who fills it: of grpc-go v1.85 over 1 Gbit/s a message of 1 MB takes 1.1 to 1.2 s
// at a round trip of 100 ms, and 1.0 s here; one of 10 MB 1.9 s, and 1.4 s here; at 20 ms 0.36 to
// 0.42 s, and 0.32 s here). Who reads does so at once: a window never waits for a slow
// application.
package protocol

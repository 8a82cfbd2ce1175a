package transport

import "backchat/sim"

// QUIC describes a stack that speaks QUIC (RFC 9000, 9002).
type QUIC struct {
	Packet         sim.Bytes `json:"packet" default:"1280B" min:"1200B" max:"64KiB" doc:"bytes of a full packet, as UDP carries it (quic-go, InitialPacketSize: 1,280)"`
	Largest        sim.Bytes `json:"largest" default:"1452B" min:"0B" max:"65535B" doc:"five round trips apart an end tries whether larger packets get through, up to this size, and sends such from then on (RFC 8899; quic-go, MaxPacketBufferSize: 1,452); not above packet: it does not try"`
	Overhead       sim.Bytes `json:"overhead" default:"28B" min:"0B" max:"64KiB" doc:"headers below it: IPv4 (20) and UDP (8)"`
	ClientID       sim.Bytes `json:"clientID" default:"4B" min:"0B" max:"20B" doc:"length of the connection id in packets to the client"`
	ServerID       sim.Bytes `json:"serverID" default:"4B" min:"0B" max:"20B" doc:"length of the connection id in packets to the server"`
	InitialWindow  int       `json:"initialWindow" default:"32" min:"1" max:"1000" doc:"full packets that may be sent before anything is acknowledged (quic-go: 32; RFC 9002, section 7.2: 10)"`
	LeastWindow    int       `json:"leastWindow" default:"2" min:"1" max:"1000" doc:"the least window, in full packets (RFC 9002, section 7.2: 2)"`
	Keep           float64   `json:"keep" unit:"share" default:"0.7" min:"0.1" max:"1" doc:"what a loss leaves of the window (quic-go, renoBeta: 0.7; RFC 9002, section 7.3.2: 0.5)"`
	SlowStart      string    `json:"slowStart" enum:"hybrid,plain" default:"hybrid" doc:"how slow start ends before anything is lost: hybrid: by the rise of the round trip, as in quic-go; plain: it does not"`
	ByPacket       bool      `json:"byPacket" default:"true" doc:"in slow start the window grows by a full packet for each that arrives, however small (quic-go), not by its bytes (RFC 9002, section 7.3.1)"`
	Pacing         float64   `json:"pacing" default:"1.25" min:"0" max:"100" doc:"packets leave at this multiple of the window by round trip (RFC 9002, section 7.7: 1.25); 0: as soon as the window allows"`
	SlowPacing     float64   `json:"slowPacing" default:"2" min:"0" max:"100" doc:"the same in slow start, which is to double what is sent in a round trip (quic-go, cubicSender.pacingRate: 2); 0: as soon as the window allows"`
	Burst          int       `json:"burst" default:"10" min:"1" max:"1000" doc:"full packets that may leave at once when none has left for a while (RFC 9002, section 7.7; quic-go, maxBurstSizePackets)"`
	AckEvery       int       `json:"ackEvery" default:"2" min:"1" max:"100" doc:"as many packets are acknowledged at once (RFC 9000, section 13.2.2: 2)"`
	AckDelay       sim.Time  `json:"ackDelay" default:"25ms" min:"0s" max:"1s" doc:"the longest that an acknowledgement waits (max_ack_delay)"`
	Ranges         int       `json:"ranges" default:"64" min:"1" max:"1000" doc:"ranges of numbers that an acknowledgement has room to tell (quic-go, MaxNumAckRanges: 64)"`
	Nudge          int       `json:"nudge" default:"19" min:"0" max:"1000" doc:"after so many packets that ask for no acknowledgement the next asks for one, so that what is acknowledged can be forgotten (quic-go, maxNonAckElicitingAcks: 19); 0: never"`
	InitialTimeout sim.Time  `json:"initialTimeout" default:"200ms" min:"1ms" max:"1h" doc:"the first time-out while no round trip is known (quic-go: twice 100 ms; RFC 9002, section 6.2.2: three times 333 ms)"`
	Threshold      int64     `json:"threshold" default:"3" min:"1" max:"1000" doc:"a packet is lost once one sent so many later has arrived (RFC 9002, section 6.1.1)"`
	Persistent     bool      `json:"persistent" default:"false" doc:"the window falls to its least where all that was sent for three time-outs is lost (RFC 9002, section 7.6); quic-go has none of this"`
	Batch          int       `json:"batch" default:"32" min:"1" max:"1000" doc:"as many datagrams that are there at one instant are taken in before any is answered (RFC 9000, section 13.2.1; quic-go, maxPacketsToProcess: 32)"`
	Coalesce       sim.Bytes `json:"coalesce" default:"128B" min:"0B" max:"64KiB" doc:"while the handshake goes on, a datagram takes a further packet where more room than this is left (quic-go, MinCoalescedPacketSize: 128)"`
	FurtherIDs     int       `json:"furtherIDs" default:"3" min:"0" max:"100" doc:"connection ids that an end gives the other for later, once it may, unless those are of no bytes (NEW_CONNECTION_ID; quic-go, MaxActiveConnectionIDs: 4 with the first; RFC 9000, section 18.2: 2 with the first)"`
	Token          sim.Bytes `json:"token" default:"91B" min:"0B" max:"1KiB" doc:"what the server gives the client to show the next time that its address is right (NEW_TOKEN; quic-go, TokenGenerator: 91); 0: nothing"`
	Idle           sim.Time  `json:"idle" default:"30s" min:"0s" max:"1h" doc:"an end that hears nothing for so long, or for three time-outs where that is longer, since it last heard something or asked for an acknowledgement upon that, lets go of the connection without a word, whether something is under way or not (RFC 9000, section 10.1; quic-go, MaxIdleTimeout: 30 s); 0: it does not, and asks on until its tries are used up"`
	KeepAlive      sim.Time  `json:"keepAlive" default:"10s" min:"0s" max:"1h" doc:"while something is under way the client asks for an acknowledgement when it has heard nothing for so long, so that the connection is not idle (quic-go's HTTP/3 client: 10 s, and also while nothing is; Chromium: 15 s); 0: never. The connection's own 'ping' takes its place"`
	HandshakeIdle  sim.Time  `json:"handshakeIdle" default:"5s" min:"0s" max:"1h" doc:"the same while the handshake goes on, which is given up after twice as long, too (quic-go, HandshakeIdleTimeout: 5 s); 0: no bound"`
	StatelessReset bool      `json:"statelessReset" default:"false" doc:"who knows nothing of a connection, as after a restart, answers what comes on it with a reset (RFC 9000, section 10.3); quic-go, unless it is given a key for that, does not"`
	Tries          int       `json:"tries" default:"30" min:"1" max:"30" doc:"time-outs in a row after which a connection is given up"`
	Handshake      Crypto    `json:"-"` // bytes that are exchanged to agree on keys: the protocol's to say
	Early          bool      `json:"-"` // the client sends at once, with the keys of an earlier connection (0-RTT): the protocol's, too
}

// Crypto is the bytes of TLS in the handshake of QUIC (RFC 9001).
type Crypto struct {
	ClientHello  sim.Bytes `json:"clientHello" default:"1500B" min:"1B" max:"64KiB" doc:"what the client begins with"`
	ServerHello  sim.Bytes `json:"serverHello" default:"1210B" min:"1B" max:"64KiB" doc:"the server's answer"`
	ServerFlight sim.Bytes `json:"serverFlight" default:"640B" min:"1B" max:"64KiB" doc:"what the server sends with it: parameters, certificate, proof, end"`
	ClientFinish sim.Bytes `json:"clientFinish" default:"36B" min:"1B" max:"64KiB" doc:"what ends the handshake"`
	Tickets      sim.Bytes `json:"tickets" default:"150B" min:"0B" max:"64KiB" doc:"what the server sends afterwards, for the next connection"`
}

// QUICs are the stacks of QUIC that have a name.
var QUICs = []struct {
	Name, Says string
	QUIC       QUIC
}{
	{"quic-go", "quic-go, as it comes", quicGo},
	{"rfc", "the standards, without what a stack adds", rfcQUIC},
}

var goCrypto = Crypto{ClientHello: 1500, ServerHello: 1210, ServerFlight: 640, ClientFinish: 36, Tickets: 150}

var quicGo = QUIC{
	Packet: 1280, Largest: 1452, Overhead: 28, ClientID: 4, ServerID: 4, InitialWindow: 32, LeastWindow: 2, Keep: 0.7, SlowStart: "hybrid", ByPacket: true,
	Pacing: 1.25, SlowPacing: 2, Burst: 10, AckEvery: 2, AckDelay: 25 * sim.Millisecond, Ranges: 64, Nudge: 19,
	InitialTimeout: 200 * sim.Millisecond, Threshold: 3, Batch: 32, Coalesce: 128, FurtherIDs: 3, Token: 91,
	Idle: 30 * sim.Second, KeepAlive: 10 * sim.Second, HandshakeIdle: 5 * sim.Second, Tries: 30, Handshake: goCrypto,
}

var rfcQUIC = QUIC{
	Packet: 1280, Overhead: 28, ClientID: 4, ServerID: 4, InitialWindow: 10, LeastWindow: 2, Keep: 0.5, SlowStart: "plain",
	Pacing: 1.25, SlowPacing: 1.25, Burst: 10, AckEvery: 2, AckDelay: 25 * sim.Millisecond, Ranges: 32,
	InitialTimeout: 999 * sim.Millisecond, Threshold: 3, Persistent: true, Batch: 32, FurtherIDs: 1, StatelessReset: true, Tries: 10, Handshake: goCrypto,
}

// A quicStack is a compiled [QUIC].
type quicStack struct {
	QUIC
	keep   share
	hybrid bool
	ids    [2]int64 // in packets from that end
}

func compileQUIC(c QUIC) *quicStack {
	return &quicStack{QUIC: c, keep: share(c.Keep * 1024), hybrid: c.SlowStart == "hybrid", ids: [2]int64{int64(c.ServerID), int64(c.ClientID)}}
}

// tag is what the cipher adds to a packet (RFC 9001, section 5.3).
const tag = 16

// header is the bytes of a packet's header and tag (RFC 9000, section 17),
// with a packet number of two bytes.
func (c *quicStack) header(end int, s spaceID, early bool) int64 {
	if s == application && !early {
		return 1 + c.ids[end] + 2 + tag
	}
	long := 1 + 4 + 1 + c.ids[end] + 1 + c.ids[1-end] + 2 + 2 + tag
	if s == initial {
		long++ // the length of a token
	}
	return long
}

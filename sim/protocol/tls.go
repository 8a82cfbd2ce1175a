package protocol

import (
	"slices"

	"backchat/sim"
)

// TLSConfig describes how the two ends of a connection agree on keys, and what
// that costs. Its defaults are Go's crypto/tls (go1.26) on both sides, with the
// key shares X25519MLKEM768 and X25519.
type TLSConfig struct {
	Version     string    `json:"version" enum:"none,1.2,1.3" default:"1.3" doc:"none: in the clear; 1.2: two round trips before the first request (RFC 5246, section 7.3), one where resumed; 1.3: one (RFC 8446, section 2). QUIC has 1.3 within its own handshake"`
	Resumed     bool      `json:"resumed" default:"false" doc:"the client has a ticket of an earlier connection: no certificate is sent, and with 1.2 a round trip is saved"`
	EarlyData   bool      `json:"earlyData" default:"false" doc:"resumed 1.3 or QUIC: the client sends its first requests with its first flight (RFC 8446, section 2.3)"`
	Tickets     bool      `json:"tickets" default:"false" doc:"the client says that it keeps tickets, so that the server gives it one: the bytes of that. No later connection resumes by it: which do, resumed says, for all"`
	SSLRequest  bool      `json:"sslRequest" default:"false" doc:"stream: the client asks in the clear first whether there is TLS, by 8 B, and is answered by one: a round trip more (PostgreSQL 17, 53.2, SSL Session Encryption; false is libpq's sslnegotiation=direct)"`
	Certificate sim.Bytes `json:"certificate" default:"400B" min:"100B" max:"64KiB" doc:"bytes of the server's certificate, with those that vouch for it"`
	Names       sim.Bytes `json:"names" default:"11B" min:"0B" max:"255B" doc:"bytes of the server's name, as the client asks for it"`
	RecordRamp  bool      `json:"recordRamp" default:"true" doc:"records begin as large as one segment, each larger than the one before, and become 16 KiB after 128 KiB (Go, Cloudflare); otherwise they are 16 KiB at once"`
}

// Sizes in crypto/tls (go1.26), counted on its own wire: each is what a flight
// of the handshake had beyond what the configuration settles.
const (
	hello13       = 1464 // ClientHello in its record: two key shares, a server's name of no letters
	hello12       = 216  // of a client that speaks 1.2 alone
	serverHello13 = 1215 // with the key share X25519MLKEM768: 1,088 + 32 B
	preShared     = 6    // ServerHello of a resumed connection: which of the tickets
	offered13     = 162  // ClientHello with a ticket, its binder, and the modes it may be used in
	modes13       = 10   // ClientHello of a client that keeps tickets and has none
	changeCipher  = 6    // ChangeCipherSpec (RFC 8446, appendix D.4)
	extensions13  = 28   // EncryptedExtensions in its record, with none in it
	nameKnown     = 4    // the server knows that name
	aroundChain13 = 35   // around the certificate: record 22, message 4, lists 9
	verify13      = 101  // CertificateVerify: ECDSA over P-256, whose signatures have 70 to 72 B
	finished13    = 58
	ticket13      = 144 // NewSessionTicket without a client's certificate
	endOfEarly    = 26  // EndOfEarlyData in its record (RFC 8446, section 4.5)

	serverHello12 = 68
	resumed12     = 100 // ServerHello that takes a session up again, its session id with it
	offered12     = 127 // ClientHello with a ticket
	ticketsKept12 = 4   // either Hello where the client keeps tickets
	aroundChain12 = 15
	keyExchange12 = 120 // ServerKeyExchange, signed like the above: 119 to 121 B
	done12        = 9
	clientKey12   = 42
	finished12    = 45
	ticket12      = 138
)

// What a record adds to its content: header 5 and tag 16, and with 1.3 the kind
// of the content, with 1.2 an explicit nonce of 8 (RFC 8446, section 5.2; RFC
// 5288, section 3).
const (
	recordAround13 = 5 + 16 + 1
	recordAround12 = 5 + 8 + 16
)

// Go's sizes of records (maxPayloadSizeForWrite in crypto/tls/conn.go): the
// segment that they are to fit, the bytes after which they are as large as can
// be, and how large that is (RFC 8446, section 5.1).
const (
	recordSegment = 1208
	recordBoost   = 128 << 10
	recordMost    = 16 << 10
	recordGrowth  = 1000 // records after which they are so in any case
)

// A flight is what one end sends of a handshake before it needs the other's
// next.
type flight struct {
	from  int // the end: 0 opened the connection
	bytes int
}

// sslRequest is what is said in the clear before the handshake: a length, and a number
// that no version has; and S, that there is TLS.
var sslRequest = []flight{{0, 4 + 4}, {1, 1}}

// opening is what is said on a connection of TCP until there are keys.
func (c *TLSConfig) opening(d *dialect) []flight {
	f := c.flights(d.alpn)
	if len(f) > 0 && d.name == "stream" && c.SSLRequest {
		return slices.Concat(sslRequest, f)
	}
	return f
}

// flights are those of a handshake over TCP, in their order, the ends taking
// turns. alpn is what the protocol is called in the handshake.
func (c *TLSConfig) flights(alpn string) []flight {
	name := int(c.Names)
	switch {
	case c.Version == "1.3":
		return []flight{{0, c.hello(alpn)}, {1, c.answer13(alpn)}, {0, c.early() + changeCipher + finished13}}
	case c.Version == "1.2" && c.Resumed:
		return []flight{
			{0, hello12 + name + protocols(alpn) + offered12},
			{1, resumed12 + protocols(alpn) + ticket12 + changeCipher + finished12},
			{0, changeCipher + finished12},
		}
	case c.Version == "1.2":
		kept, ticket := 0, 0
		if c.Tickets {
			kept, ticket = ticketsKept12, ticket12
		}
		return []flight{
			{0, hello12 + name + protocols(alpn) + kept},
			{1, serverHello12 + protocols(alpn) + kept + aroundChain12 + int(c.Certificate) + keyExchange12 + done12},
			{0, clientKey12 + changeCipher + finished12},
			{1, ticket + changeCipher + finished12},
		}
	}
	return nil
}

// hello is the ClientHello of 1.3 in its record.
func (c *TLSConfig) hello(alpn string) int {
	n := hello13 + int(c.Names) + protocols(alpn)
	if c.Resumed {
		return n + offered13
	}
	if c.Tickets {
		return n + modes13
	}
	return n
}

// answer13 is the server's flight of 1.3: from ServerHello to Finished, and the
// ticket, which Go adds as soon as it may.
func (c *TLSConfig) answer13(alpn string) int {
	n := serverHello13 + changeCipher + extensions13 + protocols(alpn) + finished13
	if c.Resumed {
		return n + preShared + ticket13
	}
	if c.Tickets {
		n += ticket13
	}
	return n + nameKnown + aroundChain13 + int(c.Certificate) + verify13
}

// early is what the client adds to its last flight where it has sent early data.
func (c *TLSConfig) early() int {
	if c.EarlyData && c.Resumed {
		return endOfEarly
	}
	return 0
}

// protocols is what an extension takes that names one protocol (RFC 7301,
// section 3.1).
func protocols(alpn string) int {
	if alpn == "" {
		return 0
	}
	return 4 + 2 + 1 + len(alpn)
}

// around is what each record adds to its content: 0 in the clear.
func (c *TLSConfig) around() int {
	switch c.Version {
	case "1.3":
		return recordAround13
	case "1.2":
		return recordAround12
	}
	return 0
}

// record is how much content the next record of an end may have, which has
// written so many bytes and records before.
func (c *TLSConfig) record(written int64, records int) int {
	if !c.RecordRamp || written >= recordBoost || records > recordGrowth {
		return recordMost
	}
	return min((recordSegment-c.around())*(records+1), recordMost)
}

// A Handshake is the bytes of a QUIC handshake's CRYPTO streams (RFC 9001,
// section 4), by who sends them in which kind of packet.
type Handshake struct {
	Hello     int  // the client's, in Initial packets
	Answer    int  // the server's ServerHello, in an Initial packet
	Proof     int  // what the server sends in Handshake packets, up to Finished
	Finished  int  // the client's last, in a Handshake packet
	Tickets   int  // the server's, in 1-RTT packets once it has Finished
	EarlyData bool // the client may send before the server has answered
}

// Sizes in quic-go (v0.65.0) over crypto/tls, from its own log of packets. Each
// end greases its transport parameters with up to 16 bytes: these are the means.
const (
	quicHello    = 1498 // ClientHello with transport parameters and h3, a name of no letters
	quicOffered  = 250  // with a ticket, where quic-go keeps transport parameters
	quicAnswer   = 1178 // ServerHello: without a session id, hence shorter than over TCP
	quicProof    = 159  // EncryptedExtensions with transport parameters, and Finished
	quicFinished = 36
	quicTickets  = 215
	recordPlain  = 22 // what the sizes above have for a record, which QUIC does without
)

// Handshake is that of a connection over QUIC.
func (c *TLSConfig) Handshake() Handshake {
	h := Handshake{Hello: quicHello + int(c.Names), Answer: quicAnswer, Proof: quicProof, Finished: quicFinished, Tickets: quicTickets}
	if c.Resumed {
		h.Hello += quicOffered
		h.Answer += preShared
		h.EarlyData = c.EarlyData
		return h
	}
	h.Proof += nameKnown + aroundChain13 - recordPlain + int(c.Certificate) + verify13 - recordPlain
	return h
}

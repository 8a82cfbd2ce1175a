package network

import "backchat/sim"

// LinkConfig describes the wires between two nodes: one wire for each pair of
// their replicas, or one for all. Both directions are alike unless Up or Down
// say otherwise; up is from the link's `from` to its `to`.
type LinkConfig struct {
	From       string           `json:"from" ref:"node" required:"true" doc:"the node at one end"`
	To         string           `json:"to" ref:"node" required:"true" doc:"the node at the other end"`
	Shared     bool             `json:"shared" default:"false" doc:"one wire, hence one bandwidth and one queue each way, for all pairs of replicas"`
	Up         *DirectionPatch  `json:"up" absent:"as the link" doc:"what differs on the way from 'from' to 'to'"`
	Down       *DirectionPatch  `json:"down" absent:"as the link" doc:"what differs on the way from 'to' to 'from'"`
	Direction                   // both directions
	Drops      *Drops           `json:"drops" absent:"connections do not drop by themselves" doc:"connections that drop now and then, with all that is under way on them"`
	Transport  *TransportConfig `json:"transport" absent:"a message travels as one unit" doc:"what connections carry messages by: TCP or QUIC, and the protocol on it"`
	Connection ConnectionConfig `json:"connection" doc:"how connections over it are opened and kept"`
}

// Bounded tells whether the link has a bandwidth on its way up, or on that down, of
// those that are asked about.
func (c *LinkConfig) Bounded(up, down bool) bool {
	over := func(p *DirectionPatch) bool { return p.apply(c.Direction).Bandwidth != nil }
	return up && over(c.Up) || down && over(c.Down)
}

// Direction is what a wire does to messages that go one way.
type Direction struct {
	Latency    sim.Dist       `json:"latency" unit:"duration" default:"500us" doc:"time from one end to the other, drawn for each message"`
	Across     *sim.Dist      `json:"across" unit:"duration" absent:"as within a zone" doc:"the latency between replicas that are in different zones; where up or down says a latency of its own, that holds there too"`
	Bandwidth  *sim.Bandwidth `json:"bandwidth" min:"1bit/s" absent:"no bound" doc:"a message occupies the wire for its bytes divided by this; later ones wait"`
	Buffer     *sim.Bytes     `json:"buffer" min:"1B" absent:"no bound" doc:"bytes that may wait for the wire while it is busy, those it is about to send or is sending included; what comes on top is lost"`
	Loss       float64        `json:"loss" unit:"share" default:"0" min:"0" max:"1" doc:"share of messages that are lost, with a transport of packets"`
	Bursts     *Bursts        `json:"bursts" absent:"losses are independent" doc:"losses that come together"`
	Retransmit *sim.Time      `json:"retransmit" min:"1ns" absent:"what is lost stays lost" doc:"a lost message is sent again after this long, as a reliable transport does, as often as it takes"`
	Duplicate  float64        `json:"duplicate" unit:"share" default:"0" min:"0" max:"1" doc:"share of messages that arrive twice"`
	Order      string         `json:"order" enum:"fifo,none" default:"fifo" doc:"fifo: a message never overtakes an earlier one of its connection; none: it may"`
	Header     sim.Bytes      `json:"header" default:"40B" min:"0B" max:"64KiB" doc:"bytes the transport adds to each message (IPv4 and TCP: 20 + 20)"`
}

// Bursts describe losses that come together: each direction of a wire is good or
// bad, and may turn before each message, or packet, that it carries. A bad time
// lasts 1 / toGood messages in the mean, and the wire is bad for toBad / (toBad +
// toGood) of them. Sources: E. N. Gilbert, Capacity of a Burst-Noise Channel, 1960
// (with loss 1 while it is bad and none while it is good); E. O. Elliott, Estimates
// of Error Rates for Codes on Burst-Noise Channels, 1963. Left out: that time
// passes, too, while nothing is sent.
type Bursts struct {
	ToBad  float64 `json:"toBad" unit:"share" required:"true" min:"0" max:"1" doc:"how probable it is that a good wire turns bad before the next message"`
	ToGood float64 `json:"toGood" unit:"share" required:"true" min:"0.000001" max:"1" doc:"how probable it is that a bad wire turns good before the next message: bad times are 1 / toGood messages long in the mean"`
	Loss   float64 `json:"loss" unit:"share" default:"1" min:"0" max:"1" doc:"share that is lost while the wire is bad; while it is good, the link's own 'loss' is"`
}

// DirectionPatch overrides fields of a [Direction].
type DirectionPatch struct {
	Latency    *sim.Dist      `json:"latency" unit:"duration" absent:"as the link" doc:"time from one end to the other"`
	Bandwidth  *sim.Bandwidth `json:"bandwidth" min:"1bit/s" absent:"as the link" doc:"bits a second"`
	Buffer     *sim.Bytes     `json:"buffer" min:"1B" absent:"as the link" doc:"bytes that may wait for the wire"`
	Loss       *float64       `json:"loss" unit:"share" min:"0" max:"1" absent:"as the link" doc:"share of messages that are lost"`
	Bursts     *Bursts        `json:"bursts" absent:"as the link" doc:"losses that come together"`
	Retransmit *sim.Time      `json:"retransmit" min:"1ns" absent:"as the link" doc:"time after which a lost message is sent again"`
	Duplicate  *float64       `json:"duplicate" unit:"share" min:"0" max:"1" absent:"as the link" doc:"share of messages that arrive twice"`
	Order      *string        `json:"order" enum:"fifo,none" absent:"as the link" doc:"whether messages may overtake"`
	Header     *sim.Bytes     `json:"header" min:"0B" max:"64KiB" absent:"as the link" doc:"bytes the transport adds to each message"`
}

// ConnectionConfig says how connections are opened, shared and kept.
//
// Model card. Who gives up on a connection while it is opened (connectTimeout, timeout,
// what reconnects) closes its socket, unless others wait for it, who keep it: nothing more
// is sent for it (Linux says nothing of a socket in SYN_SENT, and quic-go nothing of a
// dial that is cancelled; one that has keys to agree on is reset), its port is free, it
// counts as not opened, and who asks next opens another. The end that was asked for it
// forgets it by its own rules, or by the reset that its answer meets. Without a transport
// it does so at once. Left out: that a SYN which comes after all is answered.
type ConnectionConfig struct {
	Open       string      `json:"open" enum:"first,each,ready" default:"first" doc:"first: when first needed, for one round trip, then kept; each: for every exchange; ready: open from the start, once: after one has ended, as first. When all who wait for one to open have given up, it is closed, and the next opens anew"`
	Streams    *int        `json:"streams" min:"1" max:"1000000" absent:"any number; over websocket, from a node that passes on what it is asked, 1: a socket for each that it serves" doc:"exchanges that one connection carries at a time"`
	Max        *int        `json:"max" min:"1" max:"1000000" absent:"any number" doc:"connections between one pair of replicas; an exchange that finds them all taken waits"`
	Waiting    *int        `json:"waiting" min:"0" max:"100000000" absent:"any number" doc:"exchanges of one replica that may wait for a connection to another replica; one more fails at once (noConnection). What waits while a connection is being opened for it is not among them"`
	Wait       *sim.Time   `json:"wait" min:"1ns" absent:"for ever" doc:"how long an exchange waits for a connection to come free, before it fails (noConnection)"`
	Ports      *int        `json:"ports" min:"1" max:"65535" absent:"any number" doc:"local ports that one replica has for connections to another: each holds one, for linger after it was closed too. Who finds none free fails at once (noPort; EADDRNOTAVAIL). Linux: 28232, from 32768 to 60999"`
	Linger     *sim.Time   `json:"linger" min:"0s" absent:"1m" doc:"how long the port of a connection is taken after it was closed by the one that opened it (TIME_WAIT, RFC 9293, section 3.6.1: 4 minutes; Linux: 60 s). One that was reset, or closed by the other end first, leaves its port at once"`
	GiveUp     *string     `json:"giveUp" enum:"close,wait,reset" absent:"close where streams is 1, reset otherwise" doc:"what a connection does with an exchange that its asker gives up after sending it (a timeout, a hedge that came second): close: it takes no other, and closes once nothing of this one is under way (HTTP/1.1); wait: it stays taken until nothing of this one is under way; reset: its place is free at once (HTTP/2, RST_STREAM, RFC 9113, section 6.4). Where open is each, the connection closes in any case"`
	Idle       *sim.Time   `json:"idle" min:"1ns" absent:"kept for ever" doc:"the one that opened a connection closes it this long after the end of its last exchange. A subscription, or a poll that is held, is an exchange under way, however long nothing is said"`
	LifeConfig             // what else ends them
	Reuse      string      `json:"reuse" enum:"lastUsed,longestUnused,first,random" default:"lastUsed" doc:"which of several connections with room an exchange takes: lastUsed: the one used last, so that what is too many falls idle (most pools); longestUnused: each in turn; first: the one opened first; random: any"`
	Ping       *PingConfig `json:"ping" absent:"connections say nothing by themselves" doc:"signs of life of connections themselves. Without a transport: whatever its fields describe, TCP's keep-alive by default; with one: frames of http2, grpc and websocket, and of QUIC under http3 (in place of what its keepAlive says). http1, amqp, mqtt and postgres refuse it: what they have for that is not modelled"`
	Lookup     *Lookup     `json:"lookup" absent:"addresses are known" doc:"a look-up of the other end's name before a connection to it is opened (DNS)"`
	Retry      sim.Time    `json:"retry" default:"1s" min:"1ms" max:"1h" doc:"an opening without answer is repeated after this long, doubled each time (RFC 6298: 1 s)"`
}

// givesUp is how a connection takes it that an exchange on it is given up.
func (c *ConnectionConfig) givesUp() string {
	switch {
	case c.GiveUp != nil:
		return *c.GiveUp
	case value(c.Streams) == 1:
		return "close"
	}
	return "reset"
}

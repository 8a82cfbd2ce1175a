package network

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"backchat/sim"
	"backchat/sim/protocol"
	"backchat/sim/transport"
)

// TransportConfig describes what is inside connections: packets of TCP or QUIC,
// and the protocol that carries messages by them.
type TransportConfig struct {
	Preset          PresetName     `json:"preset" default:"http1" doc:"a protocol by the name that people know. It stands for fields, any of which can be said otherwise:"`
	Stack           *StackName     `json:"stack" absent:"linux, or quic-go" doc:"an implementation of TCP or QUIC by its name, which stands for fields of 'tcp' or 'quic', any of which can be said otherwise:"`
	protocol.Config                // what runs on connections
	TCP             transport.TCP  `json:"tcp" doc:"how TCP is spoken, where the protocol goes over it"`
	QUIC            transport.QUIC `json:"quic" doc:"how QUIC is spoken, where the protocol goes over it"`
}

// A PresetName names a row of [protocol.Presets].
type PresetName string

// Words are the presets there are.
func (PresetName) Words() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for i := range protocol.Presets {
			if p := &protocol.Presets[i]; !yield(p.Name, p.Says) {
				return
			}
		}
	}
}

// A StackName names rows of [transport.Stacks] and [transport.QUICs].
type StackName string

// Words are the stacks there are.
func (StackName) Words() iter.Seq2[string, string] {
	says := map[string]string{}
	for i := range transport.QUICs {
		says[transport.QUICs[i].Name] = transport.QUICs[i].Says
	}
	for i := range transport.Stacks {
		says[transport.Stacks[i].Name] = transport.Stacks[i].Says
	}
	return func(yield func(string, string) bool) {
		for _, name := range slices.Sorted(maps.Keys(says)) {
			if !yield(name, says[name]) {
				return
			}
		}
	}
}

// Layers are the fields that lie beneath what a file says of a transport, under
// their keys: those of its preset, of "" (the object itself), and of its stack.
func (c *TransportConfig) Layers() map[string]any {
	layers := map[string]any{}
	for i := range protocol.Presets {
		if p := &protocol.Presets[i]; p.Name == string(c.Preset) {
			layers[""] = &p.Config
		}
	}
	for i := range transport.Stacks {
		if s := &transport.Stacks[i]; c.Stack != nil && s.Name == string(*c.Stack) {
			layers["tcp"] = &s.TCP
		}
	}
	for i := range transport.QUICs {
		if s := &transport.QUICs[i]; c.Stack != nil && s.Name == string(*c.Stack) {
			layers["quic"] = &s.QUIC
		}
	}
	return layers
}

// Short is the field that a string in place of the object stands for.
func (*TransportConfig) Short() string { return "preset" }

// Check tells what no single field shows, with the field that is wrong and what
// would be right.
func (c *TransportConfig) Check(say func(field, remedy string)) {
	c.Config.Check(say)
	_, overTCP := c.Layers()["tcp"]
	_, overQUIC := c.Layers()["quic"]
	switch quic := c.Config.QUIC(); {
	case c.Stack == nil:
	case quic && !overQUIC:
		say("stack", fmt.Sprintf("%s speaks TCP, and %s goes over QUIC: quic-go, or another protocol", *c.Stack, c.Protocol))
	case !quic && !overTCP:
		say("stack", fmt.Sprintf("%s speaks QUIC, and %s goes over TCP: linux, or http3", *c.Stack, c.Protocol))
	}
	if c.TCP.ReceiveWindow < c.TCP.Segment {
		say("tcp.receiveWindow", "a window has room for a segment at least: a larger window, or a smaller tcp.segment")
	}
	if c.TCP.FirstWindow < c.TCP.Segment {
		say("tcp.firstWindow", "a window has room for a segment at least: a larger one, or a smaller tcp.segment")
	}
}

// Packet is how long a full packet is at first, with its headers.
func (c *TransportConfig) Packet() sim.Bytes {
	if c.Config.QUIC() {
		return c.QUIC.Packet + c.QUIC.Overhead
	}
	return c.TCP.Segment + c.TCP.Overhead
}

// A carriage is what a link's connections have in common that are on a transport.
type carriage struct {
	protocol   protocol.Config
	tcp        transport.TCP
	quic       transport.QUIC
	exchanging bool            // messages are of exchanges
	stack      *protocol.Stack // made with the first connection
	id         transport.StackID
}

func newCarriage(c *TransportConfig) *carriage {
	k := &carriage{protocol: c.Config, tcp: c.TCP, quic: c.QUIC, exchanging: c.Exchanges() > 0}
	h := c.TLS.Handshake()
	k.quic.Handshake = transport.Crypto{
		ClientHello: sim.Bytes(h.Hello), ServerHello: sim.Bytes(h.Answer), ServerFlight: sim.Bytes(h.Proof),
		ClientFinish: sim.Bytes(h.Finished), Tickets: sim.Bytes(h.Tickets),
	}
	k.quic.Early = h.EarlyData
	return k
}

// board lets the protocol say how many exchanges a connection carries, and by
// what its lanes are used: by packets, whose headers are the transport's.
func (l *Link) board() {
	if n := l.carriage.protocol.Exchanges(); n > 0 {
		l.streams = n
	}
	if k := l.carriage; k.protocol.QUIC() {
		l.patience = k.quic.Idle
		if l.ping == nil {
			l.ping, l.keeps = keepAlive(&k.quic), true
		}
	}
	l.ready = false
	l.shares = l.streams == 0 && !l.each
	for i := range l.ways {
		l.ways[i].plain, l.ways[i].header = false, 0
	}
}

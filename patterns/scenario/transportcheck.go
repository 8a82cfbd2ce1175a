package scenario

import (
	"slices"
	"strings"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
)

// What a transport does by itself cannot be said of its link. What stands in
// either direction counts, too.
var (
	transported = []struct{ field, remedy string }{
		{"retransmit", "it sends again what is lost when it finds out: leave retransmit out, loss is enough"},
		{"order", "it keeps or leaves the order of bytes as its kind does: leave order out"},
		{"duplicate", "it sends packets, which a link does not make twice: leave duplicate out"},
		{"header", "its packets have headers of their own, see tcp.overhead and quic.overhead: leave header out"},
	}
	connected = []struct{ field, remedy string }{
		{"retry", "it repeats an opening itself: leave retry out, and see tcp.synTimeout"},
		{"giveUp", "its protocol says what it means that an exchange is given up: leave giveUp out"},
	}
)

// transport checks that a link and what its connections are made of fit together.
func (k *checker) transport(l *NamedLink, at string) {
	if l.Transport == nil || l.Transport.Protocol == "" { // or could not be decoded
		return
	}
	for _, f := range transported {
		for _, part := range [...]string{"", "/up", "/down"} {
			k.unsaid(at+part+"/"+f.field, f.remedy)
		}
	}
	for _, f := range connected {
		k.unsaid(at+"/connection/"+f.field, f.remedy)
	}
	if l.Transport.Exchanges() > 0 {
		k.unsaid(at+"/connection/streams", "its protocol says how many exchanges a connection carries: leave it out, and see streams of the transport")
	}
	if l.Transport.Exchanges() == 0 {
		k.unused(at+"/transport/streams", "%s carries messages both ways, and knows no exchanges to count: leave streams out, and for a pool of connections that each carry one exchange at a time say "+`"connection": {"streams": 1}`, l.Transport.Preset)
		k.unused(at+"/transport/tls/earlyData", "%s sends nothing before the handshake is over, since what agrees on a connection comes first: leave earlyData out, or name http1, http2 or http3", l.Transport.Preset)
	}
	k.protocol(l, at)
	k.unused(at+"/connection/ping/size", "its protocol says how large a ping is: leave size out, or transport")
	if l.Connection.Open == "ready" {
		k.fault(at+"/connection/open", "a transport opens its connections by packets, so that none is open from the start: write %q, or %q, or leave transport out", "first", "each")
	}
	k.direct(l, at)
	k.narrow(at, l.Buffer, l.Transport.Packet())
	for way, patch := range [2]*network.DirectionPatch{l.Up, l.Down} {
		if patch != nil {
			k.narrow(at+[2]string{"/up", "/down"}[way], patch.Buffer, l.Transport.Packet())
		}
	}
	l.Transport.Check(func(field, remedy string) {
		if field == "tls.earlyData" && l.Transport.Exchanges() == 0 {
			return // of no version of TLS, as is said above
		}
		k.fault(at+"/transport/"+strings.ReplaceAll(field, ".", "/"), "%s", remedy)
	})
}

// narrow finds a buffer in which no full packet has room.
func (k *checker) narrow(at string, buffer *sim.Bytes, packet sim.Bytes) {
	if buffer != nil && *buffer < packet {
		k.fault(at+"/buffer", "a full packet has %dB here, and would never find room behind another: write at least that, or smaller packets", packet)
	}
}

// direct finds balancers whose targets answer for themselves: what reaches them
// has no connection that could carry an answer.
func (k *checker) direct(l *NamedLink, at string) {
	for i := range k.s.Nodes {
		n := &k.s.Nodes[i]
		b, ok := n.Config.(*node.BalancerConfig)
		if !ok || b.Reply != "direct" {
			continue
		}
		with := append([]string{n.ID}, b.To...)
		if slices.Contains(with, l.From) || slices.Contains(with, l.To) {
			k.fault(at+"/transport", `what %q sends on is answered past it, on no connection: write "reply": "proxy" there, or no transport here`, n.ID)
		}
	}
}

// unsaid finds fault with a field that means nothing where there is a transport.
func (k *checker) unsaid(pointer, remedy string) {
	if k.has(pointer) {
		k.fault(pointer, "this link has a transport: %s", remedy)
	}
}

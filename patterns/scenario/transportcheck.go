package scenario

import (
	"slices"
	"strings"

	"backchat/patterns/node"
)

// What a transport does by itself cannot be said of its link. What stands in
// either direction counts, too.
var (
	transported = []struct{ field, remedy string }{
		{"retransmit", "it sends again what is lost when it finds out: leave retransmit away, loss is enough"},
		{"order", "it keeps or leaves the order of bytes as its kind does: leave order away"},
		{"duplicate", "it sends packets, which a link does not make twice: leave duplicate away"},
		{"header", "its packets have headers of their own, see tcp.overhead and quic.overhead: leave header away"},
	}
	connected = []struct{ field, remedy string }{
		{"retry", "it repeats an opening itself: leave retry away, and see tcp.synTimeout"},
		{"giveUp", "its protocol says what it means that an exchange is given up: leave giveUp away"},
	}
)

// transport checks that a link and what its connections are made of fit together.
// One whose protocol could not be decoded is passed over.
func (k *checker) transport(l *NamedLink, at string) {
	if l.Transport == nil || l.Transport.Protocol == "" {
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
		k.unsaid(at+"/connection/streams", "its protocol says how many exchanges a connection carries: leave it away, and see streams of the transport")
	}
	if l.Connection.Open == "ready" {
		k.fault(at+"/connection/open", "a transport opens its connections by packets: first, or each")
	}
	for _, id := range [...]string{l.From, l.To} {
		k.carries(id, at+"/transport")
	}
	l.Transport.Check(func(field, remedy string) {
		k.fault(at+"/transport/"+strings.ReplaceAll(field, ".", "/"), "%s", remedy)
	})
}

// carries checks that what a node says can go over a transport.
func (k *checker) carries(id, at string) {
	n := k.s.NodeNamed(id)
	if n == nil || n.Config == nil {
		return
	}
	b, balances := n.Config.(*node.BalancerConfig)
	switch {
	case n.Is(node.Keeps):
		k.fault(at, "%q keeps what others say, which goes over no transport: leave transport away", id)
	case n.Sidecar() != nil:
		k.fault(at, "%q has a sidecar, whose messages go over no transport: leave transport away, or the sidecar", id)
	case balances && b.Reply == "direct":
		k.fault(at, "answers that pass %q by go over no transport: leave transport away, or let it be a proxy", id)
	}
	for _, f := range k.s.Flows {
		if f.Pattern != "requestResponse" && f.Pattern != "" && (f.To == id || slices.Contains(f.From, id)) {
			k.fault(at, "flow %q speaks %s to or from %q, which goes over no transport: leave transport away", f.ID, f.Pattern, id)
		}
	}
}

// unsaid finds fault with a field that means nothing where there is a transport.
func (k *checker) unsaid(pointer, remedy string) {
	if k.has(pointer) {
		k.fault(pointer, "this link has a transport: %s", remedy)
	}
}

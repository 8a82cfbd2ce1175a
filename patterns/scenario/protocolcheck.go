package scenario

import (
	"slices"

	"backchat/patterns"
	"backchat/sim/protocol"
)

// protocol finds what is said of a transport's protocol that it makes no use of, and
// a protocol that is another than its preset's.
func (k *checker) protocol(l *NamedLink, at string) {
	t := l.Transport
	at += "/transport"
	for i := range protocol.Presets {
		p := &protocol.Presets[i]
		if said := k.value(at + "/protocol"); p.Name == string(t.Preset) && said != nil && k.has(at+"/preset") && t.Protocol != p.Config.Protocol {
			k.fault(at+"/protocol", "the preset %s goes over %s, with all that it says of keys and greetings: leave protocol out, or name the preset that is meant", p.Name, p.Config.Protocol)
		}
	}
	if least := at + "/quic/leastWindow"; k.has(least) && t.QUIC.LeastWindow > t.QUIC.InitialWindow {
		k.fault(least, "the window begins below its least: write a larger initialWindow, or a smaller least")
	}
	tls := &t.TLS
	if tls.Version == "none" {
		for _, field := range [...]string{"resumed", "tickets", "certificate", "names", "recordRamp"} {
			k.unused(at+"/tls/"+field, "in the clear there are neither keys nor certificates nor records: leave %s out, or say a version of TLS", field)
		}
	} else if tls.Resumed {
		k.unused(at+"/tls/certificate", "who resumes is sent no certificate: leave certificate out, or resumed")
	}
	if tls.Version == "none" || t.Protocol != "stream" {
		k.unused(at+"/tls/sslRequest", "nobody asks here whether there is TLS: leave sslRequest out, or name postgres, and a version of TLS")
	}
	switch {
	case t.Exchanges() > 0:
		k.unused(at+"/greeting", "%s begins with its first request: leave greeting out, or name amqp, mqtt, postgres or websocket", t.Preset)
	case t.Greeting.RoundTrips == 0:
		for _, field := range [...]string{"request", "response"} {
			k.unused(at+"/greeting/"+field, "the ends say nothing to each other at first: say roundTrips, too, or leave %s out", field)
		}
	}
}

// browsers finds what a browser speaks where the transport speaks otherwise: server-sent
// events, pages, and WebSockets, which begin as a request. A transport of WebSockets
// stands for all ways of who tries one.
func (k *checker) browsers(f *NamedFlow, l *NamedLink, at string) {
	t := l.Transport
	answers := t.Exchanges() > 0 && !t.GRPC
	if f.Pattern.Row().Web && !answers {
		k.fault(at+"/pattern", `%s goes over HTTP as browsers speak it, and the transport of %q is %s; name http1, http2 or http3 there, or another pattern`, f.Pattern, l.ID, t.Preset)
	}
	c, ok := f.Own().(*patterns.FallbackConfig)
	if !ok {
		return
	}
	answers = answers || t.Protocol == "websocket" && slices.Contains(c.Ways, "webSocket")
	for _, way := range c.Ways {
		if way != "longPolling" && !answers {
			k.fault(at+"/pattern", `its way %s goes over HTTP as browsers speak it, and the transport of %q is %s; name http1, http2 or http3 there, or leave %[1]s out of its "ways"`, way, l.ID, t.Preset)
		}
	}
}

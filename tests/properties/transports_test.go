package properties

import (
	"backchat/tests/trial"
)

// hintTransports are the fields of what is inside connections.
func hintTransports(all map[string]hint) {
	for name, h := range map[string]hint{
		"link.transport":        {35, part("transport")},
		"transport.preset":      {90, nil},
		"transport.protocol":    {14, nil},
		"transport.stack":       {40, nil},
		"transport.host":        {12, of("example.com", "a")},
		"transport.path":        {12, of("/object/1", "/")},
		"transport.contentType": {12, of("text/plain", "")},
		"transport.gather":      {12, of("4KiB", "100B")},
		"transport.frame":       {12, of("16KiB", "1KiB")},
		"transport.windows":     {25, part("windows")},
		"transport.greeting":    {40, part("greeting")},
		"greeting.roundTrips":   {60, count(0, 3)},
		"greeting.request":      {30, of("0B", "4KiB")},
		"greeting.response":     {30, of("0B", "4KiB")},
		"transport.tls":         {40, part("tls")},
		"transport.tcp":         {70, part("tcp")},
		"transport.quic":        {60, part("quic")},
		"tls.version":           {60, nil},
		"tls.sslRequest":        {50, nil},
		"tls.certificate":       {12, of("400B", "3KiB")},
		"tls.names":             {12, of("11B", "0B")},
		"quic.burst":            {20, nil},

		"windows.answerStream":     {40, of("64KiB", "1KiB")},
		"windows.askStream":        {40, of("64KiB", "1KiB")},
		"windows.answerConnection": {40, of("64KiB")},
		"windows.widestStream":     {40, of("1KiB")},
		"windows.widestConnection": {40, of("64KiB")},
		"windows.askConnection":    {40, of("64KiB")},

		"tcp.delayedAck":    {50, part("delayedAck")},
		"tcp.segment":       {12, of("1448B", "100B")},
		"tcp.receiveWindow": {12, of("64KiB", "2KiB")},
		"tcp.firstWindow":   {12, of("4KiB", "20MiB")},
		"tcp.bursts":        {60, nil},
		"tcp.overhead":      {12, of("52B", "0B")},
		"tcp.leastTimeout":  {12, of("200ms", "1ms", "1s")},
		"tcp.synTimeout":    {12, of("1s", "50ms")},
		"delayedAck.time":   {40, of("40ms", "0s", "500ms")},
		"delayedAck.gap":    {40, of("1ms", "0s", "500ms")},
		"delayedAck.pushed": {60, nil},
		"delayedAck.every":  {60, nil},
		"delayedAck.quick":  {60, nil},

		"quic.packet":         {12, of("1200B", "1452B")},
		"quic.clientID":       {12, of("4B", "0B")},
		"quic.serverID":       {12, of("4B", "20B")},
		"quic.token":          {12, of("91B", "0B", "1KiB")},
		"quic.overhead":       {12, of("28B", "0B")},
		"quic.ackDelay":       {12, of("25ms", "0s", "1s")},
		"quic.initialTimeout": {12, of("200ms", "1ms")},

		"connection.middleboxIdle": {20, of("400ms", "30ms")},
		"connection.middlebox":     {60, nil},
	} {
		all[name] = h
	}
}

// protocols are what presets name that are not called like their protocol.
var protocols = map[string]string{"amqp": "stream", "mqtt": "stream", "postgres": "stream", "grpc": "http2"}

// protocolOf is what a transport speaks.
func protocolOf(t trial.Object) string {
	name, _ := t["preset"].(string)
	if name == "" {
		name = "http1"
	}
	if p := protocols[name]; p != "" {
		name = p
	}
	if p, ok := t["protocol"].(string); ok {
		name = p
	}
	return name
}

// carry takes away from a link what does not go together with its transport, or
// what of that does not with the rest.
func (w *world) carry(l trial.Object) {
	t := sub(l, "transport")
	if t["preset"] != nil {
		clear(t, "protocol") // which the preset has
	}
	name := protocolOf(t)
	if g := sub(t, "greeting"); g["roundTrips"] == 0 || g["roundTrips"] == nil && (name == "websocket" || t["preset"] == nil) {
		clear(g, "request", "response")
	}
	q := sub(t, "quic")
	if least, ok := q["leastWindow"].(int); ok {
		q["initialWindow"] = max(least, 10)
	}
	clear(sub(sub(l, "connection"), "ping"), "size")
	if name != "http2" {
		clear(t, "grpc")
	}
	switch stack := t["stack"]; {
	case stack == "linux" && name == "http3", stack == "quic-go" && name != "http3":
		clear(t, "stack")
	}
	if name != "http2" && name != "http3" {
		clear(t, "streams")
	}
	w.settleKeys(t, name == "http3")
	for _, way := range []trial.Object{l, sub(l, "up"), sub(l, "down")} {
		clear(way, "retransmit", "order", "duplicate", "header")
	}
	c := sub(l, "connection")
	clear(c, "retry", "giveUp")
	if name != "http2" && name != "websocket" {
		clear(c, "ping")
	}
	if name == "http1" || name == "http2" || name == "http3" {
		clear(t, "greeting")
		clear(c, "streams")
	}
	if name == "http3" {
		clear(c, "middlebox", "ports", "linger")
	}
	if c["open"] == "ready" {
		clear(c, "open")
	}
}

// settleKeys lets what is said of TLS fit together.
func (w *world) settleKeys(t trial.Object, quic bool) {
	tls := sub(t, "tls")
	switch {
	case tls["earlyData"] == true:
		tls["resumed"], tls["version"] = true, "1.3"
	case tls["version"] != nil && quic:
		tls["version"] = "1.3"
	case quic:
		t["tls"] = trial.Object{"version": "1.3"}
	}
}

// direct tells whether some balancer lets its targets answer for themselves, which
// no transport carries.
func (w *world) direct() bool {
	for _, n := range w.nodes {
		if n.(trial.Object)["reply"] == "direct" {
			return true
		}
	}
	return false
}

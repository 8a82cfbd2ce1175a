package scenario

import "backchat/sim/network"

// idleFields are what is said of a connection that means nothing beside the rest.
var idleFields = []struct {
	field  string
	means  func(c *network.ConnectionConfig, t *network.TransportConfig) bool
	remedy string
}{
	{"grace", hasAge, "it is the time after maxAge, and there is none: say maxAge, too, or leave grace out"},
	{"ageJitter", hasAge, "it is a share of maxAge, and there is none: say maxAge, too, or leave ageJitter out"},
	{"middlebox", hasMiddlebox, "it is what is done with connections that were forgotten, and none is: say middleboxIdle, too, or leave middlebox out"},
	{"middlebox", canReset, "a reset is one of TCP, and this protocol goes over QUIC: leave middlebox out"},
	{"waiting", isBounded, "nobody waits where there may be any number of connections: say max, or leave waiting out"},
	{"wait", isBounded, "nobody waits where there may be any number of connections: say max, or leave wait out"},
	{"linger", hasPorts, "it is how long a port is taken, and there is any number of these: say ports, too, or leave linger out"},
	{"ports", hasTCP, "connections over QUIC share one port: leave ports out"},
	{"ping", isKept, "each connection closes with its one exchange: leave ping out, or say another open"},
	{"ping", canPing, "what this protocol has for that is not modelled on a transport: http2, http3, grpc or websocket, or leave ping out"},
	{"lookup", isOpened, "its connections are open from the start: leave lookup out, or say another open"},
	{"idle", isKept, "each connection closes with its one exchange: leave idle out, or say another open"},
	{"acceptorIdle", isKept, "each connection closes with its one exchange: leave acceptorIdle out, or say another open"},
	{"maxAge", isKeptOrCutOff, "each connection closes with its one exchange: say how long after maxAge that is cut off (grace), leave maxAge out, or say another open"},
}

func hasAge(c *network.ConnectionConfig, _ *network.TransportConfig) bool { return c.MaxAge != nil }

func hasMiddlebox(c *network.ConnectionConfig, _ *network.TransportConfig) bool {
	return c.MiddleboxIdle != nil
}

func isBounded(c *network.ConnectionConfig, _ *network.TransportConfig) bool { return c.Max != nil }

func isOpened(c *network.ConnectionConfig, _ *network.TransportConfig) bool {
	return c.Open != "ready"
}

func hasPorts(c *network.ConnectionConfig, _ *network.TransportConfig) bool { return c.Ports != nil }

func hasTCP(_ *network.ConnectionConfig, t *network.TransportConfig) bool {
	return t == nil || !t.Config.QUIC()
}

func canReset(c *network.ConnectionConfig, t *network.TransportConfig) bool {
	return c.Middlebox != "resets" || hasTCP(c, t)
}

func canPing(_ *network.ConnectionConfig, t *network.TransportConfig) bool {
	return t == nil || t.Protocol == "http2" || t.Protocol == "http3" || t.Protocol == "websocket"
}

func isKept(c *network.ConnectionConfig, _ *network.TransportConfig) bool { return c.Open != "each" }

func isKeptOrCutOff(c *network.ConnectionConfig, t *network.TransportConfig) bool {
	return isKept(c, t) || c.Grace != nil
}

// connection finds fields of a link's connections that mean nothing.
func (k *checker) connection(at string, c *network.ConnectionConfig, t *network.TransportConfig) {
	for _, f := range idleFields {
		if pointer := at + "/connection/" + f.field; k.has(pointer) && !f.means(c, t) {
			k.fault(pointer, "%s", f.remedy)
		}
	}
	if !isKept(c, t) {
		k.unused(at+"/connection/reuse", "each connection closes with its one exchange, and no other takes it: leave reuse out, or say another open")
	}
}

// buffer finds a buffer of a direction, or of both, that nothing ever waits in.
func (k *checker) buffer(at string, bounded bool) {
	if !bounded {
		k.unused(at+"/buffer", "a wire without bandwidth takes everything at once, so that nothing waits for it: say bandwidth, too, or leave buffer out")
	}
}

// drops finds connections that would drop at every instant.
func (k *checker) drops(at string, d *network.Drops) {
	if d != nil && meanOf(d.Every) < float64(network.LeastBetweenDrops) {
		k.fault(at+"/every", "connections would drop without end: at least %v lie between drops; write a longer time, or leave drops out", network.LeastBetweenDrops)
	}
}

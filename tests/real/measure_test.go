package real

import (
	"fmt"
	"strings"
)

// A measure is a cell as a scenario: what is run, and which figures of it are
// those of the cell.
type measure struct {
	cell    string // its name
	text    string // the scenario
	figures []figureOf
}

// A figureOf is a figure of our runs that a metric of a cell is held against.
type figureOf struct {
	metric   string // of the cell
	quantity quantity
	ours     string  // of the run
	scale    float64 // the unit of the cell
	each     bool    // both for each delivery: how many there are is drawn
}

// A quantity is what is measured: it says how far off ours may be.
type quantity struct {
	name  string
	half  float64 // the median may be off by this share of the real one
	lossy float64 // where packets are lost the 99th percentile by this one; 0: is not held
}

var (
	firstByte = quantity{"time to first byte", 0.01, 0}
	whole     = quantity{"time of a page or download", 0.10, 0.15}
	latency   = quantity{"latency", 0.10, 0}
	staleness = quantity{"staleness", 0.10, 0}
	requests  = quantity{"requests", 0, 0}
	bytesUp   = quantity{"bytes up", 0.05, 0}
	bytesDown = quantity{"bytes down", 0.05, 0}
)

var quantities = []quantity{firstByte, whole, latency, staleness, requests, bytesUp, bytesDown}

// measures are all cells as scenarios.
func measures() []measure {
	var all []measure
	for _, of := range []func() []measure{firstBytes, cold, bulk, news, warm} {
		all = append(all, of()...)
	}
	return all
}

// scene is a scenario of one client, one server, the link between them, and
// what goes on.
func scene(duration, client, server, link, flow string) string {
	return fmt.Sprintf(`{"version": 1, "title": "a cell", "seed": 1, "duration": %q, "warmup": "0s",
 "nodes": {"client": {"kind": "client"%s}, "server": {"kind": "server"%s}},
 "links": {"wire": {"from": "client", "to": "server", %s}},
 "flows": {"ask": {"from": "client", "to": "server", %s}}}`, duration, client, server, link, flow)
}

// another is the TCP of the cells of virtual time: segments of 1,420 B, an
// acknowledgement for each.
const another = `"tcp": {"segment": "1420B", "delayedAck": {"every": 1}}`

const atOnce = `, "workers": 10000, "service": "0s"`

// unsized is quic-go on a socket that does not tell when a packet is too large,
// as is that of virtual time: it does not try larger ones.
const unsized = `"quic": {"largest": "0B"}`

// of is a transport, over the TCP of virtual time or on its sockets where that is
// meant.
func of(transport string, virtual bool) string {
	switch {
	case !virtual:
		return transport
	case strings.Contains(transport, "http3"):
		return strings.TrimSuffix(transport, "}") + ", " + unsized + "}"
	}
	return strings.TrimSuffix(transport, "}") + ", " + another + "}"
}

// firstBytes are the cells M1: a request on a new connection, until its answer
// is there.
func firstBytes() []measure {
	var all []measure
	for _, row := range []struct{ name, transport, until string }{
		{"http-clear", `{"preset": "http1", "tls": {"version": "none"}}`, "200500us"},
		{"tls1.2", `{"preset": "http1", "tls": {"version": "1.2"}}`, "400500us"},
		{"tls1.2-resumed", `{"preset": "http1", "tls": {"version": "1.2", "resumed": true}}`, "300500us"},
		{"tls1.3", `{"preset": "http1"}`, "300500us"},
		{"tls1.3-resumed", `{"preset": "http1", "tls": {"resumed": true}}`, "300500us"},
		{"h2-tls1.3", `{"preset": "http2"}`, "300500us"},
		{"quic-1rtt", `{"preset": "http3"}`, "202ms"},
		{"quic-resumed-1rtt", `{"preset": "http3", "tls": {"resumed": true}}`, "202ms"},
		{"quic-0rtt", `{"preset": "http3", "tls": {"resumed": true, "earlyData": true}}`, "102ms"},
	} {
		for _, clock := range []string{"M1", "M1linux"} {
			text := scene(row.until, "", atOnce, `"latency": "50ms", "transport": `+of(row.transport, clock == "M1"),
				`"pattern": "requestResponse", "request": "0B", "response": "0B", "send": {"arrivals": "times", "times": ["0s"]}`)
			all = append(all, measure{clock + " " + row.name + " rtt100", text, []figureOf{
				{"ttfb_ms", firstByte, "ask.firstByte.max", 1e3, false},
				{"up_bytes_until_done", bytesUp, "wire.bytes.up", 1, false},
				{"down_bytes_until_done", bytesDown, "wire.bytes.down", 1, false},
			}})
		}
	}
	return all
}

// cold are the cells M2: a page of 100 objects, all asked for at once, the first of
// which is its document. The
// names of the objects are as long as the real ones must have been, by the
// bytes of HTTP/1.1 without loss.
func cold() []measure {
	var all []measure
	for _, row := range []struct {
		clock, name, preset string
		connections         int
		losses              []float64
	}{
		{"M2", "h1x6", "http1", 6, []float64{0}},
		{"M2", "h2", "http2", 1, []float64{0}},
		{"M2", "h3", "http3", 1, []float64{0, 0.5, 1, 2, 5}},
		{"M2linux", "h1x6", "http1", 6, []float64{0, 0.5, 1, 2, 5}},
		{"M2linux", "h2", "http2", 1, []float64{0, 0.5, 1, 2, 5}},
		{"M2linuxq", "h3", "http3", 1, []float64{0, 0.5, 1, 2, 5}},
	} {
		for _, percent := range row.losses {
			link := fmt.Sprintf(`"latency": "50ms", "bandwidth": "20Mbit/s", "buffer": "250KB", "loss": %v, "transport": %s, "connection": {"max": %d}`,
				percent/100, of(`{"preset": "`+row.preset+`", "path": "/object?size=10000&n=1"}`, row.clock == "M2"), row.connections)
			text := scene("100s", "", atOnce, link,
				`"pattern": "pageLoad", "request": "0B", "response": "10000B", "pageLoad": {"objects": 99, "size": "10000B", "known": "atOnce"}, "send": {"arrivals": "times", "times": ["0s"]}`)
			figures := []figureOf{
				{"plt_ms", whole, "ask.latency.max", 1e3, false},
				{"up_bytes", bytesUp, "wire.bytes.up", 1, false},
				{"down_bytes", bytesDown, "wire.bytes.down", 1, false},
			}
			if percent == 0 {
				figures = append(figures, figureOf{"first_headers_ms", firstByte, "ask.firstByte.min", 1e3, false})
			}
			all = append(all, measure{fmt.Sprintf("%s %s 100x10000B rtt100 loss%v%%", row.clock, row.name, percent), text, figures})
		}
	}
	return all
}

// bulk are the cells M3: a download of 5 MB over TCP alone.
func bulk() []measure {
	var all []measure
	for _, cc := range []string{"reno", "cubic"} {
		start := map[string]string{"reno": "plain", "cubic": "hystart"}[cc]
		for _, percent := range []float64{0, 0.5, 1} {
			link := fmt.Sprintf(`"latency": "25ms", "bandwidth": "100Mbit/s", "buffer": "625KB", "loss": %v, "transport": {"preset": "http1", "tls": {"version": "none"}, "tcp": {"congestion": %q, "slowStart": %q}}`,
				percent/100, cc, start)
			text := scene("100s", "", atOnce, link,
				`"pattern": "requestResponse", "request": "0B", "response": "5MB", "send": {"arrivals": "times", "times": ["0s"]}`)
			all = append(all, measure{fmt.Sprintf("M3linux linux-%s 5MB loss%v%% both=true", cc, percent), text, []figureOf{
				{"total_ms", whole, "ask.latency.max", 1e3, false},
				{"up_bytes", bytesUp, "wire.bytes.up", 1, false},
				{"down_bytes", bytesDown, "wire.bytes.down", 1, false},
			}})
		}
	}
	return all
}

// news are the cells M4: 20 clients hear of updates, each over a connection of
// its own that is there, watched for two minutes.
func news() []measure {
	const window = `"request": "0B", "updates": {"totalRate": "0.2/s", "size": "200B", "audience": "all"}`
	var all []measure
	for _, row := range []struct{ name, pattern, preset string }{
		{"short-poll", `"pattern": "shortPolling", "shortPolling": {"interval": "2s"}, `, "http1"},
		{"long-poll", `"pattern": "longPolling", `, "http1"},
		{"sse", `"pattern": "serverSentEvents", "serverSentEvents": {"keepAlive": "0s"}, `, "http1"},
		{"websocket", `"pattern": "push", `, "websocket"},
	} {
		for _, clock := range []string{"M4", "M4linux"} {
			text := scene("125s", `, "count": 20`, atOnce, `"latency": "40ms", "transport": `+of(`{"preset": "`+row.preset+`"}`, clock == "M4"), row.pattern+window)
			text = strings.Replace(text, `"warmup": "0s"`, `"warmup": "5s"`, 1)
			all = append(all, measure{clock + " " + row.name + " poisson", text, []figureOf{
				{"staleness_mean_ms", staleness, "ask.staleness.mean", 1e3, false},
				{"staleness_p50_ms", staleness, "ask.staleness.p50", 1e3, false},
				{"requests_120s", requests, "ask.requests", 1, strings.HasPrefix(row.name, "long")},
				{"up_bytes_120s", bytesUp, "wire.bytes.up", 1, row.name != "short-poll"},
				{"down_bytes_120s", bytesDown, "wire.bytes.down", 1, true},
			}})
		}
	}
	return all
}

// warm are the cells M5: requests at random times on warm connections, to one
// server of four workers, or to four of one behind a proxy that takes them in
// turn, and stands beside them.
func warm() []measure {
	const ask = `"pattern": "requestResponse", "request": "0B", "response": "0B", "send": {"arrivals": "poisson", "totalRate": "160/s"}`
	const link = `"latency": "5ms", "transport": {"preset": "http1", "tls": {"version": "none"}}, "connection": {"max": 250}`
	one := scene("135s", "", `, "workers": 4, "service": {"dist": "exponential", "mean": "20ms"}`, link, ask)
	one = strings.Replace(one, `"warmup": "0s"`, `"warmup": "15s"`, 1)
	four := `{"version": 1, "title": "a cell", "seed": 1, "duration": "135s", "warmup": "15s",
 "nodes": {"client": {"kind": "client"}, "proxy": {"kind": "balancer", "to": "server"},
  "server": {"kind": "server", "count": 4, "workers": 1, "service": {"dist": "exponential", "mean": "20ms"}}},
 "links": {"wire": {"from": "client", "to": "proxy", ` + link + `},
  "back": {"from": "proxy", "to": "server", ` + strings.Replace(link, "5ms", "0s", 1) + `}},
 "flows": {"ask": {"from": "client", "to": "proxy", ` + ask + `}}}`
	figures := []figureOf{
		{"mean_ms", latency, "ask.latency.mean", 1e3, false},
		{"p50_ms", latency, "ask.latency.p50", 1e3, false},
		{"p90_ms", latency, "ask.latency.p90", 1e3, false},
		{"p99_ms", latency, "ask.latency.p99", 1e3, false},
	}
	return []measure{{"M5 mm4 rho0.8", one, figures}, {"M5 rr rho0.8", four, figures}}
}

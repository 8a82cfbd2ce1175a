package faults

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// sent are messages of 10,000 bytes from a phone to one of two servers over 1 Mbit/s,
// which take 80 ms to get onto the wire, answered by as many.
func sent(t *testing.T, times, link, timeline string) *tape {
	t.Helper()
	return play(t, `"duration": "20s",
		"nodes": {"phone": {"kind": "client", "count": 2}, "api": {"kind": "server", "workers": 100, "service": "0s"}},
		"links": {"air": {"from": "phone", "to": "api", "latency": "20ms", "header": "0B", "bandwidth": "1Mbit/s", "connection": {"open": "ready"}`+link+`}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "timeout": "10s", "request": "10000B", "response": "10000B",
			"headers": {"request": "0B", "response": "0B"}, "send": {"arrivals": "times", "times": [`+times+`]}}},
		"timeline": {`+timeline+`}`)
}

// took is how long each message from a place was on its way, in milliseconds.
func (p *tape) took(place string) []float64 {
	took := []float64{}
	for _, r := range p.of(trace.Send, place) {
		took = append(took, float64(r.Until-r.At)/float64(ms))
	}
	return took
}

func TestAWireCarriesAtThePartOfItsBandwidthThatIsLeft(t *testing.T) {
	const requests = `"1s", "3s", "5s", "7s"`
	for _, row := range []struct {
		reason, link, timeline string
		up, down               []float64 // of the first phone's requests, and of their answers
	}{
		{"none", ``, ``, []float64{100, 100, 100, 100}, []float64{100, 100, 100, 100}},
		{"a tenth", ``, `"a": {"at": "2s", "for": "4s", "fault": "bandwidth", "bandwidth": 0.1, "target": "air"}`,
			[]float64{100, 820, 820, 100}, []float64{100, 820, 820, 100}},
		{"a half, and of it a quarter for a while", ``, `"a": {"at": "2s", "fault": "bandwidth", "bandwidth": 0.5, "target": "air"},
			"b": {"at": "4s", "for": "2s", "fault": "bandwidth", "bandwidth": 0.25, "target": "api", "peer": "phone/0"}`,
			[]float64{100, 180, 660, 180}, []float64{100, 180, 660, 180}},
		{"on the way up alone", ``, `"a": {"at": "2s", "for": "4s", "fault": "bandwidth", "bandwidth": 0.1, "target": "air", "direction": "out"}`,
			[]float64{100, 820, 820, 100}, []float64{100, 100, 100, 100}},
		{"of the other's wire alone", ``, `"a": {"at": "2s", "for": "4s", "fault": "bandwidth", "bandwidth": 0.1, "target": "phone/1"}`,
			[]float64{100, 100, 100, 100}, []float64{100, 100, 100, 100}},
		{"on the way down, where that alone has a bound", `, "up": {"bandwidth": "1000000Gbit/s"}`,
			`"a": {"at": "2s", "for": "4s", "fault": "bandwidth", "bandwidth": 0.1, "target": "phone", "direction": "in"}`,
			[]float64{20, 20, 20, 20}, []float64{100, 820, 820, 100}},
	} {
		p := sent(t, requests, row.link, row.timeline)
		near := cmp.Comparer(func(x, y float64) bool { return math.Abs(x-y) < 1e-4 })
		first := func(r *trace.Record) bool {
			return p.Topology.Name(r.Node) == "phone/0" || p.Topology.Name(r.Peer) == "phone/0"
		}
		p.Records = some(p.Records, first)
		if diff := cmp.Diff([][]float64{row.up, row.down}, [][]float64{p.took("phone/0"), p.took("api")}, near); diff != "" {
			t.Errorf("%s: %s", row.reason, diff)
		}
	}
}

// A shared link is one wire: what befalls it on behalf of one pair of places befalls
// the others, and on behalf of all of them once.
func TestASharedLinkIsAsSlowAsTheSlowestOfItsWires(t *testing.T) {
	for _, target := range []string{"air", "phone/0", "api"} {
		p := sent(t, `"1s", "3s"`, `, "shared": true`, `"a": {"at": "2s", "for": "4s", "fault": "bandwidth", "bandwidth": 0.1, "target": "`+target+`"}`)
		var up []float64
		for _, phone := range []string{"phone/0", "phone/1"} {
			up = append(up, p.took(phone)...)
		}
		// The second phone waits for the first.
		if diff := cmp.Diff([]float64{100, 820, 180, 1620}, up); diff != "" {
			t.Errorf("by %s: %s", target, diff)
		}
	}
}

func TestARecordSaysWhatIsLeftOfABandwidth(t *testing.T) {
	p := sent(t, `"1s"`, ``, `"a": {"at": "2s", "for": "2s", "fault": "bandwidth", "bandwidth": 0.5, "target": "phone/0", "direction": "out"},
		"b": {"at": "3s", "fault": "bandwidth", "bandwidth": 0.25, "target": "phone/0", "direction": "out"}`)
	type said struct {
		At   sim.Time
		Left uint32
	}
	var got []said
	for _, r := range p.of(trace.Degrade, "phone/0") {
		got = append(got, said{r.At, r.Header})
	}
	if diff := cmp.Diff([]said{{2 * sim.Second, 500_000}, {3 * sim.Second, 125_000}, {4 * sim.Second, 250_000}}, got); diff != "" {
		t.Error(diff)
	}
}

// 2 MB at a factor of 20 Mbit/s, in segments of 1460 bytes with 40 bytes around each,
// take some 2 MB x 1500 / 1460 / (20 Mbit/s x factor); the rest is how long it takes
// to begin.
func TestPacketsGetThePartOfTheBandwidthThatIsLeft(t *testing.T) {
	for _, factor := range []string{"1", "0.5", "0.1"} {
		p := play(t, `"duration": "60s",
			"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "0s"}},
			"links": {"air": {"from": "phone", "to": "api", "latency": "5ms", "bandwidth": "20Mbit/s", "transport": "http1"}},
			"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "timeout": "60s", "request": "2MB",
				"send": {"arrivals": "times", "times": ["1s"]}}},
			"timeline": {"a": {"at": "0s", "fault": "bandwidth", "bandwidth": `+factor+`, "target": "phone"}}`)
		left := map[string]float64{"1": 1, "0.5": 0.5, "0.1": 0.1}[factor]
		want := 2e6 * 8 * 1500 / 1460 / (20e6 * left)
		if got := p.figure("ask.latency.mean"); got < want || got > 1.05*want+0.1 {
			t.Errorf("at %s of the bandwidth it takes %.3f s, which are some %.3f s", factor, got, want)
		}
	}
}

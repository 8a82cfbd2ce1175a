package protocol

import (
	"slices"
	"testing"

	"backchat/sim"
)

// TestFlightsTakeTheBytesOfRealHandshakes has what crypto/tls (go1.26) sent in
// handshakes with a server of that name and certificate. Signatures differ by a
// byte either way.
func TestFlightsTakeTheBytesOfRealHandshakes(t *testing.T) {
	for _, row := range []struct {
		reason      string
		config      TLSConfig
		alpn        string
		certificate sim.Bytes
		want        []int
	}{
		{"1.3", TLSConfig{Version: "1.3"}, "", 311, []int{1470, 1758, 64}},
		{"1.3, the client keeps tickets", TLSConfig{Version: "1.3", Tickets: true}, "", 311, []int{1480, 1902, 64}},
		{"1.3 resumed", TLSConfig{Version: "1.3", Resumed: true}, "", 311, []int{1632, 1457, 64}},
		{"1.2", TLSConfig{Version: "1.2"}, "", 311, []int{222, 523, 93, 51}},
		{"1.2, the client keeps tickets", TLSConfig{Version: "1.2", Tickets: true}, "", 312, []int{226, 528, 93, 189}},
		{"1.2 resumed", TLSConfig{Version: "1.2", Resumed: true}, "", 312, []int{349, 289, 51}},
		{"a protocol is named", TLSConfig{Version: "1.3"}, "h2", 310, []int{1479, 1766, 64}},
		{"early data is ended", TLSConfig{Version: "1.3", Resumed: true, EarlyData: true}, "", 311, []int{1632, 1457, 90}},
		{"in the clear", TLSConfig{Version: "none"}, "h2", 311, nil},
	} {
		row.config.Certificate, row.config.Names = row.certificate, 6
		var got []int
		for i, f := range row.config.flights(row.alpn) {
			if f.from != i%2 {
				t.Errorf("%s: flight %d is sent by end %d", row.reason, i, f.from)
			}
			got = append(got, f.bytes)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: flights of %v B, not %v", row.reason, got, row.want)
		}
	}
}

// TestQUICHandshakesTakeTheBytesOfRealOnes has means of what quic-go (v0.65.0)
// sent, with a certificate of 378 B.
func TestQUICHandshakesTakeTheBytesOfRealOnes(t *testing.T) {
	for _, row := range []struct {
		reason string
		config TLSConfig
		want   Handshake
	}{
		{"anew", TLSConfig{}, Handshake{Hello: 1509, Answer: 1178, Proof: 628, Finished: 36, Tickets: 215}},
		{"resumed", TLSConfig{Resumed: true}, Handshake{Hello: 1759, Answer: 1184, Proof: 159, Finished: 36, Tickets: 215}},
		{"early data", TLSConfig{Resumed: true, EarlyData: true}, Handshake{Hello: 1759, Answer: 1184, Proof: 159, Finished: 36, Tickets: 215, EarlyData: true}},
	} {
		row.config.Certificate, row.config.Names = 378, 11
		got := row.config.Handshake()
		for _, n := range [][2]int{{got.Hello, row.want.Hello}, {got.Answer, row.want.Answer}, {got.Proof, row.want.Proof}, {got.Finished, row.want.Finished}, {got.Tickets, row.want.Tickets}} {
			if d := n[0] - n[1]; d < -8 || d > 8 {
				t.Errorf("%s: %+v, really %+v: greased, so 8 B either way", row.reason, got, row.want)
			}
		}
		if got.EarlyData != row.want.EarlyData {
			t.Errorf("%s: early data %v", row.reason, got.EarlyData)
		}
	}
}

// TestRecordsAreAsLongAsThoseOfRealStacks has the records that net/http (go1.26)
// wrote over crypto/tls.
func TestRecordsAreAsLongAsThoseOfRealStacks(t *testing.T) {
	post := Message{Head: Post, Payload: 100_000, Last: true}
	for _, row := range []struct {
		reason      string
		protocol    string
		objects     int
		ask, answer Message
		end         int
		want        []int // after the handshake
	}{
		{"HTTP/1.1: four answers of 10,000 B, one after the other", "http1", 4, get, object, 1,
			[]int{1208, 2394, 560, 4766, 1301, 4118, 6045, 4118, 6045, 4118, 6045}},
		{"HTTP/2: 100,000 B, up to the window that there is before SETTINGS are read", "http2", 1, post, small, 0,
			[]int{92, -1, 3580, 4766, 5952, 2183, 8324, 8113, 10696, 5741, 13068, 3368}},
	} {
		c := Defaults(row.protocol)
		g := newPage(t, c, row.objects, row.ask, row.answer, false)
		var got []int
		last := int64(-1)
		g.s.Watch = func(w Stretch) {
			if w.End == row.end && w.Readable != last && w.Event != Flight {
				got = append(got, int(w.Readable-w.From))
				last = w.Readable
			}
		}
		g.open()
		for i, n := range row.want {
			if i >= len(got) || n >= 0 && got[i] != n {
				t.Fatalf("%s: records of %v B, not %v", row.reason, got, row.want)
			}
		}
	}
}

func TestRecordsGrowAsTheyDoInGo(t *testing.T) {
	c := TLSConfig{Version: "1.3", RecordRamp: true}
	for _, row := range []struct {
		written int64
		records int
		want    int
		reason  string
	}{
		{0, 0, 1186, "the first fits a segment"},
		{5000, 1, 2 * 1186, "each next is longer by as much"},
		{100_000, 12, 13 * 1186, "and so on"},
		{100_000, 13, 16 << 10, "until it is as long as can be"},
		{128 << 10, 0, 16 << 10, "or 128 KiB are written"},
		{0, 1001, 16 << 10, "or very many records"},
	} {
		if got := c.record(row.written, row.records); got != row.want {
			t.Errorf("%d B, not %d: %s", got, row.want, row.reason)
		}
	}
	c.Version = "1.2"
	if got := c.record(0, 0); got != 1179 {
		t.Errorf("the first record of 1.2 has %d B", got)
	}
	c.RecordRamp = false
	if got := c.record(0, 0); got != 16<<10 {
		t.Errorf("without a ramp the first record has %d B", got)
	}
}

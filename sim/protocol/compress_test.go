package protocol

import (
	"strings"
	"testing"
)

func TestIntegersTakeTheBytesOfTheirExamples(t *testing.T) {
	for _, row := range []struct {
		n, prefix, bytes int
		reason           string
	}{
		{10, 5, 1, "RFC 7541, C.1.1"},
		{1337, 5, 3, "RFC 7541, C.1.2"},
		{42, 8, 1, "RFC 7541, C.1.3"},
		{31, 5, 2, "what fills the prefix needs one more byte"},
		{31 + 127, 5, 2, "the most that one more byte holds"},
		{31 + 128, 5, 3, "and one more"},
	} {
		if got := integer(row.n, row.prefix); got != row.bytes {
			t.Errorf("%d in %d bits: %d B, not %d: %s", row.n, row.prefix, got, row.bytes, row.reason)
		}
	}
	for n, bytes := range map[uint64]int{0: 1, 63: 1, 64: 2, 16383: 2, 16384: 4, 1<<30 - 1: 4, 1 << 30: 8} {
		if got := variable(n); got != bytes {
			t.Errorf("QUIC's %d takes %d B, not %d: RFC 9000, section 16", n, got, bytes)
		}
	}
}

func TestTextsTakeTheBytesOfTheirExamples(t *testing.T) {
	for _, row := range []struct {
		text  string
		bytes int
	}{ // RFC 7541, C.4 and C.6
		{"www.example.com", 12}, {"no-cache", 6}, {"custom-key", 8}, {"custom-value", 9},
		{"302", 2}, {"private", 5}, {"Mon, 21 Oct 2013 20:13:21 GMT", 22}, {"https://www.example.com", 17}, {"307", 3}, {"gzip", 3},
		{"foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1", 45},
	} {
		if got := huffman(row.text); got != row.bytes {
			t.Errorf("%q takes %d B, not %d", row.text, got, row.bytes)
		}
	}
}

func TestNumbersTakeTheBytesOfTheirDigits(t *testing.T) {
	for n, text := range map[uint32]string{0: "0", 7: "7", 10: "10", 200: "200", 1024: "1024", 10000: "10000", 1<<32 - 1: "4294967295"} {
		if got, want := number(n), literal(text, 7); got != want {
			t.Errorf("%s takes %d B as a number, %d as a text", text, got, want)
		}
		if digits(n) != len(text) {
			t.Errorf("%s has %d digits", text, digits(n))
		}
	}
	for n, want := range map[uint32]int{0: 1, 15: 1, 16: 2, 255: 2, 256: 3, 1<<32 - 1: 8} {
		if hexDigits(n) != want {
			t.Errorf("%d has %d hexadecimal digits, not %d", n, hexDigits(n), want)
		}
	}
}

// TestHeadersTakeTheBytesThatRealEncodersGiveThem has headers that were sent by
// net/http (go1.26) and quic-go (v0.65.0), and counted there.
func TestHeadersTakeTheBytesThatRealEncodersGiveThem(t *testing.T) {
	ask := Message{Head: Get, Target: 1, Last: true}
	answer := Message{Head: Answer, Payload: 10000, Last: true}
	for _, row := range []struct {
		reason             string
		host, path         string
		protocol           string
		first, again, text Message
		want               [2]int // HTTP/2: at first, and again with another target; HTTP/3: twice alike
	}{
		{reason: "HTTP/2, a request; the second asks for something else", protocol: "http2", host: "server", path: "/object?n=0", first: ask, again: Message{Head: Get, Target: 2, Last: true}, want: [2]int{40, 16}},
		{reason: "HTTP/2, a request for the same again", protocol: "http2", host: "server", path: "/object?n=0", first: ask, again: ask, want: [2]int{40, 6}},
		{reason: "HTTP/2, an answer, and another of that length", protocol: "http2", host: "server", path: "/", first: answer, again: answer, want: [2]int{49, 4}},
		{reason: "HTTP/3, a request", protocol: "http3", host: "example.com", path: "/object/0", first: ask, again: ask, want: [2]int{43, 43}},
		{reason: "HTTP/3, an answer", protocol: "http3", host: "example.com", path: "/", first: answer, again: answer, want: [2]int{52, 52}},
	} {
		c := Defaults(row.protocol)
		c.Host, c.Path = row.host, row.path
		d := c.dialect()
		sheets := newSheets(c.words(&d))
		var table table
		for i, m := range []Message{row.first, row.again} {
			sheet := &sheets[m.Head]
			got := table.compress(sheet, &m, 1, 4096)
			if row.protocol == "http3" {
				got = sheet.qpack
				if sheet.length {
					got += number(m.Payload)
				}
			}
			if got != row.want[i] {
				t.Errorf("%s: number %d takes %d B, not %d", row.reason, i+1, got, row.want[i])
			}
		}
	}
}

func TestTableForgetsWhatIsOldest(t *testing.T) {
	c := Defaults("http2")
	c.Path = "/" + strings.Repeat("x", 99)
	d := c.dialect()
	sheets := newSheets(c.words(&d))
	var table table
	m := Message{Head: Get, Last: true}
	first := table.compress(&sheets[Get], &m, 0, 4096)
	path := 1 + literal(c.Path, 7)
	for m.Target = 1; ; m.Target++ {
		n := table.compress(&sheets[Get], &m, 0, 4096)
		if n == first {
			break
		}
		if n != 5+path {
			t.Fatalf("request %d takes %d B, not %d", m.Target, n, 5+path)
		}
	}
	// A path counts 5 + 100 + 32 B; what recurs was told once, in 188 B, behind the
	// first path: authority 10 + 11 + 32, encoding 15 + 4 + 32, agent 10 + 18 + 32.
	if want := uint32((4096-164)/137) + 1; m.Target < want-1 || m.Target > want+1 {
		t.Errorf("the table forgets after %d requests, not some %d", m.Target, want)
	}
	if n := table.compress(&sheets[Get], &Message{Head: Get, Target: 1 << 20, Last: true}, 0, 100); n < first {
		t.Errorf("a table of 100 B remembers: %d B, not %d", n, first)
	}
}

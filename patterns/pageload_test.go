package patterns_test

import (
	"strings"
	"testing"
)

// visit is one page of a browser's. A request takes 80 ms there and back, and 5
// ms of work.
const visit = `{
  "version": 1, "title": "Visit", "duration": "10s",
  "nodes": {"browser": {"kind": "client"}, "site": {"kind": "server", "workers": 100, "service": "5ms"}},
  "hop": {"latency": "40ms", "connection": CONNECTION},
  "flows": {"page": {"from": "browser", "to": "site", "pattern": "pageLoad", "pageLoad": OPTIONS, "poison": POISON,
            "send": {"arrivals": "times", "times": ["1s"]}}}
}`

func TestAPageTakesAsManyRoundTripsAsItsConnectionsMakeOfIt(t *testing.T) {
	const turn = 0.085
	const many, six = `{"open": "ready"}`, `{"open": "ready", "max": 6, "streams": 1}`
	for _, row := range []struct {
		reason, connection, options, poison string
		requests, ok, turns, gathering      float64 // gathering in turns
	}{
		{"objects are known when the document is there", many, `{"objects": 12}`, "0", 13, 1, 2, 0},
		{"six at a time", six, `{"objects": 12}`, "0", 13, 1, 3, 0},
		{"all that is known is asked for at once", many, `{"objects": 12, "known": "atOnce"}`, "0", 13, 1, 1, 0},
		{"the document is one of the six", six, `{"objects": 12, "known": "atOnce"}`, "0", 13, 1, 3, 2},
		{"a document alone", six, `{"objects": 0}`, "0", 1, 1, 1, 0},
		{"without its document a page asks for nothing", six, `{"objects": 12}`, "1", 1, 0, 1, 0},
		{"what has been asked for is waited for, though the page is broken", six, `{"objects": 12, "known": "atOnce"}`, "1", 13, 0, 3, 2},
	} {
		text := strings.NewReplacer("CONNECTION", row.connection, "OPTIONS", row.options, "POISON", row.poison).Replace(visit)
		figures := run(t, text)
		hold(t, row.reason, figures, map[string]float64{
			"page.requests": row.requests, "page.ok": row.ok, "page.failed": 1 - row.ok, "page.finished.max": row.turns * turn,
			"page.cause.gathering.total": row.gathering * turn * row.ok, "page.applied": row.ok,
		})
	}
}

// A request has 500 B of its headers and 40 B of the transport around its content.
func TestAPageAsksByGetUnlessItsRequestHasContent(t *testing.T) {
	for _, row := range []struct {
		reason, request string
		content         float64
	}{
		{"a GET has no content", "", 0},
		{"content that is said", `"request": "100B", `, 100},
		{"the usual content of a request, said", `"request": "256B", `, 256},
	} {
		text := strings.NewReplacer("CONNECTION", `{"open": "ready"}`, "OPTIONS", `{"objects": 12}`, `"poison": POISON,`, row.request).Replace(visit)
		hold(t, row.reason, run(t, text), map[string]float64{"browser.bytes.out": 13 * (500 + 40 + row.content)})
	}
}

// TestEachPartOfAPageHasAPathOfItsOwn compares requests by HTTP/2, which compresses
// headers: a path is said once for those who ask for the same.
func TestEachPartOfAPageHasAPathOfItsOwn(t *testing.T) {
	up := func(flow, path string) float64 {
		figures := run(t, strings.NewReplacer("FLOW", flow, "PATH", path).Replace(`{
  "version": 1, "title": "Visit", "duration": "10s",
  "nodes": {"browser": {"kind": "client"}, "site": {"kind": "server", "workers": 100, "service": "5ms"}},
  "links": {"wire": {"from": "browser", "to": "site", "latency": "40ms", "transport": {"preset": "http2", "path": "PATH"}}},
  "flows": {"page": {"from": "browser", "to": "site", FLOW}}
}`))
		x, _ := figures.Lookup("wire.bytes.up")
		return x.Value
	}
	long := "/" + strings.Repeat("a", 99) // of five bits each by the code of Huffman
	for _, row := range []struct {
		flow string
		more float64 // bytes: two and 63 of the path, in place of one for "/"
	}{
		{`"pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1s", "2s", "3s", "4s", "5s"]}`, 64},
		{`"pattern": "pageLoad", "pageLoad": {"objects": 4}, "send": {"arrivals": "times", "times": ["1s"]}`, 5 * 64},
	} {
		if more := up(row.flow, long) - up(row.flow, "/"); more != row.more {
			t.Errorf("%s: a longer path takes %.0f bytes more, not %.0f", row.flow, more, row.more)
		}
	}
}

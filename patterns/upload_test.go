package patterns_test

import (
	"strings"
	"testing"
)

// ride is one file of 10 MB, which begins at 1 s, over a line that takes 1 MB a
// second and 50 ms each way, and drops when a row says so.
const ride = `{
  "version": 1, "title": "Ride", "duration": "60s",
  "nodes": {"phone": {"kind": "client"}, "store": {"kind": "server", "workers": 100, "service": "0s"}},
  "links": {"air": {"from": "phone", "to": "store", "latency": "50ms", "up": {"bandwidth": "8Mbit/s"}, "header": "0B"}},
  "flows": {"file": {"from": "phone", "to": "store", "pattern": "upload", "headers": {"request": "0B", "response": "0B"}, "idempotent": KEY,
            "upload": {"size": "10MB", OPTIONS}, "retry": {"attempts": 3, "backoff": "1s", "factor": 1, "jitter": "none"},
            "send": {"arrivals": "times", "times": ["1s"]}}},
  "timeline": {DROPS}
}`

// drops are the entries of a timeline that drop connections at these times.
func drops(times ...string) string {
	var all []string
	for _, at := range times {
		all = append(all, `"drop-`+at+`": {"at": "`+at+`", "for": "1ms", "fault": "disconnect", "target": "air"}`)
	}
	return strings.Join(all, ", ")
}

func TestAnUploadGoesOnAsItsWayAllows(t *testing.T) {
	const oneShot, chunked, resumable = `"mode": "oneShot"`, `"mode": "chunked", "chunk": "1MB"`, `"mode": "resumable", "chunk": "1MB"`
	const two = `, "parallel": 2`
	for _, row := range []struct {
		reason, options, key, drops string
		seconds                     float64 // until the upload has ended
		requests, asks, again       float64 // again: MB
		chunks, twice, applied      float64 // twice: MB
	}{
		{"a connection, ten seconds and there and back", oneShot, "false", drops(), 10.2, 1, 0, 0, 1, 0, 1},
		{"a round trip for each chunk", chunked, "false", drops(), 11.1, 10, 0, 0, 10, 0, 1},
		{"who is not interrupted does not ask", resumable, "false", drops(), 11.1, 10, 0, 0, 10, 0, 1},
		{"two parts do not wait for each other's answers, and are put together", chunked + two, "false", drops(), 10.3, 11, 0, 0, 10, 0, 1},
		{"one request is lost as a whole", oneShot, "false", drops("6100ms"), 16.3, 2, 0, 10, 1, 0, 1},
		{"a chunk is lost", chunked, "false", drops("6100ms"), 12.8, 11, 0, 1, 10, 0, 1},
		{"a chunk is lost, and the client asks", resumable, "false", drops("6100ms"), 12.9, 12, 1, 1, 10, 0, 1},
		{"an answer is lost, and the chunk stored twice", chunked, "false", drops("6570ms"), 13.27, 11, 0, 1, 11, 1, 1},
		{"an answer is lost, and the chunk known", chunked, "true", drops("6570ms"), 13.27, 11, 0, 1, 10, 0, 1},
		{"an answer is lost, and the client asks", resumable, "false", drops("6570ms"), 12.27, 11, 1, 0, 10, 0, 1},
		{"the last answer is lost, and the file takes effect again", chunked, "false", drops("12070ms"), 13.27, 11, 0, 1, 11, 1, 2},
		{"the last answer is lost, and the file known", chunked, "true", drops("12070ms"), 13.27, 11, 0, 1, 10, 0, 1},
		{"the last answer is lost, and the whole file there", resumable, "false", drops("12070ms"), 12.27, 11, 1, 0, 10, 0, 1},
		{"the only answer is lost, and the file takes effect again", oneShot, "false", drops("11170ms"), 21.37, 2, 0, 10, 2, 10, 2},
		{"one interruption with progress after it is not the third in a row", chunked, "false", drops("1500ms", "4s", "8s", "11s"), 17.7, 14, 0, 4, 10, 0, 1},
		{"three in a row are given up", chunked, "false", drops("2500ms", "4s", "5500ms"), 4.5, 4, 0, 2, 1, 0, 0},
		{"which asking does not change", resumable, "false", drops("2500ms", "3650ms", "4800ms"), 3.8, 4, 2, 0, 1, 0, 0},
	} {
		t.Run(row.reason, func(t *testing.T) {
			text := strings.NewReplacer("OPTIONS", row.options, "KEY", row.key, "DROPS", row.drops).Replace(ride)
			figures := run(t, text)
			ok, stored := 1.0, 1e7
			if row.applied == 0 {
				ok, stored = 0, 1e6
			}
			hold(t, row.reason, figures, map[string]float64{
				"file.finished.max": row.seconds, "file.ok": ok, "file.requests": row.requests, "file.offsetAsks": row.asks,
				"file.bytes.again": row.again * 1e6, "file.bytes.stored": stored, "file.bytes.storedTwice": row.twice * 1e6,
				"file.chunks": row.chunks, "file.applied": row.applied,
			})
		})
	}
}

func TestAFileThatIsGivenUpEndsWithTheLastOfItsRequests(t *testing.T) {
	const unlucky = `{
	  "version": 1, "title": "Unlucky", "duration": "10s", "drain": "1s",
	  "nodes": {"phone": {"kind": "client"}, "store": {"kind": "server", "workers": 100, "service": {"dist": "exponential", "mean": "5ms"}, "errors": 0.2}},
	  "flows": {"file": {"from": "phone", "to": "store", "pattern": "upload", "upload": {"size": "6KB", "chunk": "1KB", "parallel": 3}, "send": {"rate": "20/s"}}}
	}`
	figures := run(t, unlucky)
	if m, _ := figures.Lookup("file.failed"); m.Value == 0 {
		t.Error("no file was given up")
	}
	if m, _ := figures.Lookup("file.unfinished"); m.Value != 0 {
		t.Errorf("%v files have no end", m.Value)
	}
}

package patterns_test

import (
	"backchat/sim"
	"backchat/sim/trace"
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
	const oneShot, chunked, resumable = `"mode": "oneShot"`, `"mode": "chunked", "chunk": "1MB"`, `"mode": "resumable", "chunk": "1MB", "cutOff": "dropped"`
	const keeping, goingOn = `"mode": "resumable", "chunk": "1MB"`, `"mode": "resumable", "chunk": "10MB"`
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
		{"one request is lost as a whole", oneShot, "false", drops("6100ms"), 16.3, 2, 0, 5, 1, 0, 1},
		{"a chunk is lost", chunked, "false", drops("6100ms"), 12.8, 11, 0, 0.6, 10, 0, 1},
		{"a chunk is lost, and the client asks", resumable, "false", drops("6100ms"), 12.9, 12, 1, 0.6, 10, 0, 1},
		{"of a chunk what had come is kept, and what was under way is lost", keeping, "false", drops("6100ms"), 12.35, 12, 1, 0.05, 11, 0, 1},
		{"of a file in one request, too, which costs the wait and two round trips", goingOn, "false", drops("6100ms"), 11.45, 3, 1, 0.05, 2, 0, 1},
		{"nothing has come of what was just begun", goingOn, "false", drops("1140ms"), 11.44, 3, 1, 0.04, 1, 0, 1},
		{"an answer is lost, and the chunk stored twice", chunked, "false", drops("6570ms"), 13.27, 11, 0, 1, 11, 1, 1},
		{"an answer is lost, and the chunk known", chunked, "true", drops("6570ms"), 13.27, 11, 0, 1, 10, 0, 1},
		{"an answer is lost, and the client asks", resumable, "false", drops("6570ms"), 12.27, 11, 1, 0, 10, 0, 1},
		{"the last answer is lost, and the file takes effect again", chunked, "false", drops("12070ms"), 13.27, 11, 0, 1, 11, 1, 2},
		{"the last answer is lost, and the file known", chunked, "true", drops("12070ms"), 13.27, 11, 0, 1, 10, 0, 1},
		{"the last answer is lost, and the whole file there", resumable, "false", drops("12070ms"), 12.27, 11, 1, 0, 10, 0, 1},
		{"the only answer is lost, and the file takes effect again", oneShot, "false", drops("11170ms"), 21.37, 2, 0, 10, 2, 10, 2},
		{"one interruption with progress after it is not the third in a row", chunked, "false", drops("1500ms", "4s", "8s", "11s"), 17.7, 14, 0, 2.2, 10, 0, 1},
		{"three in a row are given up", chunked, "false", drops("2500ms", "4s", "5500ms"), 4.5, 4, 0, 0.7, 1, 0, 0},
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

// A hedge sends each of ten chunks of 1 MB twice, since each takes longer than it waits;
// a sidecar sends the one again whose connection has dropped.
func TestWhatOthersThanItsClientSendAgainOfAFileCountsToo(t *testing.T) {
	const retry = `"retry": {"attempts": 3, "backoff": "1s", "factor": 1, "jitter": "none"},`
	for _, row := range []struct {
		who, old, new, drops string
		again                float64 // MB
	}{
		{"a hedge", retry, `"hedge": "500ms",`, drops(), 10},
		{"a sidecar", `"phone": {"kind": "client"`, `"phone": {"kind": "client", "sidecar": {"retry": {"attempts": 3}}`, drops("6100ms"), 1},
	} {
		text := strings.NewReplacer(row.old, row.new, "KEY", "true", "OPTIONS", `"mode": "chunked", "chunk": "1MB"`, "DROPS", row.drops).Replace(ride)
		hold(t, row.who, run(t, text), map[string]float64{"file.ok": 1, "file.interruptions": 0, "file.bytes.again": row.again * 1e6, "file.bytes.stored": 1e7})
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

// stretch is what there is of a run over a transport when its connection breaks.
type stretch struct {
	until   sim.Time // it breaks
	came    int64    // bytes that the server has by then, in packets
	around  int64    // of these what is around the content of a request
	content map[sim.Time]uint32
}

func (s *stretch) Fold(batch []trace.Record) {
	for i := range batch {
		switch r := &batch[i]; {
		case r.Kind == trace.Packet && r.Peer == 2 && r.Shape != trace.Handshaking && r.Until != 0 && r.Until <= s.until:
			s.came += int64(r.Payload)
		case r.Kind == trace.Written:
			s.content[r.At] = r.Payload
		case r.Kind == trace.Arrive && r.Shape == trace.Request && r.Node == 2 && r.Payload == 1e6:
			s.around = int64(r.Header)
		}
	}
}

// In the clear it has all bytes that came, but for what is around them; over TLS all but
// what has come of a record that is not whole. Around a part of a request there is less
// than around a whole one, by what each 16 KiB of the rest have.
func TestAServerKeepsWhatHasComeOverATransport(t *testing.T) {
	for _, row := range []struct {
		transport   string
		each        int64 // around 16 KiB: the head of a frame, or what a record adds
		least, most int64 // of what came is not kept
	}{
		{`{"preset": "http1", "tls": {"version": "none"}}`, 0, 0, 0},
		{`{"preset": "http2", "tls": {"version": "none"}}`, 9, 0, 200},
		{`"http1"`, 22, 1, 16<<10 + 22},
	} {
		s := &stretch{until: 6100 * sim.Millisecond, content: map[sim.Time]uint32{}}
		figures := run(t, overTransport(row.transport, drops("6100ms")), s)
		hold(t, row.transport, figures, map[string]float64{"file.ok": 1, "file.bytes.stored": 1e7, "file.bytes.storedTwice": 0, "file.chunks": 11})
		kept, whole := int64(s.content[s.until]), int64(0)
		for at, n := range s.content {
			if at < s.until {
				whole += int64(n)
			}
		}
		around := (whole/1e6+1)*s.around - (1e6-kept)>>14*row.each
		if rest := s.came - whole - around - kept; kept < 50e3 || rest < row.least || rest > row.most {
			t.Errorf("%s: %d bytes came, %d of a chunk are kept, and %d more are not", row.transport, s.came, kept, rest)
		}
	}
}

func overTransport(transport, timeline string) string {
	return strings.NewReplacer(
		`OPTIONS`, `"mode": "resumable", "chunk": "1MB"`, "KEY", "false", "DROPS", timeline,
		`"header": "0B"`, `"transport": `+transport, `"headers": {"request": "0B", "response": "0B"},`, ``,
	).Replace(ride)
}

func TestAServerThatCrashesKeepsNothingOfAChunk(t *testing.T) {
	s := &stretch{content: map[sim.Time]uint32{}}
	run(t, overTransport(`"http1"`, `"crash": {"at": "6100ms", "for": "10ms", "fault": "crash", "target": "store"}`), s)
	for at, n := range s.content {
		if n != 1e6 {
			t.Errorf("%d bytes of a chunk are stored at %v", n, at)
		}
	}
}

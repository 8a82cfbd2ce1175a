package patterns_test

import (
	"strings"
	"testing"

	"backchat/sim/metrics"
)

// The line takes 1 MB a second, and the connection is open at 1.1 s.
func TestOfARequestThatADropCutsOffCountsWhatHadLeft(t *testing.T) {
	const oneShot, chunked = `"mode": "oneShot"`, `"mode": "chunked", "chunk": "4MB"`
	for _, row := range []struct {
		reason, options, drops, edit string
		up                           float64 // MB
	}{
		{"half of it", oneShot, drops("6100ms"), "", 5 + 10},
		{"nothing, which has not begun to leave", chunked + `, "parallel": 2`, drops("3100ms"), "", 2 + 0 + 10},
		{"all of it, which is on its way", oneShot, drops("11120ms"), "", 10 + 10},
		{"what is sent again and cut off again", oneShot, drops("2100ms", "6200ms"), "", 1 + 3 + 10},
		{"less again than before", oneShot, drops("6100ms", "9200ms"), "", 5 + 2 + 10},
		{"all of it, where sending takes no time", oneShot, drops("1110ms"), `"bandwidth": "8Mbit/s"`, 10 + 10},
		{"not what was sent before the window", oneShot, drops("6100ms"), `"warmup": "2s"`, 10},
		{"what was sent within the window", oneShot, drops("6100ms"), `"warmup": "1s"`, 5 + 10},
	} {
		t.Run(row.reason, func(t *testing.T) {
			text := strings.NewReplacer("OPTIONS", row.options, "KEY", "false", "DROPS", row.drops, `"pattern": "upload"`, `"pattern": "upload", "response": "0B"`).Replace(ride)
			if strings.HasPrefix(row.edit, `"warmup"`) {
				text = strings.Replace(text, `"title"`, row.edit+`, "title"`, 1)
			} else if row.edit != "" {
				text = strings.Replace(text, row.edit, "", 1)
			}
			up := row.up * 1e6
			if row.edit == "" {
				hold(t, row.reason, run(t, text), map[string]float64{"file.bytes.again": up - 10e6})
			}
			hold(t, row.reason, run(t, text), map[string]float64{
				"file.bytes": up, "file.bytes.up": up, "file.bytes.up.payload": up, "air.bytes.up": up, "phone.bytes.out.payload": up,
			})
		})
	}
}

// What is around content in packets is TLS's records and HTTP's headers and frames,
// some 1 % of it, where nothing is lost and so nothing sent again.
func TestOfARequestThatIsCutOffOnATransportCountsWhatWasInPackets(t *testing.T) {
	for _, preset := range []string{"http1", "http2", "http3"} {
		for _, row := range []struct{ reason, drops, more string }{
			{"a drop", drops("6100ms"), ""},
			{"a time-out", "", `"timeout": "4s", `},
		} {
			t.Run(preset+" "+row.reason, func(t *testing.T) {
				text := strings.NewReplacer("OPTIONS", `"mode": "oneShot"`, "KEY", "false", "DROPS", row.drops,
					`"header": "0B"`, `"transport": "`+preset+`"`, `"headers": {"request": "0B", "response": "0B"}, `, row.more).Replace(ride)
				figures := run(t, text)
				counted, carried := value(t, figures, "file.bytes.up.payload"), value(t, figures, "air.bytes.content")
				if counted > carried || counted < 0.98*carried {
					t.Errorf("%v bytes count, in packets were %v", counted, carried)
				}
				if file := 1e7; counted < 1.2*file && row.drops != "" {
					t.Errorf("%v bytes count, of a file of %v that was interrupted", counted, file)
				}
			})
		}
	}
}

func TestInASeriesWhatHasNotLeftCountsInNoWindow(t *testing.T) {
	text := strings.NewReplacer("OPTIONS", `"mode": "oneShot"`, "KEY", "false", "DROPS", drops("6100ms")).Replace(ride)
	s := series(t, text, 30) // of 2 s: sent in the first, cut off in the fourth, sent again at 7.1 s
	if up := s.Flows[0].Up; up[0] != 5e6 || up[3] != 1e7 {
		t.Errorf("bytes by window: %v", up)
	}
}

func value(t *testing.T, f *metrics.Figures, name string) float64 {
	t.Helper()
	m, known := f.Lookup(name)
	if !known {
		t.Fatal(name)
	}
	return m.Value
}

package scenario

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"backchat/patterns/scenario/source"
)

// grown is a file with one part of it n times as large.
func grown(section string, n int, entry func(i int) string) string {
	var all strings.Builder
	for i := range n {
		all.WriteString(entry(i))
	}
	text := strings.Replace(`{"version": 1, "title": "t", "duration": "10s",
  "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "count": 1, NODE}NODES},
  "flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {SEND"rate": "1/s"}}FLOWS}REST}`,
		section, all.String(), 1)
	return strings.NewReplacer(", NODE}", "}", "NODES", "", "SEND", "", "FLOWS", "", "REST", "").Replace(text)
}

// growths are ways for a file to be large: of each, a file that grows in
// proportion to n.
var growths = []struct {
	reason string
	n      int
	file   func(n int) string
}{
	{"nodes", 45, func(n int) string {
		return grown("NODES", n, func(i int) string { return fmt.Sprintf(`, "n%d": {"kind": "server"}`, i) })
	}},
	{"nodes without anything", 5000, func(n int) string {
		return grown("NODES", n, func(i int) string { return fmt.Sprintf(`, "n%d": {}`, i) })
	}},
	{"links", 200, func(n int) string {
		return grown("REST", n, func(i int) string {
			return fmt.Sprintf(`%s"l%d": {"from": "phone", "to": "api"}%s`, opening(i, `, "links": {`), i, closing(i, n, "}"))
		})
	}},
	{"flows from many", 45, func(n int) string {
		return grown("FLOWS", n, func(i int) string {
			return fmt.Sprintf(`, "f%d": {"from": ["phone"], "to": "api", "pattern": "requestResponse", "send": {"rate": "1/s"}}`, i)
		})
	}},
	{"captions", 2000, func(n int) string {
		return grown("REST", n, func(i int) string {
			return fmt.Sprintf(`%s"t%d": {"at": "%dus", "say": "x"}%s`, opening(i, `, "timeline": {`), i, i, closing(i, n, "}"))
		})
	}},
	{"faults of nothing", 2000, func(n int) string {
		return grown("REST", n, func(i int) string {
			return fmt.Sprintf(`%s"t%d": {"at": "1s", "fault": "crash", "target": "aip"}%s`, opening(i, `, "timeline": {`), i, closing(i, n, "}"))
		})
	}},
	{"targets, each again and again", 2500, func(n int) string {
		return grown("NODES", n, func(i int) string {
			return fmt.Sprintf(`%s"api"%s`, opening(i, `, "lb": {"kind": "balancer", "to": [`), closing(i, n, "]}"))
		})
	}},
	{"weights", 2000, func(n int) string {
		return grown("NODES", n, func(i int) string {
			return fmt.Sprintf(`%s"api/%d": 1%s`, opening(i, `, "lb": {"kind": "balancer", "to": "api", "policy": "weighted", "weights": {`), i, closing(i, n, "}}"))
		})
	}},
	{"calls", 1000, func(n int) string {
		return grown("NODES", n, func(i int) string {
			return opening(i, `, "web": {"kind": "server", "calls": [`) + `{"to": "api"}` + closing(i, n, "]}")
		})
	}},
	{"times", 5000, func(n int) string {
		return grown("SEND", n, func(i int) string {
			return fmt.Sprintf(`%s"%dus"%s`, opening(i, `"times": [`), i, closing(i, n, "], "))
		})
	}},
	{"values", 5000, func(n int) string {
		return grown("NODE", n, func(i int) string {
			return fmt.Sprintf(`%s"%d.5ms"%s`, opening(i, `"service": {"dist": "empirical", "values": [`), i, closing(i, n, "]}"))
		})
	}},
	{"fields that there are not", 5000, func(n int) string {
		return grown("NODE", n, func(i int) string { return fmt.Sprintf(`%s"wokers%d": 1`, opening(i, ""), i) })
	}},
	{"keys of the whole", 5000, func(n int) string {
		return grown("REST", n, func(i int) string { return fmt.Sprintf(`%s"k%d": 1`, opening(i, ", "), i) })
	}},
	{"the same key", 5000, func(n int) string {
		return grown("REST", n, func(i int) string { return opening(i, ", ") + `"seed": 1` })
	}},
	{"expectations", 200, func(n int) string {
		return grown("REST", n, func(i int) string {
			return opening(i, `, "expect": [`) + `{"that": "ask.ok + ask.ok + ask.ok > 1"}` + closing(i, n, "]")
		})
	}},
	{"expectations of nothing", 200, func(n int) string {
		return grown("REST", n, func(i int) string {
			return opening(i, `, "expect": [`) + `{"that": "ask.oky > 1"}` + closing(i, n, "]")
		})
	}},
	{"sliders", 200, func(n int) string {
		return grown("REST", n, func(i int) string {
			return opening(i, `, "sliders": [`) + `{"path": "/flows/ask/send/rate", "label": "x", "min": "1/s", "max": "2/s"}` + closing(i, n, "]")
		})
	}},
	{"variants", 24, func(n int) string {
		return grown("REST", n, func(i int) string {
			return fmt.Sprintf(`%s"v%d": {"nodes": {"api": {"workers": %d}}}%s`, opening(i, `, "variants": {`), i, i+1, closing(i, n, "}"))
		})
	}},
	{"variants that are wrong", 24, func(n int) string {
		return grown("REST", n, func(i int) string {
			return fmt.Sprintf(`%s"v%d": {"nodes": {"api": {"wokers": %d}}}%s`, opening(i, `, "variants": {`), i, i+1, closing(i, n, "}"))
		})
	}},
	{"lists in lists", 15, func(n int) string {
		return grown("REST", 1, func(int) string {
			return `, "x": ` + strings.Repeat("[", n) + strings.Repeat("]", n)
		})
	}},
	{"a long text", 100_000, func(n int) string {
		return grown("REST", 1, func(int) string { return `, "lesson": "` + strings.Repeat("x", n) + `"` })
	}},
	{"a long number", 100_000, func(n int) string {
		return grown("REST", 1, func(int) string { return `, "seed": ` + strings.Repeat("9", n) })
	}},
	{"a long quantity", 100_000, func(n int) string {
		return grown("REST", 1, func(int) string { return `, "warmup": "` + strings.Repeat("9", n) + `s"` })
	}},
	{"a long key with many in it", 5000, func(n int) string {
		return grown("REST", n, func(i int) string {
			return fmt.Sprintf(`%s"k%d": 1%s`, opening(i, `, "`+strings.Repeat("x", n)+`": {`), i, closing(i, n, "}"))
		})
	}},
}

// growth is one of those files.
func growth(t *testing.T, reason string, n int) string {
	t.Helper()
	for _, row := range growths {
		if row.reason == reason {
			return row.file(n)
		}
	}
	t.Fatalf("no file grows by %s", reason)
	return ""
}

// opening parts entries, the first of which begins what they stand in.
func opening(i int, text string) string {
	if i == 0 {
		return text
	}
	return ", "
}

func closing(i, n int, text string) string {
	if i == n-1 {
		return text
	}
	return ""
}

// work is what reading a file takes: how many objects are made, and of how
// many bytes.
func work(text string) (objects, bytes float64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _ = Parse("large.json", []byte(text))
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs - before.Mallocs), float64(after.TotalAlloc - before.TotalAlloc)
}

func TestReadingCostsInProportionToTheSize(t *testing.T) {
	const most = 5 // for a file of four times the size
	for _, row := range growths {
		small, large := row.file(row.n), row.file(4*row.n)
		if ratio := float64(len(large)) / float64(len(small)); row.n > 100 && (ratio < 2 || ratio > 4.5) {
			t.Fatalf("%s: the large file is %.1f times the small one", row.reason, ratio)
		}
		work(small) // what is made once a program
		objects, bytes := work(small)
		more, longer := work(large)
		if more > most*objects || longer > most*bytes {
			t.Errorf("%s: four times as much makes %.1f times as many objects, %.1f times as many bytes", row.reason, more/objects, longer/bytes)
		}
	}
}

// TestTheNumbersOfEntriesAreBounded holds that the searches which compare
// without making anything are bounded: by the entries that there may be.
func TestTheNumbersOfEntriesAreBounded(t *testing.T) {
	for _, row := range []struct {
		reason, want string
		file         string
	}{
		{"nodes", "/nodes: there are 202 nodes; the most is 200", growth(t, "nodes", 200)},
		{"names in a list", `/nodes/lb/to: there are 201 entries of "to"; the most is 200`, growth(t, "targets, each again and again", 201)},
		{"objects in a list", `/nodes/web/calls: there are 10001 entries of "calls"; the most is 10000`, growth(t, "calls", 10_001)},
		{"weights", `/nodes/lb/weights: there are 10001 entries of "weights"; the most is 10000`, growth(t, "weights", 10_001)},
		{"variants", "/variants: there are 101 variants; the most is 100", growth(t, "variants", 101)},
		{"values in all", "there are more than 250000 values; leave some out", growth(t, "times", 250_000)},
		{"the letters of a key", `the key "xxx`, growth(t, "a long key with many in it", 257)},
	} {
		_, err := Parse("large.json", []byte(row.file))
		faults, ok := err.(source.Faults)
		if !ok || len(faults) != 1 || !faults[0].Limit || !strings.Contains(faults[0].String(), row.want) {
			t.Errorf("%s: got %.300v, want %s", row.reason, err, row.want)
		}
	}
}

func TestVariantsOfALargeBaseAreBounded(t *testing.T) {
	captions := growth(t, "captions", 2000)
	file := captions[:len(captions)-1] + `, "variants": {"v0": {}`
	for i := range 60 {
		file += fmt.Sprintf(`, "v%d": {}`, i+1)
	}
	_, err := Parse("large.json", []byte(file+"}}"))
	if err == nil || !strings.Contains(err.Error(), "/variants: the 61 variants have") || !err.(source.Faults).OverLimit() {
		t.Errorf("got %v", err)
	}
}

func TestNoMoreIsSaidThanAnybodyReads(t *testing.T) {
	_, err := Parse("wrong.json", []byte(growth(t, "fields that there are not", 5000)))
	if faults, ok := err.(source.Faults); !ok || len(faults) != source.MostFindings {
		t.Errorf("got %d faults, want %d", len(faults), source.MostFindings)
	}
}

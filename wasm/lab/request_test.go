package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/source"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

const shown = "long-polling-or-push"

func about(t *testing.T, do string) *request {
	t.Helper()
	text, ok := gallery.Text(shown)
	if !ok {
		t.Fatalf("there is no scenario %s", shown)
	}
	return &request{do: do, file: shown + ".json", text: string(text), windows: 60, ctx: context.Background(), progress: func(float64) {}}
}

func TestARunSaysWhatTheCommandLineWouldAndHandsOverItsTrace(t *testing.T) {
	r := about(t, "run")
	r.variant = "push"
	var file bytes.Buffer
	answer, err := r.handle(&file)
	if err != nil {
		t.Fatal(err)
	}
	o := answer.(*outcome)
	f, err := gallery.File(shown)
	if err != nil {
		t.Fatal(err)
	}
	var beside counted // packets
	want, err := experiment.Run(context.Background(), f, "push", o.Seed, experiment.Options{
		Figures: &metrics.Options{}, Digest: true, Folds: []trace.Fold{trace.WithoutPackets(&beside)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if o.Digest != want.Digest || o.Kept != nil || len(o.Broken) > 0 {
		t.Errorf("digest %s, kept %v, broken %v, want digest %s and all of it", o.Digest, o.Kept, o.Broken, want.Digest)
	}
	if n := readAll(t, &file); n != uint64(beside) || n == 0 || n >= o.Records {
		t.Errorf("the trace has %d records, the run %d, and beside packets %d", n, o.Records, beside)
	}
	if len(o.Series.Flows) != 1 || len(o.Goals) != 2 || !o.Goals[0].Known {
		t.Errorf("series of %d flows, goals %v", len(o.Series.Flows), o.Goals)
	}
	plain(o)
}

// counted is how many records a fold has read.
type counted uint64

// Fold counts.
func (c *counted) Fold(records []trace.Record) { *c += counted(len(records)) }

// readAll counts the records of a trace, and fails where it is damaged.
func readAll(t *testing.T, file io.Reader) (n uint64) {
	t.Helper()
	r, err := trace.NewReader(file)
	for err == nil {
		var records []trace.Record
		records, err = r.Next()
		n += uint64(len(records))
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	return n
}

func TestATraceThatIsTooLongIsCutAndSaysWhere(t *testing.T) {
	r := about(t, "run")
	r.keep = 100 * trace.RecordSize
	var file bytes.Buffer
	answer, err := r.handle(&file)
	if err != nil {
		t.Fatal(err)
	}
	o := answer.(*outcome)
	if n := readAll(t, &file); n != 100 || o.Kept == nil || *o.Kept <= 0 || o.Records <= 100 {
		t.Errorf("%d records handed over of %d, kept up to %v", n, o.Records, o.Kept)
	}
}

func TestFaultsComeWithTheirPlace(t *testing.T) {
	r := about(t, "show")
	r.text = "{\n  \"versoin\": 1\n}"
	_, err := r.handle(io.Discard)
	var faults source.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("%v, want faults", err)
	}
	if f := faultsOf(faults)[0]; f.Line < 1 || f.Column < 1 || f.Message == "" {
		t.Errorf("%+v", f)
	}
}

func TestACancelledRunSaysSo(t *testing.T) {
	for _, do := range []string{"run", "compare", "export", "judge"} {
		r := about(t, do)
		r.other, r.form, r.replications = "push", "csv", 3
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		r.ctx = ctx
		if _, err := r.handle(io.Discard); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want that it was cancelled", do, err)
		}
	}
}

func TestAComparisonIsTheOneOfTheExperiment(t *testing.T) {
	r := about(t, "compare")
	r.other, r.replications = "push", 4
	told := 0.0
	r.progress = func(share float64) { told = share }
	answer, err := r.handle(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	c := answer.(comparison)
	if c.Seeds != 4 || told != 1 {
		t.Errorf("%d seeds, %v told", c.Seeds, told)
	}
	for _, row := range c.Rows {
		if row.Name == "inbox.staleness.p99" && (row.Finding != "less" || row.High >= 0 || row.Low > row.Mean || row.Mean > row.High) {
			t.Errorf("%+v, want that push is less stale", row)
		}
	}
	plain(c)
}

func TestAnEntryIsAddedUnderAFreeNameAndEverythingElseStays(t *testing.T) {
	r := about(t, "entry")
	r.prefix, r.value = "watch", `{"at": "3s", "fault": "crash", "target": "api", "for": "1s"}`
	answer, err := r.handle(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	e := answer.(edited)
	if e.ID != "watch2" || len(e.Text) <= len(r.text) {
		t.Errorf("id %s, %d bytes of %d", e.ID, len(e.Text), len(r.text))
	}
	if _, err := scenario.Parse("x", []byte(e.Text)); err != nil {
		t.Error(err)
	}
}

func TestTextsHaveTheirFiguresOnceTheyAreJudged(t *testing.T) {
	show, judge := about(t, "show"), about(t, "judge")
	show.text = strings.Replace(show.text, `"lesson": "`, `"lesson": "{inbox.ok@push} heard. `, 1)
	show.text = strings.Replace(show.text, `"say": "`, `"say": "{inbox.ok} heard. `, 1)
	judge.text = show.text
	before, err := show.handle(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	after, err := judge.handle(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	d, j := before.(*description), after.(judgement)
	if !strings.HasPrefix(d.Lesson, "… heard. ") || !strings.HasPrefix(d.Variants[0].Timeline[0].Say, "… heard. ") {
		t.Errorf("before any run it says %q and %q", d.Lesson, d.Variants[0].Timeline[0].Say)
	}
	figure := regexp.MustCompile(`^[0-9,]+ heard\. `)
	if !figure.MatchString(j.Lesson) || !figure.MatchString(j.Captions[0].Say) || len(j.Verdicts) == 0 {
		t.Errorf("judged, it says %q and %q", j.Lesson, j.Captions[0].Say)
	}
	if c := j.Captions[0]; c.Variant != "base" || c.Entry != d.Variants[0].Timeline[0].ID {
		t.Errorf("the first caption is %+v", c)
	}
	plain(j)
}

func TestARunHasNoMoreMemoryThanATab(t *testing.T) {
	r := about(t, "run")
	r.text = `{"version": 1, "title": "large", "duration": "1s", "limits": {"memory": "4GB"},
		"nodes": {"c": {"kind": "client"}, "l": {"kind": "balancer", "count": 10000, "to": ["s"]}, "s": {"kind": "server", "count": 1000}},
		"flows": {"f": {"from": "c", "to": "l", "pattern": "requestResponse", "send": {"rate": "1/s"}}}}`
	answer, err := r.handle(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if o := answer.(*outcome); !strings.Contains(o.Limit, "more than 512.0 MB of memory") || !strings.Contains(o.Limit, "command line") {
		t.Errorf("a run of 560 MB ends by %q", o.Limit)
	}
}

func TestShowTellsHowLargeUploadedFilesAre(t *testing.T) {
	const text = `{"version": 1, "title": "x", "seed": 1, "duration": "1s",
		"nodes": {"a": {"kind": "client"}, "b": {"kind": "server", "service": "1ms"}},
		"flows": {
			"file":  {"from": "a", "to": "b", "pattern": "upload", "upload": {"size": "3MB"}, "send": {"arrivals": "constant", "rate": "1/s"}},
			"files": {"from": "a", "to": "b", "pattern": "upload", "upload": {"size": {"dist": "uniform", "min": "1MB", "max": "2MB"}}, "send": {"arrivals": "constant", "rate": "1/s"}},
			"talk":  {"from": "a", "to": "b", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "1/s"}}
		}}`
	r := &request{do: "show", file: "x.json", text: text, ctx: context.Background(), progress: func(float64) {}}
	answer, err := r.handle(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	told := answer.(*description).Variants[0].Flows
	if f := told[0].Files; f == nil || f.Bytes == nil || *f.Bytes != 3e6 {
		t.Errorf("files of one size: %+v", f)
	}
	if f := told[1].Files; f == nil || f.Bytes != nil {
		t.Errorf("files of several sizes: %+v", f)
	}
	if f := told[2].Files; f != nil {
		t.Errorf("no files: %+v", f)
	}
}

// Of a hundred requests over a wire that loses some, the slowest are served on some seeds and never on others.
const lossy = `{"version": 1, "title": "t", "duration": "10s",
"nodes": {"api": {"kind": "server", "service": "1ms"}, "phone": {"kind": "client"}},
"links": {"wire": {"from": "phone", "to": "api", "latency": "1ms", "connection": {"open": "ready"}}},
"flows": {"get": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "10/s"}}},
"variants": {"lossy": {"links": {"wire": {"loss": 0.01}}}},
"table": {"title": "T", "columns": [{"title": "slowest", "figure": "get.latencyAll.p99"}]}}`

func TestAFigureThatIsNeverOnSomeSeedsAloneSaysOnHowMany(t *testing.T) {
	r := about(t, "compare")
	r.text, r.other, r.replications = lossy, "lossy", 10
	compared, err := r.handle(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var never *partly
	for _, row := range compared.(comparison).Rows {
		if row.Name == "get.latencyAll.p99" {
			never = row.NeverB
		}
		if row.NeverA != nil {
			t.Errorf("%+v, where nothing is lost", row)
		}
	}
	r.do = "table"
	tabled, err := r.handle(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	rows := tabled.(tabulated).Rows
	if never == nil || never.Of != 10 || rows[0].Figures[0].Never != nil || *rows[1].Figures[0].Never != *never {
		t.Errorf("compared %+v, tabled %+v", never, rows)
	}
}

package view

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"backchat/language"
	"backchat/sim"
	"backchat/sim/trace"
)

var german = NewVoice(language.German())

func TestThousandsAreGroupedAsTheLanguageDoes(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 12050: "12,050", 1234567: "1,234,567", 2000005: "2,000,005"} {
		if got := english.count(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
		if got, want := german.count(n), strings.ReplaceAll(want, ",", "."); got != want {
			t.Errorf("in German %d is written %q, want %q", n, got, want)
		}
	}
}

// TestNothingIsSaidThatNoVoiceLooksUp: whatever letters stand in the code of the view are
// a text that a voice has, or a part of one of shapes.
func TestNothingIsSaidThatNoVoiceLooksUp(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := file.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			for _, text := range untold(t, name, nil) {
				t.Errorf("%s says %q, which no voice looks up", name, text)
			}
		}
	}
	if got := untold(t, "x.go", "package p\nimport \"fmt\"\nfunc f() { fmt.Print(\"down\", \"is late\", \" – \") }\n"); !slices.Equal(got, []string{"is late"}) {
		t.Errorf("of a file with one text that no voice looks up, %q are found", got)
	}
}

// untold are the strings in a file that have letters, and that no voice looks up.
func untold(t *testing.T, name string, text any) (list []string) {
	f, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	known := Texts()
	ast.Inspect(f, func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
			if text, _ := strconv.Unquote(s.Value); regexp.MustCompile(`\pL\pL`).MatchString(text) && !slices.Contains(known, language.Text(text)) {
				list = append(list, text)
			}
		}
		return true
	})
	return list
}

func TestTheTextsThatAVoiceLooksUpMakeIt(t *testing.T) {
	all, some := language.German(), language.Table{}
	for _, english := range Texts() {
		some[english] = all[english]
	}
	if !reflect.DeepEqual(NewVoice(some), german) {
		t.Error("a voice that is given these texts alone speaks otherwise")
	}
	if reflect.DeepEqual(english, german) {
		t.Error("in German all is said as in English")
	}
}

// Thousands of phones ask one of two servers, and each other.
func crowded() *Stage {
	t := short()
	t.Nodes[0].Count, t.Nodes[1].First = 3000, 3001
	t.Places = trace.SpotsOf()
	for k := range 3000 {
		t.Places = t.Places.And(trace.Spot{Node: 0, Replica: k}, 1)
	}
	t.Places = t.Places.And(trace.Spot{Node: 1}, 1)
	var records []trace.Record
	for k := range 2345 {
		r := sent(0)
		r.Msg, r.Node, r.Peer = uint32(k+1), trace.Place(1+k), 3001
		switch k {
		case 0:
			r.Shape = trace.Poll
		case 1, 2:
			r.Shape = trace.Cancelling
		}
		records = append(records, r)
	}
	s := NewStage(NewTape(t, records), 560, 300)
	s.Seek(20 * ms)
	return s
}

// Each row is a state of the picture, and what both languages say of it.
var sentences = []struct {
	of      func() *Stage
	english string
	german  string
}{
	{quiet(func(*Stage) {}), "Nothing is in flight.", "Nichts ist unterwegs."},
	{crowded, "2,342 requests, 1 poll and 2 cancellations in flight.", "2.342 Anfragen, 1 Poll und 2 Rücknahmen unterwegs."},
	{quiet(func(s *Stage) { s.state.spots[2].down = 1 }), "Nothing is in flight; api is down.", "Nichts ist unterwegs; api ist ausgefallen."},
	{quiet(func(s *Stage) { s.state.spots[0].down, s.state.spots[1].down = 1, 1 }),
		"Nothing is in flight; phone/0, phone/1 are down.", "Nichts ist unterwegs; phone/0, phone/1 sind ausgefallen."},
	{many(func(s *Stage) {
		for k := range 5 {
			s.state.spots[k].slow = 1
		}
	}), "Nothing is in flight; api/0, api/1, api/2 and 2 others are slow.", "Nichts ist unterwegs; api/0, api/1, api/2 und 2 weitere sind langsam."},
	{many(func(s *Stage) {
		for k := range 4 {
			s.state.spots[k].slow, s.state.spots[k].paused = 1, true
		}
	}), "Nothing is in flight; api/0, api/1, api/2 and 1 other are paused.", "Nichts ist unterwegs; api/0, api/1, api/2 und 1 weiterer sind angehalten."},
	{func() *Stage { s := fleet(5); s.state.spots[3].errs = 4; return s },
		"Nothing is in flight; 4 of api/3 to api/17 answer with errors.", "Nichts ist unterwegs; 4 von api/3 bis api/17 antworten mit Fehlern."},
	{quiet(func(s *Stage) {
		o := &s.state.spots[2]
		o.phases[trace.Starting], o.rebuilds, o.stalls = 1, 3, 1
	}),
		"Nothing is in flight; api is starting; api rebuilds its state; api writes nothing to its disk.",
		"Nichts ist unterwegs; api startet; api baut den eigenen Zustand neu auf; api schreibt nichts auf die Platte."},
	{quiet(func(s *Stage) {
		for k := range 2 {
			o := &s.state.spots[k]
			o.phases[trace.Starting], o.phases[trace.Draining], o.rebuilds, o.stalls, o.skews = 1, 1, 1, 1, 1
		}
	}),
		"Nothing is in flight; phone/0, phone/1 are starting; phone/0, phone/1 drain; phone/0, phone/1 rebuild their state; phone/0, phone/1 write nothing to their disks; phone/0, phone/1 have clocks that are off.",
		"Nichts ist unterwegs; phone/0, phone/1 starten; phone/0, phone/1 sind im Draining; phone/0, phone/1 bauen den eigenen Zustand neu auf; phone/0, phone/1 schreiben nichts auf die Platte; phone/0, phone/1 haben Uhren, die falsch gehen."},
	{quiet(func(s *Stage) { s.state.edges[0].cuts, s.state.edges[0].opening = 1, 1 }),
		"Nothing is in flight; the wire between phone/0 and api is cut; 1 connection is being opened.",
		"Nichts ist unterwegs; die Leitung zwischen phone/0 und api ist gekappt; 1 Verbindung wird geöffnet."},
	{quiet(func(s *Stage) { s.state.edges[0].cuts, s.state.edges[1].cuts, s.state.edges[1].opening = 1, 1, 1200 }),
		"Nothing is in flight; the wire between phone/0 and api is cut, and 1 other; 1,200 connections are being opened.",
		"Nichts ist unterwegs; die Leitung zwischen phone/0 und api ist gekappt, ebenso 1 weitere; 1.200 Verbindungen werden geöffnet."},
	{func() *Stage { s := NewStage(NewTape(short(), asks()), 560, 300); s.Seek(sim.Second); return s },
		"Nothing is in flight; 1 connection between phone/0 and api, with 2 streams.",
		"Nichts ist unterwegs; 1 Verbindung zwischen phone/0 und api, mit 2 Streams."},
	{quiet(func(s *Stage) {
		o := &s.state.spots[2]
		o.waiting, o.held[1], o.kept, o.dead = 615, 3, 2000, 1
		s.state.poolsOf(s.tape, 2)[0].waiting = 1
	}),
		"Nothing is in flight; 615 waiting at api; 1 waiting for a unit of a pool at api; 3 held at api; 2,000 kept at api; 1 set aside at api.",
		"Nichts ist unterwegs; 615 warten bei api; 1 wartet auf einen Platz im Pool von api; 3 bei api gehalten; 2.000 bei api aufbewahrt; 1 liegt bei api beiseite."},
	{func() *Stage { s := NewStage(NewTape(short(), wrecked()), 560, 300); s.Seek(110 * ms); return s },
		"Nothing is in flight; 2 messages were just lost; 1 answer just came too late; 1 message was just turned away; 1 message just waited in vain.",
		"Nichts ist unterwegs; 2 Nachrichten gingen eben verloren; 1 Antwort kam eben zu spät; 1 Nachricht wurde eben abgewiesen; 1 Nachricht hat eben vergeblich gewartet."},
}

// quiet is a stage on which nothing has happened but what a row says.
func quiet(happens func(*Stage)) func() *Stage {
	return func() *Stage {
		records := []trace.Record{sent(0), sent(0)}
		records[1].Msg, records[1].Node = 2, 2
		s := NewStage(NewTape(short(), records), 560, 300)
		s.Seek(sim.Second)
		happens(s)
		return s
	}
}

// many is the same of ten servers.
func many(happens func(*Stage)) func() *Stage {
	return func() *Stage {
		t := &trace.Topology{Horizon: sim.Second, Nodes: []trace.Node{{ID: "api", Kind: "server", First: 1, Count: 10, Workers: 4}}}
		for k := range 10 {
			t.Places = t.Places.And(trace.Spot{Replica: k}, 1)
		}
		s := NewStage(NewTape(t, nil), 560, 300)
		happens(s)
		return s
	}
}

// wrecked are messages that come to nothing at 100 ms.
func wrecked() (records []trace.Record) {
	for k, r := range []trace.Record{
		{Kind: trace.Lost, Status: trace.Noise}, {Kind: trace.Lost, Status: trace.Crashed}, {Kind: trace.Discard, Status: trace.Late},
		{Kind: trace.Drop, Status: trace.Rejected}, {Kind: trace.Drop, Status: trace.TimedOut},
	} {
		begin := sent(0)
		begin.Msg = uint32(k + 1)
		records = append(records, begin)
		if r.Kind != trace.Lost {
			records = append(records, trace.Record{At: 90 * ms, Kind: trace.Arrive, Msg: begin.Msg, Node: 3, Peer: 1, Flow: 1})
		}
		r.At, r.Msg, r.Node, r.Peer, r.Flow = 100*ms, begin.Msg, 3, 1, 1
		if r.Kind == trace.Lost {
			r.Node, r.Peer = 1, 3
		}
		records = append(records, r)
	}
	slices.SortStableFunc(records, func(x, y trace.Record) int { return int(x.At - y.At) })
	return records
}

func TestWhatIsSeenIsSaidInWords(t *testing.T) {
	for _, row := range sentences {
		s := row.of()
		if got := string(s.Sentence(nil)); got != row.english {
			t.Errorf("the picture says\n%q, want\n%q", got, row.english)
		}
		s.Speak(german)
		if got := string(s.Sentence(nil)); got != row.german {
			t.Errorf("in German the picture says\n%q, want\n%q", got, row.german)
		}
		s.Speak(english)
		if got := string(s.Sentence(nil)); got != row.english {
			t.Errorf("in English again the picture says\n%q, want\n%q", got, row.english)
		}
	}
}

func TestASentenceTakesNoMemoryInAnyLanguage(t *testing.T) {
	for _, v := range []*Voice{english, german} {
		for _, row := range sentences {
			s := row.of()
			s.Speak(v)
			text := s.Sentence(nil)
			if n := testing.AllocsPerRun(5, func() { text = s.Sentence(text[:0]) }); n > 0 {
				t.Errorf("%q makes %v allocations", text, n)
			}
		}
	}
}

func TestWordsInThePictureAreInItsLanguageAndFitTheirNumber(t *testing.T) {
	s := fleet(5)
	s.Resize(1200, 1000)
	s.Speak(german)
	s.state.spots[0].down, s.state.spots[1].waiting, s.state.spots[2].waiting = 1, 1, 1234
	got := marks(s)
	for _, want := range []string{"ausgefallen", "1 wartet", "1.234 warten", "2 da", "api × 18"} {
		if !strings.Contains(got, want) {
			t.Errorf("the picture says %q, in which %q is missing", got, want)
		}
	}
	if name := s.Places()[3].Name; name != "api/3 bis api/17" {
		t.Errorf("the crowd is called %q", name)
	}
}

func TestWhoWaitsForAPoolIsToldByNumber(t *testing.T) {
	s := NewStage(NewTape(short(), nil), 800, 400)
	s.Speak(german)
	pool := &s.state.poolsOf(s.tape, 2)[0]
	for n, want := range map[int32]string{1: "1 wartet auf db", 2: "2 warten auf db"} {
		pool.waiting = n
		if got := marks(s); !strings.Contains(got, want) {
			t.Errorf("the picture says %q, want %q", got, want)
		}
	}
}

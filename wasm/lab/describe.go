package main

import (
	"slices"

	"backchat/language"
	"backchat/patterns"
	"backchat/patterns/experiment"
	"backchat/patterns/node"
	"backchat/patterns/scenario"
	"backchat/sim/trace"
)

// A description is what the page needs to know of a scenario before it runs;
// figures in its texts are not known yet.
type description struct {
	Title    string        `json:"title"`
	Question string        `json:"question"`
	Lesson   string        `json:"lesson"`
	Source   *origin       `json:"source"`
	Case     *reported     `json:"case"`
	Seed     uint64        `json:"seed"`
	Patterns []string      `json:"patterns"`
	Claims   []string      `json:"claims"`
	Variants []variant     `json:"variants"`
	Predict  *prediction   `json:"predict"`
	Goals    []wish        `json:"goals"`
	Expect   []expectation `json:"expect"`
	Sliders  []slider      `json:"sliders"`
	Table    string        `json:"table"` // its title; "" where there is none
	Words    []string      `json:"words"` // what systems and people call the fields that it says
}

// A variant is what one run of the scenario is made of.
type variant struct {
	ID       string  `json:"id"`
	Title    string  `json:"title"`
	Note     string  `json:"note"`
	Seconds  float64 `json:"seconds"`
	Warmup   float64 `json:"warmup"` // where the measured window begins
	Until    float64 `json:"until"`  // and where it ends
	Nodes    []place `json:"nodes"`
	Flows    []flow  `json:"flows"`
	Links    []wire  `json:"links"`
	Bounded  bool    `json:"bounded"` // places that no link joins have a bandwidth between them
	ByClock  bool    `json:"byClock"` // a deadline goes along as an instant
	Timeline []entry `json:"timeline"`
}

type place struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"`
	Starts    int      `json:"starts"` // how many replicas it has at first
	Count     int      `json:"count"`  // and how many at most
	Workers   int      `json:"workers"`
	Edge      bool     `json:"edge"`
	Idle      bool     `json:"idle"`      // its work takes no time
	Caches    bool     `json:"caches"`    // it can be emptied
	Fleet     bool     `json:"fleet"`     // its replicas may come and go
	Scaled    bool     `json:"scaled"`    // an autoscaler says how many replicas it has
	Answers   bool     `json:"answers"`   // it gives answers of its own
	Syncs     bool     `json:"syncs"`     // it writes to a disk, one sync at a time
	KeepsDead bool     `json:"keepsDead"` // it keeps dead letters
	Limited   bool     `json:"limited"`   // a limiter lets requests into it, or past its sidecar
	Zones     []string `json:"zones"`     // that its replicas are in, in turn; none: null
	Steps     []step   `json:"steps"`     // what it does for requests
}

type flow struct {
	ID      string   `json:"id"`
	Pattern string   `json:"pattern"`
	Hears   bool     `json:"hears"`
	From    []string `json:"from"`
	To      string   `json:"to"`
	Files   *files   `json:"files"` // what is uploaded; null where nothing is
	Keys    *keys    `json:"keys"`  // by which its messages are coloured; null where by its own colour
}

// keys are a key space by which messages are coloured.
type keys struct {
	ID    string `json:"id"`
	Count int    `json:"count"`
}

// files are what a flow uploads.
type files struct {
	Bytes *float64 `json:"bytes"` // of each; null where they differ in size
}

type wire struct {
	ID      string `json:"id"`
	From    string `json:"from"`
	To      string `json:"to"`
	Bounded bool   `json:"bounded"` // it has a bandwidth
}

type entry struct {
	ID     string   `json:"id"`
	At     float64  `json:"at"`
	For    *float64 `json:"for"`
	Say    string   `json:"say"`
	Send   string   `json:"send"`
	Fault  string   `json:"fault"`
	Target string   `json:"target"`
	Peer   string   `json:"peer"`
}

type prediction struct {
	Options []string `json:"options"`
	Right   int      `json:"right"`
}

// A wish is a goal. A variant reaches it, or a change of the base as a merge
// patch: "" for none.
type wish struct {
	Text string `json:"text"`
	That string `json:"that"`
	In   string `json:"in"`
	By   string `json:"by"`
}

type expectation struct {
	Claim     string `json:"claim"`
	That      string `json:"that"`
	Published string `json:"published"` // what the source says; "" where it says nothing
}

// An origin is where a result was published that the scenario reproduces, or a
// failure reported that it shows.
type origin struct {
	Title string `json:"title"`
	Year  int    `json:"year"`
	URL   string `json:"url"`
}

// A reported failure is one that the scenario shows.
type reported struct {
	Symptom string   `json:"symptom"`
	Cause   string   `json:"cause"`
	Cure    string   `json:"cure"` // the title of the variant in which it does not happen; "" where there is none
	Systems []string `json:"systems"`
}

// said is what a source says, and of what.
func said(p *scenario.Published) string {
	if p == nil {
		return ""
	}
	return p.Says + " (" + p.Conditions + ")"
}

// A slider's value is what the file says, or the field's default.
type slider struct {
	Path  string `json:"path"`
	Label string `json:"label"`
	Min   string `json:"min"`
	Max   string `json:"max"`
	Scale string `json:"scale"`
	Value string `json:"value"`
	Bare  bool   `json:"bare"` // a JSON number, without quotes
}

func describe(f *scenario.File, in language.Table) *description {
	base, _ := f.Scenario(scenario.Base)
	d := &description{Title: base.Title, Question: f.Bare(base.Question), Lesson: f.Bare(base.Lesson), Seed: base.Seed, Words: append([]string{}, f.Words()...)}
	for _, id := range f.Variants() {
		s, _ := f.Scenario(id)
		v := describeVariant(f, id, s)
		v.Title = experiment.Title(f, id, in)
		d.Variants = append(d.Variants, v)
		for i := range s.Flows {
			d.Patterns = with(d.Patterns, string(s.Flows[i].Pattern))
		}
	}
	if s := base.Source; s != nil {
		d.Source = &origin{s.Title, s.Year, s.URL}
	}
	if c := base.Case; c != nil {
		d.Case = &reported{Symptom: c.Symptom, Cause: c.Cause, Systems: append([]string{}, c.Systems...)}
		if c.Cure != "" {
			d.Case.Cure = experiment.Title(f, c.Cure, in)
		}
	}
	if p := base.Predict; p != nil {
		d.Predict = &prediction{p.Options, p.Right}
	}
	for _, g := range base.Goals {
		d.Goals = append(d.Goals, wish{g.Text, g.That, g.ReachedIn, string(g.ReachedBy)})
	}
	for _, e := range base.Expect {
		d.Expect = append(d.Expect, expectation{e.Claim, e.That, said(e.Published)})
		if e.Claim != "" {
			d.Claims = with(d.Claims, e.Claim)
		}
	}
	if t := base.Table; t != nil {
		d.Table = t.Title
	}
	for _, s := range base.Sliders {
		d.Sliders = append(d.Sliders, describeSlider(f, s))
	}
	return d
}

// with is the list with one more word, unless it is there.
func with(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}

func describeVariant(f *scenario.File, id string, s *scenario.Scenario) variant {
	from, to := s.Window()
	v := variant{ID: id, Note: s.Note, Seconds: s.Duration.Seconds(), Warmup: from.Seconds(), Until: to.Seconds(), ByClock: s.ByClock()}
	t, asks := s.Topology(), demanded(s)
	for i := range t.Nodes {
		n := &t.Nodes[i]
		v.Nodes = append(v.Nodes, place{n.ID, n.Kind, s.Nodes[i].Count, n.Count, n.Workers, n.Edge, s.Nodes[i].Config.Idle(), s.Nodes[i].Forgets(), s.Nodes[i].Fleet(), s.Nodes[i].Scaled(), s.Nodes[i].Is(node.Works | node.Stores), s.Nodes[i].Syncs(), s.KeepsDeadLetters(&s.Nodes[i]), n.Bucket != [2]trace.Bucket{}, n.Zones, doneBy(s.Nodes[i].Config, asks)})
	}
	for i := range s.Flows {
		f := &s.Flows[i]
		v.Flows = append(v.Flows, flow{f.ID, string(f.Pattern), t.Flows[i].Hears, f.From, f.To, filesOf(f.Own()), keysOf(s, f.About)})
	}
	for i := range s.Links {
		l := &s.Links[i]
		v.Links = append(v.Links, wire{l.ID, l.From, l.To, l.Bounded(true, true)})
	}
	v.Bounded = s.Hop.Bandwidth != nil
	for _, e := range s.Timeline {
		v.Timeline = append(v.Timeline, describeEntry(f, e))
	}
	return v
}

// keysOf are the keys by which a flow's messages are coloured.
func keysOf(s *scenario.Scenario, about *patterns.About) *keys {
	if about == nil || !about.Colour {
		return nil
	}
	return &keys{about.Keys, s.KeysNamed(about.Keys).Count}
}

// filesOf are the files that a flow with these options uploads.
func filesOf(options any) *files {
	upload, ok := options.(*patterns.UploadConfig)
	switch {
	case !ok:
		return nil
	case upload.Size.Value == 0:
		return &files{}
	}
	return &files{&upload.Size.Value}
}

func nodeOf(t *trace.Topology, i int) string {
	if i < 0 || i >= len(t.Nodes) {
		return ""
	}
	return t.Nodes[i].ID
}

func describeEntry(f *scenario.File, e scenario.NamedEntry) entry {
	out := entry{ID: e.ID, At: e.At.Seconds(), Say: f.Bare(e.Say), Send: e.Send, Fault: string(e.Fault), Target: e.Target, Peer: e.Peer}
	if e.For != nil {
		seconds := e.For.Seconds()
		out.For = &seconds
	}
	return out
}

func describeSlider(f *scenario.File, s scenario.Slider) slider {
	out := slider{Path: s.Path, Label: s.Label, Min: s.Min, Max: s.Max, Scale: s.Scale}
	out.Value, out.Bare = currentValue(string(f.Text()), s.Path)
	return out
}

package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"backchat/language"
	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

// An entry is a scenario of the gallery.
type entry struct {
	Name     string    `json:"name"`
	Title    string    `json:"title"`
	Question string    `json:"question"`
	Patterns []string  `json:"patterns"`
	Nodes    []string  `json:"nodes"`  // their kinds
	Faults   []string  `json:"faults"` // their kinds
	Claims   []string  `json:"claims"`
	Variants []string  `json:"variants"`
	Section  string    `json:"section,omitempty"`
	Source   *origin   `json:"source,omitempty"`
	Case     *reported `json:"case,omitempty"`
	titles   []string  // of its variants, and their notes
	lesson   string
	words    []string // for the fields that it says
}

// An origin is where a result was published that a scenario reproduces, or a
// failure reported that it shows.
type origin struct {
	Title string `json:"title"`
	Year  int    `json:"year"`
	URL   string `json:"url,omitempty"`
}

// newOrigin is nil where there is none.
func newOrigin(s *scenario.Source) *origin {
	if s == nil {
		return nil
	}
	return &origin{s.Title, s.Year, s.URL}
}

// String is the source in a line.
// origin says where something was published.
func (p *program) origin(s *origin) string {
	return p.say("Source: {title} ({year})", "title", s.Title, "year", strconv.Itoa(s.Year))
}

// A reported failure: what is seen of it, and what is behind it.
type reported struct {
	Symptom string   `json:"symptom"`
	Cause   string   `json:"cause"`
	Cure    string   `json:"cure,omitempty"`
	Systems []string `json:"systems"`
}

func newReported(c *scenario.Case) *reported {
	if c == nil {
		return nil
	}
	return &reported{c.Symptom, c.Cause, c.Cure, append([]string{}, c.Systems...)}
}

func (p *program) list() *cobra.Command {
	asJSON, sought, language := false, "", languageFlag("")
	c := &cobra.Command{
		Use: "list", Short: "List the gallery", Args: cobra.NoArgs,
		Long: `List names the scenarios of the gallery, section by section, in an order in which
one can learn from them.

With --grep only those are listed in which all words of a text are found, in
upper or lower case: in their names, texts and titles, the symptoms and systems
of a failure that they show, their patterns, kinds of nodes and faults, and the
ids of their claims; and by what systems and people call the fields that they
use, as "VRRP", "outlier detection", "min.insync.replicas". A word may be a regular expression (RE2). It exits with 2
where there is none.`,
		RunE: func(*cobra.Command, []string) error {
			p.told = language.table()
			entries, err := entries(language)
			if err != nil {
				return err
			}
			if entries, err = search(entries, sought); err != nil {
				return err
			}
			if asJSON {
				return p.print(entries)
			}
			p.listText(entries)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	c.Flags().StringVar(&sought, "grep", "", "only those in which these words are found")
	language.flag(c)
	return c
}

// search is the entries in which all words of a text are found. There is one at
// least, where there is no error.
func search(all []entry, text string) ([]entry, error) {
	var words []*regexp.Regexp
	for _, w := range strings.Fields(text) {
		x, err := regexp.Compile("(?i)" + w)
		if err != nil {
			return nil, wrong("--grep: %q is no regular expression: %w; write \\ before a sign that stands for itself", w, err)
		}
		words = append(words, x)
	}
	found := slices.DeleteFunc(slices.Clone(all), func(e entry) bool {
		text := e.text()
		return slices.ContainsFunc(words, func(w *regexp.Regexp) bool { return !w.MatchString(text) })
	})
	if len(found) == 0 {
		return nil, wrong("--grep: no scenario has %q; try fewer or shorter words", text)
	}
	return found, nil
}

// text is all that an entry is found by.
func (e *entry) text() string {
	parts := slices.Concat([]string{e.Name, e.Title, e.Question, e.lesson, e.Section}, e.titles, e.Patterns, e.Nodes, e.Faults, e.Claims, e.Variants, e.words)
	if e.Source != nil {
		parts = append(parts, e.Source.Title)
	}
	if e.Case != nil {
		parts = append(append(parts, e.Case.Symptom, e.Case.Cause), e.Case.Systems...)
	}
	return strings.Join(parts, "\n")
}

func entries(language languageFlag) ([]entry, error) {
	all := []entry{}
	for _, section := range gallery.Sections {
		for _, name := range section.Names {
			f, err := gallery.FileIn(string(language), name)
			if err != nil {
				return nil, err
			}
			e, err := newEntry(name, f, language.table())
			if err != nil {
				return nil, err
			}
			e.Section = section.Title
			all = append(all, e)
		}
	}
	return all, nil
}

func newEntry(name string, f *scenario.File, in language.Table) (entry, error) {
	e := entry{Name: name, Patterns: []string{}, Nodes: []string{}, Faults: []string{}, Claims: []string{}, Variants: f.Variants(), words: f.Words()}
	for _, v := range e.Variants {
		s, err := f.Scenario(v)
		if err != nil {
			return e, err
		}
		e.titles = append(e.titles, experiment.Title(f, v, in), s.Note)
		for i := range s.Flows {
			e.Patterns = include(e.Patterns, string(s.Flows[i].Pattern))
		}
		for i := range s.Nodes {
			e.Nodes = include(e.Nodes, string(s.Nodes[i].Kind))
		}
		for i := range s.Timeline {
			e.Faults = include(e.Faults, string(s.Timeline[i].Fault))
		}
		if v == scenario.Base {
			e.Title, e.Question, e.lesson = s.Title, f.Bare(s.Question), f.Bare(s.Lesson)
			e.Source, e.Case = newOrigin(s.Source), newReported(s.Case)
			for _, x := range s.Expect {
				e.Claims = include(e.Claims, x.Claim)
			}
		}
	}
	return e, nil
}

// include adds s to list, unless it is empty or there.
func include(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func (p *program) listText(entries []entry) {
	section := ""
	for i, e := range entries {
		if i > 0 {
			fmt.Fprintln(p.out)
		}
		if e.Section != section {
			section = e.Section
			fmt.Fprintln(p.out, p.paint.strong(p.say(language.Text(e.Section))))
			fmt.Fprintln(p.out)
		}
		fmt.Fprintln(p.out, p.paint.strong(e.Name))
		p.paragraph("  ", e.Title)
		p.paragraph("  ", e.Question)
		if e.Case != nil {
			p.paragraph("  ", p.say("Symptom: {what}", "what", e.Case.Symptom))
			p.facts("  ", p.say("seen at")+" ", e.Case.Systems)
		}
		if e.Source != nil {
			p.paragraph("  ", p.origin(e.Source))
		}
		p.facts("  ", "", e.Patterns)
		if len(e.Variants) > 1 {
			p.facts("  ", p.say("variants")+" ", e.Variants)
		}
	}
}

package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

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
	titles   []string  // of its variants, and of its patterns
	words    []string  // for the fields that it says
	sought   string    // by which people look for it
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

// origin says in a line where something was published.
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

With --grep only those are listed in which all words of a text are found, those
first that fit best: a word counts for more the fewer scenarios have it; in the name
and title for more than in what is seen of a failure, its systems, and what people
look for it by, and there for more than in the rest, as its other texts, patterns,
kinds of nodes and faults, the ids of its claims, and what systems call the fields
that it uses: "VRRP", "outlier detection", "min.insync.replicas"; and for more with
others in one phrase. Words are meant as they stand, in upper or lower case, and found
at the beginning of a word; a line of a log will do. Short ones are found as whole
words. Common ones, as "the" and "after", addresses, and numbers other than those of
a status as "502" do not count. Where no scenario has all words, the
nearest are listed. It exits with 2 where none has any of them.`,
		RunE: func(*cobra.Command, []string) error {
			p.told = language.table()
			entries, err := entries(language)
			if err != nil {
				return err
			}
			entries, whole, err := search(entries, sought)
			if err != nil {
				return err
			}
			if !whole {
				fmt.Fprintln(p.errs, p.say("Nothing has all of these words; the nearest:"))
			}
			if asJSON {
				return p.print(entries)
			}
			p.listText(entries, sought == "")
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	c.Flags().StringVar(&sought, "grep", "", "only those in which these words are found, the best first")
	language.flag(c)
	return c
}

// entries are all scenarios of the gallery, in its order. They are read side by side,
// and with room for the garbage that this leaves, since nothing is run: otherwise it
// would take seconds.
func entries(language languageFlag) ([]entry, error) {
	letHeapGrow(400)
	all := []entry{}
	for _, section := range gallery.Sections {
		for _, name := range section.Names {
			all = append(all, entry{Name: name, Section: section.Title})
		}
	}
	failed := make([]error, len(all))
	var reading sync.WaitGroup
	for i := range all {
		reading.Go(func() { failed[i] = all[i].read(language) })
	}
	reading.Wait()
	return all, errors.Join(failed...)
}

// read fills in what the scenario of that name says.
func (e *entry) read(language languageFlag) error {
	f, err := gallery.FileIn(string(language), e.Name)
	if err != nil {
		return err
	}
	section := e.Section
	*e, err = newEntry(e.Name, f, language.table())
	e.Section = section
	return err
}

func newEntry(name string, f *scenario.File, in language.Table) (entry, error) {
	e := entry{Name: name, Patterns: []string{}, Nodes: []string{}, Faults: []string{}, Claims: []string{}, Variants: f.Variants(), words: f.Words(), sought: gallery.Sought[name]}
	for _, v := range e.Variants {
		s, err := f.Scenario(v)
		if err != nil {
			return e, err
		}
		e.titles = append(e.titles, experiment.Title(f, v, in))
		for i := range s.Flows {
			e.Patterns = include(e.Patterns, string(s.Flows[i].Pattern))
			e.titles = include(e.titles, s.Flows[i].Pattern.Row().Title)
		}
		for i := range s.Nodes {
			e.Nodes = include(e.Nodes, string(s.Nodes[i].Kind))
		}
		for i := range s.Timeline {
			e.Faults = include(e.Faults, string(s.Timeline[i].Fault))
		}
		if v == scenario.Base {
			e.Title, e.Question = s.Title, f.Bare(s.Question)
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

// listText lists the entries, under the headings of their sections where they are in
// an order of learning.
func (p *program) listText(entries []entry, headed bool) {
	section := ""
	for i, e := range entries {
		if i > 0 {
			fmt.Fprintln(p.out)
		}
		if headed && e.Section != section {
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

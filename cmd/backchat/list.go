package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

// An entry is a scenario of the gallery.
type entry struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Question string   `json:"question"`
	Patterns []string `json:"patterns"`
	Claims   []string `json:"claims"`
	Variants []string `json:"variants"`
	Section  string   `json:"section,omitempty"`
	Source   *origin  `json:"source,omitempty"`
}

// An origin is where a result was published that a scenario reproduces.
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
func (s *origin) String() string { return fmt.Sprintf("Source: %s (%d)", s.Title, s.Year) }

func (p *program) list() *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use: "list", Short: "List the gallery", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			entries, err := entries()
			if err != nil {
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
	return c
}

func entries() ([]entry, error) {
	all := []entry{}
	for _, section := range gallery.Sections {
		for _, name := range section.Names() {
			f, err := gallery.File(name)
			if err != nil {
				return nil, err
			}
			e, err := newEntry(name, f)
			if err != nil {
				return nil, err
			}
			e.Section = section.Title
			all = append(all, e)
		}
	}
	return all, nil
}

func newEntry(name string, f *scenario.File) (entry, error) {
	e := entry{Name: name, Patterns: []string{}, Claims: []string{}, Variants: f.Variants()}
	for _, v := range e.Variants {
		s, err := f.Scenario(v)
		if err != nil {
			return e, err
		}
		for i := range s.Flows {
			e.Patterns = include(e.Patterns, string(s.Flows[i].Pattern))
		}
		if v == scenario.Base {
			e.Title, e.Question, e.Source = s.Title, f.Bare(s.Question), newOrigin(s.Source)
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
	for i, e := range entries {
		if i > 0 {
			fmt.Fprintln(p.out)
		}
		if i > 0 && e.Section != entries[i-1].Section {
			fmt.Fprintln(p.out, p.paint.strong(e.Section))
			fmt.Fprintln(p.out)
		}
		fmt.Fprintln(p.out, p.paint.strong(e.Name))
		p.paragraph("  ", e.Title)
		p.paragraph("  ", e.Question)
		if e.Source != nil {
			p.paragraph("  ", e.Source.String())
		}
		p.facts("  ", "", e.Patterns)
		if len(e.Variants) > 1 {
			p.facts("  ", "variants ", e.Variants)
		}
	}
}

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
}

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
	for _, name := range gallery.Names() {
		f, err := gallery.File(name)
		if err != nil {
			return nil, err
		}
		e, err := newEntry(name, f)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
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
			e.Title, e.Question = s.Title, f.Bare(s.Question)
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
		fmt.Fprintln(p.out, p.paint.strong(e.Name))
		p.paragraph("  ", e.Title)
		p.paragraph("  ", e.Question)
		p.facts("  ", "", e.Patterns)
		if len(e.Variants) > 1 {
			p.facts("  ", "variants ", e.Variants)
		}
	}
}

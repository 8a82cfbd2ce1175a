package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// columns is how wide text is, whatever the terminal.
const columns = 80

// A palette colours text, or does not.
type palette bool

// colours are used on a terminal that has them, unless the user asks for none
// (no-color.org).
func colours(terminal bool, noColor, term string) palette {
	return palette(terminal && noColor == "" && term != "dumb")
}

func (p palette) wear(code, s string) string {
	if !p || s == "" {
		return s
	}
	mark := string([]byte{colourMark})
	return mark + code + "m" + s + mark + "0m"
}

func (p palette) strong(s string) string { return p.wear("1", s) }
func (p palette) faint(s string) string  { return p.wear("2", s) }
func (p palette) good(s string) string   { return p.wear("32", s) }
func (p palette) bad(s string) string    { return p.wear("1;31", s) }
func (p palette) bar(s string) string    { return p.wear("36", s) }

// paragraph writes text in lines that begin with indent.
func (p *program) paragraph(indent, text string) {
	for _, line := range wrapped(text, " ", columns-width(indent)) {
		fmt.Fprintln(p.out, indent+line)
	}
}

// facts writes a list, parted by blanks that keep each item whole, after a
// title; further lines begin below the first item.
func (p *program) facts(indent, title string, items []string) {
	if len(items) == 0 {
		return
	}
	rest := strings.Repeat(" ", width(title))
	for i, line := range wrappedWords(items, "  ", columns-width(indent+title)) {
		if i > 0 {
			title = rest
		}
		fmt.Fprintln(p.out, indent+p.paint.faint(title)+line)
	}
}

func wrapped(text, gap string, most int) []string {
	return wrappedWords(strings.Fields(text), gap, most)
}

// wrappedWords joins words by gap into lines of at most that width; a longer
// word has a line of its own.
func wrappedWords(words []string, gap string, most int) []string {
	var lines []string
	line := ""
	for _, w := range words {
		switch {
		case line == "":
			line = w
		case width(line)+width(gap)+width(w) > most:
			lines = append(lines, line)
			line = w
		default:
			line += gap + w
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

func width(s string) int { return utf8.RuneCountInString(s) }

// A table is rows of cells. Its first column is flush left, the others flush
// right.
type table struct {
	rows [][]cell
}

// A cell is text and what colours it.
type cell struct {
	text  string
	paint func(string) string // nil for none
}

// row adds a row.
func (t *table) row(cells ...cell) { t.rows = append(t.rows, cells) }

// plain adds a row without colours.
func (t *table) plain(texts ...string) { t.painted(nil, texts...) }

// painted adds a row in one colour.
func (t *table) painted(paint func(string) string, texts ...string) {
	cells := make([]cell, len(texts))
	for i, text := range texts {
		cells[i] = cell{text, paint}
	}
	t.row(cells...)
}

// write writes the table with so many blanks between columns, each of which is
// as wide as it must be, and the first at least first. Names in the first are
// clipped where the table would be too wide.
func (t *table) write(p *program, indent string, first, gap int) {
	widths := t.widths(first)
	rest := width(indent)
	for _, w := range widths[1:] {
		rest += gap + w
	}
	widths[0] = min(widths[0], max(columns-rest, first))
	for _, r := range t.rows {
		line := indent
		for i, c := range r {
			c.text = clip(c.text, widths[i])
			line += c.padded(widths[i], i > 0, gap)
		}
		fmt.Fprintln(p.out, strings.TrimRight(line, " "))
	}
}

func (t *table) widths(first int) []int {
	widths := []int{first}
	for _, r := range t.rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(c.text))
		}
	}
	return widths
}

// clip shortens text that is too wide.
func clip(text string, wide int) string {
	if letters := []rune(text); len(letters) > wide {
		return string(letters[:wide-1]) + "…"
	}
	return text
}

func (c cell) padded(wide int, right bool, gap int) string {
	blanks := strings.Repeat(" ", wide-width(c.text))
	text := c.text
	if c.paint != nil {
		text = c.paint(text)
	}
	if right {
		return strings.Repeat(" ", gap) + blanks + text
	}
	return text + blanks
}

package docs

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim/trace"
)

// pageTables is where the page has what numbers in records stand for.
const pageTables = "../../site/src/trace/tables.ts"

func TestPageKnowsTheRecordsAsTheCodeDoes(t *testing.T) {
	want := tables()
	if *update {
		if err := os.WriteFile(pageTables, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, read(t, pageTables)); diff != "" {
		t.Errorf("the page's tables are not those of the code; go test ./tests/docs -update (-code +page):\n%s", diff)
	}
}

// tables are those of sim/trace as the page has them: of each, the numbers by
// name, and what is known by number.
func tables() string {
	var b strings.Builder
	b.WriteString(`// What the numbers in records stand for, as sim/trace has it.
// Generated: go test ./tests/docs -update

`)
	numbers(&b, "K", "The kinds of record.", trace.Kinds)
	numbers(&b, "C", "The causes.", trace.Causes)
	numbers(&b, "S", "The statuses.", trace.Statuses)
	fmt.Fprintf(&b, "/** What a sentence may have in braces. */\nexport type Field =\n%s\n", alternatives(fields()))
	fmt.Fprintf(&b, "export type Subject =\n%s\n", alternatives(names(trace.Operations, trace.Subjects)))
	b.WriteString(`export interface Kind {
  name: string
  about: Subject | 'nothing'
  says: string // a sentence; what stands in brackets is left out where a field in it has nothing to say
}
export interface Cause {
  name: string
  words?: string // as people say it, where that is not its name in words
  spent: 'nothing' | 'work' | 'wire' | 'wait' | 'trouble'
}
export interface Shape {
  name: string
  manner: 'tells' | 'asks' | 'answers'
  aside: boolean // no part of a conversation, but about one
  one: string // in words
}
export interface Status {
  name: string
  outcome: boolean // an operation may end with it
  well: boolean
  refuses: boolean // an answer with it says no
}

`)
	table(&b, "kinds", "Kind", trace.Kinds, func(i *trace.KindInfo) string {
		return fmt.Sprintf("name: %s, about: %s, says: %s", quote(i.Name), quote(i.About.String()), quote(i.Says))
	})
	table(&b, "causes", "Cause", trace.Causes, func(i *trace.CauseInfo) string {
		words := ""
		if i.Words != "" {
			words = ", words: " + quote(i.Words)
		}
		return fmt.Sprintf("name: %s%s, spent: %s", quote(i.Name), words, quote(i.Spent.String()))
	})
	table(&b, "shapes", "Shape", trace.Shapes, func(i *trace.ShapeInfo) string {
		return fmt.Sprintf("name: %s, manner: %s, aside: %v, one: %s", quote(i.Name), quote(i.Manner.String()), i.Aside, quote(i.One))
	})
	table(&b, "statuses", "Status", trace.Statuses, func(i *trace.StatusInfo) string {
		return fmt.Sprintf("name: %s, outcome: %v, well: %v, refuses: %v", quote(i.Name), i.Outcome, i.Well, i.Refuses)
	})
	unusual(&b)
	return strings.TrimSuffix(b.String(), "\n")
}

// unusual writes by which fields records say that something is not as usual, and what
// aux is where it is: of those kinds of which one record says both.
func unusual(b *strings.Builder) {
	b.WriteString("/** By which fields of a record something is not as usual, and what its aux is where it is. */\nexport const unusual = {\n")
	for kind := range trace.Kinds {
		for _, aux := range []int64{0, int64(trace.Ready), trace.NormalSpeed} {
			usual := trace.Record{Kind: kind, Aux: aux}
			if odd := oddFields(usual); !usual.Opens() && len(odd) > 0 {
				fmt.Fprintf(b, "  %s: { aux: %d, fields: ['%s'] },\n", kind, aux, strings.Join(odd, "', '"))
				break
			}
		}
	}
	b.WriteString("} as const\n\n")
}

// oddFields are those by which such a record opens something.
func oddFields(usual trace.Record) []string {
	var list []string
	for _, f := range []struct {
		name string
		set  func(*trace.Record)
	}{
		{"aux", func(r *trace.Record) { r.Aux++ }},
		{"until", func(r *trace.Record) { r.Until++ }},
		{"parent", func(r *trace.Record) { r.Parent++ }},
		{"payload", func(r *trace.Record) { r.Payload++ }},
		{"header", func(r *trace.Record) { r.Header++ }},
	} {
		r := usual
		if f.set(&r); r.Opens() {
			list = append(list, f.name)
		}
	}
	return list
}

// A number stands for something that has a name.
type number interface {
	~uint8
	fmt.Stringer
}

// names are those of the numbers from one up to another, which is not among
// them.
func names[N number](from, to N) []string {
	var list []string
	for n := from; n < to; n++ {
		list = append(list, n.String())
	}
	return list
}

func numbers[N number](b *strings.Builder, name, says string, many N) {
	fmt.Fprintf(b, "/** %s */\nexport const %s = {\n", says, name)
	for n, of := range names(0, many) {
		fmt.Fprintf(b, "  %s: %d,\n", of, n)
	}
	b.WriteString("} as const\n\n")
}

func table[N interface {
	number
	Info() *I
}, I any](b *strings.Builder, name, of string, many N, row func(*I) string) {
	fmt.Fprintf(b, "export const %s: readonly %s[] = [\n", name, of)
	for n := range many {
		fmt.Fprintf(b, "  { %s },\n", row(n.Info()))
	}
	b.WriteString("]\n\n")
}

// fields are those that sentences have in braces.
func fields() []string {
	var list []string
	for k := range trace.Kinds {
		for _, m := range regexp.MustCompile(`\{(.*?)\}`).FindAllStringSubmatch(k.Info().Says, -1) {
			list = append(list, m[1])
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func alternatives(words []string) string {
	var b strings.Builder
	for _, w := range words {
		fmt.Fprintf(&b, "  | %s\n", quote(w))
	}
	return b.String()
}

func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

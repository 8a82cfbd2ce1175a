package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"backchat/patterns/experiment"
	"backchat/sim"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

func (p *program) waterfall() *cobra.Command {
	var which choice
	var operation uint32
	var asJSON bool
	c := &cobra.Command{
		Use: "waterfall FILE|NAME", Short: "Show what one operation spent its time on",
		Long: `Waterfall shows what an operation spent its time on, by cause, and where, from
its intended start to its end: the parts add up to the nanosecond. Of one that
asks for several things, a page and its objects, it shows each request as well.
Without --operation it is the one that took longest of those that count.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if operation == 0 && c.Flags().Changed("operation") {
				return wrong("--operation counts from 1: leave it out for the slowest")
			}
			return p.showWaterfall(c, args[0], which, operation, asJSON)
		},
	}
	which.flags(c)
	c.Flags().Uint32Var(&operation, "operation", 0, "its `NUMBER`, from 1 (default: the slowest)")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return p.limited(c)
}

// showWaterfall runs once to find the slowest operation, where none is named,
// and once more to follow it.
func (p *program) showWaterfall(c *cobra.Command, arg string, which choice, operation uint32, asJSON bool) error {
	f, err := p.load(c.Context(), arg)
	if err != nil {
		return err
	}
	chosen, _, err := choose(f, which.variant, which.seed)
	if err != nil {
		return err
	}
	top := chosen.Topology()
	if operation == 0 {
		s := &slowest{}
		s.from, s.to = chosen.Window()
		if _, err := p.once(c, f, which, experiment.Options{Folds: []trace.Fold{s}}); err != nil {
			return err
		}
		if operation = s.op; operation == 0 {
			return wrong("no operation has ended in this run: name one with --operation")
		}
	}
	w, x := trace.NewWaterfall(operation), trace.NewExchanges(operation)
	r, err := p.once(c, f, which, experiment.Options{Folds: []trace.Fold{w, x}})
	if err != nil {
		return err
	}
	if !w.Begun {
		return wrong("there is no operation %d in this run", operation)
	}
	if w.Status == trace.NoStatus {
		w.End(r.End)
		x.End(r.End)
	}
	if asJSON {
		return p.print(fallJSON(w, x, top))
	}
	p.fall(w, top)
	if len(x.All) > 1 {
		p.exchanges(w, x)
	}
	return nil
}

// fall prints a waterfall.
func (p *program) fall(w *trace.Waterfall, top *trace.Topology) {
	fmt.Fprintf(p.out, "%s of %s, by %s: %s after %s, from %s on\n", p.paint.strong(fmt.Sprintf("Operation %d", w.Op)),
		top.Flows[w.Flow-1].ID, top.Name(w.Node), outcomeOf(w), metrics.Precise((w.To-w.From).Seconds(), "s", 4), metrics.Precise(w.From.Seconds(), "s", 9))
	t := &table{}
	for i, s := range w.Spans {
		t.row(cell{text: spentOn(s.Cause) + " " + whereOf(s.Cause, w.Where[i], top)}, cell{text: metrics.Precise((s.To - s.From).Seconds(), "s", 4)}, cell{text: fallBar(w, s), paint: p.paint.bar})
	}
	t.write(p, "  ", 24, 3)
}

// whereOf is at which node time was spent, or on the way from where to where, if that
// is known.
func whereOf(c trace.Cause, at trace.Where, top *trace.Topology) string {
	switch {
	case at.Peer != 0:
		return top.Name(at.Node) + " → " + top.Name(at.Peer)
	case c == trace.InFlight:
		return "from " + top.Name(at.Node)
	}
	return "at " + top.Name(at.Node)
}

// spentOn is a cause for people: its name, unless that tells of less than it is about.
// A listener to be waited for may be one that polls, or one that was cut off.
func spentOn(c trace.Cause) string {
	if words := c.Info().Words; words != "" {
		return words
	}
	return c.String()
}

func outcomeOf(w *trace.Waterfall) string {
	if w.Status == trace.NoStatus {
		return "still under way"
	}
	return w.Status.String()
}

// fallColumns is how wide a waterfall is drawn.
const fallColumns = 32

// fallBar is a span's part of the whole, where it stands.
func fallBar(w *trace.Waterfall, s trace.Span) string {
	column := func(at sim.Time) int { return int(float64(at-w.From) / float64(max(w.To-w.From, 1)) * fallColumns) }
	from := min(column(s.From), fallColumns-1)
	long := max(column(s.To)-from, 1)
	return strings.Repeat(" ", from) + strings.Repeat("█", long) + strings.Repeat(" ", fallColumns-from-long)
}

// mostExchanges is how many of an operation's requests are printed.
const mostExchanges = 100

// phaseMarks are what the phases of an exchange are drawn with.
var phaseMarks = [len(trace.Phases)]string{"·", "░", "▒", "▓", "█"}

// exchanges prints the requests of an operation, a line each: of one that came to no good
// what it came to, and where one is made again, which count.
func (p *program) exchanges(w *trace.Waterfall, x *trace.Exchanges) {
	var legend []string
	all, marks := x.All, x.Repeated()
	for i, name := range trace.Phases {
		legend = append(legend, phaseMarks[i]+" "+name)
	}
	fmt.Fprintf(p.out, "\n%s, %s\n", p.paint.strong("Its requests"), strings.Join(legend, "  "))
	t := &table{}
	for i := range all[:min(len(all), mostExchanges)] {
		e := &all[i]
		name := fmt.Sprintf("message %d", e.Request)
		switch {
		case marks && e.Counts:
			name += " counts"
		case e.Status == trace.NoStatus:
			name += " goes on"
		case !e.Status.Info().Well && !e.Counts:
			name += " " + e.Status.String()
		}
		t.row(cell{text: name}, cell{text: metrics.Precise((e.Over - e.Asked).Seconds(), "s", 4)}, cell{text: exchangeBar(w, e), paint: p.paint.bar})
	}
	t.write(p, "  ", 18, 3)
	if more := len(all) - mostExchanges; more > 0 {
		fmt.Fprintf(p.out, "  and %d more\n", more)
	}
}

// exchangeBar is where each phase of an exchange lies within its operation.
func exchangeBar(w *trace.Waterfall, e *trace.Exchange) string {
	var bar strings.Builder
	at, marked := e.Instants(), 0
	for k := range fallColumns {
		middle := w.From + sim.Time(float64(w.To-w.From)*(float64(k)+0.5)/fallColumns)
		for marked < len(at) && at[marked] <= middle {
			marked++
		}
		if marked == 0 || marked == len(at) {
			bar.WriteByte(' ')
		} else {
			bar.WriteString(phaseMarks[marked-1])
		}
	}
	return bar.String()
}

// A waterfallJSON is a waterfall in JSON; times in nanoseconds.
type waterfallJSON struct {
	Operation uint32         `json:"operation"`
	Status    string         `json:"status"` // empty while it goes on
	From      sim.Time       `json:"from"`
	To        sim.Time       `json:"to"`
	Spans     []spanJSON     `json:"spans"`
	Exchanges []exchangeJSON `json:"exchanges"` // its requests, in the order of their asking
}

// An exchangeJSON is one of the requests of an operation, and its answer. Its
// instants are when its phases begin and when the last is over: it waits for a
// connection, that is opened, it is sent, it waits for the first byte of its
// answer, receives the answer.
type exchangeJSON struct {
	Request  uint32     `json:"request"` // the number of its message
	Attempt  int64      `json:"attempt"` // which of its call, from 1
	Status   string     `json:"status"`  // empty: it had not ended with its operation
	Counts   bool       `json:"counts"`  // its answer is what its call has come to
	Instants []sim.Time `json:"instants"`
}

type spanJSON struct {
	Cause string   `json:"cause"`
	Node  string   `json:"node"`           // at which
	Peer  string   `json:"peer,omitempty"` // on the way from there to this
	From  sim.Time `json:"from"`
	To    sim.Time `json:"to"`
}

func fallJSON(w *trace.Waterfall, x *trace.Exchanges, top *trace.Topology) waterfallJSON {
	j := waterfallJSON{Operation: w.Op, From: w.From, To: w.To, Spans: []spanJSON{}, Exchanges: []exchangeJSON{}}
	if w.Status != trace.NoStatus {
		j.Status = w.Status.String()
	}
	for i, s := range w.Spans {
		at := w.Where[i]
		j.Spans = append(j.Spans, spanJSON{s.Cause.String(), placed(at.Node, top), placed(at.Peer, top), s.From, s.To})
	}
	for i := range x.All {
		e := &x.All[i]
		at, status := e.Instants(), ""
		if e.Status != trace.NoStatus {
			status = e.Status.String()
		}
		j.Exchanges = append(j.Exchanges, exchangeJSON{e.Request, e.Attempt, status, e.Counts, at[:]})
	}
	return j
}

// A slowest is a fold that finds the operation that took longest, of those
// that were intended within the measured window.
type slowest struct {
	op       uint32
	took     sim.Time
	from, to sim.Time // the window
	begun    trace.Table[sim.Time]
}

// Fold takes the next records.
func (s *slowest) Fold(batch []trace.Record) {
	for i := range batch {
		r := &batch[i]
		switch r.Kind {
		case trace.Begin:
			for k := range uint32(r.N) {
				*s.begun.Put(r.Op + k) = sim.Time(r.Aux)
			}
		case trace.End:
			for k := range uint32(r.N) {
				s.end(r.Op+k, r.At)
			}
		}
	}
}

func (s *slowest) end(op uint32, at sim.Time) {
	from := s.begun.Get(op)
	if from == nil {
		return
	}
	if took := at - *from; *from >= s.from && *from < s.to && took > s.took {
		s.op, s.took = op, took
	}
	s.begun.Delete(op)
}

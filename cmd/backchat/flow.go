package main

import (
	"fmt"
	"strings"

	"backchat/language"
	"backchat/patterns"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// flow writes the section of a flow.
func (r *report) flow(f *trace.Flow) {
	r.section(f.ID, f.Pattern+", "+r.route(f))
	if !r.is(f.ID + ".operations") {
		r.facts("  ", r.label("operations"), []string{r.say("none")})
	} else {
		r.outcomes(f.ID)
		r.spans(f)
		r.causes(f.ID)
	}
	r.traffic(f.ID)
}

// labelWidth is that of what stands before a line of figures.
const labelWidth = 12

// label is a text before a line of figures.
func (r *report) label(text language.Text) string {
	return fmt.Sprintf("%-*s", labelWidth, r.say(text))
}

// route says who speaks to whom.
func (r *report) route(f *trace.Flow) string {
	var from []string
	for _, i := range f.From {
		from = append(from, r.nodeName(i))
	}
	route := strings.Join(from, ", ") + " → " + r.nodeName(f.To)
	if len(f.Work) > 0 {
		var work []string
		for _, i := range f.Work {
			work = append(work, r.nodeName(i))
		}
		route += " → " + strings.Join(work, ", ")
	}
	return route
}

// nodeName is a node with the number of its replicas.
func (r *report) nodeName(i int) string {
	n := &r.top.Nodes[i]
	if n.Count == 1 {
		return n.ID
	}
	return n.ID + " × " + r.figure(float64(n.Count), "1")
}

// outcomes are the metrics that add up to all operations.
func outcomes() []string {
	var names []string
	for _, s := range metrics.Outcomes() {
		names = append(names, s.String())
	}
	return append(names, "otherwise")
}

// outcomes writes how operations ended, and how many there were in a second.
func (r *report) outcomes(flow string) {
	all := r.value(flow + ".operations")
	items := []string{r.figure(all, "1")}
	for _, name := range outcomes() {
		if n := r.value(flow + "." + name); n > 0 || name == "ok" {
			items = append(items, fmt.Sprintf("%s %s (%s)", name, r.figure(n, "1"), r.percent(n/all)))
		}
	}
	r.facts("  ", r.label("operations"), items)
	items = nil
	for _, name := range [...]string{"offered", "throughput", "goodput"} {
		items = append(items, name+" "+r.figure(r.value(flow+"."+name), "1/s"))
	}
	r.facts("  ", r.label("rate"), items)
	if f := r.s.FlowNamed(flow); f.Objective != nil {
		within := r.say("{share} ok within {time}", "share", r.percent(r.value(flow+".withinObjective")), "time", r.figure(f.Objective.Seconds(), "s"))
		r.facts("  ", r.label("objective"), []string{within})
	}
}

// spans writes the table of how long operations took.
func (r *report) spans(f *trace.Flow) {
	stats := [...]string{"mean", "p50", "p90", "p99", "p999", "max"}
	t := &table{}
	t.painted(r.paint.faint, "", "mean", "p50", "p90", "p99", "p99.9", "max")
	name := "latency"
	if f.Hears {
		name = "staleness"
	}
	for _, name := range [...]string{name, "finished", "accepted"} {
		if !r.is(f.ID+"."+name+".count") || name == "finished" && (r.value(f.ID+".finished.count") == r.value(f.ID+".ok") || r.value(f.ID+".finished.max") == 0) {
			continue
		}
		texts := []string{name}
		for _, s := range stats {
			texts = append(texts, r.figure(r.value(f.ID+"."+name+"."+s), "s"))
		}
		t.plain(texts...)
	}
	r.overAll(t, f.ID+"."+name+"All")
	if len(t.rows) > 1 {
		t.write(r.program, "  ", 10, 2)
	}
}

// overAll writes the quantiles over all operations, unless all ended ok.
func (r *report) overAll(t *table, name string) {
	if flow, _, _ := strings.Cut(name, "."); r.value(flow+".okShare") == 1 {
		return
	}
	texts := []string{r.say("of all"), ""}
	for _, s := range [...]string{"p50", "p90", "p99", "p999"} {
		texts = append(texts, r.figure(r.value(name+"."+s), "s"))
	}
	t.plain(append(texts, "")...)
}

// leastShown is the share of time from which on a cause has a line.
const leastShown = 0.0005

// causes writes what the time of operations went to, as bars.
func (r *report) causes(flow string) {
	if !r.is(flow + ".latency.mean") {
		return
	}
	title := r.label("time of ok")
	for c := trace.NoCause + 1; c < trace.Causes; c++ {
		name := flow + ".cause." + c.String()
		share := r.value(name + ".share")
		if share < leastShown {
			continue
		}
		fmt.Fprintf(r.out, "  %s%-17s %7s %9s  %s\n", r.paint.faint(title), c, r.percent(share),
			r.figure(r.value(name+".mean"), "s"), r.paint.bar(bar(share, 29)))
		title = strings.Repeat(" ", labelWidth)
	}
}

// bar is a bar of up to so many characters, in eighths of one.
func bar(share float64, wide int) string {
	eighths := int(share*float64(wide)*8 + 0.5)
	full := strings.Repeat("█", eighths/8)
	if part := eighths % 8; part > 0 {
		full += string([]rune("▏▎▍▌▋▊▉")[part-1])
	}
	return full
}

// traffic writes what was sent to and fro.
func (r *report) traffic(flow string) {
	var items []string
	for _, x := range [...]struct {
		name  string
		label language.Text
	}{
		{"requests", "requests"}, {"polls", "asked for news"}, {"batches", "batches"}, {"retries", "retries"},
		{"answers", "answers"}, {"deliveries", "deliveries"}, {"redeliveries", "redeliveries"},
		{"duplicates", "duplicates"}, {"lateAnswers", "late answers"}, {"appliedTwice", "applied twice"}, {"losses", "losses"},
		{"messages.lost", "messages lost"}, {"backlog.max", "backlog up to"}, {"backlog.end", "backlog at the end"},
		{"deadLetters.max", "dead letters up to"}, {"deadLetters.end", "dead letters at the end"}, {"redriven", "redriven"}, {"redrivenOk", "of these done"},
	} {
		if n := r.value(flow + "." + x.name); n > 0 {
			items = append(items, r.say(x.label)+" "+r.figure(n, "1"))
		}
	}
	if x := r.value(flow + ".emptyShare"); x > 0 {
		items = append(items, r.say("empty answers")+" "+r.percent(x))
	}
	if x := r.value(flow + ".attemptsPerOperation"); x > 1 {
		items = append(items, r.say("attempts an operation")+" "+r.figure(x, "1"))
	}
	r.facts("  ", r.label("traffic"), append(items, r.unread(flow)...))
	r.volume(flow + ".bytes")
}

// unread says of which groups of a log more read than it has partitions.
func (r *report) unread(flow string) (items []string) {
	for i := range r.s.Flows {
		f := &r.s.Flows[i]
		c, ok := f.Own().(*patterns.LogConfig)
		if !ok || f.ID != flow {
			continue
		}
		for _, id := range f.From {
			if n := r.s.Nodes[r.s.NodeIndex(id)].Count - c.Partitions; n > 0 {
				items = append(items, r.say("readers of {node} without a partition", "node", id)+" "+r.figure(float64(n), "1"))
			}
		}
	}
	return items
}

func (r *report) volume(bytes string) {
	all := r.value(bytes)
	if all == 0 {
		return
	}
	items := []string{
		r.figure(all, "B"),
		r.say("up {bytes}", "bytes", r.figure(r.value(bytes+".up"), "B")),
		r.say("down {bytes}", "bytes", r.figure(r.value(bytes+".down"), "B")),
		r.say("headers") + " " + r.percent(r.value(bytes+".header")/all),
	}
	if x := r.value(bytes + "PerOk"); x == x {
		items = append(items, r.say("an ok operation")+" "+r.figure(x, "B"))
	}
	r.facts("  ", r.label("bytes"), items)
}

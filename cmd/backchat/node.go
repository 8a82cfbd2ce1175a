package main

import (
	"math"

	"backchat/language"
)

// nodes writes the table of nodes and sidecars, and below it what is out of
// the ordinary.
func (r *report) nodes() {
	r.section(r.say("Nodes"), "")
	t := &table{}
	t.painted(r.paint.faint, "", r.say("busy"), r.say("asked"), r.say("served"), r.say("refused"), r.say("queue"), r.say("most"), r.say("wait p99"), r.say("conns"))
	ids := r.stations()
	for _, id := range ids {
		t.plain(id,
			r.busy(r.value(id+".utilization")),
			r.orNothing(r.value(id+".requests")+r.value(id+".deliveries")),
			r.orNothing(r.value(id+".served")),
			r.orNothing(r.value(id+".rejected")+r.value(id+".dropped")+r.value(id+".limited")),
			r.length(r.value(id+".queue.mean")),
			r.orNothing(r.value(id+".queue.max")),
			r.orNone(r.value(id+".wait.p99"), "s"),
			r.orNothing(r.value(id+".connections.max")))
	}
	t.write(r.program, "  ", 10, 2)
	for _, id := range ids {
		r.facts("  ", id+"  ", r.oddities(id))
	}
}

// stations are the subjects of nodes' figures.
func (r *report) stations() []string {
	var ids []string
	for _, n := range r.top.Nodes {
		ids = append(ids, n.ID)
		if n.Sidecar != 0 {
			ids = append(ids, n.ID+"+sidecar")
		}
	}
	return ids
}

// oddities are figures of a node that only matter where they are not as usual.
func (r *report) oddities(id string) []string {
	var items []string
	for _, x := range [...]struct {
		name  string
		label language.Text
		unit  string
	}{
		{"failed", "failed", "1"}, {"cutShort", "cut short", "1"}, {"held.max", "held up to", "1"},
		{"resets", "connections reset", "1"}, {"lookups", "names looked up", "1"}, {"breaker.refused", "kept back by breakers", "1"}, {"breaker.open.mean", "breakers open", "1"}, {"limiter.waiting.mean", "waiting for tokens", "1"}, {"takeOvers", "addresses taken over", "1"}, {"downtime", "down for", "s"},
		{"ejections", "ejections", "1"}, {"ejections.time", "ejected for", "s"}, {"panic.time", "in panic for", "s"},
		{"hits", "hits", "1"}, {"misses", "misses", "1"}, {"lost", "keys lost", "1"}, {"bytes.out.across", "sent to other zones", "B"},
	} {
		if n := r.value(id + "." + x.name); n > 0 {
			items = append(items, r.say(x.label)+" "+r.figure(n, x.unit))
		}
	}
	if n := r.value(id + ".opened"); n > r.value(id+".connections.max") {
		items = append(items, r.say("connections opened")+" "+r.figure(n, "1"))
	}
	if n := r.value(id+".opens") - r.value(id+".opened"); n > 0 {
		items = append(items, r.say("not opened")+" "+r.figure(n, "1"))
	}
	if x := r.value(id + ".imbalance"); x >= 1.005 {
		items = append(items, r.say("busiest replica has {x} × its share", "x", r.figure(x, "1")))
	}
	return items
}

// busy is a share of time, "–" for none.
func (p *program) busy(x float64) string {
	if x == 0 {
		return "–"
	}
	return p.percent(x)
}

// length is that of a queue, on average.
func (p *program) length(x float64) string {
	if x > 0 && x < 0.0005 {
		return p.told.Figure("<0.001")
	}
	return p.orNothing(x)
}

// orNothing is a number of things, "–" for none.
func (p *program) orNothing(x float64) string { return p.orNone(x, "1") }

func (p *program) orNone(x float64, unit string) string {
	if x == 0 || math.IsNaN(x) {
		return "–"
	}
	return p.figure(x, unit)
}

// links writes the table of links.
func (r *report) links() {
	if len(r.top.Links) == 0 {
		return
	}
	r.section(r.say("Links"), "")
	t := &table{}
	t.painted(r.paint.faint, "", r.say("messages"), r.say("lost"), r.say("bytes up"), r.say("bytes down"))
	for _, l := range r.top.Links {
		t.plain(l.ID, r.orNothing(r.value(l.ID+".messages")), r.orNothing(r.value(l.ID+".lost")),
			r.orNone(r.value(l.ID+".bytes.up"), "B"), r.orNone(r.value(l.ID+".bytes.down"), "B"))
	}
	t.write(r.program, "  ", 10, 2)
}

// packets writes the table of what links with a transport carry.
func (r *report) packets() {
	t := &table{}
	t.painted(r.paint.faint, "", r.say("packets"), r.say("lost"), r.say("repeated"), r.say("goodput"), r.say("cwnd"), r.say("under way"))
	for _, l := range r.top.Links {
		if !r.is(l.ID + ".packets") {
			continue
		}
		t.plain(l.ID, r.orNothing(r.value(l.ID+".packets")), r.orNothing(r.value(l.ID+".packets.lost")), r.orNothing(r.value(l.ID+".packets.repeated")),
			r.orNone(r.value(l.ID+".goodput"), "B/s"), r.orNone(r.value(l.ID+".cwnd.mean"), "B"), r.orNone(r.value(l.ID+".flight.mean"), "B"))
	}
	if len(t.rows) > 1 {
		r.section(r.say("Packets"), r.say("cwnd and what is under way: on average"))
		t.write(r.program, "  ", 10, 2)
	}
}

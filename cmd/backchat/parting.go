package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"backchat/sim"
	"backchat/sim/trace"
)

// A parting is where two runs part.
type parting struct {
	a, b   *playback
	alike  bool           // their topologies are the same, so that numbers say the same in both
	first  uint64         // the first record, from 1, in which they differ; 0 where they are the same
	at     sim.Time       // of that record: the earlier one's
	before []trace.Record // the last that both have
	afterA []trace.Record // the first that differs and those that follow
	afterB []trace.Record
}

// part plays a and b in step to their ends.
func part(a, b *playback, context int) *parting {
	d := &parting{a: a, b: b, alike: trace.NewDigest(a.top).Sum() == trace.NewDigest(b.top).Sum()}
	for number := uint64(1); ; number++ {
		x, y := a.next(), b.next()
		switch {
		case x == nil && y == nil:
			return d
		case d.first == 0 && x != nil && y != nil && d.same(x, y):
			d.before = append(d.before, *x)
			if len(d.before) > context {
				d.before = slices.Delete(d.before, 0, 1)
			}
			continue
		case d.first == 0:
			d.first, d.at = number, earlier(x, y)
		}
		if number-d.first <= uint64(context) {
			d.afterA, d.afterB = followed(d.afterA, x), followed(d.afterB, y)
		}
	}
}

// same tells whether two records say the same.
func (d *parting) same(x, y *trace.Record) bool {
	if d.alike {
		return *x == *y
	}
	return told(x, d.a.top) == told(y, d.b.top)
}

func followed(list []trace.Record, r *trace.Record) []trace.Record {
	if r == nil {
		return list
	}
	return append(list, *r)
}

// earlier is the time of the earlier of two records, one of which may be nil.
func earlier(x, y *trace.Record) sim.Time {
	switch {
	case x == nil:
		return y.At
	case y == nil:
		return x.At
	}
	return min(x.At, y.At)
}

// A trait is a field of a record that it speaks of, in words.
type trait struct{ name, text string }

// traits are what a record says, by the names of its fields.
func traits(r *trace.Record, t *trace.Topology) []trait {
	flow := ""
	if int(r.Flow) > 0 && int(r.Flow) <= len(t.Flows) {
		flow = t.Flows[r.Flow-1].ID
	}
	op, window := r.Op, uint32(0)
	if r.Kind.Packets() {
		op, window = 0, r.Window()
	}
	all := []trait{
		{"at", exact(r.At)}, {"kind", r.Kind.String()}, {"node", placed(r.Node, t)}, {"peer", placed(r.Peer, t)}, {"flow", flow},
		{"op", counted(int64(op))}, {"n", counted(int64(r.N))}, {"msg", counted(int64(r.Msg))}, {"parent", counted(int64(r.Parent))},
		{"conn", counted(int64(r.Conn))}, {"shape", unlessNone(r.Shape.String())}, {"status", unlessNone(r.Status.String())},
		{"cause", unlessNone(r.Cause.String())}, {"payload", counted(int64(r.Payload))}, {"header", counted(int64(r.Header))},
		{"window", counted(int64(window))}, {"aux", counted(r.Aux)}, {"until", ""},
	}
	if r.Until != 0 {
		all[len(all)-1].text = exact(r.Until)
	}
	return slices.DeleteFunc(all, func(t trait) bool { return t.text == "" })
}

// told is what a record says, on a line.
func told(r *trace.Record, t *trace.Topology) string {
	var words []string
	for _, x := range traits(r, t) {
		switch x.name {
		case "at":
			words = append(words, x.text)
		case "kind":
			words = append(words, fmt.Sprintf("%-9s", x.text))
		default:
			words = append(words, x.name+" "+x.text)
		}
	}
	return strings.TrimRight(strings.Join(words, "  "), " ")
}

// exact is an instant to the nanosecond, in seconds.
func exact(t sim.Time) string {
	return fmt.Sprintf("%d.%09d", t/sim.Second, t%sim.Second)
}

func placed(p trace.Place, t *trace.Topology) string {
	if p == 0 {
		return ""
	}
	return t.Name(p)
}

func counted(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func unlessNone(name string) string {
	if name == "none" {
		return ""
	}
	return name
}

// differing are the fields in which the first records differ: none where one
// run is over.
func (d *parting) differing() []string {
	if len(d.afterA) == 0 || len(d.afterB) == 0 {
		return nil
	}
	x, y := map[string]string{}, map[string]string{}
	var names []string
	for _, side := range []struct {
		r *trace.Record
		t *trace.Topology
		m map[string]string
	}{{&d.afterA[0], d.a.top, x}, {&d.afterB[0], d.b.top, y}} {
		for _, f := range traits(side.r, side.t) {
			side.m[f.name] = f.text
			names = include(names, f.name)
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return x[name] == y[name] })
}

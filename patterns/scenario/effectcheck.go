package scenario

import (
	"slices"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario/source"
)

// effects finds fields of a flow of which its pattern, or whoever is asked, makes no
// use.
func (k *checker) effects(f *NamedFlow, at string) {
	for _, p := range patterns.All {
		if p.Options != nil && p.Name != string(f.Pattern) {
			k.unused(source.Under(at, p.Name), `these are options of %s, and the pattern is %s: leave %s out, or write "pattern": %q`, p.Name, f.Pattern, p.Name, p.Name)
		}
	}
	if f.Pattern != "requestResponse" {
		for _, field := range [...]string{"unknown", "deadLetter"} {
			k.unused(at+"/"+field, "it is for requestResponse, and the pattern is %s: leave %s out", f.Pattern, field)
		}
	}
	if !polls(f) {
		k.unused(at+"/empty", "%s never answers that there is nothing: leave empty out, or name a pattern that polls", f.Pattern)
	}
	if !asks(f) || f.Pattern.Row().To&node.Answers == 0 {
		k.unused(at+"/deadline", "a deadline goes along with requests, and %s sends none: leave it out, or name a pattern that asks, as requestResponse does", f.Pattern)
	}
	around := k.reachable(append(k.processors(f), f.To))
	if !slices.ContainsFunc(around, func(id string) bool { return k.is(id, node.Stores) }) {
		k.unused(at+"/writes", `it asks no store, where something could be written: let %q be a store, or call one, or leave writes out`, f.To)
	}
	if !k.ranked(f, around) {
		k.unused(at+"/priority", `nobody on its way goes by priority: give a node a "discipline" that does (priority, preemptive), or "full": "leastImportant", or leave priority out`)
	}
	if known := k.behind(f.To); !asks(f) && f.Updates != nil {
		if len(known) == 0 {
			known = []string{f.To}
		}
		if n := k.s.NodeNamed(known[0]); len(known) == 1 && n != nil && n.Config != nil && n.Places() == 1 {
			k.unused(at+"/updates/spread", "%q has one replica, which knows of an update as it comes up: give it more, or leave spread out", known[0])
		}
	}
}

// polls tells whether a flow's listeners may be told that there is no news.
func polls(f *NamedFlow) bool {
	switch c := f.Own().(type) {
	case *patterns.ShortPollingConfig, *patterns.LongPollingConfig, *patterns.LogConfig:
		return true
	case *patterns.FallbackConfig:
		return slices.Contains(c.Ways, "longPolling")
	}
	return false
}

// ranked tells whether anybody a flow's messages come by goes by their priority.
func (k *checker) ranked(f *NamedFlow, around []string) bool {
	if c, ok := f.Own().(*patterns.QueueConfig); ok && (len(c.Priorities) > 0 || c.Full == "leastImportant") {
		return true
	}
	return slices.ContainsFunc(around, func(id string) bool {
		at := source.Under("/nodes", id)
		discipline, full := k.value(at+"/discipline"), k.value(at+"/full")
		return discipline != nil && (discipline.Text == "priority" || discipline.Text == "preemptive") || full != nil && full.Text == "leastImportant"
	})
}

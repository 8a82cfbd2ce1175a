//go:build !(js && wasm)

package main

import (
	"iter"
	"strings"

	"backchat/patterns"
	"backchat/patterns/experiment"
	"backchat/patterns/node"
	"backchat/sim/trace"
)

// A term is a word that the page uses, and what it means. Figures are not
// among them: they have their own definitions.
type term struct {
	Of   string `json:"of"` // page, pattern, node, policy, fault, cause, status or claim
	Name string `json:"name"`
	Says string `json:"says"`
}

// pageTerms are the words of the page, in the order of the glossary. Nodes are
// named as scenarios name them.
var pageTerms = []term{
	{Of: "page", Name: "scenario", Says: "A JSON file that says which nodes there are, how they are linked, what they say to each other, and what goes wrong when. With its seed it is the only input of a run."},
	{Of: "page", Name: "variant", Says: "A small change to the scenario. Every variant meets the same work: the same arrivals, sizes and demands."},
	{Of: "page", Name: "base", Says: "The scenario as its file has it, without any variant's change."},
	{Of: "page", Name: "flow", Says: "Who says what to whom, and in which way: one of the ways to talk."},
	{Of: "page", Name: "operation", Says: "One intent of a user, from when it was meant to start until it has one outcome: ok, rejected, timed out, failed, lost, unfinished."},
	{Of: "page", Name: "message", Says: "What one place sends to another. A request is drawn hollow, an answer full."},
	{Of: "page", Name: "staleness", Says: "How long a piece of news has existed when somebody hears of it."},
	{Of: "page", Name: "latency", Says: "From the instant an operation was meant to start to its end, waiting included."},
	{Of: "page", Name: "p50", Says: "The median: half of all are below it."},
	{Of: "page", Name: "p99", Says: "99 of 100 are below it: what the unlucky ones meet."},
	{Of: "page", Name: "goodput", Says: "Operations that ended well, a second."},
	{Of: "page", Name: "throughput", Says: "Operations that came to an end, a second."},
	{Of: "page", Name: "utilization", Says: "The share of time that workers are busy, on average."},
	{Of: "page", Name: "queue", Says: "What waits at a place for a free worker. A message queue is something else: a broker that keeps work for consumers."},
	{Of: "page", Name: "worker", Says: "A thread or core of a server: it does one piece of work at a time."},
	{Of: "page", Name: "expectation", Says: "What the scenario says must come out, as a comparison of figures; a figure of a variant has an @ and its name."},
	{Of: "page", Name: "claim", Says: "What the field says about a way to talk, as a sentence that a run can show or refute."},
	{Of: "page", Name: "replication", Says: "The same run with another seed: other arrivals, the same scenario."},
	{Of: "page", Name: "interval", Says: "The 95 % confidence interval of the difference: where the true one lies in 19 of 20 such comparisons. Where it holds 0, no difference is shown."},
	{Of: "page", Name: "warmup", Says: "The beginning of a run, which the figures leave out."},
	{Of: "page", Name: "seed", Says: "Where all randomness comes from. The same scenario and seed give the same run, to the byte, on every machine."},
	{Of: "page", Name: "digest", Says: "A fingerprint of everything that happened in a run. Two runs with the same digest are identical."},
	{Of: "page", Name: "playhead", Says: "The instant that is shown."},
	{Of: "page", Name: "crash", Says: "A process dies: its memory is lost, and its peers get a reset. Where a host dies, they hear nothing at all."},
	{Of: "node", Name: "sidecar", Says: "A proxy beside a replica, through which all it says and hears goes."},
}

// terms are all words that can be explained.
func terms() []term {
	all := append([]term(nil), pageTerms...)
	for _, p := range patterns.All {
		all = append(all, term{"pattern", p.Name, p.Says})
	}
	all = append(all, rows("node", node.KindName("").Words())...)
	all = append(all, rows("policy", node.BalancingName("").Words())...)
	all = append(all, rows("fault", node.FaultName("").Words())...)
	for c := trace.NoCause + 1; c < trace.Causes; c++ {
		all = append(all, term{"cause", c.String(), c.Info().Says})
	}
	for s := trace.NoStatus + 1; s < trace.Statuses; s++ {
		all = append(all, term{"status", s.String(), s.Info().Says})
	}
	for _, s := range experiment.Ledger() {
		all = append(all, term{"claim", s.ID, s.Says + ". Measured: " + s.Measured + "."})
	}
	return all
}

// rows are the terms of a table, whose words become sentences.
func rows(of string, words iter.Seq2[string, string]) []term {
	var all []term
	for name, says := range words {
		all = append(all, term{of, name, strings.ToUpper(says[:1]) + says[1:] + "."})
	}
	return all
}

package scenario

import (
	"fmt"
	"slices"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
	"backchat/sim"
)

// flow checks that those who take part in a flow can play their parts.
func (k *checker) flow(f *NamedFlow) {
	at := source.Under("/flows", f.ID)
	for i, id := range f.From {
		k.wants(k.item(at+"/from", i), id, "who begins a flow", node.Speaks)
		k.stays(k.item(at+"/from", i), id)
	}
	if f.Updates != nil {
		k.stays(at+"/updates/source", f.Updates.Source)
	}
	k.noRepeats(at+"/from", f.From)
	if slices.Contains(f.From, f.To) {
		k.fault(at+"/to", "%q speaks to itself; name another node", f.To)
	} else {
		for i, id := range f.From {
			k.others(k.item(at+"/from", i), id, f.To)
		}
	}
	if f.Pattern != "" {
		k.wants(at+"/to", f.To, fmt.Sprintf("whom %s speaks to", f.Pattern), f.Pattern.Row().To)
	}
	k.tied(at+"/tied", &f.Policy, f.From, f.To)
	k.policy(at, &f.Policy)
	k.picks(at, &f.Policy, f.From, f.To)
	k.unusedOf(f, at)
	k.fills(f, at)
	k.options(f)
	k.replicas(f, at)
	k.content(f, at)
}

// replicas checks that a node whose replicas keep what others say keeps it together,
// and has as many as are to have it.
func (k *checker) replicas(f *NamedFlow, at string) {
	n := k.s.NodeNamed(f.To)
	if n == nil || n.Kind == "" || !n.Kind.Row().Is(node.Keeps) {
		return
	}
	x, ok := f.Own().(*patterns.LogConfig)
	switch {
	case ok && x.Replicated != nil:
		if f.Updates != nil && f.Updates.Source == "" {
			k.fault(at+"/updates/source", `replicas acknowledge what is published to them, and these updates come up at the broker itself; name a client or server in "source"`)
		}
		if x.Replicated.MinInSync > n.Count {
			k.fault(at+"/log/replication/minInSync", "it is above the number of replicas of %q, %d, so that nothing could be read, and nothing be taken with \"acks\": \"all\"; lower it, or raise the count of %q", f.To, max(n.Count, 1), f.To)
		}
	case n.Count > 1:
		k.fault(source.Under("/nodes", f.To)+"/count", `several replicas keep only logs together, and flow %q is none with "replication"; use several brokers, each with its own flows, or leave this out`, f.ID)
	}
}

// stays checks that all replicas of a node where a flow begins are there at the start.
func (k *checker) stays(at, id string) {
	if n := k.s.NodeNamed(id); n != nil && n.Places() > max(n.Count, 1) {
		k.fault(at, "%q begins the flow, and has replicas that are not there at the start; let another node begin it, or leave out lifecycle.most and autoscaler", id)
	}
}

// options checks what a flow says of each pattern, its own among them. A flow
// that could not be decoded says nothing.
func (k *checker) options(f *NamedFlow) {
	for _, p := range patterns.All {
		if p.Check != nil && f.Options[p.Name] != nil {
			at := source.Under(source.Under("/flows", f.ID), p.Name)
			p.Check(f.Options[p.Name], string(f.Pattern) == p.Name, optionsReport{report{k, at}, f})
		}
	}
}

// An optionsReport is what a pattern tells of a flow's options.
type optionsReport struct {
	report
	f *NamedFlow
}

// Often finds fault with an interval.
func (r optionsReport) Often(pointer, what string, interval sim.Time) {
	if interval > 0 {
		r.k.expected(r.at+pointer, what, float64(r.k.crowd(r.f.From))*float64(r.k.s.Duration)/float64(interval))
	}
}

// others checks that who speaks is not among those that a message to the other
// ends up at.
func (k *checker) others(at, id, to string) {
	if slices.Contains(k.behind(to), id) {
		k.fault(at, "%q speaks to itself: messages to %q end up there; name another node", id, to)
	}
}

// asks tells whether a flow's operations are asked for, rather than news that
// is to be heard of. One whose pattern could not be decoded asks for nothing.
func asks(f *NamedFlow) bool { return f.Pattern != "" && f.Pattern.Row().Asks }

// content checks that the flow says what its pattern is about.
func (k *checker) content(f *NamedFlow, at string) {
	switch {
	case f.Pattern == "":
	case asks(f) && f.Send == nil:
		k.fault(at+"/send", `%s needs "send": when the speakers want something`, f.Pattern)
	case !asks(f) && f.Updates == nil:
		k.fault(at+"/updates", `%s needs "updates": the news that the speakers want to hear of`, f.Pattern)
	}
	if x, ok := f.Own().(*patterns.QueueConfig); ok && x.Reply {
		for i, id := range x.Consumers {
			if slices.Contains(f.From, id) {
				k.fault(source.Nth(at+"/queue/consumers", i), "%q would answer itself; name another consumer, or leave out \"reply\"", id)
			}
		}
	}
	if x, ok := f.Own().(*patterns.LogConfig); ok {
		k.log(f, x, at+"/log")
	}
	if f.Send != nil {
		k.send(f.Send, at+"/send", f.From)
	}
	if f.Updates != nil {
		k.updates(f, f.Updates, at+"/updates")
	}
}

// log finds options of a log that there is nothing for.
func (k *checker) log(f *NamedFlow, c *patterns.LogConfig, at string) {
	if c.Producer != nil && f.Updates != nil && f.Updates.Source == "" {
		k.fault(at+"/producer", `a source puts messages together, and these updates come up at the broker itself; name a client or server in "updates.source", or leave "producer" out`)
	}
	if f.About != nil {
		if keys := k.s.KeysNamed(f.About.Keys); keys != nil && c.Partitions > keys.Count && keys.Count > 0 {
			k.fault(at+"/partitions", `a key is in one partition, and there are %d of %q, so that some partitions would be empty for good; lower this, or raise the count of %[2]q`, keys.Count, f.About.Keys)
		}
	}
	if c.Compact != nil && f.About == nil {
		k.fault(at+"/compact", `the newest message of each key is kept, and messages are about nothing; give the flow "about", the id of a key space in "keys", or leave "compact" out`)
	}
}

// mostRiders is how many operations one message can carry: a record counts
// them in 16 bits.
const mostRiders = 1<<16 - 1

// riders checks that an update which a source sends is not for more listeners
// than one message can carry.
func (k *checker) riders(f *NamedFlow, u *patterns.Updates, at string) {
	listeners := k.crowd(f.From)
	if u.Source != "" && u.Audience != "each" && int64(listeners) > mostRiders {
		k.fault(at+"/source", "an update for %d listeners is above the most that one message from a source carries, %d; leave \"source\" out, and updates come up at %q", listeners, mostRiders, f.To)
	}
}

func (k *checker) updates(f *NamedFlow, u *patterns.Updates, at string) {
	k.riders(f, u, at)
	speakers := k.behind(f.To) // where they come up
	if len(speakers) == 0 {
		speakers = []string{f.To}
	}
	if u.Source != "" {
		speakers = []string{u.Source}
		k.wants(at+"/source", u.Source, "the source of updates", node.Speaks)
		k.others(at+"/source", u.Source, f.To)
	}
	k.send(&u.Send, at, speakers)
	if u.Audience != "each" && u.Rate != nil {
		k.fault(at+"/rate", "where the audience is %q, no listener has a rate of its own; write \"totalRate\"", u.Audience)
	}
	if u.Audience == "room" && f.About == nil {
		k.fault(at+"/audience", `an update is in the room that it is about, and updates are about nothing; give the flow "about", the id of a key space in "keys"`)
	}
	if u.Audience != "room" && u.Rooms > 1 {
		k.fault(at+"/rooms", `there are no rooms; write "audience": "room", or leave this out`)
	}
	if x, ok := f.Own().(*patterns.PublishSubscribeConfig); ok && x.Exchange != nil {
		k.exchange(f, x.Exchange, at)
	}
	if u.Arrivals == "closed" {
		k.fault(at+"/arrivals", "news does not wait for its listeners: updates cannot be closed")
	}
}

// exchange checks that an exchange has messages to route, and listeners to route
// them to.
func (k *checker) exchange(f *NamedFlow, x *patterns.ExchangeConfig, updates string) {
	if f.Updates.Audience != "all" {
		k.fault(updates+"/audience", `who gets an update is the exchange's to say; write "audience": "all"`)
	}
	if len(x.Keys) > 1 && f.About == nil {
		k.fault(updates, `the routing key of an update is that of what it is about, and updates are about nothing; give the flow "about", the id of a key space in "keys"`)
	}
	bindings := source.Under("/flows", f.ID) + "/publishSubscribe/exchange/bindings"
	for i := range x.Bindings {
		if to := x.Bindings[i].To; to != "" && !slices.Contains(f.From, to) {
			k.fault(source.Nth(bindings, i)+"/to", "%q does not listen to this flow; those who do: %s", to, orNobody(f.From))
		}
	}
}

// arrivalFields says which arrivals a field of a workload belongs to.
var arrivalFields = [...]struct {
	field    string
	arrivals []string
}{
	{"rate", []string{"poisson", "constant"}},
	{"totalRate", []string{"poisson", "constant"}},
	{"gap", []string{"gaps"}},
	{"times", []string{"times"}},
	{"think", []string{"closed"}},
	{"after", []string{"after"}},
	{"burst", []string{"poisson", "constant", "gaps", "times", "after"}},
	{"stagger", []string{"constant"}},
	{"changes", []string{"poisson", "constant"}},
}

// send checks that a workload has the fields that its arrivals take.
func (k *checker) send(s *patterns.Send, at string, speakers []string) {
	for _, row := range arrivalFields {
		if k.has(at+"/"+row.field) && !slices.Contains(row.arrivals, s.Arrivals) && s.Arrivals != "" {
			k.fault(at+"/"+row.field, "%q is for arrivals %s; these are %s", row.field, wording.InWords(row.arrivals, "and"), s.Arrivals)
		}
	}
	k.timing(s, at)
	if s.Stop != nil && *s.Stop <= s.Start {
		k.fault(at+"/stop", "the stop, %v, must come after the start, %v", *s.Stop, s.Start)
	}
	k.changes(s.Changes, at+"/changes")
	if s.Arrivals == "after" && s.After != "" {
		k.after(s.After, at+"/after", speakers)
	}
}

// timing checks that the arrivals have what they are made of.
func (k *checker) timing(s *patterns.Send, at string) {
	switch s.Arrivals {
	case "poisson", "constant":
		if both := s.Rate != nil && s.TotalRate != nil; both {
			k.fault(at+"/totalRate", `there is a "rate" already; "rate" counts for each speaker, "totalRate" for all together: keep one`)
		} else if s.Rate == nil && s.TotalRate == nil {
			k.fault(at+"/rate", `%s arrivals need "rate" (of each speaker) or "totalRate" (of all together)`, s.Arrivals)
		}
	case "gaps":
		if s.Gap == nil {
			k.fault(at+"/gap", `arrivals by gaps need "gap": the time from one operation of a speaker to its next`)
		}
	case "times":
		if len(s.Times) == 0 {
			k.fault(at+"/times", `arrivals at given times need "times"`)
		}
	case "after":
		if s.After == "" {
			k.fault(at+"/after", `arrivals after another flow's operations need "after": its id`)
		}
	}
	for i := 1; i < len(s.Times); i++ {
		if s.Times[i] < s.Times[i-1] {
			k.fault(source.Nth(at+"/times", i), "%v is before %v; times are in rising order", s.Times[i], s.Times[i-1])
		}
	}
}

func (k *checker) changes(changes []patterns.Change, at string) {
	for i := 1; i < len(changes); i++ {
		if end := changes[i-1].At + changes[i-1].Over; changes[i].At < end {
			k.fault(source.Nth(at, i)+"/at", "%v is before the end of the change before, %v; changes are in rising order", changes[i].At, end)
		}
	}
}

// after checks that who begins an operation after another flow's is who
// processes those.
func (k *checker) after(flow, at string, speakers []string) {
	f := k.s.FlowNamed(flow)
	if f == nil || f.Pattern == "" {
		return
	}
	processors := k.processors(f)
	if asks(f) && f.Pattern.Row().Works == nil && len(processors) == 0 {
		return // whom it asks is wrong already
	}
	for _, id := range speakers {
		k.wants(at, id, "who begins operations after others, once it has processed them,", node.Works)
		if k.is(id, node.Works) && !slices.Contains(processors, id) {
			k.fault(at, "%q does not process %q; those who do: %s", id, flow, orNobody(processors))
		}
	}
}

func orNobody(ids []string) string {
	if len(ids) == 0 {
		return "nobody"
	}
	return wording.InWords(wording.Quoted(ids), "and")
}

// processors are the servers where a flow's operations are processed.
func (k *checker) processors(f *NamedFlow) []string {
	switch way := f.Pattern.Row(); {
	case way.Works != nil:
		return way.Works(f.Own())
	case way.Asks:
		return k.behind(f.To)
	}
	return slices.DeleteFunc(slices.Clone(f.From), func(id string) bool { return !k.is(id, node.Works) })
}

// behind are the servers that requests to a node end up at.
func (k *checker) behind(id string) []string {
	servers, known := k.reached[id]
	if !known {
		servers = k.reach(id)
		if k.reached == nil {
			k.reached = map[string][]string{}
		}
		k.reached[id] = servers
	}
	return servers
}

func (k *checker) reach(id string) []string {
	var servers []string
	ids, seen := []string{id}, map[string]bool{id: true}
	for i := 0; i < len(ids); i++ {
		n := k.s.NodeNamed(ids[i])
		switch {
		case n == nil:
		case n.Is(node.Works):
			servers = append(servers, n.ID)
		case n.Is(node.Relays):
			for _, lead := range n.Config.Leads() {
				if !seen[lead.To] {
					seen[lead.To] = true
					ids = append(ids, lead.To)
				}
			}
		}
	}
	return servers
}

// flowCycles finds flows that each begin after the other.
func (k *checker) flowCycles() {
	state := map[string]visit{}
	for i := range k.s.Flows {
		f := &k.s.Flows[i]
		for state[f.ID] == unseen {
			state[f.ID] = open
			before, pointer := origin(f)
			next := k.s.FlowNamed(before)
			if next == nil {
				break
			}
			if state[before] == open && k.leads(next, f.ID) {
				k.fault(pointer, "%q begins after %q, so that operations would go round for ever; break the cycle", before, f.ID)
			}
			f = next
		}
	}
}

// leads tells whether the flow begins, over however many others, after the
// one with that id.
func (k *checker) leads(f *NamedFlow, id string) bool {
	for range k.s.Flows {
		if f == nil || f.ID == id {
			break
		}
		before, _ := origin(f)
		f = k.s.FlowNamed(before)
	}
	return f != nil && f.ID == id
}

// origin is the flow that f begins after, "" for none, and where f says so.
func origin(f *NamedFlow) (flow, pointer string) {
	at := source.Under("/flows", f.ID)
	switch {
	case asks(f) && f.Send != nil && f.Send.Arrivals == "after":
		return f.Send.After, at + "/send/after"
	case !asks(f) && f.Updates != nil && f.Updates.Arrivals == "after":
		return f.Updates.After, at + "/updates/after"
	}
	return "", ""
}

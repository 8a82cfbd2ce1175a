package scenario

import (
	"fmt"
	"slices"
	"strings"

	"backchat/patterns/node"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

func (k *checker) timeline() {
	for i := range k.s.Timeline {
		e := &k.s.Timeline[i]
		at := source.Under("/timeline", e.ID)
		if e.At >= k.s.Duration && k.s.Duration > 0 {
			k.fault(at+"/at", "%v is not before the end of the run, %v", e.At, k.s.Duration)
		}
		k.entry(e, at)
	}
}

// entry checks that an entry does one thing, and says no more than what that
// takes.
func (k *checker) entry(e *NamedEntry, at string) {
	fault, send := k.has(at+"/fault"), k.has(at+"/send")
	switch {
	case fault && send:
		k.fault(at+"/send", `an entry is a fault or an operation to send, not both; make two entries of it`)
		return
	case !fault && !send && !k.has(at+"/say"):
		k.fault(at, `an entry needs "fault", "send" or "say"`)
		return
	}
	if fault && e.Fault != "" && e.Fault.Row().Momentary && k.has(at+"/for") {
		k.fault(at+"/for", "what the fault %s does is done at its instant, and nothing of it ends; leave \"for\" out", e.Fault)
	}
	for _, field := range faultFields() {
		if k.has(at+"/"+field) && !(fault && (e.Fault == "" || takes(e.Fault.Row(), field))) {
			k.fault(at+"/"+field, "%q is for %s; %s", field, faultsWith(field), entryIs(e, fault, send))
		}
	}
	switch {
	case fault:
		k.wound(e, at)
	case send:
		k.operation(e, at)
	case k.has(at + "/target"):
		k.fault(at+"/target", "a caption has no target; leave it out")
	}
}

// faultFields are the fields of an entry that are for faults alone.
func faultFields() []string {
	fields := append([]string{"for"}, node.ForWires[:]...)
	for i := range node.Faults {
		fields = append(fields, node.Faults[i].Options...)
	}
	return fields
}

// takes tells whether a field is for that fault.
func takes(f *node.Fault, field string) bool {
	return field == "for" || slices.Contains(f.Options, field) || f.On == node.OnWires && slices.Contains(node.ForWires[:], field)
}

// faultsWith are the faults that a field is for, in words.
func faultsWith(field string) string {
	var names []string
	for i := range node.Faults {
		if f := &node.Faults[i]; takes(f, field) {
			names = append(names, f.Name)
		}
	}
	if len(names) == len(node.Faults) {
		return "faults"
	}
	return wording.InWords(names, "and")
}

// entryIs says what an entry is.
func entryIs(e *NamedEntry, fault, send bool) string {
	switch {
	case fault:
		return fmt.Sprintf("the fault of this entry is %q", e.Fault)
	case send:
		return "this entry is an operation"
	}
	return "this entry is a caption"
}

// wound checks what a fault happens to.
func (k *checker) wound(e *NamedEntry, at string) {
	wires := e.Fault != "" && e.Fault.Row().On == node.OnWires
	link := k.s.LinkNamed(e.Target) != nil
	switch {
	case e.Target == "":
		k.fault(at+"/target", `a fault needs "target": name what it happens to, %s`, victim(e))
	case link && !wires && e.Fault != "":
		k.fault(at+"/target", "%q is a link; the fault %q happens to a node or a replica", e.Target, e.Fault)
	case strings.HasSuffix(e.Target, "+sidecar") && k.placeProblem(e.Target) == "":
		k.fault(at+"/target", "a sidecar shares the fate of its replica; write %q", strings.TrimSuffix(e.Target, "+sidecar"))
	case link && e.Peer != "":
		k.fault(at+"/peer", `%q is a link, which has its ends; leave "peer" out, or name a node as the target`, e.Target)
	}
	if n := k.s.NodeNamed(nodeAt(e.Peer)); n != nil && nodeAt(e.Target) == n.ID && (n.Count < 2 || e.Target == e.Peer && e.Peer != n.ID) {
		k.fault(at+"/peer", "no wire leads from %q to itself; name who is at the other end", e.Peer)
	}
	k.work(e, at)
	k.clock(e, at)
	known := (link || k.placeProblem(e.Target) == "") && (e.Peer == "" || k.placeProblem(e.Peer) == "")
	if wires && e.Fault.Row().Bounded && known && !k.bounded(e) {
		k.fault(at+"/target", "none of the wires that this is about has a bandwidth, of which a fault could leave a part; give their link one")
	}
	if strings.HasSuffix(e.Peer, "+sidecar") && k.placeProblem(e.Peer) == "" {
		k.fault(at+"/peer", "a sidecar shares the wires of its replica; write %q", strings.TrimSuffix(e.Peer, "+sidecar"))
	}
}

// victim says what a fault may happen to.
func victim(e *NamedEntry) string {
	switch {
	case e.Fault != "" && e.Fault.Row().On == node.OnWires:
		return `a link, a node or one replica of it ("api/0")`
	case e.Fault != "" && e.Fault.Row().On == node.OnFleets:
		return "a server"
	}
	return `a node or one replica of it ("api/0")`
}

// bounded tells whether one of the wires that a fault is about has a bandwidth, in
// the fault's direction.
func (k *checker) bounded(e *NamedEntry) bool {
	out, in := e.Direction != "in", e.Direction != "out"
	if l := k.s.LinkNamed(e.Target); l != nil {
		return l.Bounded(out, in)
	}
	target, peer := nodeAt(e.Target), nodeAt(e.Peer)
	joined := false
	for i := range k.s.Links {
		l := &k.s.Links[i]
		switch {
		case l.From == target && (peer == "" || l.To == peer):
			joined = joined || peer != ""
			if l.Bounded(out, in) {
				return true
			}
		case l.To == target && (peer == "" || l.From == peer):
			joined = joined || peer != ""
			if l.Bounded(in, out) {
				return true
			}
		}
	}
	return !joined && k.s.Hop.Bandwidth != nil
}

// nodeAt is the node that a place is of; "" for none.
func nodeAt(place string) string {
	p, _ := ParsePlace(place)
	return p.Node
}

// work checks that what a fault of workers happens to has some.
func (k *checker) work(e *NamedEntry, at string) {
	p, ok := ParsePlace(e.Target)
	n := k.s.NodeNamed(p.Node)
	if !ok || n == nil || n.Config == nil || e.Fault == "" || k.structure.Touch(source.Under("/nodes", n.ID)) {
		return
	}
	if e.Fault.Row().On == node.OnWorkers && n.Config.Idle() {
		k.fault(at+"/target", "%q is a %s whose work takes no time, so that a %s does nothing to it; name a node that works, or make it a crash", n.ID, n.Kind, e.Fault)
	}
	switch e.Fault.Row().On {
	case node.OnReplicas, node.OnFleets:
		k.comesAndGoes(e, n, p, at)
	}
	if e.Fault.Row().On == node.OnAnswers && !n.Is(node.Works|node.Stores) {
		k.fault(at+"/target", "%q is a %s, which gives no answers of its own; name a server or a store", n.ID, n.Kind)
	}
	if e.Fault.Row().On == node.OnDisks && !n.Syncs() {
		k.fault(at+"/target", "%q writes nothing to a disk that could stall; name a broker with \"durable\": true, or a store with a \"table\", whose \"disk\" is serial or group", n.ID)
	}
	if e.Fault.Row().On == node.OnDeadLetters && !k.s.KeepsDeadLetters(n) {
		k.fault(at+"/target", "%q keeps no dead letters that could be put back; name a broker with a queue whose \"deadLetters\" are \"keep\"", n.ID)
	}
	if e.Fault.Row().On == node.OnStores && !n.Forgets() {
		k.fault(at+"/target", "%q is no cache, so that there is nothing to %s; name a store with a \"cache\", or a server with \"sessions\"", n.ID, e.Fault)
	}
}

// clock finds a clock that is off where nothing goes by clocks.
func (k *checker) clock(e *NamedEntry, at string) {
	if e.Fault == "" || e.Fault.Row().On != node.OnClocks {
		return
	}
	if e.By == 0 {
		k.fault(at+"/by", "a clock that is off by nothing is right; write by how much it is ahead, or behind with a minus")
	}
	if !k.s.ByClock() {
		k.unused(at+"/fault", `no deadline goes along as an instant, so that nothing goes by clocks: give a flow or a call a deadline, and "deadlineAs": "instant"`)
	}
}

// comesAndGoes checks that what has replicas come or go happens to a server that can
// do so.
func (k *checker) comesAndGoes(e *NamedEntry, n *NamedNode, p Place, at string) {
	c, server := n.Config.(*node.ServerConfig)
	most := n.Places()
	switch {
	case !server:
		k.fault(at+"/target", "%q is a %s; a %s happens to servers", n.ID, n.Kind, e.Fault)
	case c.Sidecar != nil:
		k.fault(at+"/target", "%q has a sidecar, and replicas with one neither come nor go; leave one of the two out", n.ID)
	case c.Standby != nil:
		k.fault(at+"/target", "%q has a standby, and a replica with one neither comes nor goes; leave one of the two out", n.ID)
	case e.Fault.Row().On == node.OnReplicas:
	case p.Replica >= 0:
		k.fault(at+"/target", "a %s happens to all replicas; write %q", e.Fault, n.ID)
	case e.Fault.Row().Scales && c.Autoscaler != nil:
		k.fault(at+"/fault", "%q has an autoscaler, which says how many replicas there are to be; leave one of the two out", n.ID)
	case e.Fault == "scale" && e.Replicas > most:
		k.fault(at+"/replicas", "%q has room for %d; raise its lifecycle.most, or lower this", n.ID, most)
	case e.Fault == "deploy" && e.Unavailable == 0 && e.Surge == 0:
		k.fault(at+"/unavailable", "with neither surge nor unavailable nothing can be replaced; let one of them be 1")
	case e.Fault == "deploy" && e.Unavailable == 0 && most <= n.Count:
		k.fault(at+"/surge", "%q has no room for one more; let its lifecycle.most be above its count, %d, or unavailable be 1", n.ID, n.Count)
	case e.Fault == "deploy" && n.Count+e.Surge > most && !k.resized(n):
		k.unused(at+"/surge", "%q has room for %d, its count is %d: raise its lifecycle.most, or lower this", n.ID, most, n.Count)
	}
}

// resized tells whether a server may have fewer replicas at some time than at the start,
// and so room for others.
func (k *checker) resized(n *NamedNode) bool {
	c := n.Config.(*node.ServerConfig)
	return c.Autoscaler != nil || slices.ContainsFunc(k.s.Timeline, func(e NamedEntry) bool {
		return (e.Fault == "scale" || e.Fault == "drain") && nodeAt(e.Target) == n.ID
	})
}

// operation checks who an operation of the timeline is begun by.
func (k *checker) operation(e *NamedEntry, at string) {
	f := k.s.FlowNamed(e.Send)
	p, ok := ParsePlace(e.Target)
	if f == nil || !ok || k.s.NodeNamed(p.Node) == nil {
		return
	}
	if speakers := speakersOf(f); !slices.Contains(speakers, p.Node) || p.Sidecar {
		k.fault(at+"/target", "%q begins no operations of %q; those who do: %s", e.Target, f.ID, orNobody(speakers))
	}
}

// speakersOf are the nodes where a flow's operations begin.
func speakersOf(f *NamedFlow) []string {
	switch {
	case asks(f):
		return f.From
	case f.Updates != nil && f.Updates.Source != "":
		return []string{f.Updates.Source}
	}
	return []string{f.To}
}

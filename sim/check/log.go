package check

import "backchat/sim/trace"

// Logs: what is appended to a partition gets the next offset, and the oldest
// goes first, but for what is compacted: a later one of its key is kept. Within a group (the replicas of a node) a partition has one reader
// at a time; whatever is handed over of it goes to that one, and leaves out
// nothing that is kept. Nobody is done with what was not handed over. Where replicas
// keep it, what all in sync have is never cut off, nothing is that was not
// acknowledged, and an acknowledgement for which all were to have it comes after they
// had.
type logs struct {
	reporter
	topology *trace.Topology
	flows    []logFlow           // by number
	kept     known               // operations of which all replicas in sync have had the message
	promised known               // operations that were acknowledged
	about    trace.Table[uint32] // the keys of operations that are under way
}

// A logFlow is what is known of a flow's log.
type logFlow struct {
	parts  []span // by partition, from 1
	groups []logGroup
}

// A span is what a partition keeps: offsets from first, below next, but for those that
// are compacted.
type span struct {
	first, next uint32
	keyed       *keyed // nil: it is not compacted
}

// A logGroup is how far the replicas of a node are, by partition.
type logGroup struct {
	node   int
	tracks []logTrack
}

type logTrack struct {
	reader    trace.Place // 0: nobody
	handed    uint32      // what is before was handed over
	goal      uint32      // what is before is read again, for a state
	committed uint32
}

func newLogs(t *trace.Topology, p reporter) *logs { return &logs{reporter: p, topology: t} }

func (l *logs) see(r *trace.Record) {
	if acks := l.acks(r); acks != trace.AcksOne {
		l.acknowledged(r, acks)
	}
	switch r.Kind {
	case trace.Begin, trace.End:
		l.speaksOf(r)
		return
	case trace.Store, trace.Unstore, trace.Deliver, trace.Assign, trace.Revoke, trace.Commit, trace.Replay, trace.Rebuilt:
	default:
		return
	}
	if r.Payload == 0 || int(r.Flow) > len(l.topology.Flows) || r.Node == 0 || int(r.Node) > l.topology.Places.Len() {
		return // not of a log, or of no form
	}
	p := l.part(r)
	switch r.Kind {
	case trace.Store:
		if r.Header != p.next {
			l.broken(r, "it gets offset %d of its partition, where %d is next", r.Header, p.next)
		}
		p.next = r.Header + 1
		l.keeps(r, p)
	case trace.Unstore:
		if r.Status == trace.Coalesced {
			l.compacted(r, p)
			return
		}
		p.first = p.beyond(p.first)
		if r.Header != p.first || p.first == p.next {
			l.broken(r, "offset %d goes, where %d to %d are kept", r.Header, p.first, p.next)
		}
		p.first = r.Header + 1
		l.oldest(r, p)
	default:
		if r.Peer != 0 && int(r.Peer) <= l.topology.Places.Len() {
			l.read(r, p, l.track(r))
		}
	}
}

// acks is who has what the log of the record's flow acknowledges.
func (l *logs) acks(r *trace.Record) trace.Acks {
	if r.Flow == 0 || int(r.Flow) > len(l.topology.Flows) {
		return trace.AcksOne
	}
	return l.topology.Flows[r.Flow-1].Acks
}

// acknowledged sees what was promised of a message that replicas keep, and how that
// was held.
func (l *logs) acknowledged(r *trace.Record, acks trace.Acks) {
	switch {
	case r.N == 0:
	case r.Kind == trace.Store:
		l.kept.add(r.Op)
	case r.Kind == trace.Accepted:
		for op := r.Op; op-r.Op < uint32(r.N); op++ {
			l.promised.add(op)
		}
	case r.Kind == trace.End && r.Status == trace.Truncated:
		if l.promised.never(r.Op) {
			l.broken(r, "it is cut off as acknowledged, and was not")
		}
		if acks == trace.AcksAll {
			l.broken(r, "it was acknowledged as what all replicas in sync have, and is cut off")
		}
		if l.kept.sure(r.Op) && l.kept.has(r.Op) {
			l.broken(r, "all replicas in sync had it, and it is cut off")
		}
	}
	if r.Kind == trace.Accepted && acks == trace.AcksAll && l.kept.never(r.Op) {
		l.broken(r, "it is acknowledged before all replicas that are in sync have it")
	}
}

// read sees what a group does with a partition.
func (l *logs) read(r *trace.Record, p *span, t *logTrack) {
	if r.Kind != trace.Assign && r.Kind != trace.Replay { // these set it
		t.handed = p.beyond(t.handed)
	}
	switch r.Kind {
	case trace.Assign:
		if t.reader != 0 {
			l.broken(r, "place %d reads partition %d for the same group", t.reader, r.Payload)
		}
		t.reader, t.handed, t.goal = r.Peer, uint32(r.Aux), 0
		t.committed = max(t.committed, t.handed)
	case trace.Revoke:
		if t.reader != r.Peer {
			l.broken(r, "place %d reads partition %d, not place %d", t.reader, r.Payload, r.Peer)
		}
		t.reader = 0
	case trace.Deliver:
		l.handOver(r, p, t)
	case trace.Replay:
		l.replay(r, p, t)
	case trace.Rebuilt:
		if t.goal == 0 || uint32(r.Aux) != t.goal || t.handed < t.goal {
			l.broken(r, "it has a state of all before %d, and was handed what is before %d of what is before %d", r.Aux, t.handed, t.goal)
		}
		t.goal = 0
	case trace.Commit:
		if uint32(r.Aux) < t.committed || uint32(r.Aux) > t.handed {
			l.broken(r, "its group is done with all before %d of partition %d, after %d, and was handed what is before %d", r.Aux, r.Payload, t.committed, t.handed)
		}
		t.committed = uint32(r.Aux)
	}
}

// replay sees that a reader begins anew: before where its group is, and with what
// is kept.
func (l *logs) replay(r *trace.Record, p *span, t *logTrack) {
	switch {
	case t.reader != r.Peer:
		l.broken(r, "it reads again what place %d reads", t.reader)
	case r.Header >= uint32(r.Aux) || uint32(r.Aux) != t.committed:
		l.broken(r, "it reads again from %d to %d, where its group is done with what is before %d", r.Header, r.Aux, t.committed)
	case r.Header < p.first:
		l.broken(r, "it reads again from %d, where %d to %d are kept", r.Header, p.first, p.next)
	}
	if gone := p.goneBetween(r.Header, uint32(r.Aux)); gone != r.Parent {
		l.broken(r, "it reads again from %d to %d, of which %d are compacted, not %d", r.Header, r.Aux, gone, r.Parent)
	}
	t.handed, t.goal = r.Header, uint32(r.Aux)
}

func (l *logs) handOver(r *trace.Record, p *span, t *logTrack) {
	switch {
	case t.reader != r.Peer:
		l.broken(r, "it is handed to place %d, while place %d reads partition %d", r.Peer, t.reader, r.Payload)
	case r.Header < p.first || r.Header >= p.next || p.isGone(r.Header):
		l.broken(r, "offset %d is handed over, where %d to %d are kept", r.Header, p.first, p.next)
	case r.Header > t.handed && t.committed >= p.first: // else it may be behind what is kept, and begin anew
		l.broken(r, "offset %d is handed over, and %d was not", r.Header, t.handed)
	}
	t.handed = r.Header + 1
}

// part is the partition of which a record tells.
func (l *logs) part(r *trace.Record) *span {
	for len(l.flows) <= int(r.Flow) {
		l.flows = append(l.flows, logFlow{})
	}
	f := &l.flows[r.Flow]
	for len(f.parts) <= int(r.Payload) {
		f.parts = append(f.parts, span{})
	}
	return &f.parts[r.Payload]
}

// track is that of the group to which a record's peer belongs.
func (l *logs) track(r *trace.Record) *logTrack {
	f, node := &l.flows[r.Flow], l.topology.Places.At(r.Peer).Node
	k := 0
	for k < len(f.groups) && f.groups[k].node != node {
		k++
	}
	if k == len(f.groups) {
		f.groups = append(f.groups, logGroup{node: node})
	}
	g := &f.groups[k]
	for len(g.tracks) <= int(r.Payload) {
		g.tracks = append(g.tracks, logTrack{})
	}
	return &g.tracks[r.Payload]
}

func (l *logs) end() {}

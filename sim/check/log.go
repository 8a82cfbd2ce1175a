package check

import "backchat/sim/trace"

// Logs: what is appended to a partition gets the next offset, and the oldest
// goes first. Within a group (the replicas of a node) a partition has one reader
// at a time; whatever is handed over of it goes to that one, and leaves out
// nothing that is kept. Nobody is done with what was not handed over.
type logs struct {
	reporter
	topology *trace.Topology
	flows    []logFlow // by number
}

// A logFlow is what is known of a flow's log.
type logFlow struct {
	parts  []span // by partition, from 1
	groups []logGroup
}

// A span is what a partition keeps: offsets from first, below next.
type span struct{ first, next uint32 }

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
	switch r.Kind {
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
	case trace.Unstore:
		if r.Header != p.first || p.first == p.next {
			l.broken(r, "offset %d goes, where %d to %d are kept", r.Header, p.first, p.next)
		}
		p.first = r.Header + 1
	default:
		if r.Peer != 0 && int(r.Peer) <= l.topology.Places.Len() {
			l.read(r, *p, l.track(r))
		}
	}
}

// read sees what a group does with a partition.
func (l *logs) read(r *trace.Record, p span, t *logTrack) {
	switch r.Kind {
	case trace.Assign:
		if t.reader != 0 {
			l.broken(r, "place %d reads partition %d for the same group", t.reader, r.Payload)
		}
		t.reader, t.handed, t.goal = r.Peer, uint32(r.Aux), 0
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
func (l *logs) replay(r *trace.Record, p span, t *logTrack) {
	switch {
	case t.reader != r.Peer:
		l.broken(r, "it reads again what place %d reads", t.reader)
	case r.Header >= uint32(r.Aux) || uint32(r.Aux) != t.committed:
		l.broken(r, "it reads again from %d to %d, where its group is done with what is before %d", r.Header, r.Aux, t.committed)
	case r.Header < p.first:
		l.broken(r, "it reads again from %d, where %d to %d are kept", r.Header, p.first, p.next)
	}
	t.handed, t.goal = r.Header, uint32(r.Aux)
}

func (l *logs) handOver(r *trace.Record, p span, t *logTrack) {
	switch {
	case t.reader != r.Peer:
		l.broken(r, "it is handed to place %d, while place %d reads partition %d", r.Peer, t.reader, r.Payload)
	case r.Header < p.first || r.Header >= p.next:
		l.broken(r, "offset %d is handed over, where %d to %d are kept", r.Header, p.first, p.next)
	case r.Header > t.handed && t.handed >= p.first:
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

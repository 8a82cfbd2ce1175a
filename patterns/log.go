package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var logPattern = Pattern{
	Name: "log", Title: "log",
	Says:      "A broker appends every message to a partition and keeps it there, whoever has read it. Groups of readers ask for what comes after their offset.",
	Operation: "an update, until one reader of the group has done its work on it",
	To:        node.Keeps, Options: (*LogConfig)(nil),
	New: newLog,
}

// LogConfig are the options of a log.
type LogConfig struct {
	Partitions int          `json:"partitions" default:"1" min:"1" max:"1024" doc:"parts of the log, each with offsets of its own: by the key that a message is about, or else in turn"`
	Batch      int          `json:"batch" default:"500" min:"1" max:"1000000" doc:"messages that one fetch returns at most (Kafka: max.poll.records)"`
	Wait       sim.Time     `json:"wait" default:"500ms" min:"1ns" doc:"a fetch without messages is answered empty after this long (Kafka: fetch.max.wait.ms)"`
	Commit     string       `json:"commit" enum:"after,before" default:"after" doc:"when a reader commits the offset of a batch: after: once it has worked on it, so that a crash has it read again; before: so that a crash has it skipped"`
	Order      string       `json:"order" enum:"partition,key,none" default:"partition" doc:"what of a batch a reader works on at a time: partition: one message of each partition, in order; key: one of each key; none: all of them"`
	Tries      int          `json:"tries" default:"10" min:"1" max:"1000000" doc:"a message whose work fails is tried so often, and its partition waits; then it is set aside (dead letter)"`
	Retention  *sim.Time    `json:"retention" min:"1ns" absent:"for ever" doc:"how long a message is kept, whoever has read it"`
	Capacity   *int         `json:"capacity" min:"1" max:"100000000" absent:"any number" doc:"messages that one partition keeps: the oldest make room"`
	Compact    *LogCompact  `json:"compact" absent:"whatever a later message says" doc:"of each key only the newest message is kept, behind the point up to which the cleaner has come: who reads from the beginning reads a table (Kafka: cleanup.policy=compact)"`
	Begin      string       `json:"begin" enum:"earliest,latest" default:"earliest" doc:"where a group begins that has no offset yet, or whose offset is kept no more: at the oldest message there is, or behind the newest"`
	Session    sim.Time     `json:"session" default:"10s" min:"1ns" doc:"a reader of which nothing has been heard for this long is out of its group, and the others take over; while it works it says three times in so long that it is there"`
	Working    sim.Time     `json:"working" default:"5m" min:"1ns" doc:"a reader that works on one batch for longer says no more that it is there (Kafka: max.poll.interval.ms)"`
	Leave      string       `json:"leave" enum:"session,reset" default:"session" doc:"who is out of its group: session: only who has been silent for so long; reset: also whoever's connection breaks while its fetch waits (it says goodbye)"`
	Rebalance  string       `json:"rebalance" enum:"cooperative,eager" default:"cooperative" doc:"who stops where readers come and go: cooperative: only partitions that move; eager: all, until every reader has asked again"`
	Confirm    bool         `json:"confirm" default:"true" doc:"the broker acknowledges what is published, and the publisher waits for it as its policy says"`
	Join       sim.Time     `json:"join" default:"0s" min:"0s" max:"1h" doc:"the readers first ask within this long, evenly and in turn; 0s: all at the start"`
	Producer   *LogProducer `json:"producer" absent:"each message is a request of its own" doc:"the source collects messages by partition, and sends those of one in one request (a batch)"`
	State      *LogState    `json:"state" absent:"readers remember nothing of what they have read" doc:"readers have a state made of all that they have read, in memory: whoever has none of a partition (after a crash, or where another has read it) makes it anew from the log before reading on (event sourcing)"`
	Replicated *LogReplicas `json:"replication" absent:"the broker keeps it alone" doc:"the replicas of the broker keep the log together: one leads, whom sources and readers speak to, and the others fetch from it"`
	Timeout    sim.Time     `json:"timeout" default:"30s" min:"1ns" doc:"a fetch without answer for so much longer than wait is made again"`
	Reconnect  Waits        `json:"reconnect" doc:"asking again after a fetch that failed"`
}

// Log: what is published is appended to a partition and stays; the replicas of
// each node that reads share the partitions, and each asks for what comes next.
//
// Model card. An operation is one update for one group (the replicas of a node of
// `from`), from its intended publication until a reader of the group has done its work
// on it; where that is a client, until it has it. A message is kept once for all
// groups, until its retention is over; whoever has not read it by then will not
// (expired, or dropped for lack of room). Within a group a partition has one reader at
// a time. A reader has one fetch under way for all its partitions: a long poll, which
// is answered with one batch. It works on that, commits, and asks on, so between two
// fetches it has nothing in hand, and that is when partitions change hands. A fetch
// takes the broker's service once, however much it returns; a commit takes none, and
// is durable at once. A reader that comes back within its session takes up where it
// was. A reader whose partition was given away while it worked works on, but its
// commit counts for nothing. A state is read again by fetches as all else is, from the
// last snapshot of the partition, or the oldest message that is kept of it; a snapshot
// takes no time, is made of what is committed, and no crash reaches it. A log that is
// compacted lets go of a message once a later one of its key is as old as its lag says,
// when its cleaner runs, which takes no time; the newest of a key is always kept, offsets
// stay as they are, and what is gone is left out of batches and states (a group that had
// not read it will not: coalesced). Lag counts offsets, as Kafka's does. Who reads what
// is balanced to within one partition, moving as few as that takes. A source with a
// producer puts messages for one partition into a batch (those about nothing into one
// at a time, whose partition is the next one's after it), which is one request with
// one header, is tried again as a whole, appended as a whole, once, and takes the
// broker's service and sync once. Sources: Kreps, Narkhede, Rao, "Kafka: a distributed
// messaging system for log processing", NetDB 2011; Fowler, "Event Sourcing", 2005;
// KIP-54 (sticky assignment), KIP-345 (static membership), KIP-429 (cooperative
// rebalancing), KIP-480 (sticky partitions of batches). Left out: the coordinator's own messages (joining takes one
// fetch), fetching ahead while working, transactions,
// tombstones, that the cleaner waits until half of the log is new (min.cleanable.dirty.ratio)
// and leaves the segment alone that is being written, batches for several
// partitions in one request, their compression, a bound on how many are under way,
// and readers and sources that scale: all their replicas are there at the start.
type Log struct {
	*News
	c          *LogConfig
	broker     trace.Place
	asking     *listeners
	parts      []partition
	groups     []group
	readers    []reader
	turn       int          // of the partitions, for messages that are about nothing
	current    int          // the partition of the message being appended
	replicated *replication // nil: the broker keeps the log alone
	placed     int          // the partition of the batch that is being appended, from 1; 0: there is none
	brought    uint32       // the number of the message that brought what is being published
	byKey      sim.Key
	producers  *producers  // nil: each message is sent by itself
	apply      node.Demand // of what is read again for a state
	compacted  *sim.Account
	id         sim.HandlerID
}

// A partition is a part of the log.
type partition struct {
	tape[entry]
	cleaner
	aging bool // something will be too old
}

// An entry is one message that is kept.
type entry struct {
	at    sim.Time
	msg   uint32
	size  uint32
	about uint32 // its key, where the log is compacted
	gone  bool   // it is kept no more: a later one of its key is
}

// Bytes that a run keeps of each: of an entry with what readers of the records
// remember of it.
const (
	entryBytes  = 64
	copyBytes   = 28
	trackBytes  = 96
	readerBytes = 176
)

const (
	eventOld uint8 = iota
	eventSilent
	eventAlive
	eventClean
)

func newLog(s *Setup) (Flow, error) {
	c := options[LogConfig](s)
	groupOf, hearers := s.subscribers("node")
	replicas := s.To
	s.To = replicas[:1] // until another leads
	n, err := newNews(s, hearers)
	if err != nil {
		return nil, err
	}
	n.silent, n.unconfirmed = true, !c.Confirm
	k := n.W.Kernel
	l := &Log{News: n, c: c, broker: n.To[0], parts: make([]partition, c.Partitions), byKey: sim.NewKey(0).Named("partition")}
	entries := k.Keeps("messages in logs", entryBytes)
	for i := range l.parts {
		l.parts[i].room = entries
	}
	l.compacted = k.Keeps("keys of logs", sim.KeyedBytes)
	l.newGroups(groupOf, hearers)
	agent, err := node.NewAgent(n.W, node.Policy{}, n.To, "fetches")
	if err != nil {
		return nil, err
	}
	agent.Tell(l)
	l.Agent = agent
	l.asking = n.listen(n.Speakers, c.Reconnect.policy(), "log", trace.Hold, trace.Free)
	l.asking.manner, l.asking.join = l, c.Join
	n.known = l.append
	l.collects()
	if err := l.rebuilds(); err != nil {
		return nil, err
	}
	if err := l.replicates(replicas); err != nil {
		return nil, err
	}
	l.id = k.Register(l)
	return l, nil
}

// Start begins the news, and the readers ask.
func (l *Log) Start() {
	l.load.Start()
	l.asking.start()
	l.cleanLater()
	if l.replicated != nil {
		l.replicated.start()
	}
}

// Handle fires what is too old, sessions, and the cleaner.
func (l *Log) Handle(e sim.Event) {
	switch e.Kind() {
	case eventOld:
		l.old(int(e.A))
	case eventSilent:
		l.session(int(e.A))
	case eventAlive:
		l.alive(int(e.A), e.B)
	case eventClean:
		l.clean()
	}
}

// Served publishes what has come in, or takes a fetch in; or a reader has done
// its work on a message.
func (l *Log) Served(j *node.Job) bool {
	switch {
	case j.Shape == trace.Publish && l.replicated != nil:
		l.replicated.taken(j)
	case j.Shape == trace.Batch && l.replicated != nil:
		l.replicated.takenBatch(j)
	case j.Shape == trace.Publish:
		l.brought = j.Msg
		l.taken(j)
		l.brought = 0
	case j.Shape == trace.Batch:
		l.producers.taken(j)
	case j.Shape == trace.Delivery:
		l.worked(int(j.Item.Listener), int(j.Item.Working), j.Status, j.Op)
	default:
		l.fetched(j)
	}
	return false
}

// append appends an update, which is for a group, to a partition: once, if it is
// for all of them.
func (l *Log) append(g int, _ trace.Place) {
	u := l.take(g)
	if g == 0 || l.C.Updates.Audience != "all" {
		l.keep(u.op, u.size)
	}
	l.W.Wait(u.op, trace.Held, l.broker)
	offset := l.parts[l.current].next - 1
	for k := range l.groups {
		if k != g && l.C.Updates.Audience == "all" {
			continue // its own is still to come
		}
		t := &l.groups[k].tracks[l.current]
		c := copied{reader: -1}
		if k == g {
			c.op = u.op
		}
		if t.copies.put(c); t.copies.next != offset+1 {
			panic("patterns.Log.append: a group has no copy of a message before it")
		}
		if t.owner >= 0 && l.placed == 0 {
			l.serve(int(t.owner))
		}
	}
}

// keep appends one message to its partition.
func (l *Log) keep(op sim.Ref, size uint32) {
	i := l.partitionOf(op)
	l.current = i
	p := &l.parts[i]
	for l.c.Capacity != nil && p.kept() >= *l.c.Capacity {
		l.forgetFirst(i, trace.Dropped)
	}
	msg := l.brought
	if msg == 0 {
		msg = l.W.Net.Number()
	}
	e := entry{at: l.W.Now(), msg: msg, size: size}
	if o := l.W.Op(op); l.c.Compact != nil && o != nil {
		e.about = o.About
	}
	p.put(e)
	l.noteEntry(trace.Store, i, msg, p.next-1, trace.NoStatus, op)
	l.age(i)
}

// partitionOf is which partition a message of that operation goes to.
func (l *Log) partitionOf(op sim.Ref) int {
	if l.placed != 0 {
		return l.placed - 1
	}
	if i, keyed := l.keyed(op); keyed {
		return i
	}
	i := l.turn
	l.turn = (i + 1) % len(l.parts)
	return i
}

// keyed is the partition of what that operation is about, where it is about
// anything.
func (l *Log) keyed(op sim.Ref) (partition int, keyed bool) {
	if o := l.W.Op(op); o != nil && o.About != 0 {
		return int(uint64(l.byKey.With(uint64(o.About))) % uint64(len(l.parts))), true
	}
	return 0, false
}

// noteEntry records that a message is kept in partition i, or no more. Where replicas
// keep it, that is once all in sync have it. There, and where the log is compacted, the
// record says of which operation.
func (l *Log) noteEntry(kind trace.Kind, i int, msg, offset uint32, why trace.Status, op sim.Ref) {
	p := &l.parts[i]
	if l.replicated == nil && l.c.Compact == nil {
		op = sim.Ref{}
	}
	r := l.W.Record(kind, l.broker, 0, op)
	r.Msg, r.Flow, r.Status, r.Aux = msg, l.Number, why, int64(p.kept())
	r.Payload, r.Header = uint32(i)+1, offset
	if kind == trace.Unstore && l.c.Compact != nil {
		r.Parent = p.rest()
	}
}

// age has the first message of a partition go when it is too old.
func (l *Log) age(i int) {
	if p := &l.parts[i]; l.c.Retention != nil && !p.aging && p.first != p.next {
		p.aging = true
		l.W.Kernel.At(p.at(p.first).at+*l.c.Retention, l.id, eventOld, uint32(i), 0)
	}
}

// old lets go of what is too old in a partition.
func (l *Log) old(i int) {
	p := &l.parts[i]
	p.aging = false
	for p.first != p.next && p.at(p.first).at+*l.c.Retention <= l.W.Now() {
		l.forgetFirst(i, trace.Expired)
	}
	l.age(i)
}

// forgetFirst lets go of a partition's first message. A group that has not read it
// will not, unless one of its readers has it in hand.
func (l *Log) forgetFirst(i int, why trace.Status) {
	p := &l.parts[i]
	offset := p.first
	if e := p.pop(); e.gone {
		p.gone--
	} else {
		l.noteEntry(trace.Unstore, i, e.msg, offset, why, sim.Ref{})
	}
	for g := range l.groups {
		l.trim(&l.groups[g].tracks[i], i, 0, ending(why))
	}
}

// Missed says that messages which were fetched will not arrive: they wait for
// another fetch; or that one which was published will not.
func (l *Log) Missed(m *network.Message, why trace.Status) {
	switch m.Shape {
	case trace.Publish:
		l.vanished(m.Op, why)
	case trace.News:
		for c := range l.carried(m.Tag) {
			l.W.Wait(c.op, trace.Unanswered, l.broker)
		}
	}
}

// Lapsed forgets a fetch whose reader has gone.
func (l *Log) Lapsed(a sim.Ref) {
	i := l.W.Attempt(a).Tag.Listener() // a message that is published names none
	held := i < len(l.asking.requests) && l.asking.requests[i].attempt == a
	l.asking.lapsed(a)
	if held && l.c.Leave == "reset" {
		l.leave(i, trace.Away)
	}
}

// Crashed loses what a reader at p had in hand, or, at a broker that is not durable,
// the log.
func (l *Log) Crashed(p trace.Place) {
	l.asking.crashed(p)
	if l.producers != nil {
		l.producers.crashed(p)
	}
	if i, ok := l.asking.roster.Find(p); ok {
		l.dropBatch(i)
	}
	if r, k := l.replicaAt(p); r != nil {
		r.crashed(k)
	} else if p == l.broker && !l.W.Broker(p).Durable() {
		l.lose()
	}
}

// lose loses the log, and who reads it.
func (l *Log) lose() {
	for i := range l.parts {
		for g := range l.groups {
			t := &l.groups[g].tracks[i]
			l.revoke(g, i, trace.Crashed)
			t.committed = max(t.committed, l.parts[i].next)
		}
		for p := &l.parts[i]; p.first != p.next; {
			l.forgetFirst(i, trace.Crashed)
		}
	}
	for i := range l.readers {
		l.readers[i].in = false
	}
	for g := range l.groups {
		l.groups[g].stopping = false
	}
}

// Revived makes the readers at p ask. A broker that comes back gives all of them
// time to.
func (l *Log) Revived(p trace.Place) {
	if r, k := l.replicaAt(p); r != nil {
		r.revived(k)
	} else if p == l.broker {
		for i := range l.readers {
			l.heardOf(i)
		}
	}
	l.asking.revived(p)
}

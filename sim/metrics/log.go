package metrics

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A logbook is what is known of a flow's log: nothing, where it has none.
type logbook struct {
	parts     []shelf
	groups    int     // that read it
	lag       level   // messages that groups are not done with
	worst     int64   // the most that one group was behind in one partition, within the window
	unread    []int64 // by group and partition: since when it has no reader; -1: it has one, or never had
	done      []uint32
	replaying []int64      // by group and partition: since when its state is made again
	replayed  uint64       // messages that were to be read again, within the window
	pause     distribution // how long a partition had no reader
	settle    distribution // how long it took until all that was to move had moved
	rebuild   distribution // how long it took until a reader had its state again
}

// A shelf is a partition.
type shelf struct {
	first, next uint32
	appended    uint64 // within the window
}

// An order is how far the effects of a flow are, by key.
type order struct{ last uint32 }

// partition is the one that a record of the flow's log is about.
func (f *Figures) partition(r *trace.Record) (*logbook, *shelf) {
	fl := &f.flows[r.Flow]
	if fl.log == nil {
		fl.log = &logbook{groups: max(1, len(f.topology.Flows[r.Flow-1].From))}
		for _, d := range [...]*distribution{&fl.log.pause, &fl.log.settle, &fl.log.rebuild} {
			d.horizon = f.topology.Horizon
		}
	}
	b := fl.log
	for len(b.parts) < int(r.Payload) {
		b.parts = append(b.parts, shelf{})
		for range b.groups {
			b.done, b.unread, b.replaying = append(b.done, 0), append(b.unread, -1), append(b.replaying, 0)
		}
	}
	return b, &b.parts[r.Payload-1]
}

// group is which of the groups that read a flow a place belongs to.
func (f *Figures) group(flow uint16, p trace.Place) int {
	return max(0, slices.Index(f.topology.Flows[flow-1].From, f.topology.Places.At(p).Node))
}

// track is the place of a group's partition in what is kept by both.
func (f *Figures) track(b *logbook, r *trace.Record) int {
	return (int(r.Payload)-1)*b.groups + f.group(r.Flow, r.Peer)
}

// shelve takes one more message of a log in.
func (f *Figures) shelve(r *trace.Record) {
	b, p := f.partition(r)
	p.next = r.Header + 1
	b.lag.by(r.At, int64(b.groups))
	if f.measured.holds(r.At) {
		p.appended++
	}
	f.lags(b, r)
}

// unshelve takes it that the oldest message of a partition is kept no more. One that is
// gone for a later one of its key leaves its offset.
func (f *Figures) unshelve(r *trace.Record) {
	if r.Status == trace.Coalesced {
		return
	}
	b, p := f.partition(r)
	p.first = r.Header + 1
	for g := range b.groups {
		b.through(r.At, (int(r.Payload)-1)*b.groups+g, p.first)
	}
}

// through says that a group is done with what is before an offset.
func (b *logbook) through(at sim.Time, k int, to uint32) {
	if to > b.done[k] {
		b.lag.by(at, -int64(to-b.done[k]))
		b.done[k] = to
	}
}

// lags notes how far groups are behind in the partition of r.
func (f *Figures) lags(b *logbook, r *trace.Record) {
	if !f.measured.holds(r.At) {
		return
	}
	for g := range b.groups {
		k := (int(r.Payload)-1)*b.groups + g
		b.worst = max(b.worst, int64(b.parts[r.Payload-1].next)-int64(b.done[k]))
	}
}

func (f *Figures) commit(r *trace.Record) {
	b, _ := f.partition(r)
	b.through(r.At, f.track(b, r), uint32(r.Aux))
}

func (f *Figures) assign(r *trace.Record) {
	b, _ := f.partition(r)
	k := f.track(b, r)
	b.through(r.At, k, uint32(r.Aux))
	if since := b.unread[k]; since >= 0 {
		b.unread[k] = -1
		if f.measured.holds(r.At) {
			b.pause.record(int64(r.At) - since)
		}
	}
}

func (f *Figures) revoke(r *trace.Record) {
	b, _ := f.partition(r)
	b.unread[f.track(b, r)] = int64(r.At)
}

func (f *Figures) rebalance(r *trace.Record) {
	if b := f.flows[r.Flow].log; b != nil && f.measured.holds(r.At) {
		b.settle.record(r.Aux)
	}
}

func (f *Figures) replay(r *trace.Record) {
	b, _ := f.partition(r)
	b.replaying[f.track(b, r)] = int64(r.At)
	if f.measured.holds(r.At) {
		b.replayed += uint64(r.Aux) - uint64(r.Header) - uint64(r.Parent)
	}
}

func (f *Figures) rebuilt(r *trace.Record) {
	if b, _ := f.partition(r); f.measured.holds(r.At) {
		b.rebuild.record(int64(r.At) - b.replaying[f.track(b, r)])
	}
}

// inOrder counts an effect that takes place after one of a later operation about
// the same key, for the same group.
func (f *Figures) inOrder(fl *flow, o *operation, r *trace.Record) {
	groups, g := 1, 0
	if fl.log != nil {
		groups, g = fl.log.groups, f.group(r.Flow, r.Node)
	}
	x := fl.orders.Have(o.about*uint32(groups) + uint32(g))
	if r.Op < x.last && f.measured.holds(r.At) {
		fl.disordered++
	}
	x.last = max(x.last, r.Op)
}

// appended are the messages that came to each partition, added up, and the most of
// one times as many as there are.
func (f *flow) appended() (most, all uint64) {
	if f.log == nil {
		return 0, 0
	}
	for _, p := range f.log.parts {
		most, all = max(most, p.appended), all+p.appended
	}
	return most * uint64(len(f.log.parts)), all
}

// book is the flow's, or an empty one.
func (f *flow) book() *logbook {
	if f.log == nil {
		return &logbook{}
	}
	return f.log
}

func logRows() []row[flow] {
	rows := levels("lag", "messages of a log that groups of readers are not done with, one for each group", func(f *flow) *level { return &f.book().lag })
	rows = append(rows,
		count("lag.partition", "the most messages that one group was behind in one partition, within the window", func(f *flow) uint64 { return uint64(f.book().worst) }),
		ratio("partitions.imbalance", Mean, "messages appended to the partition that got most within the window / those that each would get if all got as many", (*flow).appended),
		count("rebalances", "times within the window that a group of readers had shared its partitions anew", func(f *flow) uint64 { return f.book().settle.count }),
		count("outOfOrder", "effects within the window that took place after one of a later operation about the same key (of a log without keys: of any), for the same group", func(f *flow) uint64 { return f.disordered }))
	rows = append(rows,
		count("replayed", "messages of a log that readers began to read again within the window, for a state that they had lost, or had not had", func(f *flow) uint64 { return f.book().replayed }))
	rows = append(rows, spread("rebuild", "from when a reader was to make its state of a partition again until it had it", func(f *flow) *distribution { return &f.book().rebuild })...)
	rows = append(rows, spread("rebalance", "from the change until every partition was with the reader that it was to go to", func(f *flow) *distribution { return &f.book().settle })...)
	return append(rows, spread("unread", "how long a partition that had changed hands had been without a reader, since it was given away", func(f *flow) *distribution { return &f.book().pause })...)
}

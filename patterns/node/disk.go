package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// DiskConfig describes what is written to.
type DiskConfig struct {
	Sync sim.Dist `json:"sync" unit:"duration" default:"0s" doc:"the time that what is written takes to reach the disk, before it is acknowledged (of brokers: where they are durable)"`
	Disk string   `json:"disk" enum:"parallel,serial,group" default:"parallel" doc:"how much reaches the disk at a time: parallel: any number of messages or writes, each in its own time; serial: one after the other, each by a sync of its own; group: one sync after the other, each for all that wait by then (group commit)"`
}

// Disks are those of a node's replicas. What is written waits for its sync as a job of
// whoever writes.
type disks struct {
	w       *World
	of      writer
	id      sim.HandlerID
	first   trace.Place
	sync    sim.Sampler
	draws   []sim.Stream
	at      []disk // nil: they take any number of jobs at a time
	group   bool
	writing *sim.Account
}

// A writer is told what has reached its disk.
type writer interface{ written(j *Job) }

const (
	eventWritten uint8 = iota
	eventCommitted
)

// newDisks makes the disks of n's replicas: one sync at a time, or any number.
func newDisks(w *World, of writer, c *DiskConfig, n *trace.Node, draws []sim.Stream, syncs bool) (*disks, error) {
	sync, err := c.Sync.Sampler()
	if err != nil {
		return nil, err
	}
	d := &disks{w: w, of: of, first: n.First, sync: sync, draws: draws, group: c.Disk == "group"}
	if syncs {
		d.at, d.writing = make([]disk, n.Count), w.Kernel.Keeps("messages on their way to disks", diskBytes)
	}
	d.id = w.Kernel.Register(d)
	return d, nil
}

// A disk makes lasting what a broker, or a table, writes: one sync at a time, in the order of
// coming, each for one message or for all that wait (group commit).
//
// Model card. A sync takes its time however much it is for; what waits for one
// is queued. A crash loses what no sync has been for. Source: DeWitt, Katz,
// Olken, Shapiro, Stonebraker, Wood, "Implementation techniques for main memory
// database systems", SIGMOD 1984 (group commit). While a disk stalls, the sync under
// way makes no progress, and none begins. Left out: what the writing itself takes,
// and that others use the disk.
type disk struct {
	waiting []sim.Ref // jobs, in order
	under   []sim.Ref // those that a sync goes on for
	busy    bool
	stalls  int      // faults that keep it from making progress
	due     sim.Time // when the sync under way ends; while it stalls, what is left of it
	epoch   uint32   // counts crashes and stalls: what a sync was to end by before is void
}

// diskBytes is what is kept of a job on its way to the disk.
const diskBytes = 16

// begin takes up what the next sync is for.
func (d *disk) begin(group bool) {
	n := 1
	if group {
		n = len(d.waiting)
	}
	d.under = append(d.under[:0], d.waiting[:n]...)
	d.waiting = append(d.waiting[:0], d.waiting[n:]...)
	d.busy = true
}

// write has a job's message reach the disk, where it may have to wait.
func (d *disks) write(j *Job) {
	if d.at == nil {
		d.w.spends(j, trace.InService)
		d.w.Kernel.At(d.w.Now()+d.time(j.Place), d.id, eventWritten, j.Self.Index, j.Self.Generation)
		return
	}
	x := &d.at[j.Place-d.first]
	x.waiting = append(x.waiting, j.Self)
	d.writing.Add(1)
	d.w.spends(j, trace.Queued)
	if !x.busy && x.stalls == 0 {
		d.commit(j.Place, x)
	}
}

// time draws how long a sync at p takes.
func (d *disks) time(p trace.Place) sim.Time { return d.sync.Time(&d.draws[p-d.first]) }

// Handle fires when a job's message, or what a sync was for, has reached the disk.
func (d *disks) Handle(e sim.Event) {
	if e.Kind() == eventCommitted {
		d.committed(trace.Place(e.A), e.B)
		return
	}
	if j := d.w.jobs.Get(sim.Ref{Index: e.A, Generation: e.B}); j != nil {
		d.of.written(j)
	}
}

// commit begins a sync at p.
func (d *disks) commit(p trace.Place, x *disk) {
	x.begin(d.group)
	for _, r := range x.under {
		if j := d.w.jobs.Get(r); j != nil {
			d.w.spends(j, trace.InService)
		}
	}
	d.syncFor(p, x, d.time(p))
}

// syncFor has the sync at p last so long from now.
func (d *disks) syncFor(p trace.Place, x *disk, left sim.Time) {
	x.due = d.w.Now() + left
	d.w.Kernel.At(x.due, d.id, eventCommitted, uint32(p), x.epoch)
}

// committed hands on what a sync at p was for, and begins the next.
func (d *disks) committed(p trace.Place, epoch uint32) {
	x := &d.at[p-d.first]
	if x.epoch != epoch {
		return
	}
	d.writing.Add(-len(x.under))
	for _, r := range x.under {
		if j := d.w.jobs.Get(r); j != nil {
			d.of.written(j)
		}
	}
	if x.under, x.busy = x.under[:0], false; len(x.waiting) > 0 {
		d.commit(p, x)
	}
}

// spoil forgets what was on its way to the disk at p.
func (d *disks) spoil(p trace.Place) {
	if d == nil || d.at == nil {
		return
	}
	x := &d.at[p-d.first]
	d.writing.Add(-len(x.waiting) - len(x.under))
	x.waiting, x.under, x.busy = x.waiting[:0], x.under[:0], false
	x.epoch++
}

// Syncs tells whether the brokers' disks take one sync at a time.
func (c *BrokerConfig) Syncs() bool { return c.Durable && c.Disk != "parallel" }

// Syncs tells whether the tables' disks take one sync at a time.
func (c *StoreConfig) Syncs() bool { return c.Table != nil && c.Table.Disk != "parallel" }

// disksAt are those that the one at p writes to.
func (w *World) disksAt(p trace.Place) *disks {
	if b, ok := w.group(p).role.(*Broker); ok {
		return b.disks
	}
	return w.Server(p).keeps.(*table).disks
}

// stallDisk keeps the disks of an act from making progress, or lets them go on. It
// lasts whatever becomes of their nodes meanwhile.
func (t *Timeline) stallDisk(a *Act, end bool) {
	for _, p := range a.Places {
		d := t.w.disksAt(p)
		x := &d.at[p-d.first]
		d.stall(p, x, end)
		t.w.note(trace.Stall, p).Aux = int64(x.stalls)
	}
}

// stall stops the sync at p, or lets it go on where nothing else stops it, and then
// begins with what has come.
func (d *disks) stall(p trace.Place, x *disk, end bool) {
	if !end {
		if x.stalls++; x.stalls == 1 && x.busy {
			x.due -= d.w.Now()
			x.epoch++
		}
		return
	}
	x.stalls--
	switch {
	case x.stalls > 0:
	case x.busy:
		d.syncFor(p, x, x.due)
	case len(x.waiting) > 0:
		d.commit(p, x)
	}
}

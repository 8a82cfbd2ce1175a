package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A disk makes lasting what a broker writes: one sync at a time, in the order of
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

// write has a message that has come in reach the disk, where it may have to wait.
func (b *Broker) write(j *Job) {
	d := &b.disks[b.w.Replica(j.Place)]
	d.waiting = append(d.waiting, j.Self)
	b.writing.Add(1)
	b.w.spends(j, trace.Queued)
	if !d.busy && d.stalls == 0 {
		b.commit(j.Place, d)
	}
}

// commit begins a sync at p.
func (b *Broker) commit(p trace.Place, d *disk) {
	d.begin(b.config.Disk == "group")
	for _, r := range d.under {
		if j := b.w.jobs.Get(r); j != nil {
			b.w.spends(j, trace.InService)
		}
	}
	b.syncFor(p, d, b.sync.Time(&b.draws[b.w.Replica(p)]))
}

// syncFor has the sync at p last so long from now.
func (b *Broker) syncFor(p trace.Place, d *disk, left sim.Time) {
	d.due = b.w.Now() + left
	b.w.Kernel.At(d.due, b.id, eventCommitted, uint32(p), d.epoch)
}

// committed hands on what a sync at p was for, and begins the next.
func (b *Broker) committed(p trace.Place, epoch uint32) {
	d := &b.disks[b.w.Replica(p)]
	if d.epoch != epoch {
		return
	}
	b.writing.Add(-len(d.under))
	for _, r := range d.under {
		if j := b.w.jobs.Get(r); j != nil {
			b.conclude(j)
		}
	}
	if d.under, d.busy = d.under[:0], false; len(d.waiting) > 0 {
		b.commit(p, d)
	}
}

// spoil forgets what was on its way to the disk at p.
func (b *Broker) spoil(p trace.Place) {
	if b.disks == nil {
		return
	}
	d := &b.disks[b.w.Replica(p)]
	b.writing.Add(-len(d.waiting) - len(d.under))
	d.waiting, d.under, d.busy = d.waiting[:0], d.under[:0], false
	d.epoch++
}

// Syncs tells whether the brokers' disks take one sync at a time.
func (c *BrokerConfig) Syncs() bool { return c.Durable && c.Disk != "parallel" }

// stallDisk keeps the disks of an act from making progress, or lets them go on. It
// lasts whatever becomes of the broker meanwhile.
func (t *Timeline) stallDisk(a *Act, end bool) {
	for _, p := range a.Places {
		b := t.w.group(p).role.(*Broker)
		d := &b.disks[t.w.Replica(p)]
		b.stall(p, d, end)
		t.w.note(trace.Stall, p).Aux = int64(d.stalls)
	}
}

// stall stops the sync at p, or lets it go on where nothing else stops it, and then
// begins with what has come.
func (b *Broker) stall(p trace.Place, d *disk, end bool) {
	if !end {
		if d.stalls++; d.stalls == 1 && d.busy {
			d.due -= b.w.Now()
			d.epoch++
		}
		return
	}
	d.stalls--
	switch {
	case d.stalls > 0:
	case d.busy:
		b.syncFor(p, d, d.due)
	case len(d.waiting) > 0:
		b.commit(p, d)
	}
}

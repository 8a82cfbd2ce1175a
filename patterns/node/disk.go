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
// database systems", SIGMOD 1984 (group commit). Left out: what the writing
// itself takes, and that others use the disk.
type disk struct {
	waiting []sim.Ref // jobs, in order
	under   []sim.Ref // those that a sync goes on for
	busy    bool
	epoch   uint32 // counts crashes
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
	b.w.Enter(j.Behalf, trace.Queued, j.Place)
	if !d.busy {
		b.commit(j.Place, d)
	}
}

// commit begins a sync at p.
func (b *Broker) commit(p trace.Place, d *disk) {
	d.begin(b.config.Disk == "group")
	for _, r := range d.under {
		if j := b.w.jobs.Get(r); j != nil {
			b.w.Enter(j.Behalf, trace.InService, p)
		}
	}
	b.w.Kernel.At(b.w.Now()+b.sync.Time(&b.draws[b.w.Replica(p)]), b.id, eventCommitted, uint32(p), d.epoch)
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

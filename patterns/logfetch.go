package patterns

import (
	"slices"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// fetched takes a fetch in: whoever asks has nothing in hand.
func (l *Log) fetched(j *node.Job) {
	a := l.W.Attempt(j.Attempt)
	switch {
	case a == nil:
		return
	case j.Status != trace.OK:
		l.W.Reply(j.Attempt, j.Place, node.Answer{Shape: trace.Response, Status: j.Status})
		return
	case j.Place != l.broker:
		l.W.Reply(j.Attempt, j.Place, node.Answer{Shape: trace.Response, Status: trace.Failed}) // another leads
		return
	}
	i := a.Tag.Listener()
	r := &l.readers[i]
	if a.Tag.Number() != r.fetch || l.asking.all[i].state != asking || r.taken == r.fetch {
		l.answerEmpty(j.Attempt, j.Place) // nobody waits for it any more, or it is a copy
		return
	}
	if l.idle(i) {
		l.release(i) // an older one
	}
	r.taken = r.fetch
	l.stands(i)
	r.arriving, r.arrived = true, true
	l.join(i)
	l.partWith(i)
	l.heardOf(i)
	r.arriving = false
	l.asking.keep(i, j)
	l.asking.fireAfter(i, l.c.Wait)
	g := r.group
	if x := &l.groups[g]; x.stopping {
		l.goOn(g)
	} else if x.moving > 0 {
		l.assign(g)
	}
	l.serve(i)
}

// stands says where a reader is that has nothing in hand.
func (l *Log) stands(i int) {
	r := &l.readers[i]
	x := &l.groups[r.group]
	for p := range x.tracks {
		t := &x.tracks[p]
		switch {
		case t.owner != int32(i):
		case r.fresh:
			l.rewind(t, p, t.committed)
		case t.position > t.at:
			l.rewind(t, p, t.at)
		default:
			l.trim(t, p, 0, l.late())
		}
		if t.owner == int32(i) {
			l.renew(t, p)
			if r.fresh {
				l.resume(t, p)
			}
		}
	}
	r.fresh = false
}

// serveAll answers the fetches that wait for something of a partition.
func (l *Log) serveAll(partition int) {
	for g := range l.groups {
		if owner := l.groups[g].tracks[partition].owner; owner >= 0 {
			l.serve(int(owner))
		}
	}
}

// serve answers a fetch that waits, where there is something for its reader.
func (l *Log) serve(i int) {
	if !l.idle(i) || l.groups[l.readers[i].group].stopping {
		return
	}
	if a := l.W.Attempt(l.asking.requests[i].attempt); a == nil || a.Tag.Number() != l.readers[i].fetch {
		l.release(i) // its reader has given it up
		return
	}
	size, count := l.gather(i)
	switch {
	case count > 0:
		r := l.free(i)
		l.W.Reply(r.attempt, r.place, node.Answer{
			Shape: trace.News, Status: trace.OK, Payload: size, Header: uint32(count) * uint32(l.C.Headers.Delivery),
			Tag: network.ForListener(i, l.readers[i].fetch),
		})
	case l.overtaken(i):
		l.release(i)
	}
}

// overtaken tells whether a reader waits at an offset that is kept no more, and is to
// begin anew: that it finds when it asks again.
func (l *Log) overtaken(i int) bool {
	return slices.ContainsFunc(l.groups[l.readers[i].group].tracks, func(t track) bool { return t.owner == int32(i) && t.passed })
}

// free takes up the fetch of a reader that waits.
func (l *Log) free(i int) request {
	r, job := l.asking.letGo(i)
	l.W.NoteMsg(trace.Free, r.attempt, l.Speakers[i], trace.OK)
	l.W.Release(job)
	l.heardOf(i)
	return r
}

// gather takes together what a reader is to get next: partition by partition, from
// the one whose turn it is.
func (l *Log) gather(i int) (size uint32, count int) {
	r := &l.readers[i]
	x := &l.groups[r.group]
	cuts := r.cut(r.fetch)
	*cuts, r.items = (*cuts)[:0], r.items[:0]
	for k := range x.tracks {
		p := (r.turn + k) % len(x.tracks)
		t := &x.tracks[p]
		if t.owner != int32(i) || t.passed || t.position >= l.parts[p].next {
			continue
		}
		if count == l.c.Batch {
			r.turn = p
			break
		}
		from, part := t.position, &l.parts[p]
		for o := from; o < part.next && (count < l.c.Batch || part.at(o).gone); o++ {
			if part.at(o).gone {
				l.passOver(i, p, o)
			} else {
				size += l.pick(i, p, o)
				count++
			}
			t.position = o + 1
		}
		*cuts = append(*cuts, cut{uint32(p), from, t.position, t.epoch})
	}
	return size, count
}

// pick puts one message into a reader's batch.
func (l *Log) pick(i, p int, offset uint32) (size uint32) {
	r := &l.readers[i]
	e := l.parts[p].at(offset)
	again := offset < l.groups[r.group].tracks[p].goal
	it := item{partition: uint32(p), offset: offset, msg: e.msg, next: -1, again: again, skip: !again}
	note := l.W.Record(trace.Deliver, l.broker, l.Speakers[i], sim.Ref{})
	note.Msg, note.Flow, note.Payload, note.Header, note.Aux = e.msg, l.Number, uint32(p)+1, offset, 1
	if c := l.copy(r.group, p, offset); c != nil {
		c.reader, c.fetch = int32(i), r.fetch
		c.tries++
		note.Aux = int64(c.tries)
		it.skip = c.op == sim.Ref{}
		if o := l.W.Op(c.op); o != nil {
			it.about, note.Op, note.N = o.About, o.ID, 1
		}
	}
	r.items = append(r.items, it)
	return e.size
}

// copy is a group's of a message; nil: it has none.
func (l *Log) copy(g, p int, offset uint32) *copied {
	if t := &l.groups[g].tracks[p]; t.copies.has(offset) {
		return t.copies.at(offset)
	}
	return nil
}

// answerEmpty answers a fetch with nothing.
func (l *Log) answerEmpty(attempt sim.Ref, at trace.Place) {
	l.W.Reply(attempt, at, node.Answer{
		Shape: trace.News, Status: trace.Empty, Payload: l.size(&l.empty, sim.Ref{}, 0), Header: uint32(l.C.Headers.Delivery),
	})
}

// release answers a fetch that waits with nothing.
func (l *Log) release(i int) {
	r := l.free(i)
	l.answerEmpty(r.attempt, r.place)
}

// due answers a fetch that has waited for long enough.
func (l *Log) due(i int) { l.release(i) }

// gone does nothing: whose fetch is forgotten asks again, or is silent.
func (l *Log) gone(int) {}

package check

import "backchat/sim/trace"

// A keyed is what is known of a partition whose messages name what they are about.
type keyed struct {
	gone   map[uint32]bool   // offsets that were compacted
	keys   map[uint32]uint32 // of what is kept, by offset
	latest map[uint32]uint32 // the newest offset, by key
}

// speaksOf notes what operations of logs are about.
func (l *logs) speaksOf(r *trace.Record) {
	if r.Flow == 0 || int(r.Flow) > len(l.topology.Flows) || l.topology.Flows[r.Flow-1].Pattern != "log" {
		return
	}
	for op := r.Op; op-r.Op < uint32(r.N); op++ {
		if r.Kind == trace.End {
			l.about.Delete(op)
		} else if r.Payload != 0 {
			*l.about.Put(op) = r.Payload
		}
	}
}

// keeps notes the key of a message that comes to a partition, where its record says so.
func (l *logs) keeps(r *trace.Record, p *span) {
	key := l.about.Get(r.Op)
	if r.N == 0 || key == nil {
		return
	}
	if p.keyed == nil {
		p.keyed = &keyed{map[uint32]bool{}, map[uint32]uint32{}, map[uint32]uint32{}}
	}
	p.keyed.keys[r.Header], p.keyed.latest[*key] = *key, r.Header
}

// compacted sees that what goes is kept, and is not the newest of its key.
func (l *logs) compacted(r *trace.Record, p *span) {
	if r.Header < p.first || r.Header >= p.next || p.isGone(r.Header) {
		l.broken(r, "offset %d is compacted, where %d to %d are kept", r.Header, p.first, p.next)
		return
	}
	if p.keyed == nil {
		l.broken(r, "offset %d is compacted, and no message of its partition has a key", r.Header)
		return
	}
	if key, known := p.keyed.keys[r.Header]; known && p.keyed.latest[key] == r.Header {
		l.broken(r, "offset %d is compacted, and is the newest of key %d", r.Header, key)
	}
	delete(p.keyed.keys, r.Header)
	p.keyed.gone[r.Header] = true
	l.oldest(r, p)
}

// oldest holds what is said to be left of a partition that is compacted.
func (l *logs) oldest(r *trace.Record, p *span) {
	if p.keyed != nil && (r.Parent != 0 || r.Status == trace.Coalesced) && r.Parent != p.beyond(p.first) {
		l.broken(r, "offset %d is said to be the oldest that is kept, not %d", r.Parent, p.beyond(p.first))
	}
}

func (p *span) isGone(offset uint32) bool { return p.keyed != nil && p.keyed.gone[offset] }

// beyond is the first offset from there on that is not compacted.
func (p *span) beyond(offset uint32) uint32 {
	for p.isGone(offset) {
		offset++
	}
	return offset
}

// goneBetween is how many offsets from one on and below another are compacted.
func (p *span) goneBetween(from, to uint32) (n uint32) {
	for offset := from; p.keyed != nil && offset < to; offset++ {
		if p.keyed.gone[offset] {
			n++
		}
	}
	return n
}

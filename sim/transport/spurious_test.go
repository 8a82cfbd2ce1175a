package transport

import (
	"testing"

	"pgregory.net/rapid"
)

// A sourced is content in a direction of a connection: of TCP its stream, of
// QUIC a flow.
type sourced struct {
	end        int
	flow, life uint32
}

// travels notes which bytes of content were sent in packets that no lane has
// lost: an account of its own, by byte.
type travels map[sourced]map[int64]bool

// some tells whether some byte of those has gone by a packet that is not lost,
// and all whether each has.
func (w travels) has(s sourced, from, to int64) (some, all bool) {
	all = true
	for at := from; at < to; at++ {
		some, all = some || w[s][at], all && w[s][at]
	}
	return some, all
}

func (w travels) note(s sourced, from, to int64) {
	if w[s] == nil {
		w[s] = map[int64]bool{}
	}
	for at := from; at < to; at++ {
		w[s][at] = true
	}
}

// A carriage is content of a packet.
type carriage struct {
	of       sourced
	from, to int64
}

// carriages are all that a packet carries.
func carriages(t *Transport, end int, id uint32) (all []carriage) {
	if id&ofQUIC == 0 {
		q := t.packets.At(id)
		return []carriage{{sourced{end: end}, q.seq, q.end}}
	}
	d := t.datagrams.At(id &^ ofQUIC)
	for s := range d.parts {
		for at := d.parts[s].frames; at != 0; at = t.frames.At(at).next {
			if f := t.frames.At(at); f.kind == carries {
				all = append(all, carriage{sourced{end, f.flow, f.life}, f.from, f.to})
			}
		}
	}
	return all
}

// TestARepeatIsSpuriousWhereNothingOfItIsLost keeps account of each byte that
// was sent in packets that are not lost. A packet without such a byte is no
// spurious repeat, and one of nothing but such bytes is.
func TestARepeatIsSpuriousWhereNothingOfItIsLost(t *testing.T) {
	var spurious, needed int
	rapid.Check(t, func(r *rapid.T) {
		way := drawWay(r)
		d := &download{ask: int64(rapid.IntRange(1, 5000).Draw(r, "ask")), answer: int64(rapid.IntRange(1, 60_000).Draw(r, "answer")), hangUp: true}
		d.w = newBoundedWorld(d, way, rapid.Uint64().Draw(r, "seed"), bounds)
		there := travels{}
		d.w.watch = func(_ *Conn, end int, id uint32, fate string) {
			x := d.w.transport.Parcel(id)
			whole := true
			all := carriages(d.w.transport, end, id)
			for _, c := range all {
				if c.from == c.to {
					continue
				}
				some, each := there.has(c.of, c.from, c.to)
				if whole = whole && each; x.Spurious && !some {
					r.Fatalf("a repeat of %v is spurious, and nothing of that has arrived", c)
				}
				if fate == "" {
					defer there.note(c.of, c.from, c.to)
				}
			}
			if x.Content > 0 && x.Spurious != whole {
				r.Fatalf("spurious is %v, and all of it goes twice: %v", x.Spurious, whole)
			}
			if x.Again && x.Spurious {
				spurious++
			} else if x.Again {
				needed++
			}
		}
		if rapid.Bool().Draw(r, "QUIC") {
			d.w.open(d.w.transport.UseQUIC(drawQUIC(r)))
		} else {
			d.w.open(d.w.transport.Use(drawStack(r)))
		}
		d.w.run(r)
	})
	if spurious == 0 || needed == 0 {
		t.Errorf("%d repeats are spurious, %d are not", spurious, needed)
	}
}

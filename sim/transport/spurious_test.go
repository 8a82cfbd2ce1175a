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

// travels notes of each byte of content that was sent whether some packet with
// it is not lost: an account of its own.
type travels map[sourced]map[int64]bool

// before tells whether some byte of those was sent before, and whether one of
// them was lost as often as it was.
func (w travels) before(s sourced, from, to int64) (again, lost bool) {
	for at := from; at < to; at++ {
		there, sent := w[s][at]
		again, lost = again || sent, lost || sent && !there
	}
	return again, lost
}

func (w travels) note(s sourced, from, to int64, arrives bool) {
	if w[s] == nil {
		w[s] = map[int64]bool{}
	}
	for at := from; at < to; at++ {
		w[s][at] = w[s][at] || arrives
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
	for d := t.datagrams.At(id &^ ofQUIC); d != nil; d = t.behind(d) {
		for f := d.first(); f != nil; f = t.after(f) {
			if f.kind == carries {
				all = append(all, carriage{sourced{end, f.flow, f.life}, f.from, f.to})
			}
		}
	}
	return all
}

// TestARepeatIsSpuriousWhereNothingOfItIsLost keeps account of each byte that
// was sent, and of whether it is lost. A packet with content is a repeat where
// some of that was sent before, and a spurious one where nothing of that is
// lost, whatever new it carries.
func TestARepeatIsSpuriousWhereNothingOfItIsLost(t *testing.T) {
	var spurious, needed, mixed int
	rapid.Check(t, func(r *rapid.T) {
		way := drawWay(r)
		d := &download{ask: int64(rapid.IntRange(1, 5000).Draw(r, "ask")), answer: int64(rapid.IntRange(1, 60_000).Draw(r, "answer")), hangUp: true}
		d.w = newBoundedWorld(d, way, rapid.Uint64().Draw(r, "seed"), bounds)
		there := travels{}
		d.w.watch = func(_ *Conn, end int, id uint32, fate string) {
			x := d.w.transport.Parcel(id)
			repeats, lost, fresh := false, false, false
			for _, c := range carriages(d.w.transport, end, id) {
				before, gone := there.before(c.of, c.from, c.to)
				repeats, lost, fresh = repeats || before, lost || gone, fresh || !before && c.from < c.to
				defer there.note(c.of, c.from, c.to, fate == "")
			}
			if x.Content > 0 && (x.Again != repeats || x.Spurious != (repeats && !lost)) {
				r.Fatalf("a repeat: %v, spurious: %v; it was sent before: %v, and some of that is lost: %v", x.Again, x.Spurious, repeats, lost)
			}
			if x.Spurious && fresh {
				mixed++
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
	if spurious == 0 || needed == 0 || mixed == 0 {
		t.Errorf("%d repeats are spurious, %d of them with something new, %d are not", spurious, mixed, needed)
	}
}

package transport

// A Parcel is what there is to say of a packet, for those who look on.
type Parcel struct {
	Kind     ParcelKind
	Again    bool  // some of what it carries was sent before
	Spurious bool  // and no part of that is lost
	Content  int   // bytes of streams, and of what agrees on keys
	Last     int64 // TCP: where in its stream the content ends
	Window   int64 // the congestion window of its sender, in bytes
}

// A ParcelKind is what a packet is there for.
type ParcelKind uint8

// The kinds.
const (
	Content  ParcelKind = iota // it carries what a session has to say
	Shaking                    // it opens the connection
	Acking                     // it has no content, but may ask for an acknowledgement itself
	Parting                    // it ends the connection
	Parceled                   // how many there are
)

var parcelKinds = [Parceled]string{"content", "shaking", "acking", "parting"}

// String is the kind in a word.
func (k ParcelKind) String() string { return parcelKinds[k] }

// Parcel tells of a packet that the host has and has not handed back.
func (t *Transport) Parcel(id uint32) Parcel {
	if id&ofQUIC != 0 {
		return t.parcelQUIC(t.datagrams.At(id &^ ofQUIC))
	}
	q := t.packets.At(id)
	x := Parcel{Again: q.flags&repeated != 0, Content: int(q.end - q.seq), Last: q.end}
	if i := q.conn.active; i != 0 {
		h := &t.pairs.all[i].ends[q.from]
		x.Window = h.window.size * int64(h.c.Segment)
		x.Spurious = x.Again && h.board.twice(q.seq)
	}
	switch {
	case q.flags&(fin|reset) != 0:
		x.Kind, x.Content = Parting, x.Content-int(q.flags&fin/fin)
	case q.flags&syn != 0:
		x.Kind = Shaking
	case x.Content == 0:
		x.Kind = Acking
	}
	return x
}

func (t *Transport) parcelQUIC(d *datagram) Parcel {
	x := Parcel{Kind: Acking}
	if i := d.conn.active; i != 0 {
		x.Window = t.links.all[i].ends[d.from].window.size
	}
	if d.close != goesOn {
		x.Kind = Parting
		return x
	}
	x.Spurious = true
	for p := d; p != nil; p = t.behind(p) {
		for f := p.first(); f != nil; f = t.after(f) {
			x.Again = x.Again || f.again != once
			x.Spurious = x.Spurious && f.again != again
			if f.kind == carries {
				x.Content += int(f.to - f.from)
			}
			if p.space == application && f.kind == carries {
				x.Kind = Content
			} else if x.Kind == Acking && f.kind != ping {
				x.Kind = Shaking
			}
		}
	}
	x.Spurious = x.Spurious && x.Again
	return x
}

package transport

import (
	"fmt"
	"strings"
)

// A Namer says what a piece of what end sends is, in words. Where crypto is
// set, the piece is of what QUIC's ends say to agree on keys.
type Namer func(end int, p Piece, crypto bool) string

// Tell says in a line what a packet carries, as an analyser of packets would:
// of TCP its flags, range of bytes, acknowledgement and SACK, of QUIC each packet
// of the datagram with its number and frames. Ranges are half open. It is for
// packets that the host has and has not handed back.
func (t *Transport) Tell(id uint32, name Namer) string {
	if id&ofQUIC != 0 {
		return t.tellQUIC(t.datagrams.At(id&^ofQUIC), name)
	}
	q := t.packets.At(id)
	parts := []string{}
	if f := q.flags.String(); f != "" {
		parts = append(parts, f)
	}
	to := q.end - int64(q.flags&fin/fin)
	if to > q.seq {
		p := Piece{From: q.seq, To: to}
		parts = append(parts, fmt.Sprintf("%d..%d %s", p.From, p.To, name(int(q.from), p, false)))
	}
	if q.flags&acks != 0 && q.flags&syn == 0 {
		parts = append(parts, fmt.Sprintf("ack %d", q.ack))
	}
	for i, s := range q.sack[:q.blocks] {
		what := "sack"
		if i == 0 && q.flags&dsack != 0 {
			what = "dsack"
		}
		parts = append(parts, fmt.Sprintf("%s %d..%d", what, s.first, s.end))
	}
	return strings.Join(parts, ", ")
}

var flagNames = [...]struct {
	flag flags
	name string
}{{syn, "SYN"}, {fin, "FIN"}, {reset, "RST"}, {probing, "probe"}}

// String is the flags that are worth a word: that it acknowledges, and that a
// write ends with it, nearly every packet says.
func (f flags) String() string {
	var names []string
	for _, row := range flagNames {
		if f&row.flag != 0 {
			names = append(names, row.name)
		}
	}
	if f&syn != 0 && f&acks != 0 {
		names = append(names, "ACK")
	}
	return strings.Join(names, " ")
}

// spaceNames are what packets of each space are called (RFC 9000, section 12.4).
var spaceNames = [spaces]string{"Initial", "Handshake", "1-RTT"}

// Flight says how much the sender of a packet has under way, as far as it knows,
// and how much it may: TCP counts packets, QUIC bytes.
func (t *Transport) Flight(id uint32) string {
	if id&ofQUIC != 0 {
		d := t.datagrams.At(id &^ ofQUIC)
		if i := d.conn.active; i != 0 {
			h := &t.links.all[i].ends[d.from]
			return fmt.Sprintf("%d of %d B", h.flight(), h.window.size)
		}
		return ""
	}
	q := t.packets.At(id)
	if i := q.conn.active; i != 0 {
		h := &t.pairs.all[i].ends[q.from]
		return fmt.Sprintf("%d of %d", h.board.flight, h.window.size)
	}
	return ""
}

func (t *Transport) tellQUIC(d *datagram, name Namer) string {
	var packets []string
	for p := d; p != nil; p = t.behind(p) {
		space := spaceNames[p.space]
		if p.early {
			space = "0-RTT"
		}
		packets = append(packets, fmt.Sprintf("%s %d: %s", space, p.number, strings.Join(t.tellPart(d, &p.part, name), ", ")))
	}
	if d.close != goesOn {
		packets = append(packets, "CONNECTION_CLOSE")
	}
	return strings.Join(packets, "; ")
}

// tellPart is the frames of one packet in words.
func (t *Transport) tellPart(d *datagram, p *part, name Namer) []string {
	var frames []string
	if p.acked.first < p.acked.end {
		frames = append(frames, fmt.Sprintf("ack %d..%d", p.acked.first, p.acked.end))
	}
	for at := p.ranges; at != 0; at = t.frames.At(at).next {
		f := t.frames.At(at)
		frames[0] += fmt.Sprintf(" %d..%d", f.from, f.to)
	}
	for f := p.first(); f != nil; f = t.after(f) {
		switch f.kind {
		case ping:
			frames = append(frames, "PING")
		case confirmed:
			frames = append(frames, "HANDSHAKE_DONE")
		case furtherID:
			frames = append(frames, "NEW_CONNECTION_ID")
		case token:
			frames = append(frames, "NEW_TOKEN")
		case carries:
			frames = append(frames, t.tellFrame(d, f, name))
		}
	}
	return frames
}

func (t *Transport) tellFrame(d *datagram, f *frame, name Namer) string {
	fl := t.flows.of(f)
	if fl == nil {
		return fmt.Sprintf("%d..%d of what is over", f.from, f.to)
	}
	piece := Piece{Stream: fl.stream, From: f.from, To: f.to, Fin: f.fin}
	kind := fmt.Sprintf("STREAM %d", fl.stream)
	switch {
	case fl.crypto:
		kind = "CRYPTO"
	case fl.stream == Frames:
		return name(int(d.from), piece, false)
	}
	text := fmt.Sprintf("%s %d..%d %s", kind, f.from, f.to, name(int(d.from), piece, fl.crypto))
	if f.fin {
		text += " FIN"
	}
	return text
}

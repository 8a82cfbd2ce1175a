package transport

import "backchat/sim"

// sendQUIC sends what the windows, the pacer and the address allow.
func (t *Transport) sendQUIC(h *qend) {
	if h.rest.over() {
		return
	}
	h.turn = sim.Never
	h.pace()
	if !h.path.over {
		t.probePath(h)
	}
	for t.pack(h) {
	}
	t.timeQUIC(h)
	if a := &h.spaces[application]; h.done && h.dry && (a.board.len() == 0 || a.board.alone()) && a.again.first == 0 {
		t.closeQUIC(h, false)
	}
}

// pace sets the pacer by the window and the round trip, where these have changed.
func (h *qend) pace() {
	x := tempo{h.window.size, h.rtt.smooth, h.c.Pacing, int64(h.c.Burst) * h.path.size}
	if h.window.slow() {
		x.pacing = h.c.SlowPacing
	}
	if h.pacer.tempo != x {
		h.pacer.follow(x)
	}
}

// may tells whether the end may send content now, and sets the pacer's timer.
func (t *Transport) may(h *qend) bool {
	switch {
	case h.probes > 0:
		return true
	case h.flight() >= h.window.size:
		return false
	case h.pacer.rate > 0 && h.pacer.fill(t.kernel.Now()) < h.path.size:
		h.turn = h.pacer.next(h.path.size)
		return false
	}
	return true
}

// pack sends one datagram, and tells whether there may be more to say.
func (t *Transport) pack(h *qend) bool {
	if h.live < application {
		return t.packShaking(h)
	}
	sp := &h.spaces[application]
	talks, owes := h.wants(sp), sp.owes(t.kernel.Now())
	may := talks && t.may(h)
	if !talks {
		h.turn = sim.Never // whatever the pacer says
	}
	if !may && !owes {
		return false
	}
	id, d := t.datagram(h.conn, h.side)
	d.space = application
	header := h.c.header(h.side, application, h.early)
	d.bytes = header + t.fill(h, sp, h.path.size-header, owes, may, &d.part)
	if d.empty() {
		t.datagrams.Free(id)
		h.turn = t.idlePace(h)
		return false
	}
	t.sent(h, id, d)
	return talks
}

// packShaking is pack while the handshake goes on.
func (t *Transport) packShaking(h *qend) bool {
	if h.muted() {
		return false
	}
	now := t.kernel.Now()
	if h.silenced(true, now) { // whatever the pacer says
		h.turn = sim.Never
		return false
	}
	may := t.may(h)
	if !may && h.silenced(false, now) {
		h.turn = t.idlePace(h)
		return false
	}
	id, d, bytes := t.compose(h, h.live, may, 0)
	if d == nil {
		h.turn = t.idlePace(h)
		return false
	}
	if d.bytes = bytes; d.space == initial && (h.side == 0 || d.asks()) {
		d.bytes = int64(h.c.Packet) // RFC 9000, section 14.1; quic-go pads to the full size
	}
	t.sent(h, id, d)
	return true
}

// compose makes a packet of the first space from s on that has something to say, in a
// datagram of which so many bytes are taken, and those of later spaces behind it. It
// returns the bytes of all.
func (t *Transport) compose(h *qend, s spaceID, may bool, taken int64) (id uint32, d *datagram, bytes int64) {
	for ; s < spaces; s++ {
		sp := &h.spaces[s]
		if !sp.open || sp.gone {
			continue
		}
		header := h.c.header(h.side, s, h.early)
		room := h.path.size - taken - header
		if room < 20 || taken > 0 && h.path.size-taken <= int64(h.c.Coalesce) {
			continue
		}
		id, d = t.datagram(h.conn, h.side)
		d.space = s
		load := h.wants(sp) && (may || s < application && sp.again.first != 0) // the handshake does not wait behind what waits for it
		bytes = t.fill(h, sp, room, sp.owes(t.kernel.Now()), load, &d.part) + header
		if d.empty() {
			t.datagrams.Free(id)
			continue
		}
		if s < application {
			behind, _, more := t.compose(h, s+1, may, taken+bytes)
			d.behind, bytes = behind, bytes+more
		}
		return id, d, bytes
	}
	return 0, nil, 0
}

// datagram makes one that end is to send, for who launches it to fill in.
func (t *Transport) datagram(c *Conn, e int) (uint32, *datagram) {
	r, d := t.datagrams.New()
	d.conn, d.life, d.from, d.refs = c, c.life, uint8(e), 1
	return r.Index, d
}

// silenced tells whether there is nothing that the end might say now, content
// included where it may send any.
func (h *qend) silenced(may bool, now sim.Time) bool {
	if may && !h.dry {
		return false
	}
	for s := h.live; s < application; s++ {
		if sp := &h.spaces[s]; sp.owes(now) || sp.again.first != 0 || may && sp.speaks() {
			return false
		}
	}
	a := &h.spaces[application]
	return !a.owes(now) && (!may || a.again.first == 0 && !a.speaks())
}

// owes tells whether an acknowledgement is to be sent now.
func (sp *space) owes(now sim.Time) bool {
	return sp.ackNow || sp.pending > 0 && sp.ackDue <= now
}

// speaks tells whether there is something to say about keys.
func (sp *space) speaks() bool { return sp.crypto != nil && sp.crypto.sent < sp.crypto.final }

// idlePace is when the pacer is to be asked again: never, where there is
// nothing to send.
func (t *Transport) idlePace(h *qend) sim.Time {
	for s := h.live; s < spaces; s++ {
		if h.spaces[s].again.first != 0 || h.spaces[s].speaks() {
			return h.turn
		}
	}
	if h.dry {
		return sim.Never
	}
	return h.turn
}

// sent puts a datagram on its lane, and its packets on their boards.
func (t *Transport) sent(h *qend, id uint32, d *datagram) {
	now := t.kernel.Now()
	h.out += d.bytes
	var x *sent // of the last packet
	for i, p, size := id, d, d.bytes; ; p = t.datagrams.At(i) {
		if p.asks() {
			sp := &h.spaces[p.space]
			x = sp.board.add(p.number, p.number+1, now, size)
			x.packet, x.told, x.larger = i, sp.told, d.bytes > h.path.size
			size = 0 // what fills the datagram counts with the first
			p.refs++
			sp.asked = now
		}
		if p.space == shaking && h.side == 0 && !h.spaces[initial].gone {
			t.discard(h, initial) // RFC 9001, section 4.9.1
		}
		if i = p.behind; i == 0 {
			break
		}
	}
	if x != nil {
		h.probes = max(h.probes-1, 0)
		h.hope(now)
	} else {
		h.silent++
	}
	if h.pacer.rate > 0 {
		h.pacer.spend(now, d.bytes)
	}
	out, due := t.host.Transmit(h.conn, h.side, id|ofQUIC, int(d.bytes)+int(h.c.Overhead))
	if x != nil {
		x.out, x.due = out, due
	}
	t.follow(h, id, due)
}

// follow notes when a datagram arrives, and of the one before it whether it arrives
// together with this one.
func (t *Transport) follow(h *qend, id uint32, due sim.Time) {
	if due == 0 {
		return
	}
	if due == h.latestDue {
		if before := t.datagrams.At(h.latestOut); before.conn == h.conn && before.from == uint8(h.side) {
			before.more = true
		}
	}
	h.latestOut, h.latestDue = id, due
}

// fill makes a packet of one space, of room bytes at most, with an acknowledgement
// where it owes one, and content where it is to load some. It returns how many it took.
func (t *Transport) fill(h *qend, sp *space, room int64, owes, load bool, p *part) int64 {
	left := room
	if owes {
		left -= t.acknowledgeQUIC(sp, p, t.kernel.Now())
		if h.c.Nudge > 0 && sp.id == application && h.silent >= h.c.Nudge && !h.wants(sp) {
			t.put(p).kind = ping
			left--
		}
	}
	if load {
		left = t.load(h, sp, p, left)
	}
	if !p.empty() {
		p.number = sp.number
		sp.number++
		p.early = h.early && sp.id == application
	}
	return room - left
}

// load puts content into a packet and, where something has arrived since the
// last acknowledgement, the next (RFC 9000, section 13.2.1; quic-go,
// composeNextPacket). It returns the room that is left.
func (t *Transport) load(h *qend, sp *space, p *part, left int64) int64 {
	ack := int64(0)
	if sp.id == application && sp.pending > 0 {
		ack = sp.ackSize()
	}
	left = max(left-ack, 0)
	if sp.again.first != 0 {
		left = t.refill(sp, p, left)
	}
	if sp.speaks() {
		left = t.speak(sp, p, left)
	}
	if sp.id == application && !h.dry {
		left = t.pull(h, p, left)
	}
	if ack > 0 && !p.empty() {
		t.acknowledgeQUIC(sp, p, t.kernel.Now())
		return left
	}
	return left + ack
}

// wants tells whether the end has content for a packet of that space.
func (h *qend) wants(sp *space) bool {
	return sp.again.first != 0 || sp.speaks() || sp.id == application && !h.dry
}

// put puts a frame into a packet, for who has it to fill in.
func (t *Transport) put(p *part) *frame {
	if !p.asks() {
		return &p.frame
	}
	return t.another(p)
}

// another puts a further frame into a packet.
func (t *Transport) another(p *part) *frame {
	r, f := t.frames.New()
	if p.last == 0 {
		p.frame.next = r.Index
	} else {
		t.frames.At(p.last).next = r.Index
	}
	p.last = r.Index
	return f
}

// refill puts in what was lost, cut to fit, and returns the room that is left.
func (t *Transport) refill(sp *space, p *part, left int64) int64 {
	for at := sp.again.first; at != 0; at = sp.again.first {
		f := t.frames.At(at)
		fl := t.flows.of(f)
		if f.kind != carries || fl != nil && f.to > fl.acked || fl != nil && f.fin && !fl.done {
			size := f.size(fl, false)
			if size > left && f.size(fl, true) > left {
				return t.split(p, f, fl, left)
			}
			t.put(p).carry(f)
			left = max(left-size, 0)
		}
		if sp.again.first = f.next; f.next == 0 {
			sp.again.last = 0
		}
		t.frames.Free(at)
	}
	return left
}

// leastPiece is the room that a piece of what was lost is worth to be cut for.
const leastPiece = 40

// of is the flow of a frame, or nil where that is over.
func (s *flows) of(f *frame) *flow {
	if f.kind != carries {
		return nil
	}
	if fl := s.all[f.flow]; fl.life == f.life {
		return fl
	}
	return nil
}

// split puts in the first part of a frame that does not fit.
func (t *Transport) split(p *part, f *frame, fl *flow, left int64) int64 {
	if f.kind != carries || left < leastPiece {
		return left
	}
	n := left - contentHeader(fl, f.from, left, true)
	first := t.put(p)
	first.carry(f)
	first.to, first.fin = f.from+n, false
	f.from = first.to
	return 0
}

// speak puts in what the end has to say about keys.
func (t *Transport) speak(sp *space, p *part, left int64) int64 {
	f := sp.crypto
	header := contentHeader(f, f.sent, min(left, f.final-f.sent), false)
	n := min(left-header, f.final-f.sent)
	if n <= 0 {
		return left
	}
	t.put(p).piece(f, f.sent, f.sent+n)
	f.sent += n
	return left - header - n
}

// pull puts in what the session has to send.
func (t *Transport) pull(h *qend, p *part, left int64) int64 {
	const most = 1 + 2 + 4 // of a frame's header, as yet unknown, that ends the packet
	for left > most+2 && !h.dry {
		room := left - most
		piece, ok := t.session.Pull(h.conn, h.side, int(room))
		if !ok {
			h.dry = true
			break
		}
		f := t.flow(h, piece.Stream)
		f.sent = piece.To
		if piece.Fin {
			f.final = piece.To
		}
		n := piece.To - piece.From
		x := t.put(p)
		x.piece(f, piece.From, piece.To)
		x.fin = piece.Fin
		left -= contentHeader(f, piece.From, n, n == room) + n
	}
	return max(left, 0)
}

// ackSize is the bytes of an acknowledgement of all that has arrived, as far as that
// is remembered (RFC 9000, section 19.3).
func (sp *space) ackSize() int64 {
	live := sp.got.all()
	size := 1 + varint(sp.top-1) + 2 + 1
	for i := range live {
		size += varint(live[i].end - live[i].first)
		if i > 0 {
			size += varint(live[i].first - live[i-1].end)
		}
	}
	return size
}

// acknowledgeQUIC puts an acknowledgement into a packet, and returns its
// bytes.
func (t *Transport) acknowledgeQUIC(sp *space, p *part, now sim.Time) int64 {
	live := sp.got.all()
	p.acked = span{sp.top, sp.top} // of what came before a rest it has no account: nothing new
	if last := len(live) - 1; last >= 0 {
		p.acked, live = live[last], live[:last]
	}
	for _, s := range live {
		r, f := t.frames.New()
		*f = frame{kind: numbers, from: s.first, to: s.end, next: p.ranges}
		p.ranges = r.Index
	}
	p.delay = now - sp.topAt
	sp.told, sp.pending, sp.ackNow, sp.ackDue = sp.top, 0, false, sim.Never
	return sp.ackSize()
}

// enqueue puts a frame behind those that are to be sent again.
func (t *Transport) enqueue(s *space, f frame) {
	r, slot := t.frames.New()
	slot.carry(&f)
	t.append(&s.again, r.Index)
}

func (t *Transport) append(q *queue, i uint32) {
	if q.last != 0 {
		t.frames.At(q.last).next = i
	} else {
		q.first = i
	}
	q.last = i
}

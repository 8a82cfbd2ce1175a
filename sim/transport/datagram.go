package transport

import "backchat/sim"

// ofQUIC marks what the host knows of a packet of QUIC.
const ofQUIC = 1 << 31

// A datagram is what a lane carries of QUIC: up to one packet of each space.
type datagram struct {
	conn   *Conn
	life   uint32
	from   uint8
	copies uint8
	close  closing
	more   bool  // the next that its end sends arrives at the same instant
	count  uint8 // of its packets
	bytes  int64 // as UDP carries it
	parts  [spaces]part
}

// packets are what it carries, one of a space, in the order of these.
func (d *datagram) packets() []part { return d.parts[:d.count] }

// A closing is whether a datagram ends the connection.
type closing uint8

const (
	goesOn closing = iota
	inOrder
	aborted
)

// A part is one packet of QUIC.
type part struct {
	space  spaceID
	early  bool // 0-RTT
	number int64
	frames uint32   // the first of what it carries
	last   uint32   // and the last
	acked  span     // the highest of the ranges that it acknowledges; its end is 0: it does not
	ranges uint32   // the first of the others, in falling order
	delay  sim.Time // by which that was put off
}

// asks tells whether it asks for an acknowledgement: all frames do but that.
func (p *part) asks() bool { return p.frames != 0 }

// acks tells whether it acknowledges.
func (p *part) acks() bool { return p.acked.end != 0 }

// empty tells whether there is nothing in it.
func (p *part) empty() bool { return p.frames == 0 && !p.acks() }

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

// unref gives up a list of frames.
func (t *Transport) unref(first uint32) {
	f := t.frames.At(first)
	if f.refs--; f.refs > 0 {
		return
	}
	for at := first; ; f = t.frames.At(at) {
		next := f.next
		t.frames.Free(at)
		if at = next; at == 0 {
			return
		}
	}
}

// sendQUIC sends what the windows, the pacer and the address allow.
func (t *Transport) sendQUIC(h *qend) {
	if h.rest.over() {
		return
	}
	h.pace = sim.Never
	t.probePath(h)
	for t.pack(h) {
	}
	t.timeQUIC(h)
	if a := &h.spaces[application]; h.done && h.dry && (a.board.len() == 0 || a.board.alone()) && a.again.first == 0 {
		t.closeQUIC(h, false)
	}
}

// A tempo is what a pacer lets through, as long as what it follows from is the
// same.
type tempo struct {
	window int64
	rtt    sim.Time
	pacing float64
	rate   int64
}

// rate is what the pacer lets through, in bytes a second; 0: no bound.
func (h *qend) rate() int64 {
	pacing, now := h.c.Pacing, &h.tempo
	if h.window.slow() {
		pacing = h.c.SlowPacing
	}
	if h.rtt.smooth == 0 || pacing == 0 {
		return 0
	}
	if now.window != h.window.size || now.rtt != h.rtt.smooth || now.pacing != pacing {
		rate := max(int64(min(float64(h.window.size)/h.rtt.smooth.Seconds()*pacing, pacerFastest)), 1)
		*now = tempo{h.window.size, h.rtt.smooth, pacing, rate}
	}
	return now.rate
}

// may tells whether the end may send content now, and sets the pacer's timer.
func (t *Transport) may(h *qend, rate int64) bool {
	c, now := h.c, t.kernel.Now()
	if h.probes > 0 {
		return true
	}
	if h.flight() >= h.window.size {
		return false
	}
	full := h.path.size
	if rate > 0 && h.pacer.fill(now, rate, int64(c.Burst)*full) < full {
		h.pace = h.pacer.next(full, rate)
		return false
	}
	return true
}

// pack sends one datagram, and tells whether it did.
func (t *Transport) pack(h *qend) bool {
	c := h.c
	if h.muted() {
		return false
	}
	now := t.kernel.Now()
	if h.silenced(true, now) { // whatever the pacer says
		h.pace = sim.Never
		return false
	}
	rate := h.rate()
	may := t.may(h, rate)
	if !may && h.silenced(false, now) {
		h.pace = t.idlePace(h)
		return false
	}
	id, d := t.datagram(h.conn, h.side)
	for s := h.live; s < spaces; s++ {
		sp := &h.spaces[s]
		if !sp.open || sp.gone {
			continue
		}
		header := c.header(h.side, s, h.early)
		room := h.path.size - d.bytes - header
		if room < 20 || d.bytes > 0 && h.path.size-d.bytes <= int64(c.Coalesce) {
			continue
		}
		p := &d.parts[d.count]
		p.space = s
		if size := t.fill(h, sp, room, may, p); !p.empty() {
			d.count++
			d.bytes += size + header
		}
	}
	if d.bytes == 0 {
		t.datagrams.Free(id)
		h.pace = t.idlePace(h)
		return false
	}
	if p := &d.parts[0]; p.space == initial && (h.side == 0 || p.asks()) {
		d.bytes = int64(c.Packet) // RFC 9000, section 14.1; quic-go pads to the full size
	}
	t.sent(h, id, d, rate)
	return true
}

// datagram makes one that end is to send, for who launches it to fill in.
func (t *Transport) datagram(c *Conn, e int) (uint32, *datagram) {
	r, d := t.datagrams.New()
	d.conn, d.life, d.from, d.copies = c, c.life, uint8(e), 1
	return r.Index, d
}

// silenced tells whether there is nothing that the end might say now, content
// included where it may send any.
func (h *qend) silenced(may bool, now sim.Time) bool {
	if may && !h.dry {
		return false
	}
	for s := h.live; s < spaces; s++ {
		sp := &h.spaces[s]
		if sp.ackNow || sp.pending > 0 && sp.ackDue <= now || sp.again.first != 0 && (may || s != application) || may && sp.crypto != nil && sp.crypto.sent < sp.crypto.final {
			return false
		}
	}
	return true
}

// idlePace is when the pacer is to be asked again: never, where there is
// nothing to send.
func (t *Transport) idlePace(h *qend) sim.Time {
	for s := h.live; s < spaces; s++ {
		if h.spaces[s].again.first != 0 || h.spaces[s].crypto != nil && h.spaces[s].crypto.sent < h.spaces[s].crypto.final {
			return h.pace
		}
	}
	if h.dry {
		return sim.Never
	}
	return h.pace
}

// sent puts a datagram on its lane, and its packets on their boards.
func (t *Transport) sent(h *qend, id uint32, d *datagram, rate int64) {
	c, now := h.c, t.kernel.Now()
	h.out += d.bytes
	pad := d.bytes
	var x *sent // of the last packet
	for i := range d.packets() {
		p := &d.parts[i]
		if p.asks() {
			size := pad // what fills the datagram counts with the first
			pad = 0
			sp := &h.spaces[p.space]
			x = sp.board.add(p.number, p.number+1, now, size)
			x.packet, x.told, x.larger = p.frames, sp.told, d.bytes > h.path.size
			sp.asked = now
		}
		if h.side == 0 && p.space == shaking && !h.spaces[initial].gone {
			t.discard(h, initial) // RFC 9001, section 4.9.1
		}
	}
	if pad == 0 {
		h.probes = max(h.probes-1, 0)
		h.hope(now)
	} else {
		h.silent++
	}
	if rate > 0 {
		h.pacer.spend(now, d.bytes, rate, int64(c.Burst)*h.path.size)
	}
	out, due := t.launch(c, h.side, id, d)
	if x != nil {
		x.out, x.due = out, due
	}
	t.follow(h, id, due)
}

// launch puts a datagram on its lane, and tells what the host says of its way.
func (t *Transport) launch(q *quicStack, e int, id uint32, d *datagram) (out, due sim.Time) {
	return t.host.Transmit(d.conn, e, id|ofQUIC, int(d.bytes)+int(q.Overhead))
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

// fill makes a packet of one space, of room bytes at most, and returns how
// many it took.
func (t *Transport) fill(h *qend, sp *space, room int64, may bool, p *part) int64 {
	left := room
	now := t.kernel.Now()
	if sp.pending > 0 && sp.ackDue <= now || sp.ackNow {
		left -= t.acknowledgeQUIC(h.c, sp, p, now)
		if h.c.Nudge > 0 && sp.id == application && h.silent >= h.c.Nudge && !h.wants(sp) {
			t.put(p).kind = ping
			left--
		}
	}
	if may || sp.id != application && sp.again.first != 0 { // the handshake does not wait behind what waits for it
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
		ack = sp.ackSize(h.c)
	}
	left = t.refill(sp, p, max(left-ack, 0))
	left = t.speak(sp, p, left)
	if sp.id == application {
		left = t.pull(h, p, left)
	}
	if ack > 0 && !p.empty() {
		t.acknowledgeQUIC(h.c, sp, p, t.kernel.Now())
		return left
	}
	return left + ack
}

// wants tells whether the end has content for a packet of that space.
func (h *qend) wants(sp *space) bool { return sp.again.first != 0 || !h.dry }

// put puts a frame into a packet, for who has it to fill in.
func (t *Transport) put(p *part) *frame {
	r, f := t.frames.New()
	if p.frames == 0 {
		p.frames, f.refs = r.Index, 2 // the datagram, and the board
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
	if f.kind != carries || s.all[f.flow].life != f.life {
		return nil
	}
	return s.all[f.flow]
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
	if f == nil || f.sent == f.final {
		return left
	}
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
		left -= x.size(f, n == room)
	}
	return max(left, 0)
}

// spans is what an acknowledgement tells of: the highest spans of those that
// have arrived.
func (sp *space) spans(c *quicStack) []span {
	live := sp.got.all()
	return live[max(len(live)-c.Ranges, 0):]
}

// ackSize is the bytes of an acknowledgement (RFC 9000, section 19.3).
func (sp *space) ackSize(c *quicStack) int64 {
	live := sp.spans(c)
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
func (t *Transport) acknowledgeQUIC(c *quicStack, sp *space, p *part, now sim.Time) int64 {
	live := sp.spans(c)
	p.acked = span{sp.top, sp.top} // of what came before a rest it has no account: nothing new
	if last := len(live) - 1; last >= 0 {
		p.acked, live = live[last], live[:last]
	}
	for _, s := range live {
		r, f := t.frames.New()
		*f = frame{kind: numbers, from: s.first, to: s.end, next: p.ranges, refs: 1}
		p.ranges = r.Index
	}
	p.delay = now - sp.topAt
	sp.told, sp.pending, sp.ackNow, sp.ackDue = sp.top, 0, false, sim.Never
	return sp.ackSize(c)
}

// dropQUIC takes back a datagram that was lost.
func (t *Transport) dropQUIC(id uint32) {
	d := t.datagrams.At(id &^ ofQUIC)
	if c := d.conn; d.life == c.life && c.active != 0 {
		h := &t.links.all[c.active].ends[d.from]
		for i := range d.packets() {
			if p := &d.parts[i]; p.asks() {
				if x := h.spaces[p.space].board.beginning(p.number); x != nil {
					x.gone = true
				}
			}
		}
	}
	t.cameQUIC(id, d)
}

func (t *Transport) releaseQUIC(id uint32) { t.cameQUIC(id, t.datagrams.At(id&^ofQUIC)) }

// cameQUIC notes that a datagram has come or was lost once more.
func (t *Transport) cameQUIC(id uint32, d *datagram) {
	if d.copies--; d.copies > 0 {
		return
	}
	for i := range d.packets() {
		p := &d.parts[i]
		if p.frames != 0 {
			t.unref(p.frames)
		}
		if p.ranges != 0 {
			t.unref(p.ranges)
		}
	}
	t.datagrams.Free(id &^ ofQUIC)
}

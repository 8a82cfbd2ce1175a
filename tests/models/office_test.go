package models_test

import (
	"cmp"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// An office is the model of what a broker does with the messages of one flow.
// It is told what comes in, who is there and what consumers say, and says what
// it keeps, hands over and lets go of.
type office struct {
	officeTerms
	boxes []*box
	now   sim.Time
	set   int // alarms so far

	kept   []line // what is kept and let go of, in order
	handed []line // what is handed over, in order
}

// officeTerms are the options of its flow and its broker; 0 is no bound.
type officeTerms struct {
	prefetch, deliveries, capacity int
	redeliver, expire, delay       sim.Time
	full                           string
	forget                         bool // at most once: handed to who is there, and not kept
	durable                        bool
}

// A box keeps the messages of those who compete for them.
type box struct {
	members []trace.Place
	there   map[trace.Place]bool
	turn    int       // which member is asked first
	waiting []*letter // the most important in front
	late    []*letter // hidden, since their delay is not over
	out     []*letter // with a member, the one that was handed over first in front
}

// A letter is one kept message.
type letter struct {
	box            *box
	msg            uint32
	rank           int // of its priority, from 1, the highest; 0: all are alike
	tries          int
	to             trace.Place // the member that has it; 0: none
	back, expiring alarm
	due            alarm
	since          sim.Time // when the member was handed it
	over           bool     // the time for which it may wait is over
}

// An alarm rings at its time; of two at one time first the one set first. The
// zero alarm never does.
type alarm struct {
	at    sim.Time
	order int
}

// A line is one thing that is said of a message.
type line struct {
	At     sim.Time
	Kind   trace.Kind
	Msg    uint32
	To     trace.Place  // Deliver
	Try    int          // Deliver
	Status trace.Status // Unstore
	Kept   int          // Store, Unstore
	Rank   int
	Due    sim.Time // Store
}

func (o *office) alarm(after sim.Time) alarm {
	if after == 0 {
		return alarm{}
	}
	o.set++
	return alarm{o.now + after, o.set}
}

// until lets time pass, and all alarms ring that are due before an instant.
func (o *office) until(at sim.Time) {
	for {
		var next *letter
		var first alarm
		for _, b := range o.boxes {
			for _, l := range slices.Concat(b.waiting, b.out, b.late) {
				for _, a := range []alarm{l.back, l.expiring, l.due} {
					if a != (alarm{}) && a.at <= at && (next == nil || cmp.Or(cmp.Compare(a.at, first.at), cmp.Compare(a.order, first.order)) < 0) {
						next, first = l, a
					}
				}
			}
		}
		if next == nil {
			o.now = at
			return
		}
		o.now = first.at
		switch first {
		case next.expiring:
			next.expiring, next.over = alarm{}, true
			if next.to == 0 || next.since == o.now { // which the broker has not come to yet
				o.letGo(next, trace.Expired)
			}
		case next.due:
			o.shows(next)
		default:
			o.giveBack(next)
		}
		o.hand(next.box)
	}
}

// comes is a message for every box.
func (o *office) comes(msg uint32, rank int) {
	for _, b := range o.boxes {
		o.put(b, msg, rank)
	}
}

func (o *office) put(b *box, msg uint32, rank int) {
	if o.forget && !slices.ContainsFunc(b.members, func(p trace.Place) bool { return b.there[p] }) {
		return
	}
	if o.capacity > 0 && b.kept() >= o.capacity {
		last := len(b.waiting) - 1
		switch {
		case last < 0:
			return
		case o.full == "dropOldest" && b.waiting[last].rank >= rank:
			low := b.waiting[last].rank
			o.letGo(b.waiting[slices.IndexFunc(b.waiting, func(l *letter) bool { return l.rank == low })], trace.Dropped)
		case o.full == "leastImportant" && b.waiting[last].rank > rank:
			o.letGo(b.waiting[last], trace.Dropped)
		default:
			return
		}
	}
	l := &letter{box: b, msg: msg, rank: rank, expiring: o.alarm(o.expire)}
	b.late = append(b.late, l)
	if l.due = o.alarm(o.delay); l.due == (alarm{}) {
		o.shows(l)
	}
	o.kept = append(o.kept, line{At: o.now, Kind: trace.Store, Msg: msg, Kept: b.kept(), Rank: rank, Due: l.due.at})
	o.hand(b)
}

// shows has a message wait whose delay is over.
func (o *office) shows(l *letter) {
	without(&l.box.late, l)
	l.due, l.box.waiting = alarm{}, append(l.box.waiting, l)
	o.sort(l.box)
}

// kept is how many messages a box has.
func (b *box) kept() int { return len(b.waiting) + len(b.out) + len(b.late) }

// sort has the most important in front, and equals as they are.
func (o *office) sort(b *box) {
	slices.SortStableFunc(b.waiting, func(a, b *letter) int { return cmp.Compare(a.rank, b.rank) })
}

// hand hands over what waits, the first to the next member in turn that is
// there and may have more.
func (o *office) hand(b *box) {
	for len(b.waiting) > 0 {
		to := trace.Place(0)
		for i := range b.members {
			k := (b.turn + i) % len(b.members)
			if p := b.members[k]; b.there[p] && (o.prefetch == 0 || o.has(b, p) < o.prefetch) {
				to, b.turn = p, k+1
				break
			}
		}
		if to == 0 {
			return
		}
		l := b.waiting[0]
		b.waiting, b.out = b.waiting[1:], append(b.out, l)
		l.to, l.since, l.tries, l.back = to, o.now, l.tries+1, o.alarm(o.redeliver)
		o.handed = append(o.handed, line{At: o.now, Kind: trace.Deliver, Msg: l.msg, To: to, Try: l.tries, Rank: l.rank})
		if o.forget {
			without(&b.out, l)
		}
	}
}

// has is how many messages a member has.
func (o *office) has(b *box, p trace.Place) (n int) {
	for _, l := range b.out {
		if l.to == p {
			n++
		}
	}
	return n
}

// giveBack puts a message that was handed over back to the front, or sets it
// aside where it was handed over often enough.
func (o *office) giveBack(l *letter) {
	if o.spent(l) {
		o.letGo(l, trace.DeadLettered)
		return
	}
	o.front(l)
}

func (o *office) front(l *letter) {
	o.unsay(l)
	without(&l.box.out, l)
	l.to, l.back = 0, alarm{}
	l.box.waiting = slices.Insert(l.box.waiting, 0, l)
	o.sort(l.box)
	if l.over {
		o.letGo(l, trace.Expired)
	}
}

// giveBackAll gives back several, so that the oldest is in front.
func (o *office) giveBackAll(all []*letter) {
	for _, l := range slices.Clone(all) {
		if o.spent(l) {
			o.giveBack(l)
			without(&all, l)
		}
	}
	for _, l := range slices.Backward(all) {
		o.giveBack(l)
	}
}

// spent tells whether a message was handed over as often as it may be.
func (o *office) spent(l *letter) bool { return o.deliveries > 0 && l.tries >= o.deliveries }

func (o *office) letGo(l *letter, why trace.Status) {
	b := l.box
	o.unsay(l)
	without(&b.waiting, l)
	without(&b.out, l)
	without(&b.late, l)
	o.kept = append(o.kept, line{At: o.now, Kind: trace.Unstore, Msg: l.msg, Status: why, Kept: b.kept(), Rank: l.rank})
}

// unsay takes it that a message was not handed over: it is gone in the very
// instant, before the broker has come to do so.
func (o *office) unsay(l *letter) {
	o.handed = slices.DeleteFunc(o.handed, func(x line) bool {
		return x.At == o.now && x.Msg == l.msg && x.To == l.to && x.Try == l.tries
	})
}

func without(list *[]*letter, l *letter) {
	*list = slices.DeleteFunc(slices.Clone(*list), func(o *letter) bool { return o == l })
}

// subscribed and unsubscribed say who is there.
func (o *office) subscribed(p trace.Place) {
	b := o.boxOf(p)
	b.there[p] = true
	o.hand(b)
}

func (o *office) unsubscribed(p trace.Place) {
	b := o.boxOf(p)
	b.there[p] = false
	o.giveBackAll(slices.DeleteFunc(slices.Clone(b.out), func(l *letter) bool { return l.to != p }))
	o.hand(b)
}

func (o *office) boxOf(p trace.Place) *box {
	return o.boxes[slices.IndexFunc(o.boxes, func(b *box) bool { return slices.Contains(b.members, p) })]
}

// acknowledged is what a member says of a message: that it is done with,
// whoever has it now, or that its work has failed.
func (o *office) acknowledged(from trace.Place, msg uint32, good bool) {
	b := o.boxOf(from)
	for _, l := range slices.Concat(b.waiting, b.out) {
		switch {
		case l.msg != msg:
		case good:
			o.letGo(l, trace.OK)
			o.hand(b)
		case l.to == from:
			o.giveBack(l)
			o.hand(b)
		}
	}
}

// comesBack sets aside what was handed over often enough before the crash.
func (o *office) comesBack() {
	for _, b := range o.boxes {
		for _, l := range b.waiting {
			if o.spent(l) {
				o.letGo(l, trace.DeadLettered)
			}
		}
	}
}

// crashes forgets who is there, and what is kept where that is in memory.
func (o *office) crashes() {
	for _, b := range o.boxes {
		clear(b.there)
		if o.durable {
			for _, l := range slices.Backward(slices.Clone(b.out)) {
				o.front(l)
			}
			continue
		}
		for _, l := range slices.Concat(b.out, b.waiting, b.late) {
			o.letGo(l, trace.Crashed)
		}
	}
}

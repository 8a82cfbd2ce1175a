package check

import (
	"fmt"
	"maps"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A way is from whoever asks to whom it asks.
type way struct{ from, to trace.Place }

// Breakers: a circuit breaker lets trials through, and closes, only after it has
// opened, and closes only after a trial, unless its caller crashes.
type breakers struct {
	reporter
	open map[ejection]bool // those that are, and whether they have let a trial through
}

func newBreakers(p reporter) *breakers { return &breakers{p, map[ejection]bool{}} }

func (b *breakers) see(r *trace.Record) {
	if r.Kind != trace.Trip && r.Kind != trace.Probe && r.Kind != trace.Restore {
		return
	}
	x := ejection{way{r.Node, r.Peer}, r.Payload}
	tried, open := b.open[x]
	switch {
	case r.Kind == trace.Trip:
		b.open[x] = false
	case !open:
		b.broken(r, "no circuit breaker of place %d towards %d is open", r.Node, r.Peer)
	case r.Kind == trace.Probe:
		b.open[x] = true
	default:
		if !tried && r.Status != trace.Crashed {
			b.broken(r, "the circuit breaker of place %d towards %d closes without a trial", r.Node, r.Peer)
		}
		delete(b.open, x)
	}
}

func (b *breakers) end() {}

// Ejections: who ejects a target has not ejected it already, and sends to it again
// when it has said, unless it crashes before.
type ejections struct {
	reporter
	until map[ejection]sim.Time // of those that are out
}

// An ejection is of a target, by a balancer or by one of the policies of a caller; so is a
// breaker.
type ejection struct {
	way
	policy uint32
}

func newEjections(p reporter) *ejections { return &ejections{p, map[ejection]sim.Time{}} }

func (e *ejections) see(r *trace.Record) {
	at := ejection{way{r.Node, r.Peer}, r.Payload}
	until, out := e.until[at]
	switch {
	case r.Kind == trace.Eject:
		if out {
			e.broken(r, "place %d has ejected %d already, until %v", r.Node, r.Peer, until)
		}
		if e.until[at] = r.Until; r.Until <= r.At {
			e.broken(r, "place %d ejects %d for no time", r.Node, r.Peer)
		}
	case r.Kind != trace.Readmit:
	case !out:
		e.broken(r, "place %d has not ejected %d", r.Node, r.Peer)
	default:
		if r.At != until && (r.At > until || r.Status != trace.Crashed) {
			e.broken(r, "place %d has ejected %d until %v", r.Node, r.Peer, until)
		}
		delete(e.until, at)
	}
}

func (e *ejections) end() {
	var left []string
	for at, until := range e.until {
		if until < e.log.last {
			left = append(left, fmt.Sprintf("place %d has ejected %d until %v", at.from, at.to, until))
		}
	}
	slices.Sort(left)
	for _, says := range left {
		e.unended(0, 0, "%s, and never sends to it again", says)
	}
}

// Panics: a balancer that sends to so many that are not well, though too few are, has
// as many that its checks find unfit or that it has ejected, and says each number once.
type panics struct {
	reporter
	said map[trace.Place]int64
	ill  map[way]int // how many reasons there are
}

func newPanics(p reporter) *panics { return &panics{p, map[trace.Place]int64{}, map[way]int{}} }

func (x *panics) see(r *trace.Record) {
	switch at := (way{r.Node, r.Peer}); r.Kind {
	case trace.Unfit, trace.Eject:
		x.ill[at]++
	case trace.Fit, trace.Readmit:
		if x.ill[at]--; x.ill[at] <= 0 {
			delete(x.ill, at)
		}
	case trace.Panic:
		if n := x.illOf(r.Node); r.Aux < 0 || r.Aux > n {
			x.broken(r, "place %d counts on %d targets that are not well, of %d", r.Node, r.Aux, n)
		}
		if r.Aux == x.said[r.Node] {
			x.broken(r, "place %d has said already that it counts on %d targets that are not well", r.Node, r.Aux)
		}
		x.said[r.Node] = r.Aux
	}
}

// illOf is how many targets of a place are not well.
func (x *panics) illOf(p trace.Place) (n int64) {
	for at := range x.ill {
		if at.from == p {
			n++
		}
	}
	return n
}

func (x *panics) end() {}

// Limits: a replica that has at most so many requests in hand lets none in when so
// many wait there or are worked on. Those whose steps are under way are in hand, too,
// but the records do not tell for how long.
type limits struct {
	reporter
	most    map[trace.Place]int64
	count   map[trace.Place]int64
	arrived map[uint32]trace.Place // requests that are not let in yet
	in      map[uint32]trace.Place // those that wait or are worked on
}

func newLimits(p reporter) *limits {
	return &limits{p, map[trace.Place]int64{}, map[trace.Place]int64{}, map[uint32]trace.Place{}, map[uint32]trace.Place{}}
}

func (l *limits) see(r *trace.Record) {
	if r.Kind == trace.Limits {
		if l.most[r.Node] = r.Aux; r.Aux < 1 {
			l.broken(r, "place %d may have no request in hand", r.Node)
		}
		return
	}
	if l.most[r.Node] == 0 {
		return
	}
	switch r.Kind {
	case trace.Arrive:
		if r.Shape == trace.Request {
			l.arrived[r.Msg] = r.Node
		}
	case trace.Queue, trace.Serve:
		l.join(r)
	case trace.Finish, trace.Drop:
		l.leave(r.Msg, r.Node)
	case trace.Down:
		l.crash(r.Node)
	}
}

// join takes it that a request waits, or is worked on: for the first time since it has
// arrived it is let in. What a sidecar does with workers that it shares is none.
func (l *limits) join(r *trace.Record) {
	if r.Shape != trace.Request || r.Msg == 0 || l.in[r.Msg] == r.Node || l.arrived[r.Msg] != r.Node {
		return
	}
	delete(l.arrived, r.Msg)
	l.in[r.Msg] = r.Node
	l.count[r.Node]++
	if n := l.count[r.Node]; n > l.most[r.Node] {
		l.broken(r, "place %d lets in one of %d, of at most %d", r.Node, n, l.most[r.Node])
	}
}

func (l *limits) leave(msg uint32, p trace.Place) {
	if delete(l.arrived, msg); l.in[msg] == p {
		delete(l.in, msg)
		l.count[p]--
	}
}

func (l *limits) crash(p trace.Place) {
	of := func(_ uint32, at trace.Place) bool { return at == p }
	maps.DeleteFunc(l.in, of)
	maps.DeleteFunc(l.arrived, of)
	l.count[p] = 0
}

func (l *limits) end() {}

// Stalls: how many faults keep a disk from making progress goes up and down by one.
type stalls struct {
	reporter
	at map[trace.Place]int64
}

func newStalls(p reporter) *stalls { return &stalls{p, map[trace.Place]int64{}} }

func (s *stalls) see(r *trace.Record) {
	if r.Kind != trace.Stall {
		return
	}
	if by := r.Aux - s.at[r.Node]; by != 1 && by != -1 || r.Aux < 0 {
		s.broken(r, "%d faults keep the disk of place %d, after %d", r.Aux, r.Node, s.at[r.Node])
	}
	s.at[r.Node] = r.Aux
}

func (s *stalls) end() {}

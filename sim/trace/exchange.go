package trace

import (
	"slices"

	"backchat/sim"
)

// An Exchange is a request that an operation has made and its answer, as its
// asker sees them: the instants at which it goes from one phase to the next.
// What has not come about, or not by the operation's end, is as early as the next
// that has.
type Exchange struct {
	Request uint32   // the number of its message
	Answer  uint32   // that of the first answer; 0: none was sent
	Attempt int64    // which attempt of its call it is, from 1
	Asked   sim.Time // it waits for a connection from now
	Opening sim.Time // its connection is being opened
	Sending sim.Time // it is sent; while its connection is opened nothing is
	Waiting sim.Time // it is out, and waits for the first byte of its answer
	Begun   sim.Time // that is there: the answer is being received
	Over    sim.Time // the answer is there whole, or will not come
	Status  Status   // of the answer, or why there was none; NoStatus: it had not ended with its operation
	Counts  bool     // its answer is what its call has come to: of several attempts the one that counts
	asker   Place
}

// notYet is the instant of what has not come about.
const notYet sim.Time = -1

// Phases are what an exchange is at, in their order.
var Phases = [...]string{"waiting", "connecting", "sending", "awaiting an answer", "receiving"}

// Instants are when each of the phases begins, and when the last is over.
func (x *Exchange) Instants() [len(Phases) + 1]sim.Time {
	return [...]sim.Time{x.Asked, x.Opening, x.Sending, x.Waiting, x.Begun, x.Over}
}

// Exchanges is a fold that follows the requests that one operation makes, in the
// order of their asking.
//
// A message on a transport is out, by this reckoning, when it begins to be sent,
// since packets do not say whose bytes they have; of one that travels whole the
// first byte arrives with the last.
type Exchanges struct {
	Op       uint32
	All      []Exchange
	requests Table[int] // which of all each message is of
	answers  Table[int]
	openings Table[opening]
	ended    bool
}

// An opening is when a connection began to be opened, and when it was.
type opening struct{ from, to sim.Time }

// NewExchanges makes a fold that follows the operation of that number.
func NewExchanges(op uint32) *Exchanges { return &Exchanges{Op: op} }

// Fold takes the next records.
func (x *Exchanges) Fold(batch []Record) {
	for i := range batch {
		if x.ended {
			return
		}
		x.take(&batch[i])
	}
}

func (x *Exchanges) take(r *Record) {
	switch r.Kind {
	case Ask:
		if x.is(r) {
			*x.requests.Put(r.Msg) = len(x.All)
			x.All = append(x.All, Exchange{
				Request: r.Msg, Attempt: r.Aux, asker: r.Node,
				Asked: r.At, Opening: notYet, Sending: notYet, Waiting: notYet, Begun: notYet, Over: notYet,
			})
		}
	case Open:
		*x.openings.Put(r.Conn) = opening{r.At, notYet}
	case Opened:
		if o := x.openings.Get(r.Conn); o != nil {
			o.to = r.At
		}
	case Send:
		x.send(r)
	case Began, Arrive, Lost:
		x.come(r)
	case Discard:
		if i := x.answers.Get(r.Msg); i != nil {
			x.All[*i].Counts = false
		}
	case End:
		if x.is(r) {
			x.End(r.At)
		}
	}
}

func (x *Exchanges) is(r *Record) bool { return x.Op >= r.Op && x.Op-r.Op < uint32(r.N) }

// send takes that a request is sent, or an answer to its asker.
func (x *Exchanges) send(r *Record) {
	if i := x.requests.Get(r.Msg); i != nil {
		x.All[*i].sent(r, x.openings.Get(r.Conn))
		return
	}
	if i := x.requests.Get(r.Parent); i != nil {
		if e := &x.All[*i]; e.Answer == 0 && e.asker == r.Peer {
			e.Answer, e.Status = r.Msg, r.Status
			*x.answers.Put(r.Msg) = *i
		}
	}
}

// sent takes that the request is sent, on a connection that has just been opened,
// is being opened still (early data), or was there before.
func (e *Exchange) sent(r *Record, o *opening) {
	e.Sending, e.Waiting = r.At, r.At
	if r.Planned() {
		e.Waiting = sim.Time(r.Aux)
	}
	if o != nil && o.from >= e.Asked && (o.to == r.At || o.to == notYet) {
		e.Opening = o.from
	}
}

// come takes that a message is there, in part or whole, or that it is lost.
func (x *Exchanges) come(r *Record) {
	i := x.answers.Get(r.Msg)
	if i == nil && r.Kind == Lost {
		i = x.requests.Get(r.Msg)
	}
	if i == nil {
		return
	}
	e := &x.All[*i]
	switch {
	case e.Over != notYet:
	case r.Kind == Began:
		e.Begun = r.At
	default:
		e.Over = r.At
		if r.Kind == Lost {
			e.Status = r.Status
		}
		e.Counts = r.Kind == Arrive && (e.Status.Info().Well || e.Status == NotFound)
	}
}

// Repeated tells whether one of them has been made again, so that not all need count.
func (x *Exchanges) Repeated() bool {
	return slices.ContainsFunc(x.All, func(e Exchange) bool { return e.Attempt > 1 })
}

// End says that nothing more is known after an instant.
func (x *Exchanges) End(at sim.Time) {
	x.ended = true
	for i := range x.All {
		x.All[i].end(at)
	}
}

// end settles the instants of what has not come about.
func (e *Exchange) end(at sim.Time) {
	if e.Over == notYet {
		e.Over, e.Status = at, NoStatus
	}
	next := e.Over
	for _, t := range []*sim.Time{&e.Begun, &e.Waiting, &e.Sending, &e.Opening} {
		if *t == notYet {
			*t = next
		}
		*t = min(*t, next)
		next = *t
	}
}

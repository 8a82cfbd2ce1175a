package trace

// Streams is a fold that follows what is open on connections: requests that were sent, and
// whose answers are not there whole, and subscriptions. A stream is called as its request.
//
// Who gives a request up need not say so; a stream is over, too, when its request is thrown
// away because of that, or, where it is not on its way still, when the operation is that its
// asker has made it for. That its connection has ended is for others to notice.
type Streams struct {
	asked   Table[asking] // by request
	latest  Table[uint32] // by operation: the latest request that its speaker has made
	answers Table[uint32] // by answer: its request
	ended   []Stream      // by the record at hand
}

// A Stream is a request, and its connection.
type Stream struct{ Msg, Conn uint32 }

// An asking is a stream, or is going to be one.
type asking struct {
	conn   uint32 // 0: it is not sent, or over
	asker  Place
	parent uint32 // the request that it forwards
	op     bool   // its speaker has made it for an operation, and remembers it until that is over
	before uint32 // the request that was made before it for the same operation
	there  bool   // it has arrived
	lasts  bool   // more than one answer comes
}

// Take takes the next record: it tells whether a stream begins with that, and which end,
// until the next call.
func (s *Streams) Take(r *Record) (begins bool, ended []Stream) {
	s.ended = s.ended[:0]
	switch r.Kind {
	case Ask:
		s.ask(r)
	case Send:
		begins = s.send(r)
	case Arrive:
		if a := s.asked.Get(r.Msg); a != nil {
			a.there = true
		}
		if request := s.answers.Get(r.Msg); request != nil {
			s.answered(*request, r)
			s.answers.Delete(r.Msg)
		}
	case Lost:
		s.end(r.Msg)
		if request := s.answers.Get(r.Msg); request != nil {
			s.end(*request)
			s.answers.Delete(r.Msg)
		}
	case Drop, Finish:
		if r.Status == TimedOut || r.Status == Cancelled {
			s.end(r.Msg) // nobody waits for an answer
		}
	case End:
		for k := range uint32(r.N) {
			s.settle(r.Op + k)
		}
	}
	return begins, s.ended
}

func (s *Streams) ask(r *Record) {
	if r.N != 1 || s.asked.Get(r.Msg) != nil {
		return
	}
	latest := s.latest.Have(r.Op)
	*s.asked.Put(r.Msg) = asking{op: true, before: *latest}
	*latest = r.Msg
}

// send tells whether a stream begins with a message.
func (s *Streams) send(r *Record) bool {
	switch manner := r.Shape.Info().Manner; {
	case r.Shape == Cancelling:
		if a := s.asked.Get(r.Parent); a != nil && a.asker == r.Node {
			s.end(r.Parent)
		}
	case manner == Asks && r.Conn != 0:
		a := s.asked.Have(r.Msg)
		a.conn, a.asker, a.parent, a.lasts = r.Conn, r.Node, r.Parent, r.Shape == Subscribe
		return true
	case manner == Answers && r.Status != NoStatus && s.asked.Get(r.Parent) != nil:
		*s.answers.Put(r.Msg) = r.Parent
	}
	return false
}

// answered takes that an answer to a request is there, or to those that it forwards, where
// whoever has answered tells their asker directly.
func (s *Streams) answered(request uint32, r *Record) {
	for a := s.asked.Get(request); a != nil; a = s.asked.Get(request) {
		next, asker := a.parent, a.asker
		if !a.lasts || !r.Status.Info().Well {
			s.end(request)
		}
		if asker == r.Node || next >= request {
			return
		}
		request = next
	}
}

// settle takes that an operation is over: its speaker waits for no answer any more.
func (s *Streams) settle(op uint32) {
	latest := s.latest.Get(op)
	if latest == nil {
		return
	}
	for request := *latest; request != 0; {
		a := s.asked.Get(request)
		next := a.before
		if a.op = false; a.there || a.conn == 0 {
			s.end(request)
		}
		request = next
	}
	s.latest.Delete(op)
}

// end ends a stream, if it is one.
func (s *Streams) end(request uint32) {
	a := s.asked.Get(request)
	if a == nil {
		return
	}
	if a.conn != 0 {
		s.ended = append(s.ended, Stream{request, a.conn})
	}
	if a.conn = 0; !a.op {
		s.asked.Delete(request)
	}
}

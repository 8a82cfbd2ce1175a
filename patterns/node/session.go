package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// SessionsConfig describes what a server remembers of whom it has served before.
type SessionsConfig struct {
	ShelfConfig
	Idle   *sim.Time `json:"idle" min:"1ns" absent:"for ever" doc:"how long a session is good for since it was used last, however often it is used (a rolling cookie, a servlet's time-out); timeToLive counts from when it was made"`
	Create sim.Dist  `json:"create" unit:"duration" default:"0s" doc:"work of making one for a request that finds none, as logging in is; drawn for each attempt, and done once the first work on the request is"`
}

// check finds an idle time that no session lives to see.
func (c *SessionsConfig) check(at string, r Report) {
	c.ShelfConfig.check(at, r)
	if c.Idle != nil && c.TimeToLive != nil && *c.Idle >= *c.TimeToLive {
		r.Fault(at+"/idle", `a session is over by its "timeToLive" before it has been idle for that long; make it shorter, or leave one of them out`)
	}
}

// Sessions are what each replica of a server keeps in its own memory of the keys that
// requests have been about: who is logged in, what is in a cart.
//
// Model card. A request that is about a key, or the poll or subscription of a listener
// that has one, and whose first work has gone well, looks for the session of that key here: one that finds none makes one, which is work of
// its own, for which it queues again unless its worker stays with it (blocking). Two
// requests at once may each make it. A crash loses all of a replica, unless they are
// durable, and a replica that goes, for a deploy, since there are to be fewer, or
// drained, takes its own along in any case. One that is not used for its idle time is
// over, as is one whose time to live is. Left out: sessions that replicas copy to each
// other.
type sessions struct {
	*cache
	create step
}

// What of its session a job knows.
const (
	unasked uint8 = iota
	creating
	greeted
)

func newSessions(s *Server, c *SessionsConfig, n *trace.Node) (*sessions, error) {
	law, err := c.Create.Sampler()
	if err != nil {
		return nil, err
	}
	shelves := &cache{Server: s, config: &CacheConfig{ShelfConfig: c.ShelfConfig}}
	room := s.w.Kernel.Keeps("sessions", entryBytes)
	for i := range n.Count {
		shelf := newShelf(&c.ShelfConfig, s.w.Draws(n.First+trace.Place(i), "shelf"), room)
		if c.Idle != nil {
			shelf.idle = *c.Idle
		}
		shelves.at = append(shelves.at, cacheAt{shelf: shelf})
	}
	shelves.warm()
	return &sessions{shelves, step{law: law, purpose: sim.NewKey(0).Named("session").Named(n.ID)}}, nil
}

// access lets a job go on that has its session, or is about none.
func (s *sessions) access(j *Job) {
	topic := s.w.jobTopic(j)
	switch {
	case topic == 0, j.session == greeted, j.session == unasked && s.knows(j, topic):
	case j.session == unasked:
		j.session = creating
		if long := s.long(j, &s.create); long > 0 {
			s.shop.again(j, long)
			return
		}
		fallthrough
	default:
		s.keep(j, topic, 0, false)
	}
	j.session = greeted
	s.proceed(j)
}

// knows tells whether the session of a topic is here.
func (s *sessions) knows(j *Job, topic Topic) bool {
	shelf := s.replica(j.Place).shelf
	e := shelf.find(uint64(topic))
	if e != nil && s.w.Now() < e.until {
		shelf.use(e)
		r := s.noteKey(trace.Hit, j, topic, trace.OK, 0)
		if shelf.idle > 0 {
			shelf.renew(e, s.w.Now())
			r.Until = e.until
		}
		return true
	}
	if e != nil {
		s.forget(j, topic, trace.Expired)
	}
	s.noteKey(trace.Missed, j, topic, trace.NoStatus, 0)
	return false
}

package node

import "backchat/sim"

// StickyOptions are the options of the policy sticky.
type StickyOptions struct {
	Stick    string    `json:"stick" enum:"cookie,table" default:"cookie" doc:"sticky: where it is kept who goes to whom: cookie: with whoever asks, so that every replica of the balancer knows, and none forgets; table: in each replica's memory, which a crash empties"`
	StickFor *sim.Time `json:"stickFor" min:"1ns" absent:"for ever" doc:"sticky: how long after its last request one that has asked is still sent to the same target"`
}

// sticky sends whoever has asked before to the same target as then.
//
// Model card. Who asks for the first time, or whose target is out, gets the next
// target in turn. By a cookie (HAProxy's cookie insert, an application load
// balancer's) the target is named in what the client itself sends; by a table it
// is what each replica remembers (HAProxy's stick-table). A target that is well
// again gets nobody back: they have gone on. Left out: the bytes of the cookie,
// room for so many only.
type sticky struct {
	hashed
	shared *stuck // where all replicas know the same
	own    stuck
	turn   *roundRobin
	life   sim.Time // 0: for ever
}

// stuck is who goes to whom.
type stuck struct {
	index sim.Keyed
	to    []home // from 1
	room  *sim.Account
}

// A home is a target, and until when it is that.
type home struct {
	target int
	until  sim.Time
}

// homeBytes is what is kept of one, with its share of the index.
const homeBytes = 80

func newSticky(b *Balancer) func(int) picker {
	shared := &stuck{to: make([]home, 1), room: b.w.Kernel.Keeps("those who stick to targets", homeBytes)}
	turn := newRoundRobin(b)
	return func(replica int) picker {
		s := &sticky{hashed: newHashed(b), shared: shared, turn: turn(replica).(*roundRobin)}
		if b.config.Stick == "table" {
			s.own = stuck{to: make([]home, 1), room: shared.room}
			s.shared = &s.own
		}
		if b.config.StickFor != nil {
			s.life = *b.config.StickFor
		}
		return s
	}
}

func (s *sticky) pick(c *choice, a *Attempt) int {
	h := s.shared.home(uint64(s.of(a)))
	if now := s.w.Now(); h.until <= now || c.barred(h.target) {
		h.target = s.turn.pick(c, a)
	}
	if h.until = sim.Never; s.life > 0 {
		h.until = s.w.Now() + s.life
	}
	return h.target
}

// home is that of a key, from now on at the latest.
func (s *stuck) home(key uint64) *home {
	i := s.index.Get(key)
	if i == 0 {
		i = uint32(len(s.to))
		s.index.Put(key, i)
		s.to = append(s.to, home{})
		s.room.Add(1)
	}
	return &s.to[i]
}

package patterns

import (
	"slices"
	"strconv"

	"backchat/sim"
)

// A PriorityShare is those messages of a queue that have a priority of their own.
type PriorityShare struct {
	Priority int     `json:"priority" required:"true" min:"-1000" max:"1000" doc:"theirs: higher is handed over first, and goes ahead of others at a consumer whose queue goes by priority"`
	Share    float64 `json:"share" unit:"share" required:"true" min:"0" max:"1" doc:"share of the messages that have it, drawn for each of them"`
}

// mostLevels is how many priorities a queue tells apart at most, as in RabbitMQ.
const mostLevels = 255

// checkPriorities finds fault with shares of more than all messages, and with a
// priority that is there twice.
func checkPriorities(shares []PriorityShare, r Report) {
	sum := 0.0
	for i, s := range shares {
		sum += s.Share
		if slices.ContainsFunc(shares[:i], func(o PriorityShare) bool { return o.Priority == s.Priority }) {
			r.Fault("/priorities/"+strconv.Itoa(i)+"/priority", "%d is here twice; keep one", s.Priority)
		}
	}
	if sum > 1+1e-9 {
		r.Fault("/priorities", "these are shares of %v of the messages; lower them to 1 at most, and the rest has the flow's priority", sum)
	}
	if len(shares) >= mostLevels {
		r.Fault("/priorities", "%d priorities and the flow's own are above the most that a queue tells apart, %d", len(shares), mostLevels)
	}
}

// A ladder is the priorities that the messages of a queue may have.
type ladder struct {
	levels []int16 // the highest first
	shares []PriorityShare
	draws  sim.Key
}

// newLadder is the ladder of messages that have a flow's priority, but for those of
// the shares.
func newLadder(own int, shares []PriorityShare) ladder {
	all := []int{own}
	for _, s := range shares {
		all = append(all, s.Priority)
	}
	slices.Sort(all)
	l := ladder{shares: shares, draws: sim.NewKey(0).Named("priority")}
	for _, p := range slices.Backward(slices.Compact(all)) {
		l.levels = append(l.levels, int16(p))
	}
	return l
}

// plain tells whether all messages have one priority.
func (l *ladder) plain() bool { return len(l.levels) == 1 }

// priority is that of a message whose work is named by key.
func (l *ladder) priority(own int, key sim.Key) int16 {
	draws := sim.NewStream(key.With(uint64(l.draws)))
	left := draws.Float64()
	for _, s := range l.shares {
		if left -= s.Share; left < 0 {
			return int16(s.Priority)
		}
	}
	return int16(own)
}

// level is where a priority stands among the others; 0: it is the highest.
func (l *ladder) level(priority int16) uint8 { return uint8(slices.Index(l.levels, priority)) }

// rank is what records say of a message's priority.
func (p *post) rank(k *kept) uint32 {
	if p.terms.priorities.plain() {
		return 0
	}
	return uint32(k.level) + 1
}

// priority is that of what a message says of an operation: the flow's, where that is
// over and forgotten.
func (p *post) priority(op sim.Ref) int16 {
	o := p.W.Op(op)
	if o == nil || p.terms.priorities.plain() {
		return int16(p.C.Priority)
	}
	return p.terms.priorities.priority(p.C.Priority, o.Key)
}

// level is where that priority stands among those of the flow.
func (p *post) level(op sim.Ref) uint8 { return p.terms.priorities.level(p.priority(op)) }

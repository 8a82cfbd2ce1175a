package patterns

import (
	"slices"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// A poll is one under way that may still pick up news.
type poll struct {
	attempt sim.Ref
	cause   trace.Cause // what it spends its time on
	at      trace.Place
	sent    node.Sent // of one that travels: its way
}

// Polls are those of a listener that may still pick up news, the oldest first. One that
// is over is zero until all before it are.
type polls struct {
	list  []poll
	first int    // of those that are kept
	gone  uint32 // how many there were before the list
}

// oldest is the oldest of them, nil for none.
func (p *polls) oldest() *poll {
	if p.first == len(p.list) {
		return nil
	}
	return &p.list[p.first]
}

// trim forgets those that are over, and before all others.
func (p *polls) trim() {
	for x := p.oldest(); x != nil && x.attempt == (sim.Ref{}); x = p.oldest() {
		p.first++
	}
	if 2*p.first >= len(p.list) {
		p.list = slices.Delete(p.list, 0, p.first)
		p.gone += uint32(p.first)
		p.first = 0
	}
}

// pollsBytes is what is kept of a listener that polls.
const pollsBytes = 104

// PollEntered follows a poll. What its listener has not been sent waits with the
// oldest of its polls under way: where that is queued, so is the news.
func (n *News) PollEntered(listener int, attempt sim.Ref, cause trace.Cause, p trace.Place, s node.Sent) {
	if n.polls == nil {
		n.W.Kernel.Keeps("listeners that poll", pollsBytes).Add(len(n.hearers))
		n.polls = make([]polls, len(n.hearers))
	}
	l := &n.polls[listener]
	x := n.which(l, attempt)
	if x == nil {
		x = n.enlist(l, attempt)
	}
	*x = poll{attempt, cause, p, s}
	if x == l.oldest() {
		n.attach(listener)
	}
}

// enlist makes room for a poll behind all others.
func (n *News) enlist(l *polls, attempt sim.Ref) *poll {
	if more := int(attempt.Index) + 1 - len(n.numbers); more > 0 {
		n.numbers = append(n.numbers, make([]uint32, more)...)
	}
	n.numbers[attempt.Index] = l.gone + uint32(len(l.list))
	l.list = append(l.list, poll{})
	return &l.list[len(l.list)-1]
}

// PollOver forgets a poll: what waited with it waits with the next one.
func (n *News) PollOver(listener int, attempt sim.Ref) {
	if n.polls == nil {
		return
	}
	l := &n.polls[listener]
	x := n.which(l, attempt)
	if x == nil {
		return
	}
	waited := x == l.oldest()
	*x = poll{}
	if waited {
		l.trim()
		n.attach(listener)
	}
}

// which of the polls an attempt is; nil for none.
func (n *News) which(l *polls, attempt sim.Ref) *poll {
	if int(attempt.Index) >= len(n.numbers) {
		return nil
	}
	i := n.numbers[attempt.Index] - l.gone
	if int64(i) >= int64(len(l.list)) || l.list[i].attempt != attempt {
		return nil
	}
	return &l.list[i]
}

// attach lets a listener's updates that are not on their way wait with its
// oldest poll, or for the next one.
func (n *News) attach(listener int) {
	for u := range n.pending(listener, n.heard(listener)) {
		if !u.sent {
			n.wait(listener, u)
		}
	}
}

// wait lets one do so.
func (n *News) wait(listener int, u *update) {
	if n.polls == nil || n.polls[listener].oldest() == nil {
		n.W.Wait(u.op, trace.NextPoll, u.home)
		return
	}
	p := *n.polls[listener].oldest()
	if p.cause != trace.Transfer {
		n.W.Wait(u.op, p.cause, p.at)
		return
	}
	if !p.sent.Shipped {
		p.sent.Out = max(p.sent.Out, n.W.Now())
	}
	n.W.Carry(u.op, p.sent, p.at, p.sent.To)
}

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

// pollsBytes is what is kept of a listener that polls.
const pollsBytes = 88

// PollEntered follows a poll. What its listener has not been sent waits with the
// oldest of its polls under way: where that is queued, so is the news.
func (n *News) PollEntered(listener int, attempt sim.Ref, cause trace.Cause, p trace.Place, s node.Sent) {
	if n.polls == nil {
		n.W.Kernel.Keeps("listeners that poll", pollsBytes).Add(len(n.hearers))
		n.polls = make([][]poll, len(n.hearers))
	}
	polls := &n.polls[listener]
	i := which(*polls, attempt)
	if i < 0 {
		i = len(*polls)
		*polls = append(*polls, poll{})
	}
	(*polls)[i] = poll{attempt, cause, p, s}
	if i == 0 {
		n.attach(listener)
	}
}

// PollOver forgets a poll: what waited with it waits with the next one.
func (n *News) PollOver(listener int, attempt sim.Ref) {
	if n.polls == nil {
		return
	}
	i := which(n.polls[listener], attempt)
	if i < 0 {
		return
	}
	n.polls[listener] = slices.Delete(n.polls[listener], i, i+1)
	if i == 0 {
		n.attach(listener)
	}
}

// which of the polls an attempt is; -1 for none.
func which(polls []poll, attempt sim.Ref) int {
	return slices.IndexFunc(polls, func(p poll) bool { return p.attempt == attempt })
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
	if n.polls == nil || len(n.polls[listener]) == 0 {
		n.W.Wait(u.op, trace.NextPoll, u.home)
		return
	}
	p := n.polls[listener][0]
	if p.cause != trace.Transfer {
		n.W.Wait(u.op, p.cause, p.at)
		return
	}
	if !p.sent.Shipped {
		p.sent.Out = max(p.sent.Out, n.W.Now())
	}
	n.W.Carry(u.op, p.sent, p.at, p.sent.To)
}

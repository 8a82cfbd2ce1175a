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

// Moved follows a poll. What its listener has not been sent waits with the
// oldest of its polls under way: where that is queued, so is the news.
func (n *News) Moved(note uint64, attempt sim.Ref, cause trace.Cause, p trace.Place, s node.Sent) {
	listener, _ := unpack(note)
	box := &n.inboxes[listener]
	i := box.poll(attempt)
	if i < 0 {
		i = len(box.polls)
		box.polls = append(box.polls, poll{})
	}
	box.polls[i] = poll{attempt, cause, p, s}
	if i == 0 {
		n.attach(listener, 0)
	}
}

// Over forgets a poll: what waited with it waits with the next one.
func (n *News) Over(note uint64, attempt sim.Ref) {
	listener, _ := unpack(note)
	box := &n.inboxes[listener]
	i := box.poll(attempt)
	if i < 0 {
		return
	}
	box.polls = slices.Delete(box.polls, i, i+1)
	if i == 0 {
		n.attach(listener, 0)
	}
}

// poll is which of the polls under way an attempt is; -1 for none.
func (b *inbox) poll(attempt sim.Ref) int {
	return slices.IndexFunc(b.polls, func(p poll) bool { return p.attempt == attempt })
}

// attach lets a listener's updates that are not on their way, from a number
// on, wait with its oldest poll, or for the next one.
func (n *News) attach(listener int, from uint64) {
	box := &n.inboxes[listener]
	for i := max(from, box.heard, box.first); i < box.end(); i++ {
		if u := box.at(i); u != nil && !u.sent {
			n.wait(u, box)
		}
	}
}

func (n *News) wait(u *update, box *inbox) {
	if len(box.polls) == 0 {
		n.W.Wait(u.op, trace.NextPoll, u.home)
		return
	}
	p := box.polls[0]
	if p.cause != trace.Transfer {
		n.W.Wait(u.op, p.cause, p.at)
		return
	}
	p.sent.Out = max(p.sent.Out, n.W.Now())
	n.W.Aboard(u.op, p.sent, p.at, p.sent.To)
}

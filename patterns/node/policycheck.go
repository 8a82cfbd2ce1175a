package node

import (
	"slices"
)

// Check finds what a policy says without effect beside the rest of it.
func (p *Policy) Check(r Report) {
	if p.Timeout == nil && p.Hedge == nil {
		r.Unused("/cancel", `no attempt is given up before it is answered, so that none is taken back: say timeout, too, or leave cancel out`)
	}
	if p.Deadline != nil {
		p.checkDeadline(r)
	}
	p.Retry.check(r)
	p.Breaker.check(r)
	p.Ejection.check("/ejection", r)
}

// checkDeadline finds time-outs that are never reached, since the request as a whole
// is over before.
func (p *Policy) checkDeadline(r Report) {
	const remedy = "the request is over before, at its deadline of %v: let %s be shorter, or leave it out"
	if p.Timeout != nil {
		if law, err := p.Timeout.Sampler(); err == nil && law.IsConstant() && law.Mean() > float64(*p.Deadline) {
			r.Unused("/timeout", remedy, *p.Deadline, "timeout")
		}
	}
	if p.ConnectTimeout != nil && *p.ConnectTimeout > *p.Deadline {
		r.Unused("/connectTimeout", remedy, *p.Deadline, "connectTimeout")
	}
	if p.Hedge != nil && *p.Hedge > *p.Deadline {
		r.Unused("/hedge", remedy, *p.Deadline, "hedge")
	}
}

// check finds how waits grow and are spread that there are not, or that are given.
func (t *Retry) check(r Report) {
	if t == nil {
		return
	}
	if len(t.Delays) > 0 {
		for _, field := range [...]string{"backoff", "factor", "cap"} {
			r.Unused("/retry/"+field, "delays says the waits themselves, in place of %s: leave one of the two out", field)
		}
	}
	if len(t.Delays) == 0 && t.Jitter == "decorrelated" {
		r.Unused("/retry/factor", "a decorrelated wait goes by the one before, not by how many there were: name another jitter, or leave factor out")
	}
	if !slices.Contains(t.On, "limited") {
		r.Unused("/retry/heed", `after an answer limited it does not try again: name limited in "on", or leave heed out`)
	}
}

// check finds a count, or a window, that a breaker does not go by.
func (b *Breaker) check(r Report) {
	switch {
	case b == nil:
	case b.Rate != nil:
		r.Unused("/breaker/failures", "it opens by the share of calls that fail, not by failures in a row: leave failures out, or rate")
		if b.Rate.Size != nil {
			r.Unused("/breaker/rate/window", "size says how many of the latest calls count, whenever they were: leave window out, or size")
		}
	}
}

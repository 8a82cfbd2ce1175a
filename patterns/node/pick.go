package node

// pick chooses the target of the next request; -1 where there is none.
func (b *Balancer) pick(m *balancerMind) int {
	if len(m.fit) == 0 {
		return -1
	}
	switch b.config.Policy {
	case "random":
		return m.fit[m.draws.IntN(len(m.fit))]
	case "weighted":
		return b.pickWeighted(m)
	case "leastConnections":
		return m.pickLeast()
	case "twoChoices":
		if b.config.Replacement {
			return m.pickReplacing(b.config.Choices)
		}
		return m.pickOfSeveral(b.config.Choices)
	}
	m.turn++
	return m.fit[(m.turn-1)%len(m.fit)]
}

// pickWeighted is smooth weighted round robin: every target earns its weight,
// the richest is chosen and pays for all.
func (b *Balancer) pickWeighted(m *balancerMind) int {
	best, total := m.fit[0], 0.0
	for _, k := range m.fit {
		m.credit[k] += b.weights[k]
		total += b.weights[k]
		if m.credit[k] > m.credit[best] {
			best = k
		}
	}
	m.credit[best] -= total
	return best
}

// pickLeast is the target with the fewest requests under way; of several, any
// one.
func (m *balancerMind) pickLeast() int {
	best, ties := m.fit[0], 1
	for _, k := range m.fit[1:] {
		switch {
		case m.load[k] < m.load[best]:
			best, ties = k, 1
		case m.load[k] == m.load[best]:
			if ties++; m.draws.IntN(ties) == 0 {
				best = k
			}
		}
	}
	return best
}

// pickOfSeveral is the least loaded of n distinct targets drawn at random; the
// first drawn where they are level. It draws them by the first steps of a
// shuffle: the order of those that are fit has no meaning to it.
func (m *balancerMind) pickOfSeveral(n int) int {
	best := -1
	for i := range min(n, len(m.fit)) {
		k := i + m.draws.IntN(len(m.fit)-i)
		m.fit[i], m.fit[k] = m.fit[k], m.fit[i]
		if best < 0 || m.load[m.fit[i]] < m.load[best] {
			best = m.fit[i]
		}
	}
	return best
}

// pickReplacing is the same with replacement (Mitzenmacher, "The Power of Two
// Choices in Randomized Load Balancing", IEEE TPDS 12(10), 2001).
func (m *balancerMind) pickReplacing(n int) int {
	best := m.fit[m.draws.IntN(len(m.fit))]
	for range n - 1 {
		if k := m.fit[m.draws.IntN(len(m.fit))]; m.load[k] < m.load[best] {
			best = k
		}
	}
	return best
}

// refit lists the targets that are not out.
func (m *balancerMind) refit() {
	m.fit = m.fit[:0]
	for k, out := range m.out {
		if !out {
			m.fit = append(m.fit, k)
		}
	}
}

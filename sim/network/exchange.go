package network

import "backchat/sim"

// Exchanges are those on transports, by the index of the attempt that each is
// of.
type exchanges []exchange

// An exchange is named as its protocol names it.
type exchange struct {
	attempt uint32 // its generation
	ref     sim.Ref
}

// note says which exchange an attempt is from now on.
func (x *exchanges) note(attempt, ref sim.Ref) {
	for int(attempt.Index) >= len(*x) {
		*x = append(*x, exchange{})
	}
	(*x)[attempt.Index] = exchange{attempt.Generation, ref}
}

// Exchange is what an attempt is on the transport of its connection; zero where
// it is on none.
func (n *Network) Exchange(attempt sim.Ref) sim.Ref {
	if int(attempt.Index) < len(n.exchanges) && n.exchanges[attempt.Index].attempt == attempt.Generation {
		return n.exchanges[attempt.Index].ref
	}
	return sim.Ref{}
}

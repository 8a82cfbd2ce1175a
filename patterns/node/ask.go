package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// An Ask is what one place asks of another: the part that a call and all its
// attempts, here and behind proxies, have in common.
type Ask struct {
	From     trace.Place // the asker
	Dest     trace.Place // where it is for, beyond all sidecars; 0: the agent picks one for each attempt
	Flow     uint16
	Priority int16
	Shape    trace.Shape // of the request
	Once     bool        // it bears an idempotency key: what has been done is not done again
	Poison   bool        // its processing always fails
	Stream   bool        // answers go on coming until one side ends it
	Upgrade  bool        // it leaves HTTP for a protocol of its own, in which answers go on coming: no proxy sees parts of them
	OneWay   bool        // no answer is waited for, nor given
	Nested   bool        // a server asks, for a job of its own, and the flow does not answer; its tag says how large the answer is to be
	Access   Access      // what is to be done with what it is about, where that is kept
	Payload  uint32      // bytes of content
	Header   uint32      // bytes around it
	picked   trace.Place // by its asker: where it is for, unless a balancer has forwarded it since
	network.Behalf
	Demand Demand      // the work it asks for
	Salt   uint64      // tells apart the several works of one operation
	Path   Path        // tells apart the attempts at one work
	Tag    network.Tag // what it is about
	Parent sim.Ref     // the attempt on whose behalf a proxy or server makes it
	Due    Due         // when nobody will want it any more
}

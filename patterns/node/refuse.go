package node

import "backchat/sim/network"

// RefuseOptions are the options of the fault refuse.
type RefuseOptions struct {
	Refused float64 `json:"refused" unit:"share" default:"1" min:"0" max:"1" doc:"refuse: share of connections that are refused where they are asked for; drawn once for each"`
}

// refuse lets no new connections be opened over wires, or a share of them. Those
// that are open go on.
//
// Model card. Whether a connection is refused is drawn once, when it is asked for; one
// that is still being opened when the fault begins is refused as well. Who asks learns
// of it as where nobody listens: by a reset or, over QUIC, not at all, so that it asks
// again until the fault is over. Connections that are there from the start are not asked
// for. Left out: a handshake that fails late, which would cost the work of it.
func (t *Timeline) refuse(a *Act, end bool) {
	t.trouble(a, network.Trouble{Refused: a.Refused}, end)
}

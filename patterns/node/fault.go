package node

import "backchat/sim"

// FaultConfig describes an entry of the timeline: a fault and its end, an
// operation on top of the workload, or a caption.
type FaultConfig struct {
	At        sim.Time  `json:"at" required:"true" min:"0s" doc:"when"`
	For       *sim.Time `json:"for" min:"1ns" absent:"to the end of the run" doc:"how long a fault lasts; overlapping ones nest"`
	Say       string    `json:"say" empty:"no" doc:"a caption for the reader, figures of the run in braces: it changes nothing"`
	Send      string    `json:"send" ref:"flow" doc:"one more operation of this flow; 'target' may name its speaker"`
	Fault     string    `json:"fault" enum:"crash,pause,slow,partition,loss,latency" doc:"what goes wrong"`
	Target    string    `json:"target" ref:"target" doc:"what it happens to: a node (all its replicas: api, api/*), a replica (api/0), or, for partition, loss and latency, a link"`
	Peer      string    `json:"peer" ref:"place" doc:"partition, loss, latency: only on the wires between target and this node or replica"`
	Direction string    `json:"direction" enum:"both,out,in" default:"both" doc:"partition, loss, latency: seen from the target (of a link: from its 'from')"`
	How       string    `json:"how" enum:"process,host" default:"process" doc:"crash: process: memory is lost and peers get a reset; host: memory is lost and peers hear nothing"`
	Factor    float64   `json:"factor" default:"0.1" min:"0.000001" max:"1000" doc:"slow: its speed as a multiple of the normal one"`
	Share     float64   `json:"share" unit:"share" default:"1" min:"0" max:"1" doc:"loss: share of messages lost on top of the link's own"`
	Latency   sim.Time  `json:"latency" default:"100ms" min:"0s" doc:"latency: added to each message, one way"`
}

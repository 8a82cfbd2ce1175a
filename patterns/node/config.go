package node

import "backchat/sim"

// ClientConfig describes those who want something.
type ClientConfig struct {
	Sidecar *SidecarConfig `json:"sidecar" absent:"none" doc:"a proxy beside each replica, through which all it says and hears goes"`
}

// ServerConfig describes those who work on requests.
type ServerConfig struct {
	Station
	Service  sim.Dist       `json:"service" unit:"duration" default:"0s" doc:"the server's work on one attempt at a request, where its flow has no demand; drawn for each attempt"`
	Errors   float64        `json:"errors" unit:"share" default:"0" min:"0" max:"1" doc:"share of requests that are worked on and then answered with an error; drawn for each attempt"`
	Blocking bool           `json:"blocking" default:"false" doc:"true: a worker stays taken while its request waits for a call or is held (a thread per request); false: it goes on with other work (an event loop)"`
	Calls    []CallConfig   `json:"calls" doc:"what it asks of others, one after the other, once its own work on a request is done"`
	Restart  sim.Time       `json:"restart" default:"0s" min:"0s" doc:"after a crash is over, how long until it takes requests again"`
	Sidecar  *SidecarConfig `json:"sidecar" absent:"none" doc:"a proxy beside each replica, through which all it says and hears goes"`
}

// Station is a queue and its workers.
type Station struct {
	Workers    int       `json:"workers" default:"1" min:"1" max:"1000000" doc:"how many requests are worked on at a time; with processorSharing: how many cores the requests share"`
	Queue      *int      `json:"queue" min:"0" max:"100000000" absent:"any number" doc:"requests that may wait; one more is rejected. With processorSharing: requests beyond the workers"`
	Discipline string    `json:"discipline" enum:"fifo,lifo,priority,preemptive,processorSharing" default:"fifo" doc:"who is next: the first, the last, the most important (first come first within); preemptive: the most important even interrupts; processorSharing: all at once, at an equal share of the speed"`
	Patience   *sim.Dist `json:"patience" unit:"duration" absent:"for ever" doc:"how long a request waits in the queue before it is given up (timedOut)"`
}

// CallConfig describes a request that a server makes on behalf of another.
type CallConfig struct {
	To       string    `json:"to" ref:"node" required:"true" doc:"whom it asks: a server or balancer"`
	Fanout   bool      `json:"fanout" default:"false" doc:"ask every replica at once"`
	Need     *int      `json:"need" min:"1" max:"1000000" absent:"all" doc:"with fanout: go on after this many good answers (a quorum)"`
	Share    float64   `json:"share" unit:"share" default:"1" min:"0" max:"1" doc:"share of requests that need the call (the others hit a cache)"`
	Request  sim.Dist  `json:"request" unit:"size" default:"256B" doc:"content of the request"`
	Response sim.Dist  `json:"response" unit:"size" default:"1KiB" doc:"content of the answer"`
	Headers  sim.Bytes `json:"headers" default:"250B" min:"0B" max:"1MiB" doc:"bytes around the content, of the request and of the answer"`
	Demand   *sim.Dist `json:"demand" unit:"duration" absent:"the callee's service" doc:"the work it asks for"`
	Policy
}

// BalancerConfig describes those who spread requests over others.
type BalancerConfig struct {
	To     []string      `json:"to" ref:"node" required:"true" doc:"the nodes whose replicas it spreads requests over"`
	Policy BalancingName `json:"policy" default:"roundRobin"`
	BalancingOptions
	Reply   string        `json:"reply" enum:"proxy,direct" default:"proxy" doc:"proxy: answers come back through it; direct: servers answer the client themselves (direct server return)"`
	Service sim.Dist      `json:"service" unit:"duration" default:"0s" doc:"its own work on each request"`
	Workers int           `json:"workers" default:"1" min:"1" max:"1000000" doc:"requests it works on at a time; no matter where service is 0s"`
	Health  *HealthConfig `json:"health" absent:"no checks: it counts on all" doc:"asking its targets whether they are well"`
}

// HealthConfig describes active health checks. They travel over the balancer's
// own connections to its targets, of which they may be the only users.
type HealthConfig struct {
	Interval  sim.Time `json:"interval" default:"5s" min:"1ms" doc:"from check to check"`
	Timeout   sim.Time `json:"timeout" default:"1s" min:"1ns" doc:"a check without answer for this long from its sending has failed; so has one that waits as long for a connection to open"`
	Unhealthy int      `json:"unhealthy" default:"3" min:"1" max:"1000" doc:"failed checks in a row that take a target out"`
	Healthy   int      `json:"healthy" default:"2" min:"1" max:"1000" doc:"good checks in a row that bring it back"`
	Path      string   `json:"path" enum:"queue,beside" default:"queue" doc:"what a check sees of a target: queue: it waits for a worker as any request does, and is rejected where there is no room; beside: the process answers it at once, whatever its workers do (a thread of its own), unless it is paused or down"`
	Demand    sim.Time `json:"demand" default:"0s" min:"0s" doc:"path queue: the work that a check asks for"`
}

// BrokerConfig describes those who keep and hand on messages.
type BrokerConfig struct {
	Durable bool     `json:"durable" default:"false" doc:"true: what it has acknowledged survives its crash; false: a crash loses all it keeps"`
	Sync    sim.Dist `json:"sync" unit:"duration" default:"0s" doc:"durable: the time a message takes to reach the disk before it is acknowledged"`
	Service sim.Dist `json:"service" unit:"duration" default:"0s" doc:"its work on each message that comes in, and on each that goes out"`
	Station
}

// SidecarConfig describes a proxy beside a replica, on the same host.
type SidecarConfig struct {
	Hop     sim.Dist `json:"hop" unit:"duration" default:"50us" doc:"latency between it and its node, each way"`
	Service sim.Dist `json:"service" unit:"duration" default:"100us" doc:"its work on each request and each answer that passes"`
	Shares  bool     `json:"shares" default:"true" doc:"true: on a server, its work takes one of the server's own workers, ahead of the queue; false: it has a worker of its own"`
	Policy
}

package node

import (
	"strconv"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// ServerConfig describes those who work on requests.
type ServerConfig struct {
	Station
	Service     sim.Dist          `json:"service" unit:"duration" default:"0s" doc:"the server's work on one attempt at a request, where its flow has no demand; drawn for each attempt"`
	Errors      float64           `json:"errors" unit:"share" default:"0" min:"0" max:"1" doc:"share of requests that are worked on and then answered with an error; drawn for each attempt"`
	Blocking    bool              `json:"blocking" default:"false" doc:"true: a worker stays taken while its request waits for a call or is held (a thread per request); false: it goes on with other work (an event loop)"`
	Calls       []CallConfig      `json:"calls" doc:"what it asks of others, one after the other, once its own work on a request is done"`
	Steps       []StepConfig      `json:"steps" most:"200" doc:"in place of service and calls: what it does, one after the other, for a request that names no route"`
	Routes      []RouteConfig     `json:"routes" most:"100" doc:"what it does for requests that name one"`
	Pools       []PoolConfig      `json:"pools" most:"100" doc:"what its steps hold and free units of"`
	Sessions    *SessionsConfig   `json:"sessions" absent:"it remembers nobody" doc:"what each replica remembers of the keys that requests are about: who is logged in, say"`
	Restart     sim.Time          `json:"restart" default:"0s" min:"0s" doc:"after a crash is over, how long until it takes requests again"`
	Lifecycle   LifecycleConfig   `json:"lifecycle" doc:"how its replicas come and go, where the timeline or an autoscaler has them do so"`
	Autoscaler  *AutoscalerConfig `json:"autoscaler" absent:"none" doc:"has more or fewer replicas, by what they have to do"`
	Liveness    *LivenessConfig   `json:"liveness" absent:"no checks" doc:"looks whether each process is alive, and restarts it where it is not"`
	Standby     *StandbyConfig    `json:"standby" absent:"no other machine" doc:"a second machine for each replica, which takes its address over where it no longer hears the first (an active and passive pair)"`
	Limiter     *Limiter          `json:"limiter" absent:"no limit" doc:"lets requests in at a rate; those beyond are refused, or wait"`
	Concurrency *Concurrency      `json:"concurrency" absent:"no limit" doc:"how many requests a replica has in hand at most; those beyond are refused"`
	network.DoorConfig
	Sidecar *SidecarConfig `json:"sidecar" absent:"none" doc:"a proxy beside each replica, through which all it says and hears goes"`
}

// Station is a queue and its workers.
type Station struct {
	Workers    int       `json:"workers" default:"1" min:"1" max:"1000000" doc:"how many requests are worked on at a time; with processorSharing: how many cores the requests share"`
	Queue      *int      `json:"queue" min:"0" max:"100000000" absent:"any number" doc:"requests that may wait; one more is rejected. With processorSharing: requests beyond the workers"`
	Full       string    `json:"full" enum:"refuse,leastImportant" default:"refuse" doc:"who is rejected where the queue is full: refuse: who comes; leastImportant: of those who wait the least important, and the last of these, where that is less important than who comes (by the flow's priority; with processorSharing nobody waits)"`
	Discipline string    `json:"discipline" enum:"fifo,lifo,adaptive,priority,preemptive,processorSharing" default:"fifo" doc:"who is next: the first, the last; adaptive: the first, and the last where the queue has not been empty for the interval of sojourn, or 100ms (Maurer, 2015); the most important (first come first within); preemptive: the most important even interrupts; processorSharing: all at once, at an equal share of the speed"`
	Patience   *sim.Dist `json:"patience" unit:"duration" absent:"for ever" doc:"how long a request waits in the queue before it is given up (timedOut)"`
	Sojourn    *Sojourn  `json:"sojourn" absent:"no bound" doc:"when a worker is free, turn away (rejected) what has waited too long, by whether the queue is ever empty"`
}

// CallConfig describes a request that a server makes on behalf of another.
type CallConfig struct {
	To string `json:"to" ref:"node" required:"true" doc:"whom it asks: any node that may be asked"`
	CallOptions
}

// CallOptions say how a server asks another.
type CallOptions struct {
	Fanout   bool      `json:"fanout" default:"false" doc:"a call: ask every replica at once"`
	Need     *int      `json:"need" min:"1" max:"1000000" absent:"all" doc:"with fanout, or all: go on after this many good answers (a quorum)"`
	Share    float64   `json:"share" unit:"share" default:"1" min:"0" max:"1" doc:"share of requests for which it is done (calls: the others hit a cache). Whether a call is needed is drawn once for an operation; any other step: for each attempt"`
	Route    string    `json:"route" doc:"a call: which of the callee's routes it asks for, where those have names"`
	Request  sim.Dist  `json:"request" unit:"size" default:"256B" doc:"a call: content of the request"`
	Response sim.Dist  `json:"response" unit:"size" default:"1KiB" doc:"a call: content of the answer"`
	Headers  sim.Bytes `json:"headers" default:"250B" min:"0B" max:"1MiB" doc:"a call: bytes around the content, of the request and of the answer"`
	Demand   *sim.Dist `json:"demand" unit:"duration" absent:"the callee's service" doc:"a call: the work it asks for"`
	Access   string    `json:"access" enum:"asked,read,write,remove,compare" default:"asked" doc:"a call: what a store that it asks does with what the operation is about: asked: what the server has been asked for itself: at first to read, or, for the flow's writes, to write; read: look for it; write: keep something new; remove: forget it; compare: write it in a table, unless it has been written since the server read it (optimistic concurrency): then the answer is conflict, and whoever retries after that must read it again"`
	Policy
}

// New places servers.
func (c *ServerConfig) New(w *World, n *trace.Node, places func(string) []trace.Place) (*Workshop, error) {
	s, err := NewServer(w, c, n, places)
	if err != nil {
		return nil, err
	}
	w.guard(n, &c.DoorConfig)
	w.standBy(n, c.Standby, s.shop)
	return s.shop, nil
}

// Places is how many replicas there may be at a time, of which there are count at the
// start.
func (c *ServerConfig) Places(count int) int {
	if c.Autoscaler != nil && c.Lifecycle.Most == nil {
		count = max(count, c.Autoscaler.Max)
	}
	return c.Lifecycle.Places(count)
}

// Stations tells of the servers' workers. What a sidecar that shares them works
// on needs no room, nor does a request for which a worker has worked before.
func (c *ServerConfig) Stations(n *trace.Node) {
	c.Station.describe(n)
	n.Holding = c.Each()
	for i := range c.Pools {
		n.Pools = append(n.Pools, trace.Pool{ID: c.Pools[i].ID, Size: c.Pools[i].Size})
	}
	if c.Sessions != nil {
		n.Shelf = c.Sessions.describe()
	}
	n.Bucket[0] = c.Limiter.tells()
	if c.Sidecar != nil {
		n.Bucket[1] = c.Sidecar.Limiter.tells()
	}
	if c.Sidecar != nil && c.Sidecar.Shares || c.comesBack() {
		n.Queue = -1
	}
}

// Idle tells that whatever is asked of a server waits for a worker.
func (*ServerConfig) Idle() bool { return false }

// Proxy is the sidecar.
func (c *ServerConfig) Proxy() *SidecarConfig { return c.Sidecar }

// Leads are those it calls.
func (c *ServerConfig) Leads() []Lead {
	var all []Lead
	for i := range c.Calls {
		all = append(all, Lead{To: c.Calls[i].To, Pointer: "/calls/" + strconv.Itoa(i) + "/to", Route: c.Calls[i].Route, By: &c.Calls[i].Policy})
	}
	for route, at := range c.lists() {
		for x, pointer := range each(*at.steps, at.pointer) {
			if x.Call != "" {
				all = append(all, Lead{To: x.Call, Pointer: pointer + "/call", On: route, Route: x.Route, By: &x.Policy})
			}
		}
	}
	return all
}

// Check finds calls to whom cannot be called, or not so, and steps that are none.
func (c *ServerConfig) Check(count int, r Report) {
	c.Lifecycle.check(count, c.Sidecar != nil, r)
	if c.Liveness != nil && c.Sidecar != nil {
		r.Fault("/liveness", "a restart would leave the sidecar as it is; leave one of the two out")
	}
	c.Autoscaler.check(count, &c.Lifecycle, c.Sidecar != nil, r)
	c.Standby.check(c.Sidecar != nil, c.Autoscaler != nil || c.Places(count) > count, r)
	c.Concurrency.check("/concurrency", r)
	checkDoor(&c.DoorConfig, c.Sidecar != nil, r)
	c.Sidecar.check(r, true)
	for i := range c.Calls {
		at := "/calls/" + strconv.Itoa(i)
		c.Calls[i].check(c.Calls[i].To, at, at+"/to", r)
	}
	if c.Sessions != nil {
		c.Sessions.check("/sessions", r)
	}
	c.checkSteps(r)
}

func (c *CallOptions) check(callee, at, to string, r Report) {
	r.Node(to, callee, "whom a server calls", Answers)
	kind, count := r.Around(callee)
	switch {
	case kind == "":
	case c.Need != nil && !c.Fanout:
		r.Fault(at+"/need", `"need" is for calls with "fanout": true`)
	case c.Fanout && KindName(kind).Row().Is(Relays):
		r.Fault(at+"/fanout", "%q is a %s, which asks one replica; to ask every replica, call the servers behind it", callee, kind)
	case c.Need != nil && *c.Need > count:
		r.Fault(at+"/need", "%d is above the most, %d: %q has no more replicas", *c.Need, count, callee)
	}
}

// describe tells of the workers and of the room before them.
func (s *Station) describe(n *trace.Node) {
	n.Workers, n.Shared = s.Workers, s.Discipline == "processorSharing"
	if s.Queue != nil {
		n.Queue = *s.Queue
	}
}

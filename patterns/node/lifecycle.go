package node

import (
	"backchat/sim"
)

// LifecycleConfig describes how the replicas of a server come and go.
//
// Model card. A replica that is to come takes its start-up time, during which
// nobody can reach it. When it is ready it takes requests; those who choose among
// replicas (balancers, and callers before which none stands) learn of it after the
// discovery, all at the same instant. A replica that is to go drains: they learn of
// that after the discovery, too; for as long as preStop says it goes on as if nothing
// were; then it accepts no connection, ends those that it has as soon as what came
// over them is answered (see network.Network.Retire), answers polls that it holds, and
// sends subscriptions away. It is gone as soon as nothing is in its hands; what is
// left at the end of its grace, which runs from the beginning, is lost as in a crash
// of its process. Source: Kubernetes, Pod Lifecycle, Termination of Pods. What its
// connections to others carry is not waited for, and its consumers of a queue are not
// told before. Left out: sidecars, replicas that fail to start, a view of the fleet
// for each caller, and that replicas which come later begin flows: who publishes, or reads
// a log or another's news, has all its replicas at the start.
type LifecycleConfig struct {
	Most      *int      `json:"most" min:"1" max:"100000" absent:"as many as there are at the start, or may be by the autoscaler" doc:"replicas that there may be at a time, those that start or drain among them: what scale, the surge of a deploy and an autoscaler have room for; those beyond count are not there at the start"`
	Startup   sim.Time  `json:"startup" default:"5s" min:"0s" doc:"how long a new replica takes until it is ready"`
	Discovery sim.Time  `json:"discovery" default:"1s" min:"0s" doc:"how long until those who choose among replicas know that one has come to be ready, or is to go: until then they do not send to the one, and still send to the other"`
	PreStop   sim.Time  `json:"preStop" default:"0s" min:"0s" doc:"a replica that is to go takes requests as before for so long (Kubernetes: a preStop hook that sleeps)"`
	Grace     sim.Time  `json:"grace" default:"30s" min:"0s" doc:"a replica that is to go is killed after so long, preStop included, with whatever is still in its hands (Kubernetes: terminationGracePeriodSeconds); 0s: at once"`
	Warmup    *sim.Time `json:"warmup" min:"1ns" absent:"it is as fast as ever" doc:"how long a replica that has come to be ready is slow at first (empty caches, code that is not compiled yet)"`
	Cold      float64   `json:"cold" default:"0.5" min:"0.000001" max:"1" doc:"its speed during warmup, as a multiple of the normal one"`
}

// Places is how many replicas there may be of a server of which there are count at
// the start.
func (c *LifecycleConfig) Places(count int) int {
	if c.Most != nil {
		count = max(count, *c.Most)
	}
	return count
}

// check finds what cannot come and go.
func (c *LifecycleConfig) check(count int, sidecar bool, r Report) {
	switch {
	case c.Most != nil && *c.Most < count:
		r.Fault("/lifecycle/most", "%d is fewer than the %d that there are at the start; raise it, or lower count", *c.Most, count)
	case c.Most != nil && *c.Most > count && sidecar:
		r.Fault("/lifecycle/most", "replicas with a sidecar neither come nor go; leave one of the two out")
	}
}

// ScaleOptions are the options of the fault scale.
type ScaleOptions struct {
	Replicas int `json:"replicas" default:"1" min:"0" max:"100000" doc:"scale: how many replicas it is to have"`
}

// DeployOptions are the options of the fault deploy.
type DeployOptions struct {
	Surge       int `json:"surge" default:"0" min:"0" max:"100000" doc:"deploy: replicas beyond their number that there may be meanwhile, draining ones aside (Kubernetes: maxSurge, 25% rounded up)"`
	Unavailable int `json:"unavailable" default:"1" min:"0" max:"100000" doc:"deploy: replicas fewer than their number that may be ready meanwhile (Kubernetes: maxUnavailable, 25% rounded down)"`
}

// drain has replicas go without others in their place, or lets them come back.
func (t *Timeline) drain(a *Act, end bool) {
	for _, p := range a.Places {
		f := t.w.group(p).fleet
		f.hold(int(p-f.first), end)
	}
}

// scale changes how many replicas there are to be, or undoes that.
func (t *Timeline) scale(a *Act, end bool) { t.w.group(a.Places[0]).fleet.scale(a.Replicas, end) }

// deploy replaces all replicas; at its end it does so again, by those that were
// before.
func (t *Timeline) deploy(a *Act, _ bool) {
	t.w.group(a.Places[0]).fleet.deploy(a.Surge, a.Unavailable)
}

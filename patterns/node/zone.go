package node

import (
	"slices"

	"backchat/sim/trace"
)

// ZoneConfig describes how a balancer keeps requests within its own zone.
//
// Model card. Of the targets that are fit it goes by those in its own zone alone,
// whatever its policy, as long as enough of these are fit (Kubernetes:
// trafficDistribution PreferClose, and Envoy's priorities by locality, which share out
// gradually). Too few, and it goes by all of the zones at once, until enough are back. It
// knows nothing of how much the zones have to do: uneven callers load them unevenly. Those
// that are not there count neither way. A zone with no target of its own prefers none, and
// so does a balancer in panic, which goes by all of the zones at once, ill or not (Envoy:
// panic threshold).
// Left out: shares of requests that are sent elsewhere by the zones' numbers (Envoy: zone
// aware routing), priorities of further zones.
type ZoneConfig struct {
	Least float64 `json:"least" unit:"share" default:"0.7" min:"0" max:"1" doc:"share of the targets in its own zone that have to be fit: with fewer it sends to all zones alike (Envoy: overprovisioning factor 1.4, which is 0.71; Kubernetes: 0, one is enough)"`
}

// near tells, by target, which are in the zone of p.
func (w *World) near(p trace.Place, targets []trace.Place) []bool {
	near := make([]bool, len(targets))
	for k, t := range targets {
		near[k] = w.Topology.Zone(t) == w.Topology.Zone(p)
	}
	return near
}

// keepNear leaves those of the fit targets that are near, where these are enough of
// those that there are.
func (c *choice) keepNear() {
	there, fit := 0, 0
	for k, near := range c.near {
		if near && c.out[k]&absent == 0 {
			there++
			if !c.barred(k) {
				fit++
			}
		}
	}
	if fit > 0 && float64(fit) >= c.least*float64(there) {
		c.fit = slices.DeleteFunc(c.fit, func(k int) bool { return !c.near[k] })
	}
}

package node

import (
	"math"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// AutoscalerConfig describes who changes how many replicas a server has, by what these
// have to do.
//
// Model card. It looks at the replicas once an interval, and has ceil(ready x measured
// / target) of them, where measured is the average over those that are ready
// (Kubernetes, Horizontal Pod Autoscaling, Algorithm details). Where that is within
// the tolerance of the target, it changes nothing. Of two kinds nothing is measured:
// replicas that are down count, where the number would go up, as having nothing to do,
// and where it would go down, as being at the target; those that are to come, or, by
// utilization, have been ready for less than the interval, count as having nothing to
// do where the number would go up, and not at all where it would go down. If that turns
// the other way round, or comes within the tolerance, nothing is changed. Those that
// drain count nowhere. Where no replica is ready, nothing is changed. What the formula
// asks for then passes the stabilization windows, the rates and the bounds, in the way
// of the controller's code (stabilizeRecommendationWithBehaviors,
// convertDesiredReplicasWithBehaviorRate). What is measured is known at once. A worker
// that waits for a call, as those of a blocking server do, counts as busy, which the
// use of a processor would not. Left out: several metrics at a time, metrics that are
// late or lost, zero replicas, and that nothing is measured in the first minutes of a
// replica's life.
type AutoscalerConfig struct {
	Metric    string          `json:"metric" enum:"utilization,inFlight" default:"utilization" doc:"what it goes by: utilization: busy workers / workers, on average since it looked before; inFlight: requests in the hands of a replica at that instant, waiting ones, held polls and subscriptions among them, health checks left out"`
	Target    float64         `json:"target" required:"true" min:"0.000001" max:"1000000" doc:"what that is to be, on average over the replicas; of utilization, up to 1"`
	Interval  sim.Time        `json:"interval" default:"15s" min:"1ms" doc:"how often it looks, for the first time an interval after the start"`
	Min       int             `json:"min" default:"1" min:"1" max:"100000" doc:"how many replicas there are to be at least"`
	Max       int             `json:"max" required:"true" min:"1" max:"100000" doc:"how many there are to be at the most"`
	Tolerance float64         `json:"tolerance" unit:"share" default:"0.1" min:"0" max:"1" doc:"by how much what is measured may differ from the target, as a share of it, before anything is changed"`
	Up        ScaleUpConfig   `json:"up" doc:"how soon there are more"`
	Down      ScaleDownConfig `json:"down" doc:"how soon there are fewer"`
}

// ScaleUpConfig describes how soon there are more replicas.
type ScaleUpConfig struct {
	Window   sim.Time `json:"window" default:"0s" min:"0s" doc:"the least that was asked for in that time counts (stabilizationWindowSeconds)"`
	Share    float64  `json:"share" unit:"share" default:"1" min:"0" doc:"share of the replicas by which their number may grow in a period, or by replicas, where that is more"`
	Replicas int      `json:"replicas" default:"4" min:"0" max:"100000" doc:"by how many it may grow in a period, or by share, where that is more"`
	Period   sim.Time `json:"period" default:"15s" min:"1ms" doc:"the period"`
}

// ScaleDownConfig describes how soon there are fewer replicas.
type ScaleDownConfig struct {
	Window   sim.Time `json:"window" default:"300s" min:"0s" doc:"the most that was asked for in that time counts (stabilizationWindowSeconds)"`
	Share    float64  `json:"share" unit:"share" default:"1" min:"0" max:"1" doc:"share of the replicas by which their number may shrink in a period, or by replicas, where that is more"`
	Replicas int      `json:"replicas" default:"0" min:"0" max:"100000" doc:"by how many it may shrink in a period, or by share, where that is more"`
	Period   sim.Time `json:"period" default:"15s" min:"1ms" doc:"the period"`
}

// check finds what cannot be, of a server with count replicas at the start.
func (c *AutoscalerConfig) check(count int, l *LifecycleConfig, sidecar bool, r Report) {
	switch {
	case c == nil || c.Max == 0: // the latter is told of by itself
	case sidecar:
		r.Fault("/autoscaler", "replicas with a sidecar neither come nor go; leave one of the two out")
	case c.Min > c.Max:
		r.Fault("/autoscaler/min", "%d is more than max, %d; lower it, or raise max", c.Min, c.Max)
	case count < c.Min:
		r.Fault("/autoscaler/min", "%d is more than the %d that there are at the start; lower it, or raise count", c.Min, count)
	case count > c.Max:
		r.Fault("/autoscaler/max", "%d is fewer than the %d that there are at the start; raise it, or lower count", c.Max, count)
	case l.Most != nil && *l.Most < c.Max:
		r.Fault("/autoscaler/max", "there is room for %d; raise lifecycle.most, or lower this", *l.Most)
	case c.Metric == "utilization" && c.Target > 1:
		r.Fault("/autoscaler/target", "%v is above 1, which a utilization never is; lower it, or go by inFlight", c.Target)
	}
}

// An autoscaler changes how many replicas a fleet has.
type autoscaler struct {
	f      *fleet
	id     sim.HandlerID
	config *AutoscalerConfig
	meters []meter // by replica; nil where it does not go by utilization
	seen   sim.Time
	asked  []sizing // what the formula has asked for, the latest last
	moves  []sizing // by how much the number was changed
}

// A sizing is a number of replicas at some time.
type sizing struct {
	at       sim.Time
	replicas int
}

// sizingBytes is what is kept of one.
const sizingBytes = 16

// scaled has a fleet's number of replicas changed as that says.
func (f *fleet) scaled(c *AutoscalerConfig) {
	a := &autoscaler{f: f, config: c}
	a.id = f.w.Kernel.Register(a)
	if c.Metric == "utilization" {
		a.meters = make([]meter, len(f.all))
		f.w.Kernel.Keeps("meters of replicas", meterBytes).Add(len(a.meters))
		for i := range a.meters {
			f.server.shop.at[i].meter = &a.meters[i]
		}
	} else {
		f.w.askedAt.Of(f.first) // from now it is known what is in their hands
	}
	f.w.AtStart(a.start)
}

// start takes the number at the start for what was asked for.
func (a *autoscaler) start() {
	now := a.f.scales[0]
	a.asked = append(a.asked, sizing{0, now})
	a.tell(now, now, 0)
	a.later()
}

func (a *autoscaler) later() {
	a.f.w.Kernel.At(a.f.w.Now()+a.config.Interval, a.id, 0, 0, 0)
}

// Handle looks how many replicas there are to be.
func (a *autoscaler) Handle(sim.Event) {
	if s := a.survey(); s.ready > 0 {
		a.size(s)
	}
	a.seen = a.f.w.Now()
	for i := range a.meters {
		a.meters[i].pass(&a.f.server.shop.at[i])
		a.meters[i].area = 0
	}
	a.later()
}

// size brings about the number that a survey asks for, as far as windows, rates and
// bounds allow.
func (a *autoscaler) size(s survey) {
	f, c, now := a.f, a.config, a.f.w.Now()
	was := f.scales[0]
	asked := s.asks(was, c)
	next := a.paced(was, a.stable(was, asked))
	a.asked = append(since(a.asked, now-max(c.Up.Window, c.Down.Window)), sizing{now, asked})
	a.moves = since(a.moves, now-max(c.Up.Period, c.Down.Period))
	a.tell(next, asked, s.measured())
	if next != was {
		a.moves = append(a.moves, sizing{now, next - was})
		f.scales[0] = next
		f.reconcile()
	}
}

// tell notes how many replicas there are to be, how many the formula asks for, and what
// was measured.
func (a *autoscaler) tell(next, asked int, measured float64) {
	r := a.f.w.note(trace.Sized, a.f.first)
	r.Aux, r.Header, r.Payload = int64(next), uint32(asked), uint32(min(float64(measured*1e3)+0.5, math.MaxUint32))
}

// A survey is what was found of the replicas.
type survey struct {
	sum     float64 // of what was measured, over those that are ready
	ready   int
	down    int // nothing is measured of them
	unready int // they are to come, or have just come
}

// survey looks at the replicas.
func (a *autoscaler) survey() (s survey) {
	f := a.f
	for i := range f.all {
		x := &f.all[i]
		switch {
		case x.phase == trace.Gone, x.phase == trace.Draining:
		case x.phase == trace.Starting, a.meters != nil && x.since > a.seen:
			s.unready++
		case !f.w.Net.Up(f.place(i)):
			s.down++
		default:
			s.ready++
			s.sum += a.measure(i)
		}
	}
	s.unready += max(0, f.scales[0]-f.census().live) // they wait for a place
	return s
}

// measure is what replica i has to do.
func (a *autoscaler) measure(i int) float64 {
	if a.meters == nil {
		return float64(a.f.inHand(a.f.place(i)))
	}
	m := &a.meters[i]
	m.pass(&a.f.server.shop.at[i])
	return float64(m.area) / (float64(a.f.server.shop.workers) * float64(a.f.w.Now()-a.seen))
}

// measured is the average over those that are ready.
func (s *survey) measured() float64 { return s.sum / float64(s.ready) }

// asks is how many replicas the formula asks for where there are to be was now.
func (s survey) asks(was int, c *AutoscalerConfig) int {
	ratio, of := s.measured()/c.Target, s.ready
	if ratio > 1 {
		of += s.unready + s.down
	} else if ratio < 1 {
		of += s.down
		s.sum += float64(float64(s.down) * c.Target)
	}
	again := s.sum / float64(of) / c.Target
	turns := ratio > 1 && again < 1 || ratio < 1 && again > 1
	if turns || math.Abs(again-1) <= c.Tolerance+rounding {
		return was
	}
	n := up(float64(again * float64(of)))
	if of > s.ready && (again > 1 && n < was || again < 1 && n > was) {
		return was
	}
	return n
}

// rounding is what floating point may be off by.
const rounding = 1e-9

// up rounds up.
func up(x float64) int { return int(math.Ceil(min(x, 1e9) - rounding)) }

// since are those of sizings that came after a time.
func since(all []sizing, t sim.Time) []sizing {
	return slices.DeleteFunc(all, func(s sizing) bool { return s.at <= t })
}

// stable is what is asked for, but not more than the least that was within the one
// window, and not fewer than the most that was within the other, unless there are as
// many already.
func (a *autoscaler) stable(was, asked int) int {
	now, least, most := a.f.w.Now(), asked, asked
	for _, s := range a.asked {
		if s.at > now-a.config.Up.Window {
			least = min(least, s.replicas)
		}
		if s.at > now-a.config.Down.Window {
			most = max(most, s.replicas)
		}
	}
	return min(max(was, least), most)
}

// paced is that number within the rates and the bounds.
func (a *autoscaler) paced(was, next int) int {
	c, now := a.config, a.f.w.Now()
	switch {
	case next > was:
		from := was - a.moved(now-c.Up.Period)
		most := max(from+c.Up.Replicas, up(float64(float64(from)*(1+c.Up.Share))))
		next = min(next, max(was, most))
	case next < was:
		from := was - a.moved(now-c.Down.Period)
		least := min(from-c.Down.Replicas, int(float64(float64(from)*(1-c.Down.Share))+rounding))
		next = max(next, min(was, least))
	}
	return min(max(next, c.Min), c.Max)
}

// moved is by how much the number has changed since a time.
func (a *autoscaler) moved(t sim.Time) (by int) {
	for _, s := range a.moves {
		if s.at > t {
			by += s.replicas
		}
	}
	return by
}

package main

import (
	"iter"
	"strconv"
	"strings"

	"backchat/patterns/node"
	"backchat/patterns/scenario"
	"backchat/sim"
	"backchat/sim/metrics"
)

// A step is one of what a server does for requests, as its records tell it apart
// from others: by what is done, and of whom or what.
type step struct {
	Does string `json:"does"` // first: the work that a worker takes up first; work, wait, call, hold; gather: steps side by side, or a call of all replicas
	Of   string `json:"of"`   // the node that is called; the number of the pool, from 1
	Says string `json:"says"` // the step, as the scenario writes it
}

// doneBy tells the steps of all routes of a node; none where it takes no steps.
// What the request asks for stands in for the first work, whose time is not said then.
func doneBy(c node.Config, demanded bool) []step {
	s, ok := c.(*node.ServerConfig)
	if !ok {
		return nil
	}
	var list []step
	if len(s.Steps) == 0 && (len(s.Routes) == 0 || len(s.Calls) > 0 || s.Service.Value+s.Service.Mean > 0) {
		list = append(list, headWork("service", s.Service, demanded))
	}
	for i := range s.Calls {
		list = append(list, called(s.Calls[i].To, &s.Calls[i].CallOptions))
	}
	for x, head := range allSteps(s) {
		if head && x.Work != nil && x.Share == 1 {
			list = append(list, headWork("work", *x.Work, demanded))
		} else {
			list = append(list, told(s, x)...)
		}
	}
	return list
}

// headWork is the work that a worker takes up first.
func headWork(name string, d sim.Dist, demanded bool) step {
	if demanded {
		return step{"first", "", name}
	}
	return step{"first", "", name + timed(d)}
}

// demanded tells whether some requests say themselves how much work they are.
func demanded(s *scenario.Scenario) bool {
	for i := range s.Flows {
		if s.Flows[i].Demand != nil {
			return true
		}
	}
	for i := range s.Nodes {
		server, ok := s.Nodes[i].Config.(*node.ServerConfig)
		if !ok {
			continue
		}
		for k := range server.Calls {
			if server.Calls[k].Demand != nil {
				return true
			}
		}
		for x := range allSteps(server) {
			if x.Demand != nil {
				return true
			}
		}
	}
	return false
}

// allSteps are the steps of all routes of a server, those within others among them,
// and whether each is the first of its route.
func allSteps(s *node.ServerConfig) iter.Seq2[*node.StepConfig, bool] {
	return func(yield func(*node.StepConfig, bool) bool) {
		all := within(s.Steps, true, yield)
		for i := range s.Routes {
			all = all && within(s.Routes[i].Steps, true, yield)
		}
	}
}

// within walks over steps, of a route or within others, and what is within each; it
// tells whether it came to the end.
func within(steps []node.StepConfig, route bool, yield func(*node.StepConfig, bool) bool) bool {
	for i := range steps {
		x := &steps[i]
		if !yield(x, route && i == 0) {
			return false
		}
		for _, inner := range [...][]node.StepConfig{x.All, x.Any, x.Do, x.Else} {
			if !within(inner, false, yield) {
				return false
			}
		}
	}
	return true
}

// told is the step, where a record tells that it is taken.
func told(s *node.ServerConfig, x *node.StepConfig) []step {
	switch {
	case x.Work != nil:
		return []step{{"work", "", "work" + timed(*x.Work)}}
	case x.Wait != nil:
		return []step{{"wait", "", "wait" + timed(*x.Wait)}}
	case x.Call != "":
		return []step{called(x.Call, &x.CallOptions)}
	case x.Hold != "":
		return []step{{"hold", poolOf(s, x.Hold), "hold " + x.Hold}}
	case len(x.All) > 0:
		return []step{{"gather", "", "all: " + brief(x.All)}}
	case len(x.Any) > 0:
		return []step{{"gather", "", "any: " + brief(x.Any)}}
	}
	return nil
}

// called is a call of a node.
func called(to string, o *node.CallOptions) step {
	says := "call " + to
	if o.Route != "" {
		says += ", " + o.Route
	}
	if o.Fanout {
		return step{"gather", "", says + ", every replica"}
	}
	return step{"call", to, says}
}

// brief says what several steps do, side by side.
func brief(steps []node.StepConfig) string {
	var words []string
	for i := range steps {
		x := &steps[i]
		switch {
		case x.Call != "":
			words = append(words, "call "+x.Call)
		case x.Work != nil:
			words = append(words, "work")
		case x.Wait != nil:
			words = append(words, "wait")
		case x.Hold != "":
			words = append(words, "hold "+x.Hold)
		case len(x.Do) > 0:
			words = append(words, brief(x.Do))
		default:
			words = append(words, brief(x.All)+brief(x.Any))
		}
	}
	return strings.Join(words, ", ")
}

// poolOf is the number of a pool, from 1.
func poolOf(s *node.ServerConfig, id string) string {
	for i := range s.Pools {
		if s.Pools[i].ID == id {
			return strconv.Itoa(i + 1)
		}
	}
	return ""
}

// timed is how long something takes, behind a blank.
func timed(d sim.Dist) string {
	s, err := d.Sampler()
	mean := s.Mean() / float64(sim.Second)
	switch {
	case err != nil || mean > 1e9:
		return ""
	case s.IsConstant():
		return " " + metrics.Precise(mean, "s", 4)
	}
	return " " + metrics.Precise(mean, "s", 4) + " on average"
}

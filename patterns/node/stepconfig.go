package node

import (
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"backchat/sim"
)

// RouteConfig is what a server does for the requests that name it.
type RouteConfig struct {
	ID    string       `json:"-"`
	Steps []StepConfig `json:"steps" required:"true" most:"200" doc:"what it does, one after the other"`
}

// StepConfig describes one thing that a server does for a request: one of its
// fields says what, and the others how.
//
// Model card. A request waits for a worker, which takes up the first step. With
// blocking the worker stays until the last one; else it goes on with other work
// whenever a step waits for something, and a later `work` waits for a worker again,
// behind the others. A server's errors show after the first step. A call that ends
// badly, or a step of several, fails the request, unless `else` says what is done
// then. What runs side by side goes on when enough is there, or fails; nobody waits
// for the rest. A demand of the request's own is done in place of a first step that
// is `work`, or before it. What is neither a request nor a delivery (a poll, a
// subscription, a health check) is worked on for such a first step alone. Left out:
// loops, values that decide, what runs side by side sharing one worker.
type StepConfig struct {
	Work       *sim.Dist    `json:"work" unit:"duration" absent:"no work" doc:"a worker works on it for so long; drawn for each attempt"`
	Contention *Contention  `json:"contention" absent:"it takes as long, however much is worked on" doc:"work: it takes longer, the more is worked on there at the same time"`
	Wait       *sim.Dist    `json:"wait" unit:"duration" absent:"no wait" doc:"a timer: nothing happens for so long; drawn for each attempt"`
	Call       string       `json:"call" ref:"node" doc:"ask another node, any that may be asked, and wait for the answer"`
	All        []StepConfig `json:"all" most:"100" doc:"these steps side by side, until all, or as many as need says, have gone well"`
	Any        []StepConfig `json:"any" most:"100" doc:"these steps side by side, until one has gone well"`
	Do         []StepConfig `json:"do" most:"200" doc:"these steps one after the other: as one of several side by side, or, with share, now and then"`
	Hold       string       `json:"hold" doc:"take a unit of a pool, or wait for one; with do: for as long as these steps last, else until it is freed, or the request is done with"`
	Free       string       `json:"free" doc:"give the unit of a pool back that was held last"`
	Publish    string       `json:"publish" ref:"flow" doc:"begin an operation of a flow that the server speaks in (a job for a queue, a message to subscribers), whose arrivals are 'steps', and go on at once"`
	Answer     bool         `json:"answer" default:"false" doc:"answer now, and go on with the other steps, for which nobody waits"`
	Fail       string       `json:"fail" enum:"failed,rejected,timedOut" doc:"answer with that error, and do nothing more"`
	Else       []StepConfig `json:"else" most:"200" doc:"call, all, any, hold: what is done where that goes badly, or a call finds nothing: then the request goes on, rather than fail"`
	CallOptions
}

// Bounds of what a server may do for one request.
const (
	mostSteps = 200 // of a route, those within others among them
	mostDepth = 8   // of steps within others
)

// A verb is what a step may do, and the fields that say how.
type verb struct {
	name  string
	takes []string
}

var verbs = [...]verb{
	{"work", []string{"contention"}},
	{"wait", nil},
	{"call", append([]string{"fanout", "need", "route", "request", "response", "headers", "demand", "access", "else"}, policies...)},
	{"all", []string{"need", "else"}},
	{"any", []string{"else"}},
	{"hold", []string{"do", "else"}},
	{"do", []string{"do"}},
	{"free", nil},
	{"publish", nil},
	{"answer", nil},
	{"fail", nil},
}

// policies are the fields of a [Policy].
var policies = func() (names []string) {
	for i, of := 0, reflect.TypeFor[Policy](); i < of.NumField(); i++ {
		names = append(names, of.Field(i).Tag.Get("json"))
	}
	return names
}()

// names are the verbs' in words.
func verbNames() string {
	var names []string
	for _, v := range verbs {
		names = append(names, strconv.Quote(v.name))
	}
	return strings.Join(names, ", ")
}

// A stepList is a list of steps and where it stands.
type stepList struct {
	steps   *[]StepConfig
	pointer string
}

// lists are the server's lists of steps, by the name of their route: that of requests
// which name none first.
func (c *ServerConfig) lists() iter.Seq2[string, stepList] {
	return func(yield func(string, stepList) bool) {
		if len(c.Steps) > 0 && !yield("", stepList{&c.Steps, "/steps"}) {
			return
		}
		for i := range c.Routes {
			r := &c.Routes[i]
			if !yield(r.ID, stepList{&r.Steps, "/routes/" + r.ID + "/steps"}) {
				return
			}
		}
	}
}

// each are all steps of a list, those within others among them, and where they stand.
func each(steps []StepConfig, pointer string) iter.Seq2[*StepConfig, string] {
	return func(yield func(*StepConfig, string) bool) { walk(steps, pointer, yield) }
}

func walk(steps []StepConfig, pointer string, yield func(*StepConfig, string) bool) bool {
	for i := range steps {
		at := pointer + "/" + strconv.Itoa(i)
		if !yield(&steps[i], at) {
			return false
		}
		for name, inner := range steps[i].inner() {
			if !walk(*inner, at+"/"+name, yield) {
				return false
			}
		}
	}
	return true
}

// inner are the lists of steps within a step.
func (c *StepConfig) inner() iter.Seq2[string, *[]StepConfig] {
	return func(yield func(string, *[]StepConfig) bool) {
		_ = yield("all", &c.All) && yield("any", &c.Any) && yield("do", &c.Do) && yield("else", &c.Else)
	}
}

// HasRoute tells whether the server has a route of that name; "": it always has what
// it does for requests that name none.
func (c *ServerConfig) HasRoute(name string) bool {
	return name == "" || slices.ContainsFunc(c.Routes, func(r RouteConfig) bool { return r.ID == name })
}

// Publishes are the flows of which steps begin operations, and where.
func (c *ServerConfig) Publishes() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, at := range c.lists() {
			for x, pointer := range each(*at.steps, at.pointer) {
				if x.Publish != "" && !yield(x.Publish, pointer+"/publish") {
					return
				}
			}
		}
	}
}

// comesBack tells whether a request may wait for a worker again.
func (c *ServerConfig) comesBack() bool {
	for _, at := range c.lists() {
		for x, pointer := range each(*at.steps, at.pointer) {
			if x.Work != nil && pointer != at.pointer+"/0" {
				return true
			}
		}
	}
	return false
}

// checkSteps finds what is no step, or too many of them.
func (c *ServerConfig) checkSteps(r Report) {
	if len(c.Steps) > 0 {
		for _, other := range [...]string{"service", "calls"} {
			if r.Has("/" + other) {
				r.Fault("/"+other, `there are "steps", which say all that is done; make it a step of these`)
			}
		}
	}
	for _, at := range c.lists() {
		count := 0
		for x, pointer := range each(*at.steps, at.pointer) {
			count++
			x.check(pointer, c, r)
		}
		if count > mostSteps {
			r.Fault(at.pointer, "there are %d steps, those within others among them; the most is %d", count, mostSteps)
		}
		if depth := depthOf(*at.steps); depth > mostDepth {
			r.Fault(at.pointer, "steps stand %d deep in each other; the most is %d", depth, mostDepth)
		}
		checkOrder(*at.steps, at.pointer, r)
	}
}

// depthOf is how deep steps stand in each other.
func depthOf(steps []StepConfig) int {
	depth := 0
	for i := range steps {
		for _, inner := range steps[i].inner() {
			if len(*inner) > 0 {
				depth = max(depth, 1+depthOf(*inner))
			}
		}
	}
	return depth
}

// checkOrder finds steps that nothing leads to.
func checkOrder(steps []StepConfig, at string, r Report) {
	for i := range steps {
		if steps[i].Fail != "" && steps[i].Share == 1 && i+1 < len(steps) {
			r.Fault(at+"/"+strconv.Itoa(i+1), `nothing is done after "fail"; leave it out, or give "fail" a "share"`)
		}
		for name, inner := range steps[i].inner() {
			if name == "do" || name == "else" {
				checkOrder(*inner, at+"/"+strconv.Itoa(i)+"/"+name, r)
			}
		}
	}
}

// check finds a step that does nothing, or two things, or is told what is for
// another.
func (c *StepConfig) check(at string, s *ServerConfig, r Report) {
	var does []verb
	for _, v := range verbs {
		if v.name == "answer" && !c.Answer {
			continue
		}
		if r.Has(at+"/"+v.name) && (v.name != "do" || len(does) == 0 || does[0].name != "hold") {
			does = append(does, v)
		}
	}
	switch len(does) {
	case 0:
		r.Fault(at, "a step does one of %s; this one does nothing", verbNames())
		return
	case 1:
	default:
		r.Fault(at+"/"+does[1].name, "a step does one thing, and this one has %q already; make two steps of it", does[0].name)
		return
	}
	c.checkFields(does[0], at, s, r)
}

func (c *StepConfig) checkFields(does verb, at string, s *ServerConfig, r Report) {
	for _, v := range verbs {
		for _, field := range v.takes {
			if r.Has(at+"/"+field) && !slices.Contains(does.takes, field) {
				r.Fault(at+"/"+field, "%q is nothing for a step that does %q; leave it out", field, does.name)
				return
			}
		}
	}
	for name, inner := range c.inner() {
		if r.Has(at+"/"+name) && len(*inner) == 0 {
			r.Fault(at+"/"+name, "there is no step in it; add one, or leave it out")
		}
	}
	switch does.name {
	case "answer":
		if strings.Contains(at, "/all/") || strings.Contains(at, "/any/") {
			r.Fault(at+"/answer", "one of several steps side by side cannot answer for all; put it before or after them")
		}
	case "hold":
		s.checkPool(at+"/hold", c.Hold, r)
	case "free":
		s.checkPool(at+"/free", c.Free, r)
	case "call":
		c.CallOptions.check(c.Call, at, at+"/call", r)
	case "all":
		if c.Need != nil && *c.Need > len(c.All) {
			r.Fault(at+"/need", "%d is above the most, %d: there are no more steps", *c.Need, len(c.All))
		}
	}
}

// checkPool finds a pool that is not there.
func (c *ServerConfig) checkPool(at, id string, r Report) {
	var ids []string
	for i := range c.Pools {
		if c.Pools[i].ID == id {
			return
		}
		ids = append(ids, strconv.Quote(c.Pools[i].ID))
	}
	if len(ids) == 0 {
		r.Fault(at, `%q is no pool of the server's; add it to its "pools", like {%[1]q: {"size": 10}}`, id)
		return
	}
	r.Fault(at, "%q is no pool of the server's; there is %s", id, strings.Join(ids, ", "))
}

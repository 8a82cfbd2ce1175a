package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var pageLoad = Pattern{
	Name: "pageLoad", Title: "a page and its objects",
	Says:      "A client fetches a document, and then all the objects that it names, as many at once as its connections allow.",
	Operation: "a page, until the document and all of its objects are there",
	Web:       true, Asks: true, To: node.Answers, Options: (*PageLoadConfig)(nil),
	New: newPageLoad,
}

// PageLoadConfig are the options of pages.
type PageLoadConfig struct {
	Objects int      `json:"objects" default:"70" min:"0" max:"10000" doc:"how many objects a page has besides its document, each a request of its own (HTTP Archive, Web Almanac 2024: 71 requests on the median desktop page); the document is the flow's response"`
	Size    sim.Dist `json:"size" unit:"size" default:"36KiB" doc:"content of an object (the same: 2,652 kB on 71 requests)"`
	Known   string   `json:"known" enum:"after,atOnce" default:"after" doc:"after: the objects are asked for once the document that names them is there; atOnce: together with it, since the client knows them from before"`
}

// PageLoad: the client asks for a document, and for the objects of a page.
//
// Model card. One operation is one page as its reader intended it, from its
// intended start until the document and every object are there. Each of them is an
// exchange of its own (a GET, unless the flow says what content a request has),
// with the flow's policy (timeouts, retries, hedges), its header bytes and its own
// draw of the server's service; all objects are asked for at once, in their order,
// and wait for connections and streams as the link has them. A page one of whose
// requests comes to nothing ends when the others have ended, with the outcome of
// the first that failed; without its document it asks for no objects, unless it
// has already. What a page spends its time on is what its document does and then,
// where the objects follow it, what the last of them does, behind whatever holds
// up those before it; while it waits for others than these it is gathering. The
// document takes effect at the server, as a request does; objects are read.
// Source: Grigorik, High Performance Browser Networking, 2013, ch. 10.
// Left out: caches, objects that name others, rendering, priorities among
// objects, parsing a document of which a part is there.
type PageLoad struct {
	asker
	options *PageLoadConfig
	object  sizer
	loads   sim.Slab[loading]
}

// loading is a page under way.
type loading struct {
	speaker int
	awaited int          // requests that are still to end
	failed  trace.Status // the outcome of the first that came to nothing
}

// loadingBytes is what is kept of a page under way.
const loadingBytes = 40

func newPageLoad(s *Setup) (Flow, error) {
	p := &PageLoad{options: options[PageLoadConfig](s)}
	if err := p.prepare(s, p); err != nil {
		return nil, err
	}
	if p.C.Request == nil {
		p.request = sizer{} // it asks by GET
	}
	p.loads.Keep(p.W.Kernel.Keeps("pages under way", loadingBytes))
	var err error
	p.object, err = newSizer(p.options.Size)
	return p, err
}

// open asks for the document, and for the objects where they are known.
func (p *PageLoad) open(speaker int, op sim.Ref) {
	r, l := p.loads.New()
	l.speaker, l.awaited = speaker, 1
	if p.options.Known == "atOnce" {
		l.awaited += p.options.Objects
	}
	more := l.awaited > 1
	p.ask(r.Index, 0, p.W.Assign(op))
	if more {
		p.askForObjects(r.Index, network.Behalf{Op: op})
	}
}

// askForObjects asks for all of a page's objects, the last of them on behalf of
// last.
func (p *PageLoad) askForObjects(load uint32, last network.Behalf) {
	n := p.options.Objects
	for k := 1; k < n; k++ {
		p.ask(load, k, network.Behalf{Op: last.Op})
	}
	p.ask(load, n, last)
}

// ask asks for the k'th part of a page: 0 is its document.
func (p *PageLoad) ask(load uint32, k int, b network.Behalf) {
	c := &p.call
	c.Behalf, c.From, c.Ordinal, c.Salt = b, p.Speakers[p.loads.At(load).speaker], int32(load), uint64(k)
	c.Once = k == 0 && p.C.Idempotent
	c.Payload, c.Poison = p.size(&p.request, b.Op, 1+2*c.Salt), p.poisonous(b.Op, c.Salt)
	p.W.Call(p.Agent, c)
}

// Served answers: the server has the document, or an object.
func (p *PageLoad) Served(j *node.Job) bool {
	if j.Salt != 0 {
		p.answer(j, p.size(&p.object, j.Op, 2+2*j.Salt))
		return false
	}
	p.takeEffect(j)
	p.answer(j, p.size(&p.response, j.Op, 2))
	return false
}

// Returned goes on with a page of which a part is there, or will not come.
func (p *PageLoad) Returned(c *node.Call, _ *network.Message, status trace.Status) {
	load, after := uint32(c.Ordinal), p.options.Known == "after"
	l := p.loads.At(load)
	l.awaited--
	if s := outcome(status); s != trace.OK && l.failed == trace.NoStatus {
		l.failed = s
	}
	switch {
	case c.Salt == 0 && after && l.failed == trace.NoStatus && p.options.Objects > 0:
		l.awaited = p.options.Objects
		p.askForObjects(load, p.W.Assign(c.Op))
	case l.awaited == 0:
		p.shown(load, c.Op)
	case int(c.Salt) == p.options.Objects && after || c.Salt == 0:
		p.W.Wait(c.Op, trace.Gathering, c.From)
	}
}

// shown ends a page of which nothing more will come.
func (p *PageLoad) shown(load uint32, op sim.Ref) {
	l := *p.loads.At(load)
	p.loads.Free(load)
	if l.failed == trace.NoStatus {
		l.failed = trace.OK
	}
	p.end(op, l.speaker, l.failed)
}

package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// CacheConfig describes a cache.
type CacheConfig struct {
	ShelfConfig
	Origin   *CallConfig `json:"origin" absent:"whoever asks is told that it is a miss" doc:"whom it asks for what it does not have, and keeps the answer (read-through); writes go there as well (write-through)"`
	Coalesce bool        `json:"coalesce" default:"false" doc:"true: while it asks its origin for a key, others who want the same wait for that answer; false: each of them asks"`
	Stale    sim.Time    `json:"stale" default:"0s" min:"0s" doc:"with an origin: for so long after its time is over an entry is still answered with, while the origin is asked once for a new one (stale-while-revalidate, RFC 5861)"`
	Negative *sim.Time   `json:"negative" min:"1ns" absent:"that is not kept" doc:"with an origin: for how long it keeps that the origin has nothing of a key"`
	Writes   string      `json:"writes" enum:"keep,forget" default:"keep" doc:"with an origin, what becomes of an entry whose key is written: keep: what is written takes its place; forget: it goes, and the next read loads it"`
}

func (c *CacheConfig) check(at string, r Report) {
	c.ShelfConfig.check(at, r)
	if c.Origin != nil {
		c.Origin.check(c.Origin.To, at+"/origin", at+"/origin/to", r)
		if c.Origin.Fanout {
			r.Fault(at+"/origin/fanout", "a cache keeps one answer; leave it out")
		}
		return
	}
	for _, f := range [...]struct {
		field string
		set   bool
	}{{"coalesce", c.Coalesce}, {"stale", c.Stale > 0}, {"negative", c.Negative != nil}, {"writes", c.Writes == "forget"}} {
		if f.set {
			r.Fault(at+"/"+f.field, `needs an "origin" to ask; add one, or leave it out`)
		}
	}
}

// A cache keeps copies of what others have.
//
// Model card. Each replica has a shelf of its own. Where there is no origin a miss
// is what the caller is told, which may ask elsewhere and write here what it got
// (look-aside); else the cache asks on behalf of whoever has missed, and all of
// that is part of their time (read-through). An answer that comes later than a
// write replaces what was written, as it does in life: without versions nobody
// knows which is newer. A load has the deadline of who has missed: where others wait
// for it and that passes, they fail as well, as in Go's singleflight with the context of
// the first. Left out: that copies are told of writes elsewhere.
// Sources: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013; RFC 5861.
type cache struct {
	*Server
	config *CacheConfig
	origin *step     // nil: none
	at     []cacheAt // by replica
	loads  sim.Slab[load]
}

// A cacheAt is what one replica of a cache has.
type cacheAt struct {
	shelf   *Shelf
	loading sim.Keyed // by topic: the load that was begun last
}

// A load is one that is under way, of what was missed.
type load struct {
	topic  Topic
	place  trace.Place
	job    sim.Ref   // on whose behalf; zero: of nobody, who has been answered already
	behind []sim.Ref // jobs that wait for it as well
	before uint32    // the load of the same that was begun before, and is under way
	write  bool      // what is loaded is what the origin has been told
}

// loadBytes is what is kept of a load.
const loadBytes = 80

func newCache(s *Server, c *CacheConfig, n *trace.Node, places func(string) []trace.Place) (*cache, error) {
	k := &cache{Server: s, config: c}
	room := s.w.Kernel.Keeps("entries of caches", entryBytes)
	k.loads.Keep(s.w.Kernel.Keeps("loads of caches", loadBytes))
	for i := range n.Count {
		k.at = append(k.at, cacheAt{shelf: newShelf(&c.ShelfConfig, s.w.Draws(n.First+trace.Place(i), "shelf"), room)})
	}
	k.warm()
	if c.Origin == nil {
		return k, nil
	}
	call, err := s.newCall(&c.Origin.CallOptions, places(c.Origin.To), "call "+c.Origin.To)
	if err != nil {
		return nil, err
	}
	call.agent.Tell(k)
	k.origin = &step{serverCall: call, purpose: sim.NewKey(0).Named("call").Named(n.ID)}
	return k, nil
}

func (c *cache) replica(p trace.Place) *cacheAt { return &c.at[c.w.Replica(p)] }

func (c *cache) access(j *Job) {
	topic := c.w.Topic(j.Op)
	switch c.w.access(j) {
	case Write, Compare:
		c.write(j, topic)
	case Remove:
		c.forget(j, topic, trace.Cancelled)
		c.conclude(j)
	default:
		c.read(j, topic)
	}
}

// read answers with what is there, or looks for it elsewhere.
func (c *cache) read(j *Job, topic Topic) {
	at := c.replica(j.Place)
	e, now := at.shelf.find(uint64(topic)), c.w.Now()
	switch {
	case e != nil && now < e.until:
		c.hit(j, topic, e, trace.OK)
	case e != nil && c.origin != nil && now-e.until < c.config.Stale:
		c.hit(j, topic, e, trace.Expired)
		if at.loading.Get(uint64(topic)) == 0 {
			c.load(j, topic, true)
		}
	default:
		if e != nil {
			c.forget(j, topic, trace.Expired)
		}
		c.miss(j, topic)
		return
	}
	c.conclude(j)
}

func (c *cache) hit(j *Job, topic Topic, e *entry, status trace.Status) {
	c.replica(j.Place).shelf.use(e)
	j.version = e.version
	c.noteKey(trace.Hit, j, topic, status, c.w.behind(topic, e.version))
	if e.negative {
		j.Status = trace.NotFound
	}
}

// miss asks the origin, or has what is asked already be waited for, or says so.
func (c *cache) miss(j *Job, topic Topic) {
	c.noteKey(trace.Missed, j, topic, trace.NoStatus, 0)
	if c.origin == nil {
		j.Status = trace.Miss
		c.conclude(j)
		return
	}
	if l := c.replica(j.Place).loading.Get(uint64(topic)); l != 0 && c.config.Coalesce {
		c.w.Enter(j.Behalf, trace.Held, j.Place)
		l := c.loads.At(l)
		l.behind = append(l.behind, j.Self)
		return
	}
	c.load(j, topic, false)
}

// load asks the origin on behalf of a job, or, where that is answered already, on
// behalf of nobody.
func (c *cache) load(j *Job, topic Topic, aside bool) {
	at := c.replica(j.Place)
	r, l := c.loads.New()
	l.topic, l.place, l.before = topic, j.Place, at.loading.Get(uint64(topic))
	at.loading.Put(uint64(topic), r.Index)
	under := int64(1)
	for i := l.before; i != 0; i = c.loads.At(i).before {
		under++
	}
	c.noteKey(trace.Load, j, topic, trace.NoStatus, under)
	ask := c.ask(j, c.origin, 1)
	ask.ForJob, ask.Access = r, Read
	if aside {
		ask.Holder, ask.Parent = 0, sim.Ref{}
	} else {
		l.job = j.Self
	}
	c.w.Call(c.origin.agent, &ask)
}

// write keeps what is written: once the origin has it, where there is one.
func (c *cache) write(j *Job, topic Topic) {
	if c.origin == nil {
		c.keep(j, topic, j.version, false)
		c.conclude(j)
		return
	}
	r, l := c.loads.New()
	l.topic, l.place, l.job, l.write = topic, j.Place, j.Self, true
	ask := c.ask(j, c.origin, 1)
	ask.ForJob, ask.Access = r, c.w.access(j)
	c.w.Call(c.origin.agent, &ask)
}

// Returned keeps what the origin has answered, and answers those who wait for it.
func (c *cache) Returned(call *Call, m *network.Message, status trace.Status) {
	l := c.loads.Get(call.ForJob)
	if l == nil {
		return // this place has crashed since
	}
	done := *l
	c.end(call.ForJob.Index, &done)
	c.w.revoke(c.w.Behalf(call))
	version := uint32(0)
	if m != nil {
		version = m.Tag.Version()
	}
	as := &Job{Place: done.place, Flow: call.Flow}
	switch {
	case status == trace.Conflict, done.write && good(status) && c.config.Writes == "forget":
		c.forget(as, done.topic, trace.Cancelled)
	case status == trace.OK || status == trace.Empty:
		c.keep(as, done.topic, version, false)
	case (status == trace.Miss || status == trace.NotFound) && c.config.Negative != nil:
		c.keep(as, done.topic, version, true)
	}
	c.answered(done.job, version, status)
	for _, r := range done.behind {
		c.answered(r, version, status)
	}
}

// answered answers a job that has waited for the origin.
func (c *cache) answered(r sim.Ref, version uint32, status trace.Status) {
	j := c.w.jobs.Get(r)
	if j == nil {
		return
	}
	if j.version, j.Status = version, status; !good(status) {
		j.Status = failure(status)
	}
	c.conclude(j)
}

// end forgets a load, and says that it is over.
func (c *cache) end(i uint32, l *load) {
	if !l.write {
		c.unlink(i, l)
		c.noteKey(trace.Loaded, &Job{Place: l.place}, l.topic, trace.NoStatus, 0)
	}
	c.loads.Free(i)
}

// unlink takes a load out of those of its topic.
func (c *cache) unlink(i uint32, l *load) {
	loading, key := &c.replica(l.place).loading, uint64(l.topic)
	k := loading.Get(key)
	switch {
	case k == i && l.before == 0:
		loading.Delete(key)
		return
	case k == i:
		loading.Put(key, l.before)
		return
	}
	for c.loads.At(k).before != i {
		k = c.loads.At(k).before
	}
	c.loads.At(k).before = l.before
}

// keep keeps a version of what is written, or that there is nothing.
func (c *cache) keep(j *Job, topic Topic, version uint32, negative bool) {
	s := c.replica(j.Place).shelf
	e := c.roomFor(j, topic)
	life := s.life
	if negative {
		life = *c.config.Negative
	}
	e.version, e.negative = version, negative
	s.begin(e, c.w.Now(), life)
	c.noteKept(j, topic, e)
}

// roomFor is the entry of a topic, which is used or, where there is none, is there from
// now on in place of another, if need be.
func (c *cache) roomFor(j *Job, topic Topic) *entry {
	s := c.replica(j.Place).shelf
	if e := s.find(uint64(topic)); e != nil {
		s.use(e)
		return e
	}
	if s.full() {
		c.forget(j, Topic(s.next().key), trace.Dropped)
	}
	return s.keep(uint64(topic))
}

func (c *cache) noteKept(j *Job, topic Topic, e *entry) {
	status := trace.OK
	if e.negative {
		status = trace.Miss
	}
	r := c.noteKey(trace.Keep, j, topic, status, int64(c.replica(j.Place).shelf.Len()))
	if e.until != sim.Never {
		r.Until = e.until
	}
}

// forget lets go of what is kept of a topic, if it is.
func (c *cache) forget(j *Job, topic Topic, why trace.Status) {
	s := c.replica(j.Place).shelf
	if e := s.find(uint64(topic)); e != nil {
		s.forget(e)
		c.noteKey(trace.Forget, j, topic, why, int64(s.Len()))
	}
}

// crashed forgets what is under way, and what is not durable.
func (c *cache) crashed(p trace.Place) {
	var gone []uint32
	for i, l := range c.loads.All() {
		if l.place == p {
			gone = append(gone, i)
		}
	}
	for _, i := range gone {
		c.loads.Free(i)
	}
	at := c.replica(p)
	at.loading = sim.Keyed{}
	switch gone := c.w.gone(p); {
	case gone:
		at.shelf.clear()
		c.w.note(trace.Flushed, p).Status = trace.Leaving
	case !at.shelf.durable:
		at.shelf.clear()
		c.w.note(trace.Flushed, p).Status = trace.Crashed
	}
}

func (c *cache) flush(p trace.Place, expire bool) {
	at, why := c.replica(p), trace.Cancelled
	if expire {
		at.shelf.expire(c.w.Now())
		why = trace.Expired
	} else {
		at.shelf.clear()
	}
	r := c.w.note(trace.Flushed, p)
	r.Status, r.Aux = why, int64(at.shelf.Len())
}

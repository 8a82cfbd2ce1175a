package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// StoreConfig describes those who keep something of each key: a database, or a
// cache.
type StoreConfig struct {
	Station
	Service sim.Dist     `json:"service" unit:"duration" default:"0s" doc:"its work on one access; drawn for each attempt"`
	Errors  float64      `json:"errors" unit:"share" default:"0" min:"0" max:"1" doc:"share of accesses that are worked on and then answered with an error; drawn for each attempt"`
	Restart sim.Time     `json:"restart" default:"0s" min:"0s" doc:"after a crash is over, how long until it takes requests again"`
	Cache   *CacheConfig `json:"cache" absent:"it is a table" doc:"it keeps copies, as many as it has room for, for a while"`
	Table   *TableConfig `json:"table" absent:"all defaults, unless it is a cache" doc:"it keeps the latest of every key"`
}

// New places stores.
func (c *StoreConfig) New(w *World, n *trace.Node, places func(string) []trace.Place) (*Workshop, error) {
	server := &ServerConfig{Station: c.Station, Service: c.Service, Errors: c.Errors, Restart: c.Restart}
	s, err := NewServer(w, server, n, places)
	if err != nil {
		return nil, err
	}
	if c.Cache == nil {
		s.keeps, err = newTable(s, c.table(), n)
	} else {
		s.keeps, err = newCache(s, c.Cache, n, places)
	}
	return s.shop, err
}

func (c *StoreConfig) table() *TableConfig {
	if c.Table != nil {
		return c.Table
	}
	return &TableConfig{DiskConfig: DiskConfig{Disk: "parallel"}}
}

// Stations tells of the workers, and of what there is room for.
func (c *StoreConfig) Stations(n *trace.Node) {
	c.Station.describe(n)
	if c.Cache == nil {
		n.Shelf = trace.Shelf{Table: true, Lags: c.table().Lag > 0}
		return
	}
	n.Shelf = c.Cache.describe()
	n.Shelf.Coalesces = c.Cache.Coalesce
}

// Idle tells that whatever is asked of a store waits for a worker.
func (*StoreConfig) Idle() bool { return false }

// Proxy is none.
func (*StoreConfig) Proxy() *SidecarConfig { return nil }

// Leads are those from whom a cache gets what it does not have.
func (c *StoreConfig) Leads() []Lead {
	if c.Cache == nil || c.Cache.Origin == nil {
		return nil
	}
	return []Lead{{To: c.Cache.Origin.To, Pointer: "/cache/origin/to", Route: c.Cache.Origin.Route, By: &c.Cache.Origin.Policy}}
}

// Check finds what is both, or has nobody to ask.
func (c *StoreConfig) Check(_ int, r Report) {
	if c.Cache == nil {
		return
	}
	if c.Table != nil {
		r.Fault("/table", `a store is a cache or a table; make two nodes of it, of which the table is the "origin" of the cache`)
	}
	c.Cache.check("/cache", r)
}

// What a store keeps: a cache or a table.
type keeper interface {
	// access does what a job asks for, whose own work is done, and concludes it,
	// now or later.
	access(j *Job)
	// crashed forgets what p had in memory.
	crashed(p trace.Place)
	// flush forgets all that is kept at p, or, where it is only to expire, ends its
	// time.
	flush(p trace.Place, expire bool)
}

// flush empties the caches of an act, once and for all.
func (t *Timeline) flush(a *Act, _ bool) { t.empty(a, false) }

// expire ends the time of all that the caches of an act keep now.
func (t *Timeline) expire(a *Act, _ bool) { t.empty(a, true) }

func (t *Timeline) empty(a *Act, expire bool) {
	for _, p := range a.Places {
		t.w.Server(p).keeps.flush(p, expire)
	}
}

// noteKey adds a record of something that happens to what a job is about.
func (s *Server) noteKey(kind trace.Kind, j *Job, topic Topic, status trace.Status, aux int64) *trace.Record {
	r := s.w.note(kind, j.Place)
	r.Flow, r.Msg, r.Payload, r.Header, r.Status, r.Aux = j.Flow, j.Msg, topic.Key(), topic.Space(), status, aux
	return r
}

// TableConfig describes a table.
type TableConfig struct {
	Lag     sim.Time `json:"lag" default:"0s" min:"0s" doc:"how long after the replica that has written it each other replica knows of a write; 0s: all at once, so that a read is of the latest write"`
	Missing float64  `json:"missing" unit:"share" default:"0" min:"0" max:"1" doc:"share of the keys of which it has nothing until they are written: a read of one is answered that there is none (notFound)"`
	DiskConfig
}

// A table keeps the latest of every key.
//
// Model card. Each replica takes reads and writes. A write takes effect when its
// work is done, or, where there is a sync, once it has reached the replica's own disk,
// at once at the replica that does it, and after the lag at the others; it is answered
// then, and a crash before loses it. A worker does not wait for the disk, and reads do
// not touch it; all agree on the order of the writes of a key, which is that of their
// taking effect (one leader, or a clock), so that without a lag reads and writes
// of each key are linearizable. A crash loses nothing that was written, and holds
// up no replication. With optimistic concurrency (Kung, Robinson, "On optimistic
// methods for concurrency control", 1981) a write of one row gives way to any that
// took effect, wherever, since that row was read; whoever has not read it replaces
// the version of a row that was never written: it looks before its write goes to the
// disk, and once it is there. Left out: transactions over several rows, locks, reading
// from disks, the size of rows.
type table struct {
	*Server
	config *TableConfig
	lacks  sim.Key // names the draw of what is missing
	rows   sim.Keyed
	writes [][]write // by row: those that some replica may not know of, and the one before
	room   *sim.Account
	disks  *disks // nil: a write takes no time beyond its work
}

// A write is one that has taken effect.
type write struct {
	at      trace.Place
	when    sim.Time
	version uint32
}

// writeBytes is what is kept of a row with its latest write.
const writeBytes = 120

func newTable(s *Server, c *TableConfig, n *trace.Node) (*table, error) {
	t := &table{
		Server: s, config: c, lacks: s.w.Key.Named("missing").Named(n.ID), writes: make([][]write, 1),
		room: s.w.Kernel.Keeps("rows that were written", writeBytes),
	}
	if sync, err := c.Sync.Sampler(); err != nil || c.Disk == "parallel" && sync.IsConstant() && sync.Mean() == 0 {
		return t, err
	}
	draws := make([]sim.Stream, n.Count)
	for i := range draws {
		draws[i] = s.w.Draws(n.First+trace.Place(i), "disk")
	}
	var err error
	t.disks, err = newDisks(s.w, t, &c.DiskConfig, n, draws, c.Disk != "parallel")
	return t, err
}

func (t *table) access(j *Job) {
	topic := t.w.Topic(j.Op)
	switch access := t.w.access(j); {
	case access == Read:
		t.read(j, topic)
	case t.disks == nil:
		t.written(j)
		return
	case access != Compare || !t.conflicts(j, topic):
		t.disks.write(j)
		return
	}
	t.conclude(j)
}

// written has a write take effect, and answers it.
func (t *table) written(j *Job) {
	topic := t.w.Topic(j.Op)
	if t.w.access(j) != Compare || !t.conflicts(j, topic) {
		t.write(j, topic)
	}
	t.conclude(j)
}

// read finds the latest write that the replica knows of.
func (t *table) read(j *Job, topic Topic) {
	j.version = t.known(topic, j.Place)
	if j.version == 0 && t.config.Missing > 0 && t.lacks.With(uint64(topic)).Chance(t.config.Missing) {
		t.noteKey(trace.Missed, j, topic, trace.NoStatus, 0)
		j.Status = trace.NotFound
		return
	}
	t.noteKey(trace.Hit, j, topic, trace.OK, t.w.behind(topic, j.version))
}

// known is the latest version of what is written that the one at p knows of.
func (t *table) known(topic Topic, p trace.Place) uint32 {
	all := t.writes[t.rows.Get(uint64(topic))]
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].at == p || t.w.Now()-all[i].when >= t.config.Lag {
			return all[i].version
		}
	}
	return 0
}

// conflicts tells whether another has written since j read what it is to replace.
func (t *table) conflicts(j *Job, topic Topic) bool {
	since := t.w.behind(topic, j.version)
	if since > 0 {
		t.noteKey(trace.Missed, j, topic, trace.Conflict, since)
		j.Status = trace.Conflict
	}
	return since > 0
}

// write makes another version of what is written. What every replica knows of is
// as good as what came before it.
func (t *table) write(j *Job, topic Topic) {
	j.version = t.w.wrote(topic)
	t.noteKey(trace.Wrote, j, topic, trace.OK, int64(j.version))
	i := t.rows.Get(uint64(topic))
	if i == 0 {
		i = uint32(len(t.writes))
		t.rows.Put(uint64(topic), i)
		t.writes = append(t.writes, nil)
	}
	all := t.writes[i]
	known := 0
	for k := range all {
		if t.w.Now()-all[k].when >= t.config.Lag {
			known = k
		}
	}
	t.room.Add(1 - known)
	t.writes[i] = append(all[:copy(all, all[known:])], write{j.Place, t.w.Now(), j.version})
}

// crashed loses what has not reached the disk.
func (t *table) crashed(p trace.Place) { t.disks.spoil(p) }

func (t *table) flush(trace.Place, bool) {}

// wrote counts one more write of what is written, and is how many there are.
func (w *World) wrote(t Topic) uint32 {
	n := w.written.Get(uint64(t)) + 1
	w.written.Put(uint64(t), n)
	return n
}

// behind is by how many writes a version is behind what was written last.
func (w *World) behind(t Topic, version uint32) int64 {
	return int64(w.written.Get(uint64(t))) - int64(version)
}

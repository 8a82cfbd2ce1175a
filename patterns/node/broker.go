package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A Broker keeps messages and hands them on. What it keeps for whom is its
// flows' (queues, topics); it gives them its workers, its disk and its fate.
//
// Model card. Each message that comes in, and each that goes out, takes a
// worker for the broker's service. A durable broker acknowledges a message
// once it has reached the disk, sync later; what it has acknowledged survives
// a crash. Its disk takes any number at a time, one after the other, or all that
// wait at once (group commit). One that is not durable acknowledges at once and
// loses all with a crash. Several
// replicas keep logs together, as their flows say. Left out: memory.
type Broker struct {
	w       *World
	config  *BrokerConfig
	shop    *Workshop
	service sim.Sampler
	draws   []sim.Stream
	disks   *disks
}

// BrokerConfig describes those who keep and hand on messages.
type BrokerConfig struct {
	Durable bool `json:"durable" default:"false" doc:"true: what it has acknowledged survives its crash; false: a crash loses all it keeps"`
	DiskConfig
	Service sim.Dist `json:"service" unit:"duration" default:"0s" doc:"its work on each message that comes in, and on each that goes out"`
	Station
	network.DoorConfig
}

// New places brokers.
func (c *BrokerConfig) New(w *World, n *trace.Node, _ func(string) []trace.Place) (*Workshop, error) {
	b, err := NewBroker(w, c, n)
	if err != nil {
		return nil, err
	}
	w.guard(n, &c.DoorConfig)
	return b.shop, nil
}

// Stations tells of the brokers' workers. What comes in and what goes out wait
// in one queue, whose bound holds for some of it alone.
func (c *BrokerConfig) Stations(n *trace.Node) {
	c.Station.describe(n)
	n.Queue, n.Holding = -1, c.Each()
}

// Idle tells that whatever a broker keeps waits for a worker.
func (*BrokerConfig) Idle() bool { return false }

// Proxy is none.
func (*BrokerConfig) Proxy() *SidecarConfig { return nil }

// Leads are nobody: whom a broker hands on to is its flows' to say.
func (*BrokerConfig) Leads() []Lead { return nil }

// Check finds a door that does not fit.
func (c *BrokerConfig) Check(_ int, r Report) {
	checkDoor(&c.DoorConfig, false, r)
}

// NewBroker makes the brokers of n's replicas.
func NewBroker(w *World, c *BrokerConfig, n *trace.Node) (*Broker, error) {
	b := &Broker{w: w, config: c}
	var err error
	if b.service, err = c.Service.Sampler(); err != nil {
		return nil, err
	}
	if b.shop, err = NewWorkshop(w, c.Station, false, n.First, n.Count); err != nil {
		return nil, err
	}
	for i := range n.Count {
		b.draws = append(b.draws, w.Draws(n.First+trace.Place(i), "work"))
	}
	if b.disks, err = newDisks(w, b, &c.DiskConfig, n, b.draws, c.Syncs()); err != nil {
		return nil, err
	}
	w.Place(n.First, b)
	return b, nil
}

// Durable tells whether what it has acknowledged survives its crash.
func (b *Broker) Durable() bool { return b.config.Durable }

// Asked takes a message or a subscription in.
func (b *Broker) Asked(r sim.Ref, a *Attempt) {
	if a.Shape == trace.Health {
		b.w.Reply(r, a.Place, Answer{Shape: trace.Health, Status: trace.OK})
		return
	}
	if !b.work(b.w.jobOf(r, a)) {
		b.refuse(r, a)
	}
}

// refuse turns a message away for lack of room.
func (b *Broker) refuse(r sim.Ref, a *Attempt) {
	if a.OneWay {
		if a.Shape == trace.Batch {
			b.w.flows[a.Flow].(Collector).BatchDropped(a.Tag)
		}
		b.w.End(a.Op, trace.Dropped)
		b.w.Discard(r)
		return
	}
	b.w.Reply(r, a.Place, Answer{Shape: trace.Response, Status: trace.Rejected})
}

// Work queues work of the broker on a message, a job like that. It tells whether
// there was room.
func (b *Broker) Work(like *Job) bool { return b.work(b.w.jobLike(like)) }

func (b *Broker) work(j *Job) bool {
	j.Demand = b.service.Time(&b.draws[b.w.Replica(j.Place)])
	return b.shop.submit(j, b)
}

// Worked hands a message on to its flow: what has come in once it is on the
// disk, where there is one.
func (b *Broker) Worked(j *Job) {
	if b.config.Durable && j.Shape.Publishes() && j.Status == trace.OK {
		b.disks.write(j)
		return
	}
	b.conclude(j)
}

// written goes on with a message that has reached the disk.
func (b *Broker) written(j *Job) { b.conclude(j) }

func (b *Broker) conclude(j *Job) {
	r := j.Self
	if !b.w.flows[j.Flow].Served(j) {
		b.shop.Release(r)
	}
}

// Crashed loses what is under way. What is kept is the flows' to lose.
func (b *Broker) Crashed(p trace.Place) {
	b.disks.spoil(p)
	b.shop.Crash(p)
}

// Revived begins again with what has survived.
func (b *Broker) Revived(trace.Place) {}

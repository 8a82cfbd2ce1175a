// Package metrics turns the records of a run into figures: counts, sums and
// extremes, which are exact, means of exact sums, and quantiles, which are
// binned to three digits. Its memory does not grow with the length of a run.
//
// A metric is named "<subject>.<name>": the subject is the id of a flow, a
// node or a link, a replica as in "api/0", a sidecar as in "api+sidecar" (all
// of them) or "api/0+sidecar", or "run". [Catalogue] lists the names and what
// they mean.
//
// Measured is a window, from the end of the warm-up to the end of the run
// unless [Options] say otherwise. It is half open: what happens at its first
// instant is within, and what happens at its end, or at the horizon, is not.
// An operation counts if it was intended within, whatever happens to it later,
// up to and including the horizon; everything else counts if its record lies
// within.
package metrics

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Figures is a fold of a run's records into its metrics.
type Figures struct {
	topology *trace.Topology
	zoned    bool   // some nodes are in zones
	flows    []flow // by trace number; 0 for records of no flow
	nodes    []node // as in the topology; then the sidecars; then nowhere
	sidecars []int  // by node: where its sidecars are in nodes; 0 for none
	spots    spots
	links    []link
	routes   routes
	subjects map[string]subject
	rows     rows

	ops      operations
	sides    sides
	sent     *trace.Record      // the message that was sent last: what follows may be about its journey
	before   trace.Record       // that one, where it was in a batch before
	blocked  trace.Table[delay] // messages under way that wait behind others
	conns    trace.Table[connection]
	shipped  trace.Table[shipment]
	redriven trace.Table[struct{}] // messages put back from the dead letters that are not gone since
	tripped  map[breaker]bool
	respites []respite     // in their order
	waiting  trace.Waiting // for workers
	boundary sim.Time      // at which cross has something to do
	phase    phase
	measured window
	counted  []link // within the window, once that is over
	series   *Series
	run      run
	bundles  *[bundled]bundle
	closed   bool
}

// A run holds the figures of the whole run, its warm-up included.
type run struct {
	records, operations uint64
}

// Options say what is measured, and what is gathered beyond metrics.
type Options struct {
	// Until is where the window ends; 0 for the end of the run.
	Until sim.Time
	// Windows is into how many windows of equal length the run is cut for a
	// series; 0 for none.
	Windows int
	// Replicas is up to how many replicas of a node are told apart; 0 stands
	// for 128. Those of larger nodes have no figures of their own, and their
	// node no imbalance.
	Replicas int
	// Objectives are how long an operation of each flow may take, by trace
	// number from 1; 0, or none, for as long as it likes.
	Objectives []sim.Time
}

const toldApart = 128

// New makes the fold for a run of topology.
func New(topology *trace.Topology, options Options) *Figures {
	if options.Replicas == 0 {
		options.Replicas = toldApart
	}
	f := &Figures{topology: topology, boundary: topology.Warmup}
	f.measured = window{topology.Warmup, topology.Horizon}
	f.tripped = map[breaker]bool{}
	f.ops, f.sent, f.bundles = newOperations(), &f.before, new([bundled]bundle)
	if options.Until > 0 {
		f.measured.to = options.Until
	}
	f.lay(options.Replicas)
	f.converse(options.Objectives)
	f.name()
	f.rows = catalogue()
	if options.Windows > 0 {
		f.series = newSeries(f, options.Windows)
		f.boundary = min(f.boundary, f.series.end())
	}
	return f
}

// Fold takes a batch of records.
func (f *Figures) Fold(batch []trace.Record) {
	f.run.records += uint64(len(batch))
	if n := len(batch); n > 0 && batch[n-1].At < f.boundary {
		f.read(batch)
		return
	}
	for i := range batch {
		if batch[i].At >= f.boundary {
			f.cross(batch[i].At)
		}
		f.read(batch[i : i+1])
	}
}

// read takes records, among which time reaches no boundary. Those of the kinds
// that most are of are told apart here.
func (f *Figures) read(batch []trace.Record) {
	for i := range batch {
		r := &batch[i]
		if r.Cause != trace.NoCause && r.Kind != trace.Begin {
			f.turn(r)
		}
		switch r.Kind {
		case trace.Begin:
			f.begin(r)
		case trace.Ask:
			f.ask(r)
		case trace.Applied:
			f.apply(r)
		case trace.End:
			f.end(r)
		case trace.Send:
			f.send(r)
		case trace.Arrive:
			f.arrive(r)
		case trace.Queue:
			f.queue(r)
		case trace.Serve:
			f.serve(r)
		case trace.Finish:
			f.finish(r)
		default:
			if read := readers[r.Kind]; read != nil {
				read(f, r)
			}
		}
	}
	if f.sent != &f.before { // the batch is the writer's
		f.before = *f.sent
		f.sent = &f.before
	}
}

// readers are what is made of a record of each other kind, besides the cause
// that it names; of those that are not here, nothing.
var readers = [1 << 8]func(*Figures, *trace.Record){
	trace.Accepted: (*Figures).accept,

	trace.Fork:    (*Figures).fork,
	trace.Beside:  (*Figures).beside,
	trace.Prevail: (*Figures).fork,

	trace.Block:    (*Figures).block,
	trace.Carry:    (*Figures).carry,
	trace.Lost:     (*Figures).lose,
	trace.Began:    (*Figures).began,
	trace.Packet:   (*Figures).packet,
	trace.Again:    (*Figures).packet,
	trace.Spurious: (*Figures).packet,
	trace.Untaken:  (*Figures).untaken,
	trace.Discard:  (*Figures).discard,

	trace.Written:     (*Figures).written,
	trace.Interrupted: (*Figures).interrupted,
	trace.Inquired:    (*Figures).inquired,
	trace.Resumed:     (*Figures).resumed,

	trace.Drop: (*Figures).drop,
	trace.Hold: (*Figures).hold,
	trace.Free: (*Figures).free,

	trace.Want:  (*Figures).want,
	trace.Take:  (*Figures).take,
	trace.Yield: (*Figures).yield,
	trace.Forgo: (*Figures).forgo,

	trace.Limits: (*Figures).limits,
	trace.Spend:  (*Figures).spend,

	trace.Store:        (*Figures).store,
	trace.Unstore:      (*Figures).unstore,
	trace.Deliver:      (*Figures).deliver,
	trace.Extend:       (*Figures).extend,
	trace.Aside:        (*Figures).aside,
	trace.Subscribed:   (*Figures).hold,
	trace.Unsubscribed: (*Figures).unsubscribe,
	trace.Assign:       (*Figures).assign,
	trace.Revoke:       (*Figures).revoke,
	trace.Commit:       (*Figures).commit,
	trace.Rebalance:    (*Figures).rebalance,
	trace.Replay:       (*Figures).replay,
	trace.Rebuilt:      (*Figures).rebuilt,

	trace.Open:     (*Figures).open,
	trace.Opened:   (*Figures).opened,
	trace.Admitted: (*Figures).admitted,
	trace.Close:    (*Figures).shut,
	trace.Released: (*Figures).released,
	trace.Reset:    (*Figures).shut,

	trace.Hit:     (*Figures).found,
	trace.Missed:  (*Figures).missedKey,
	trace.Load:    (*Figures).fetch,
	trace.Keep:    (*Figures).keep,
	trace.Forget:  (*Figures).keep,
	trace.Flushed: (*Figures).keep,
	trace.Wrote:   (*Figures).write,

	trace.Down:  (*Figures).fall,
	trace.Up:    (*Figures).fall,
	trace.Speed: (*Figures).pace,
	trace.Turn:  (*Figures).age,

	trace.Sized: (*Figures).size,

	trace.Ailing: (*Figures).ail,

	trace.LookedUp: (*Figures).lookUp,

	trace.Eject:   (*Figures).eject,
	trace.Readmit: (*Figures).eject,
	trace.Panic:   (*Figures).panic,

	trace.Trip:    (*Figures).trip,
	trace.Restore: (*Figures).trip,
	trace.Barred:  (*Figures).bar,
}

// Close ends the run at at, which is the horizon unless the run was ended
// before. Figures can be had from then on. Closing twice panics.
func (f *Figures) Close(at sim.Time) {
	if f.closed {
		panic("metrics.Figures.Close: closed before")
	}
	f.closed = true
	f.unpack()
	f.conclude(at)
	if f.series != nil {
		f.series.close(at)
	}
	for o := range f.ops.all {
		if o.counts {
			f.flows[o.flow].leave(at - o.start)
		}
	}
	for i := range f.flows {
		f.flows[i].close()
	}
	for i := range f.nodes {
		f.nodes[i].close()
	}
	copy(f.links, f.counted)
}

// Window is the span of time that was measured; its end is not within. It
// panics before [Figures.Close].
func (f *Figures) Window() (from, to sim.Time) {
	f.needClosed("Window")
	return f.measured.from, f.measured.to
}

// Series is what changed over the run; nil where [Options] ask for none.
func (f *Figures) Series() *Series { return f.series }

func runRows() []row[run] {
	return about(OfRun, []row[run]{
		count("records", "records of the whole run, warm-up included", func(r *run) uint64 { return r.records }),
		count("operations", "operations begun in the whole run, warm-up included", func(r *run) uint64 { return r.operations }),
		{Definition{Name: "window", Unit: seconds, Kind: Count, Says: "length of the window that is measured"},
			func(_ *run, w window) float64 { return w.seconds() }},
	})
}

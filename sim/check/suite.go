// Package check holds what must be true of the records of every run, whatever
// the scenario: nothing is lost without a trace, nothing happens before its
// reason, nobody does more than they can, and all time is accounted for. Each
// invariant is a fold of its own, knows nothing but the records and the
// topology, and needs memory for what is under way, not for the length of the
// run.
package check

import (
	"fmt"

	"backchat/sim"
	"backchat/sim/trace"
)

// A Fault says how a record breaks an invariant.
type Fault struct {
	Name string   // of the invariant
	At   sim.Time // of the record; at the end of the run, of the last one
	Op   uint32   // the operation and the message it is about, 0 for none
	Msg  uint32
	Says string // a sentence
}

func (f Fault) String() string {
	return fmt.Sprintf("%s at %v (operation %d, message %d): %s", f.Name, f.At, f.Op, f.Msg, f.Says)
}

// keptFaults is how many faults are kept; the rest are only counted. One slip
// tends to break an invariant for every record after it.
const keptFaults = 20

// A Suite is a fold that holds records against all invariants.
type Suite struct {
	invariants []invariant
	log        *log
	cut        bool
	closed     bool
}

// An invariant is one thing that must be true of all records. It tells the
// log of every record that breaks it.
type invariant interface {
	see(r *trace.Record)
	// end is told that the run went on to its horizon, and no record follows.
	end()
}

// All is the suite of every invariant, for a run over t.
func All(t *trace.Topology) *Suite {
	s := &Suite{log: new(log)}
	named := func(name string) reporter { return reporter{s.log, name} }
	s.invariants = []invariant{
		newForm(t, named("form")),
		newClock(t, named("time")),
		newOperations(t, named("operations")),
		newMessages(t, named("messages")),
		newParents(named("parents")),
		newDowntime(t, named("downtime")),
		newNames(t, named("names")),
		newOrder(t, named("order")),
		newWorkers(t, named("workers")),
		newQueues(t, named("queues")),
		newParked(named("parked")),
		newPools(t, named("pools")),
		newBreakers(named("breakers")),
		newEjections(named("ejections")),
		newPanics(named("panics")),
		newLimits(named("limits")),
		newStalls(named("stalls")),
		newKept(t, named("kept")),
		newDeadLetters(named("deadLetters")),
		newLogs(t, named("logs")),
		newBatches(named("batches")),
		newAccounts(named("accounts")),
		newConnections(named("connections")),
		newEntries(t, named("entries")),
	}
	return s
}

// Fold takes the next records.
func (s *Suite) Fold(batch []trace.Record) {
	if len(batch) > 0 {
		s.log.last = batch[len(batch)-1].At
	}
	for _, v := range s.invariants {
		for i := range batch {
			v.see(&batch[i])
		}
	}
}

// Cut says that the run ended before its horizon (a limit, a cancellation), so
// that it is no fault of what was under way not to have ended.
func (s *Suite) Cut() { s.cut = true }

// Faults closes the books, after the last record, and returns the first
// faults of the run, at most 20. It is empty where all invariants hold.
func (s *Suite) Faults() []Fault {
	if !s.closed && !s.cut {
		for _, v := range s.invariants {
			v.end()
		}
	}
	s.closed = true
	return s.log.kept
}

// Count is how many faults there were so far, kept or not.
func (s *Suite) Count() uint64 { return s.log.count }

// Err closes the books like Faults, and returns an error that gives the first
// fault and their number, or nil.
func (s *Suite) Err() error {
	faults := s.Faults()
	if len(faults) == 0 {
		return nil
	}
	return fmt.Errorf("%d records break an invariant; the first: %v", s.Count(), faults[0])
}

type log struct {
	kept  []Fault
	count uint64
	last  sim.Time // of the last record seen
}

// A reporter tells the log of one invariant's faults.
type reporter struct {
	log  *log
	name string
}

// broken reports that r breaks the invariant.
func (p reporter) broken(r *trace.Record, format string, args ...any) {
	f := Fault{At: r.At, Op: r.Op, Msg: r.Msg}
	if r.Kind.Packets() {
		f.Op = 0
	}
	p.add(f, format, args...)
}

// brokenOp reports that r breaks the invariant for one of its operations.
func (p reporter) brokenOp(r *trace.Record, op uint32, format string, args ...any) {
	p.add(Fault{At: r.At, Op: op, Msg: r.Msg}, format, args...)
}

// unended reports what is wrong at the end of the run.
func (p reporter) unended(op, msg uint32, format string, args ...any) {
	p.add(Fault{At: p.log.last, Op: op, Msg: msg}, format, args...)
}

func (p reporter) add(f Fault, format string, args ...any) {
	p.log.count++
	if len(p.log.kept) < keptFaults {
		f.Name, f.Says = p.name, fmt.Sprintf(format, args...)
		p.log.kept = append(p.log.kept, f)
	}
}

// ops are the first and last of the operations that r speaks of; the first is
// above the last where it speaks of none.
func ops(r *trace.Record) (first, last uint32) {
	if r.Op == 0 || r.N == 0 {
		return 1, 0
	}
	return r.Op, r.Op + uint32(r.N) - 1
}

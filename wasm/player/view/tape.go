// Package view makes pictures of runs: given the kept trace of one, it says
// what is to be drawn at any instant, and what stands at a point. It draws
// nothing itself, knows no clock, and a picture does not depend on those
// before it.
//
//	trace ──► Tape ──► Stage ──Seek(t)──► Frame: wires, items, texts
//	          facts    layout, state      and a sentence that says the same
package view

import (
	"io"
	"math"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A Tape is the trace of one run, made ready to be shown at any instant. It
// does not change, and several stages may show it.
type Tape struct {
	topology *trace.Topology
	records  []trace.Record
	fate     []uint32 // by record; what it means stands at follow
	cast     *cast
	wiring   *wiring
	traffic  []traffic           // by wire
	work     []work              // by spot
	bundles  []bundle            // by wire
	about    trace.Table[uint32] // by operation: the key that it is about
	next     map[uint32]uint32   // what is said next of a message on a transport, by the record before: its Send, or an Enter
	parts    []part              // of logs: partitions, as they are first spoken of
	tracks   []track             // and how far groups are in them
	lanes    [][]int32           // by spot: its tracks, in the order in which they are shown
	keys     []state             // keys[i] is the state before record i*keySpacing
}

// never is the fate of what does not come to an end.
const never = math.MaxUint32

// keySpacing is how many records lie between two keyframes, and so what a
// seek takes up at most.
const keySpacing = 4096

// Read makes a tape of a trace in its binary form. What is damaged gives a
// [*trace.DamageError].
func Read(r io.Reader) (*Tape, error) {
	reader, err := trace.NewReader(r)
	if err != nil {
		return nil, err
	}
	var records []trace.Record
	for {
		batch, err := reader.Next()
		if err == io.EOF {
			return NewTape(reader.Topology(), records), nil
		}
		if err != nil {
			return nil, err
		}
		records = append(records, batch...)
	}
}

// NewTape makes a tape of records, which are not to be changed from then on.
func NewTape(t *trace.Topology, records []trace.Record) *Tape { return newTape(t, records, nil) }

// Opened is the same tape with some families opened, which are called as their first node:
// more of their members are shown by themselves.
func (p *Tape) Opened(families []string) *Tape { return newTape(p.topology, p.records, families) }

func newTape(t *trace.Topology, records []trace.Record, open []string) *Tape {
	p := &Tape{topology: t, records: records, fate: make([]uint32, len(records)), next: map[uint32]uint32{}, cast: newCast(t, open)}
	f := follower{tape: p, odd: map[oddity]bool{}, parts: map[part]uint32{}, tracks: map[track]uint32{}, phases: map[trace.Place]trace.Life{}}
	for i := range records {
		f.follow(uint32(i))
	}
	p.wiring = newWiring(p)
	p.traffic = newTraffic(p)
	p.work = newWork(p)
	p.bundles = newBundles(p)
	p.sortLanes()
	p.keyframes()
	return p
}

// Topology is that of the run.
func (p *Tape) Topology() *trace.Topology { return p.topology }

// before counts the records up to t, t included.
func (p *Tape) before(t sim.Time) int {
	n, _ := slices.BinarySearchFunc(p.records, t, func(r trace.Record, t sim.Time) int {
		if r.At <= t {
			return -1
		}
		return 1
	})
	return n
}

// A follower finds the fates of records. What a picture needs to know of the
// past then stands with the record that changes it, and a state has no table
// of messages or connections to carry along.
type follower struct {
	tape    *Tape
	sends   trace.Table[uint32]
	told    trace.Table[uint32] // the last that was said of a message on a transport
	waiting trace.Waiting
	conns   trace.Table[life]
	odd     map[oddity]bool
	parts   map[part]uint32
	tracks  map[track]uint32
	phases  map[trace.Place]trace.Life // of replicas that come and go
}

// follow sets the fate of record i:
//
//	Send           the record that says it is no longer under way; never: none does
//	Lost           its Send; never: it was not sent
//	Enter          the Send of the message that it speaks of; never: of none
//	Serve, Drop    1 where it leaves a queue
//	Open           1 where a connection is being opened from now on
//	Opened         1 where it was not open before; more by 2 where it was being opened
//	Close, Reset   1 where it was open; 2 where it was being opened
//	Speed          1 where it leaves the normal speed; 2 where it comes back to it
//	Errs           1 where some of its answers are errors; 2 where none is
//	Stall          1 where its disk stalls; 2 where it goes on
//	Skewed         1 where its clock is set wrong; 2 where it is right again
//	Degrade        1 where the wire gets worse than usual; 2 where it comes back
//	Turn           the phase that it ends
//	Trip, Restore  1 where the breaker opens; 2 where it closes
//	Store, Unstore of a log: its partition, as [Tape.parts] has it
//	Assign, Revoke, Commit, Replay, Rebuilt: which of [Tape.tracks]
func (f *follower) follow(i uint32) {
	r := &f.tape.records[i]
	fate := &f.tape.fate[i]
	switch r.Kind {
	case trace.Begin:
		f.tape.key(r)
	case trace.Send:
		*fate = never
		*f.sends.Put(r.Msg) = i
		if !r.Planned() {
			*f.told.Put(r.Msg) = i
		}
	case trace.Arrive, trace.Lost:
		*fate = never
		if s := f.sends.Get(r.Msg); s != nil {
			f.tape.fate[*s], *fate = i, *s
			f.sends.Delete(r.Msg)
			f.tell(r, i)
			f.told.Delete(r.Msg)
		}
	case trace.Enter:
		*fate = never
		if s := f.sends.Get(r.Msg); s != nil {
			*fate = *s
			f.tell(r, i)
		}
	case trace.Queue:
		f.waiting.Queue(r)
	case trace.Finish:
		f.waiting.Finish(r)
	case trace.Serve, trace.Drop:
		*fate = one(f.waiting.Leaves(r))
	case trace.Open:
		if r.Conn != 0 { // a window says of 0 that two have met
			*fate = 1
			*f.conns.Put(r.Conn) = opening
		}
	case trace.Opened:
		*fate = f.opened(r.Conn)
	case trace.Close, trace.Reset:
		if c := f.conns.Get(r.Conn); c != nil {
			*fate = uint32(*c)
			f.conns.Delete(r.Conn)
		}
	case trace.Store, trace.Unstore:
		if r.Payload > 0 {
			*fate = f.part(r)
		}
	case trace.Assign, trace.Revoke, trace.Commit, trace.Replay, trace.Rebuilt:
		*fate = f.track(r)
	case trace.Speed:
		*fate = f.turn(oddity{trace.Speed, r.Node, 0}, r.Opens())
	case trace.Turn:
		was, known := f.phases[r.Node]
		if !known {
			was = trace.Ready
		}
		f.phases[r.Node], *fate = trace.Life(r.Aux), uint32(was)
	case trace.Errs, trace.Stall, trace.Skewed:
		*fate = f.turn(oddity{r.Kind, r.Node, 0}, r.Opens())
	case trace.Degrade, trace.Trip, trace.Restore:
		*fate = f.turn(oddity{r.Kind.Info().Closes, r.Node, r.Peer}, r.Opens())
	}
}

// A life is what has become of a connection.
type life uint32

const (
	open    life = 1
	opening life = 2
)

// opened is the fate of the record that says that a connection is open.
func (f *follower) opened(conn uint32) uint32 {
	c := f.conns.Have(conn)
	was := *c
	*c = open
	if was == open {
		return 0
	}
	return uint32(open | was)
}

// tell notes that record i says more of a message on a transport.
func (f *follower) tell(r *trace.Record, i uint32) {
	if last := f.told.Get(r.Msg); last != nil {
		f.tape.next[*last], *last = i, i
	}
}

// turn switches an oddity on or off: 1 where it was off and is on now, 2 where
// it is the other way round.
func (f *follower) turn(o oddity, on bool) uint32 {
	if f.odd[o] == on {
		return 0
	}
	f.odd[o] = on
	return 1 + one(!on)
}

// An oddity is a way in which a place, or a wire in one direction, is not as
// usual.
type oddity struct {
	opener trace.Kind
	a, b   trace.Place
}

func one(yes bool) uint32 {
	if yes {
		return 1
	}
	return 0
}

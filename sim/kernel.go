// Package sim is the kernel of the simulator: virtual time, the queue of
// events, random draws and distributions. Everything in it is a pure function
// of its inputs, equal to the bit on every platform.
package sim

import (
	"context"
	"fmt"
)

// A Handler is told of the events that were scheduled for it. It runs to its
// end before the next event fires.
type Handler interface {
	Handle(Event)
}

// HandlerID names a registered [Handler].
type HandlerID uint16

// A Kernel owns virtual time: it fires events in the order of (time, band,
// sequence). The timeline has the first band of an instant to itself; in the
// second, what was scheduled first happens first.
type Kernel struct {
	now      Time
	horizon  Time
	sequence uint64
	fired    uint64
	look     uint64 // how many events have fired when the limits are looked at next
	before   uint64 // how many had fired before now
	events   queue
	timers   timerHeap
	alarm    Event // the timer that fires
	handlers []Handler
	limits   Limits
	memory   Memory
	waiting  *Account // events
	alarms   *Account // timers
	failed   error
}

// NewKernel makes a kernel that runs up to and including horizon.
func NewKernel(horizon Time, limits Limits) *Kernel {
	if horizon < 0 || horizon > MaxHorizon {
		panic(fmt.Sprintf("sim.NewKernel: horizon %v is outside 0..%v", horizon, MaxHorizon))
	}
	limits = limits.withDefaults()
	k := &Kernel{horizon: horizon, events: newQueue(), limits: limits}
	k.lookAgain()
	k.memory = Memory{kernel: k, bound: limits.Memory, ofHost: limits.OfHost}
	k.waiting, k.alarms = k.Keeps("pending events", eventBytes), k.Keeps("pending timers", timerBytes)
	return k
}

// Bytes of a pending event (one in the heap, or in the rung and its bucket), in
// lists that grow by a quarter, and of a timer with its place in the heap.
const (
	eventBytes = 48
	timerBytes = 40
)

// Run fires events until none is left up to the horizon, then sets the clock
// to the horizon. It returns a [*LimitError], what [Kernel.Fail] was given,
// or the context's error.
func (k *Kernel) Run(ctx context.Context) error {
	return k.Within(func() error { return k.run(ctx) })
}

func (k *Kernel) run(ctx context.Context) error {
	for k.failed == nil {
		e, timer := k.events.first(), k.timers.first
		switch {
		case timer != nil && (e == nil || timer.before(*e)):
			k.alarm = k.timers.pop()
			e = &k.alarm
		case e != nil:
			k.events.take()
		default:
			k.now = k.horizon
			return nil
		}
		if e.at != k.now {
			k.now, k.before = e.at, k.fired
		}
		k.fired++
		if k.fired == k.look {
			if err := k.pulse(ctx); err != nil {
				return err
			}
		}
		k.handlers[e.order>>kindBits&(maxHandlers-1)].Handle(*e)
	}
	return k.failed
}

// pulse looks at what need not be looked at for every event, gives others their
// turn, and says when to look next.
func (k *Kernel) pulse(ctx context.Context) error {
	if k.fired-k.before > uint64(k.limits.AtOneInstant) {
		return k.over("events at one instant", k.limits.AtOneInstant)
	}
	k.lookAgain()
	giveTurn()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("at %v of virtual time: %w", k.now, context.Cause(ctx))
	}
	if int64(k.fired) > k.limits.Events {
		return k.over("events", k.limits.Events)
	}
	if int64(k.Pending()) > k.limits.Pending {
		return k.over("pending events", k.limits.Pending)
	}
	k.waiting.Set(k.events.len())
	k.alarms.Set(k.timers.len())
	return nil
}

// lookAgain says when to look at the limits next: so soon that none is passed by
// then.
func (k *Kernel) lookAgain() {
	k.look = min(k.fired+4096, uint64(k.limits.Events)+1, k.before+uint64(k.limits.AtOneInstant)+1)
}

// Register makes h a target of events.
func (k *Kernel) Register(h Handler) HandlerID {
	if len(k.handlers) == maxHandlers {
		panic(fmt.Sprintf("sim.Kernel.Register: more than %d handlers", maxHandlers))
	}
	k.handlers = append(k.handlers, h)
	return HandlerID(len(k.handlers) - 1)
}

// Now is the time of the event that is firing.
func (k *Kernel) Now() Time { return k.now }

// Horizon is the time at which the run ends.
func (k *Kernel) Horizon() Time { return k.horizon }

// Fired counts the events so far.
func (k *Kernel) Fired() uint64 { return k.fired }

// Pending counts the events and timers that are still to fire.
func (k *Kernel) Pending() int { return k.events.len() + k.timers.len() }

// Fail ends the run with err once the present handler has returned.
func (k *Kernel) Fail(err error) {
	if k.failed == nil {
		k.failed = err
	}
}

// At schedules an event. What lies beyond the horizon is dropped, since it
// cannot happen. Scheduling into the past panics.
func (k *Kernel) At(t Time, to HandlerID, kind uint8, a, b uint32) {
	if t < k.now || kind >= maxKinds {
		k.misused("At", t, kind)
		return
	}
	if t > k.horizon {
		return
	}
	k.sequence++
	e := newEvent(t, bandRun, k.sequence, to, kind, a, b)
	if q := &k.events; q.isNear(e) {
		q.insert(e)
	} else {
		q.pushFar(e)
	}
}

// Script schedules an event of the timeline: it fires before all others of
// its instant, and its sequence is its own, so that adding one moves nothing
// else.
func (k *Kernel) Script(t Time, ordinal uint32, to HandlerID, kind uint8, a, b uint32) {
	if t < k.now || t > k.horizon || kind >= maxKinds {
		k.misused("Script", t, kind)
	}
	k.events.push(newEvent(t, bandScript, uint64(ordinal), to, kind, a, b))
}

// Timer schedules an event that can be cancelled.
func (k *Kernel) Timer(t Time, to HandlerID, kind uint8, a, b uint32) TimerID {
	if t < k.now || kind >= maxKinds {
		k.misused("Timer", t, kind)
	}
	if t > k.horizon {
		return 0
	}
	k.sequence++
	return k.timers.push(newEvent(t, bandRun, k.sequence, to, kind, a, b))
}

func (k *Kernel) misused(function string, t Time, kind uint8) {
	if kind >= maxKinds {
		panic(fmt.Sprintf("sim.Kernel.%s: kind %d is not below %d", function, kind, maxKinds))
	}
	panic(fmt.Sprintf("sim.Kernel.%s: %v is outside %v..%v", function, t, k.now, k.horizon))
}

// Cancel takes a timer back, and tells whether it was still to fire. The zero
// TimerID is never pending.
func (k *Kernel) Cancel(id TimerID) bool { return id != 0 && k.timers.cancel(id) }

func (k *Kernel) over(limit string, bound int64) error {
	return &LimitError{Limit: limit, Bound: bound, At: k.now}
}

package sim

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// An agenda is what the kernel is, seen by what schedules. The model is one.
type agenda interface {
	at(t Time, label uint32)
	timer(t Time, label uint32)
	cancel(label uint32) bool // of the timer so labelled
	script(t Time, ordinal, label uint32)
}

// An action is scheduled or cancelled by whatever fires.
type action struct {
	verb  int // 0 or 1 schedules, 2 sets a timer, 3 cancels a timer, 4 scripts
	delay Time
	which int
}

// A plan says what happens ahead of the run, and when the n-th event fires.
type plan struct {
	horizon Time
	first   []action
	then    [][]action
}

// A driver carries out a plan and writes down what comes of it.
type driver struct {
	plan   plan
	agenda agenda
	labels uint32
	timers []uint32
	log    []int64
}

func (d *driver) start() {
	for _, a := range d.plan.first {
		d.act(0, a)
	}
}

func (d *driver) fire(now Time, label uint32) {
	d.log = append(d.log, int64(now), int64(label))
	if n := len(d.log)/2 - 1; n < len(d.plan.then) {
		for _, a := range d.plan.then[n] {
			d.act(now, a)
		}
	}
}

func (d *driver) act(now Time, a action) {
	t := now + a.delay
	d.labels++
	switch a.verb {
	case 2:
		d.timers = append(d.timers, d.labels)
		d.agenda.timer(t, d.labels)
	case 3:
		if len(d.timers) > 0 && d.agenda.cancel(d.timers[a.which%len(d.timers)]) {
			d.log = append(d.log, int64(now), -1)
		}
	case 4:
		d.agenda.script(min(t, d.plan.horizon), d.labels, d.labels)
	default:
		d.agenda.at(t, d.labels)
	}
}

type kernelAgenda struct {
	*Kernel
	id     HandlerID
	timers map[uint32]TimerID
	driver *driver
}

func (k *kernelAgenda) Handle(e Event)                       { k.driver.fire(k.Now(), e.A) }
func (k *kernelAgenda) at(t Time, label uint32)              { k.At(t, k.id, 0, label, 0) }
func (k *kernelAgenda) timer(t Time, label uint32)           { k.timers[label] = k.Timer(t, k.id, 1, label, 0) }
func (k *kernelAgenda) cancel(label uint32) bool             { return k.Cancel(k.timers[label]) }
func (k *kernelAgenda) script(t Time, ordinal, label uint32) { k.Script(t, ordinal, k.id, 2, label, 0) }

func byKernel(t testing.TB, p plan) []int64 {
	k := &kernelAgenda{Kernel: NewKernel(p.horizon, Limits{}), timers: map[uint32]TimerID{}}
	k.id = k.Register(k)
	k.driver = &driver{plan: p, agenda: k}
	k.driver.start()
	if err := k.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if k.Now() != p.horizon || k.Pending() != 0 {
		t.Fatalf("the run ended at %v with %d pending", k.Now(), k.Pending())
	}
	return k.driver.log
}

// A modelEvent is kept in a list that is searched for the first, at the price
// of the whole list for every event.
type modelEvent struct {
	at             Time
	band, sequence int
	label          uint32
	timer          bool
}

type model struct {
	horizon  Time
	sequence int
	pending  []modelEvent
}

func (m *model) add(e modelEvent) {
	if e.at <= m.horizon {
		m.pending = append(m.pending, e)
	}
}

func (m *model) at(t Time, label uint32) {
	m.sequence++
	m.add(modelEvent{t, 1, m.sequence, label, false})
}

func (m *model) timer(t Time, label uint32) {
	m.sequence++
	m.add(modelEvent{t, 1, m.sequence, label, true})
}

func (m *model) script(t Time, ordinal, label uint32) {
	m.add(modelEvent{t, 0, int(ordinal), label, false})
}

func (m *model) cancel(label uint32) bool {
	before := len(m.pending)
	m.pending = slices.DeleteFunc(m.pending, func(e modelEvent) bool { return e.timer && e.label == label })
	return len(m.pending) < before
}

func (e modelEvent) compare(f modelEvent) int {
	return slices.Compare([]int{int(e.at), e.band, e.sequence}, []int{int(f.at), f.band, f.sequence})
}

func byModel(p plan) []int64 {
	m := &model{horizon: p.horizon}
	d := &driver{plan: p, agenda: m}
	for d.start(); len(m.pending) > 0; {
		e := slices.MinFunc(m.pending, modelEvent.compare)
		i := slices.Index(m.pending, e)
		m.pending = slices.Delete(m.pending, i, i+1)
		d.fire(e.at, e.label)
	}
	return d.log
}

func planGenerator() *rapid.Generator[plan] {
	delay := rapid.OneOf(rapid.Just(Time(0)), rapid.Map(rapid.Int64Range(0, 5), toTime), rapid.Map(rapid.Int64Range(0, 2000), toTime))
	one := rapid.Custom(func(t *rapid.T) action {
		return action{rapid.IntRange(0, 4).Draw(t, "verb"), delay.Draw(t, "delay"), rapid.IntRange(0, 100).Draw(t, "which")}
	})
	return rapid.Custom(func(t *rapid.T) plan {
		return plan{
			horizon: 1000,
			first:   rapid.SliceOfN(one, 0, 40).Draw(t, "first"),
			then:    rapid.SliceOfN(rapid.SliceOfN(one, 0, 4), 0, 60).Draw(t, "then"),
		}
	})
}

func toTime(n int64) Time { return Time(n) }

func TestKernelFiresAsASortedListDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := planGenerator().Draw(t, "plan")
		if got, want := byKernel(nil, p), byModel(p); !slices.Equal(got, want) {
			t.Fatalf("fired (time, label; label -1 is a cancellation)\n%v, the model\n%v", got, want)
		}
	})
}

func TestKernelFiresAsASortedListDoesWithThousandsPending(t *testing.T) {
	for seed := range uint64(6) {
		p := crowdedPlan(seed)
		if got, want := byKernel(t, p), byModel(p); !slices.Equal(got, want) {
			t.Errorf("seed %d: the order differs from the model's", seed)
		}
	}
}

// crowdedPlan has delays from many orders of magnitude, and many that are
// equal.
func crowdedPlan(seed uint64) plan {
	r := NewStream(NewKey(seed))
	draw := func() action {
		return action{r.IntN(5), FromNanos(Exp(30 * r.Float64() * r.Float64())), r.IntN(5000)}
	}
	p := plan{horizon: Hour}
	for range 2000 {
		p.first = append(p.first, draw())
	}
	for range 4000 {
		p.then = append(p.then, []action{draw(), draw()}[:1+r.IntN(2)])
	}
	return p
}

// A handlerFunc lets a test handle events in place.
type handlerFunc func(Event)

func (f handlerFunc) Handle(e Event) { f(e) }

func TestExceededLimitsAreNamed(t *testing.T) {
	for _, c := range []struct {
		limits Limits
		step   Time
		spawn  int
		want   string
	}{
		{Limits{AtOneInstant: 100}, 0, 1, "at 1us of virtual time the run had more than 100 events at one instant"},
		{Limits{Events: 5000}, 1, 1, "at 6us of virtual time the run had more than 5000 events"},
		{Limits{Pending: 3000}, 1, 2, "at 1.012us of virtual time the run had more than 3000 pending events"},
	} {
		k := NewKernel(Second, c.limits)
		var id HandlerID
		id = k.Register(handlerFunc(func(Event) {
			for range c.spawn {
				k.At(k.Now()+c.step, id, 0, 0, 0)
			}
		}))
		k.At(1000, id, 0, 0, 0)
		err := k.Run(context.Background())
		if limit := (*LimitError)(nil); !errors.As(err, &limit) || err.Error() != c.want {
			t.Errorf("%+v: %v, want %s", c.limits, err, c.want)
		}
	}
}

func TestCancelledContextEndsTheRunWithItsCause(t *testing.T) {
	cause := errors.New("the tab was closed")
	ctx, cancel := context.WithCancelCause(context.Background())
	k := NewKernel(Second, Limits{})
	var id HandlerID
	id = k.Register(handlerFunc(func(Event) {
		if k.Fired() == 10 {
			cancel(cause)
		}
		k.At(k.Now()+1, id, 0, 0, 0)
	}))
	k.At(0, id, 0, 0, 0)
	if err := k.Run(ctx); !errors.Is(err, cause) {
		t.Errorf("Run returned %v, want the cause", err)
	}
	if k.Fired() > 4096 {
		t.Errorf("%d events fired before the cancellation was noticed", k.Fired())
	}
}

func TestFailEndsTheRunAfterTheHandler(t *testing.T) {
	broken := errors.New("an invariant broke")
	k := NewKernel(Second, Limits{})
	var id HandlerID
	id = k.Register(handlerFunc(func(Event) {
		k.Fail(broken)
		k.Fail(errors.New("a later failure"))
		k.At(k.Now()+1, id, 0, 0, 0)
	}))
	k.At(7, id, 0, 0, 0)
	if err := k.Run(context.Background()); err != broken || k.Fired() != 1 || k.Now() != 7 {
		t.Errorf("Run returned %v after %d events at %v", err, k.Fired(), k.Now())
	}
}

func TestEventsCarryWhatTheyWereScheduledWith(t *testing.T) {
	k := NewKernel(Second, Limits{})
	var got Event
	k.Register(handlerFunc(func(Event) { t.Error("the wrong handler was called") }))
	id := k.Register(handlerFunc(func(e Event) { got = e }))
	k.At(5, id, 63, 1<<32-1, 1<<31)
	if err := k.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got.At() != 5 || got.Kind() != 63 || got.A != 1<<32-1 || got.B != 1<<31 {
		t.Errorf("the event was %+v", got)
	}
}

func TestMisuseOfTheKernelPanicsWithFunctionAndValue(t *testing.T) {
	for _, c := range []struct {
		want string
		do   func(*Kernel)
	}{
		{"sim.NewKernel: horizon -1ns is outside 0..8.64e+08s", func(*Kernel) { NewKernel(-1, Limits{}) }},
		{"sim.Kernel.At: -1ns is outside 0ns..1s", func(k *Kernel) { k.At(-1, 0, 0, 0, 0) }},
		{"sim.Kernel.Timer: -1ns is outside 0ns..1s", func(k *Kernel) { k.Timer(-1, 0, 0, 0, 0) }},
		{"sim.Kernel.Script: 2s is outside 0ns..1s", func(k *Kernel) { k.Script(2*Second, 0, 0, 0, 0, 0) }},
		{"sim.Kernel.At: kind 64 is not below 64", func(k *Kernel) { k.At(0, 0, 64, 0, 0) }},
	} {
		func() {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("panicked with %v, want %s", got, c.want)
				}
			}()
			c.do(NewKernel(Second, Limits{}))
		}()
	}
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	for _, c := range []struct {
		name  string
		round func() func()
	}{
		{"events", steadyEvents},
		{"timers set, cancelled and fired", steadyTimers},
		{"slab", steadySlab},
		{"draws", steadyDraws},
	} {
		round := c.round()
		round()
		if n := testing.AllocsPerRun(100, round); n != 0 {
			t.Errorf("%s: %v allocations a round", c.name, n)
		}
	}
}

// steadyEvents fires 1000 events a round among 700 that stay pending.
func steadyEvents() func() {
	k := NewKernel(MaxHorizon, Limits{})
	r := NewStream(3)
	delay := Exponential(Millisecond)
	var id HandlerID
	c := &counted{kernel: k, handle: func() { k.At(k.Now()+delay.Time(&r), id, 0, 0, 0) }}
	id = k.Register(c)
	for range 700 {
		k.At(Time(r.IntN(int(Millisecond))), id, 0, 0, 0)
	}
	return func() { c.fire(1000) }
}

func steadyTimers() func() {
	k := NewKernel(MaxHorizon, Limits{})
	var id HandlerID
	var last TimerID
	c := &counted{kernel: k, handle: func() {
		k.Cancel(last)
		last = k.Timer(k.Now()+5, id, 0, 0, 0)
		k.Timer(k.Now()+1, id, 0, 0, 0)
	}}
	id = k.Register(c)
	k.Timer(0, id, 0, 0, 0)
	return func() { c.fire(1000) }
}

func steadySlab() func() {
	var s Slab[[3]uint64]
	return func() {
		var held [600]Ref
		for i := range held {
			held[i], _ = s.New()
		}
		for _, r := range held {
			s.Free(r.Index)
		}
	}
}

func steadyDraws() func() {
	r := NewStream(4)
	var samplers []Sampler
	for _, c := range lawCases {
		s, _ := c.dist.Sampler()
		samplers = append(samplers, s)
	}
	return func() {
		for _, s := range samplers {
			s.Time(&r)
		}
	}
}

// A counted handler lets so many events fire, and ends the run.
type counted struct {
	kernel *Kernel
	left   int
	handle func()
}

var enough = errors.New("enough")

func (c *counted) Handle(Event) {
	c.handle()
	if c.left--; c.left == 0 {
		c.kernel.Fail(enough)
	}
}

// fire fires n events, which must be there.
func (c *counted) fire(n int) {
	c.left, c.kernel.failed = n, nil
	if c.kernel.run(context.Background()) != enough {
		panic("there were too few")
	}
}

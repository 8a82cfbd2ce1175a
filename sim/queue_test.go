package sim

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// delays are ways in which events spread over time; each strains another part
// of the queue.
var delays = []struct {
	name string
	draw func(*Stream) Time
}{
	{"one order of magnitude", func(r *Stream) Time { return FromNanos(r.Exponential() * 1e6) }},
	{"many orders of magnitude", func(r *Stream) Time { return Time(r.Uint64() >> (5 + r.IntN(59))) }},
	{"few instants", func(r *Stream) Time { return Time(r.IntN(4)) * Second }},
	{"one instant", func(r *Stream) Time { return Second }},
	{"mostly at once", func(r *Stream) Time { return Time(r.IntN(100) / 99 * 1000) }},
	{"near and far", func(r *Stream) Time { return []Time{Time(r.IntN(100)), Day + Time(r.IntN(1000))}[r.IntN(2)] }},
}

// phases are how many events come in and how many go out a step: the queue
// grows, is held at its size, drains.
var phases = [][2]int{{2, 1}, {3, 1}, {1, 1}, {1, 3}, {0, 1}}

func TestQueueTakesAsASortedListDoes(t *testing.T) {
	for _, d := range delays {
		t.Run(d.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := pair{queue: newQueue(), stream: NewStream(NewKey(rapid.Uint64().Draw(t, "seed")))}
				for _, phase := range rapid.SliceOfN(rapid.SampledFrom(phases), 1, 8).Draw(t, "phases") {
					for range rapid.IntRange(1, 600).Draw(t, "steps") {
						p.push(phase[0], d.draw)
						p.take(t, phase[1])
					}
				}
				p.take(t, p.queue.len())
				if p.queue.first() != nil || len(p.list) > 0 {
					t.Fatalf("the queue is empty, and the list holds %d", len(p.list))
				}
			})
		})
	}
}

// A pair is a queue and the model of one.
type pair struct {
	queue    queue
	list     sortedList
	stream   Stream
	now      Time
	sequence uint64
}

// push pushes n events, of which one in fifty is of the timeline. None is
// later than the kernel would let it be.
func (p *pair) push(n int, delay func(*Stream) Time) {
	for range n {
		p.sequence++
		band := uint64(min(p.stream.IntN(50), 1))
		e := newEvent(min(p.now+delay(&p.stream), MaxHorizon), band, p.sequence, 0, 0, 0, 0)
		p.queue.push(e)
		p.list.push(e)
	}
}

// take takes n events from both, or as many as there are.
func (p *pair) take(t rapid.TB, n int) {
	for range min(n, len(p.list)) {
		if p.queue.len() != len(p.list) {
			t.Fatalf("len() = %d, want %d", p.queue.len(), len(p.list))
		}
		got, want := *p.queue.first(), p.list.pop()
		p.queue.take()
		if got != want {
			t.Fatalf("took %+v, the list %+v", got, want)
		}
		p.now = got.at
	}
}

// A sortedList has the first event last.
type sortedList []Event

func (l *sortedList) push(e Event) {
	i, _ := slices.BinarySearchFunc(*l, e, func(x, e Event) int {
		return cmp.Or(cmp.Compare(e.at, x.at), cmp.Compare(e.order, x.order))
	})
	*l = slices.Insert(*l, i, e)
}

func (l *sortedList) pop() Event {
	e := (*l)[len(*l)-1]
	*l = (*l)[:len(*l)-1]
	return e
}

func TestPrecedesIsBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		time := rapid.SampledFrom([]Time{0, 1, MaxHorizon, Never})
		order := rapid.SampledFrom([]uint64{0, 1, 1 << 63, 1<<64 - 1})
		e := Event{at: time.Draw(t, "at"), order: order.Draw(t, "order")}
		f := Event{at: time.Draw(t, "at"), order: order.Draw(t, "order")}
		if (e.precedes(&f) == 1) != e.before(f) {
			t.Fatalf("%+v and %+v: precedes %d, before %v", e, f, e.precedes(&f), e.before(f))
		}
	})
}

func TestQueueGivesTheRoomOfACrowdBack(t *testing.T) {
	p := pair{queue: newQueue(), stream: NewStream(1)}
	const crowd = trimmed << pageBits * 2
	once := func(*Stream) Time { return Second }
	p.push(crowd, once)
	p.take(t, crowd-100)
	nodes := &p.queue.rung.nodes
	if n, m := (len(nodes.pages)-len(nodes.gone))<<pageBits, cap(p.queue.heap.a); n > crowd/4 || m > spacious {
		t.Fatalf("room for %d and %d events, of which %d are left", n, m, p.queue.len())
	}
	p.push(200, func(s *Stream) Time { return Time(s.IntN(1e9)) })
	p.take(t, p.queue.len())
}

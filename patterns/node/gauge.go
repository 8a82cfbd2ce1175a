package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A gauge is what a server knows of itself and tells whoever probes it: how many
// requests it has in hand, and how long they have taken of late where it had as many.
// Health checks and subscriptions are none.
type gauge struct {
	under  int
	recent [gaugeKeeps]finished
	next   int // of recent, that is written next
	known  int // of recent
}

// What a gauge keeps, and how many of these it goes by: a median of few, which are
// as it is now (the paper says neither number).
const (
	gaugeKeeps = 32
	gaugeAsks  = 5
)

// A finished request found so many others in hand, and was answered after so long.
type finished struct {
	found int
	took  sim.Time
}

// An arrival is what a gauge keeps of a request in hand.
type arrival struct {
	at    sim.Time
	found int
}

// gaugeBytes is what is kept of a gauge.
const gaugeBytes = 536

// gauged begins to gauge those at places.
func (w *World) gauged(places []trace.Place) {
	for _, p := range places {
		for len(w.gauges) <= int(p) {
			w.gauges = append(w.gauges, nil)
		}
		if w.gauges[p] == nil {
			w.gauges[p] = &gauge{}
			w.Kernel.Keeps("gauges of servers", gaugeBytes).Add(1)
		}
	}
	w.askedAt.Of(places[0]) // from now it is known what is in their hands
}

// gauge is that of the one at p, or nil.
func (w *World) gauge(p trace.Place) *gauge {
	if int(p) < len(w.gauges) {
		return w.gauges[p]
	}
	return nil
}

// measured tells whether a gauge counts the attempt.
func (a *Attempt) measured() bool { return a.Shape != trace.Health && !a.Stream }

// enters counts attempt a, whose number is i, where it has come to be at p, and no
// longer where it has been.
func (w *World) enters(i uint32, a *Attempt, p trace.Place) {
	if !a.measured() || p == a.Place {
		return
	}
	if g := w.gauge(a.Place); g != nil {
		g.under--
	}
	if g := w.gauge(p); g != nil {
		for len(w.arrivals) <= int(i) {
			w.arrivals = append(w.arrivals, arrival{})
		}
		w.arrivals[i] = arrival{w.Now(), g.under}
		g.under++
	}
}

// gaugeAnswer takes it that attempt a, whose number is i, is answered where it is.
func (w *World) gaugeAnswer(i uint32, a *Attempt) {
	if g := w.gauge(a.Place); g != nil && a.measured() {
		x := w.arrivals[i]
		g.finish(finished{x.found, w.Now() - x.at})
	}
}

func (g *gauge) finish(x finished) {
	g.recent[g.next] = x
	g.next = (g.next + 1) % gaugeKeeps
	g.known = min(g.known+1, gaugeKeeps)
}

// latency is the median of those recent ones that found nearest to as many in hand
// as there are now, of equally near ones the latest; 0: nothing is known.
func (g *gauge) latency() sim.Time {
	if g.known == 0 {
		return 0
	}
	var far [gaugeKeeps]int // how far off each is, and how long ago it was
	for i := range g.known {
		x := g.ago(i)
		far[i] = max(x.found-g.under, g.under-x.found)*gaugeKeeps + i
	}
	slices.Sort(far[:g.known])
	var took [gaugeAsks]sim.Time // in rising order
	n := min(gaugeAsks, g.known)
	for k := range n {
		x := g.ago(far[k] % gaugeKeeps).took
		for ; k > 0 && took[k-1] > x; k-- {
			took[k] = took[k-1]
		}
		took[k] = x
	}
	return took[(n-1)/2]
}

// ago is the i-th of the recent ones, the latest being the first.
func (g *gauge) ago(i int) *finished { return &g.recent[(g.next-1-i+gaugeKeeps)%gaugeKeeps] }

// reading is what the one at p tells whoever probes it.
func (w *World) reading(p trace.Place) network.Tag {
	g := w.gauge(p)
	if g == nil {
		return network.Tag{}
	}
	return network.ForReading(g.under, g.latency())
}

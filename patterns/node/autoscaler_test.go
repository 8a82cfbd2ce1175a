package node

import (
	"context"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// kubernetes is an autoscaler as it is by default there, of one to a hundred replicas
// whose metric is to be 0.5.
func kubernetes() *AutoscalerConfig {
	return &AutoscalerConfig{
		Target: 0.5, Min: 1, Max: 100, Tolerance: 0.1,
		Up:   ScaleUpConfig{Share: 1, Replicas: 4, Period: 15 * sim.Second},
		Down: ScaleDownConfig{Window: 300 * sim.Second, Share: 1, Period: 15 * sim.Second},
	}
}

func TestAutoscalerAsksAsTheFormulaSays(t *testing.T) {
	for _, row := range []struct {
		reason string
		was    int
		found  survey
		want   int
	}{
		{"twice the target asks for twice as many", 4, survey{sum: 4, ready: 4}, 8},
		{"half of it for half", 4, survey{sum: 1, ready: 4}, 2},
		{"a part of a replica is one", 4, survey{sum: 2.5, ready: 4}, 5},
		{"as floating point has it, 4 x 0.75 / 0.5 is no more than 6", 4, survey{sum: 0.1 * 30, ready: 4}, 6},
		{"a tenth off is near enough", 10, survey{sum: 5.5, ready: 10}, 10},
		{"more than a tenth is not", 10, survey{sum: 5.6, ready: 10}, 12},
		{"fewer than that neither", 10, survey{sum: 4.5, ready: 10}, 10},
		{"those to come have nothing to do, so fewer are needed", 4, survey{sum: 4, ready: 2, unready: 2}, 8},
		{"if that turns it round, nothing is done", 8, survey{sum: 3.2, ready: 4, unready: 4}, 8},
		{"where it goes down they do not count", 6, survey{sum: 0.8, ready: 4, unready: 2}, 2},
		{"one that is down has nothing to do where it goes up", 4, survey{sum: 3, ready: 3, down: 1}, 6},
		{"and is at the target where it goes down", 4, survey{sum: 0.6, ready: 3, down: 1}, 3},
		{"where that turns it round, nothing is done", 4, survey{sum: 0.8, ready: 1, down: 3}, 4},
	} {
		if got := row.found.asks(row.was, kubernetes()); got != row.want {
			t.Errorf("%s: %d, not %d", row.reason, got, row.want)
		}
	}
}

// scalerAt is an autoscaler at a time after what was.
func scalerAt(t *testing.T, at sim.Time, c *AutoscalerConfig, asked, moves []sizing) *autoscaler {
	t.Helper()
	k := sim.NewKernel(at, sim.Limits{})
	w := NewWorld(k, trace.NewWriter(), &trace.Topology{}, 1)
	if err := k.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return &autoscaler{f: &fleet{w: w}, config: c, asked: asked, moves: moves}
}

func TestAutoscalerIsHeldByItsWindows(t *testing.T) {
	const s = sim.Second
	for _, row := range []struct {
		reason     string
		asked      []sizing
		was, now   int
		upFor, get int
	}{
		{"more at once", []sizing{{0, 4}}, 4, 9, 0, 9},
		{"fewer only where none more was asked for within 300 s", []sizing{{5 * s, 9}, {200 * s, 7}}, 9, 2, 0, 7},
		{"what was asked for 300 s ago is over", []sizing{{10 * s, 9}}, 9, 2, 0, 2},
		{"but there are never more for that", []sizing{{200 * s, 9}}, 4, 2, 0, 4},
		{"with a window for more, the least counts", []sizing{{290 * s, 5}}, 4, 9, 60, 5},
		{"even if that is as many as there are", []sizing{{290 * s, 3}}, 4, 9, 60, 4},
	} {
		c := kubernetes()
		c.Up.Window = sim.Time(row.upFor) * s
		a := scalerAt(t, 310*s, c, row.asked, nil)
		if got := a.stable(row.was, row.now); got != row.get {
			t.Errorf("%s: %d, not %d", row.reason, got, row.get)
		}
	}
}

func TestAutoscalerKeepsToItsRatesAndBounds(t *testing.T) {
	const s = sim.Second
	for _, row := range []struct {
		reason    string
		change    func(*AutoscalerConfig)
		moves     []sizing
		was, next int
		want      int
	}{
		{"few grow by four", nil, nil, 2, 50, 6},
		{"many double", nil, nil, 20, 90, 40},
		{"what has come within the period counts", nil, []sizing{{90 * s, 4}}, 6, 50, 6},
		{"what came before it does not", nil, []sizing{{85 * s, 4}}, 6, 50, 12},
		{"the bound is above", nil, nil, 80, 130, 100},
		{"and below", func(c *AutoscalerConfig) { c.Min = 3 }, nil, 8, 1, 3},
		{"all may go at once", nil, nil, 40, 1, 1},
		{"or a tenth", func(c *AutoscalerConfig) { c.Down.Share = 0.1 }, nil, 10, 1, 9},
		{"or two, where that is more", func(c *AutoscalerConfig) { c.Down.Share, c.Down.Replicas = 0.1, 2 }, nil, 10, 1, 8},
		{"of ten, three have gone within the period", func(c *AutoscalerConfig) { c.Down.Share = 0.4 }, []sizing{{95 * s, -3}}, 7, 1, 6},
		{"a rate of nothing keeps all", func(c *AutoscalerConfig) { c.Up.Share, c.Up.Replicas = 0, 0 }, nil, 7, 9, 7},
	} {
		c := kubernetes()
		if row.change != nil {
			row.change(c)
		}
		a := scalerAt(t, 100*s, c, nil, row.moves)
		if got := a.paced(row.was, row.next); got != row.want {
			t.Errorf("%s: %d, not %d", row.reason, got, row.want)
		}
	}
}

package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// The order of time: it never goes back and ends at the horizon, and what is
// planned lies ahead.
type clock struct {
	reporter
	horizon sim.Time
	now     sim.Time
}

func newClock(t *trace.Topology, p reporter) *clock { return &clock{reporter: p, horizon: t.Horizon} }

func (c *clock) see(r *trace.Record) {
	if r.At < c.now {
		c.broken(r, "%v after %v", r.At, c.now)
	}
	if r.At > c.horizon {
		c.broken(r, "%v is after the horizon, %v", r.At, c.horizon)
	}
	c.now = max(c.now, r.At)
	out := sim.Time(r.Aux)
	switch r.Kind {
	case trace.Begin:
		if out > r.At || out < 0 {
			c.broken(r, "it was intended for %v, and begins at %v", out, r.At)
		}
	case trace.Send:
		if !c.ahead(r, out) {
			c.broken(r, "sent at %v, out at %v, there at %v", r.At, out, r.Until)
		}
	case trace.Carry, trace.Beside:
		if !c.ahead(r, out) {
			c.broken(r, "carried from %v, out at %v, there at %v", r.At, out, r.Until)
		}
	case trace.Packet, trace.Again, trace.Spurious:
		if out < r.At || r.Until != 0 && r.Until < out {
			c.broken(r, "packet %d is sent at %v, out at %v, there at %v", r.Parent, r.At, out, r.Until)
		}
	case trace.Block:
		if out < r.At || r.Until < out {
			c.broken(r, "at %v it is blocked from %v to %v", r.At, out, r.Until)
		}
	}
}

// ahead tells whether a message's plan lies ahead, or there is none at all.
func (c *clock) ahead(r *trace.Record, out sim.Time) bool {
	return !r.Planned() && out == 0 || r.At <= out && (out <= r.Until || !r.Planned() && r.Cause == trace.InFlight)
}

func (c *clock) end() {}

// Reasons come first: the message that a message answers, forwards, repeats
// or follows from was sent before it.
type parents struct {
	reporter
	sent known
}

func newParents(p reporter) *parents { return &parents{reporter: p} }

func (p *parents) see(r *trace.Record) {
	if r.Kind != trace.Send {
		return
	}
	if r.Parent != 0 && p.sent.never(r.Parent) {
		p.broken(r, "it follows from message %d, which was not sent before it", r.Parent)
	}
	p.sent.add(r.Msg)
}

func (p *parents) end() {}

// What is down does nothing, nor does a replica that is not there. A sidecar is down with its host as well. The one
// thing that a place with a crashed process does is to reset connections, and
// to acknowledge what arrives on them, since its host still runs.
type downtime struct {
	reporter
	topology *trace.Topology
	down     sim.Pages[trace.Place, trace.Status] // NoStatus: it is up
	away     map[trace.Place]bool                 // replicas that are gone, or start
}

func newDowntime(t *trace.Topology, p reporter) *downtime {
	return &downtime{reporter: p, topology: t, away: map[trace.Place]bool{}, down: sim.NewPages[trace.Place, trace.Status](t.Places.Len() + 1)}
}

func (d *downtime) see(r *trace.Record) {
	if !d.down.Has(r.Node) {
		return
	}
	switch r.Kind {
	case trace.Down:
		*d.down.At(r.Node) = r.Status
	case trace.Turn:
		d.away[r.Node] = trace.Life(r.Aux) < trace.Ready
	case trace.Up:
		*d.down.At(r.Node) = trace.NoStatus
	case trace.Ask, trace.Applied, trace.Written, trace.Interrupted, trace.Inquired, trace.Resumed, trace.Send, trace.Packet, trace.Again, trace.Spurious, trace.Began, trace.Queue, trace.Serve, trace.Hold, trace.Store, trace.Deliver, trace.Extend, trace.Assign, trace.Commit, trace.Want, trace.Take, trace.LookedUp:
		d.effect(r)
	case trace.Finish:
		if r.Status == trace.OK {
			d.effect(r)
		}
	}
}

func (d *downtime) effect(r *trace.Record) {
	why := d.down.Value(r.Node)
	if host := d.host(r.Node); why == trace.NoStatus && host != 0 {
		why = d.down.Value(host)
	}
	if why == trace.NoStatus && d.away[r.Node] {
		why = trace.Crashed
	}
	if why == trace.NoStatus || why == trace.Crashed && kernels(r) {
		return
	}
	d.broken(r, "%v at %s, which is down: %v", r.Kind, d.topology.Name(r.Node), why)
}

// kernels tells whether that is done by a host on which a process has crashed.
func kernels(r *trace.Record) bool {
	switch r.Shape {
	case trace.Resetting:
		return r.Kind == trace.Send || r.Kind.Packets()
	case trace.Ack:
		return r.Kind.Packets()
	}
	return false
}

// host is the place whose fate a sidecar shares; 0 where p is no sidecar.
func (d *downtime) host(p trace.Place) trace.Place {
	if p == 0 || !d.topology.Places.At(p).Sidecar {
		return 0
	}
	s := d.topology.Places.At(p)
	return d.topology.Nodes[s.Node].First + trace.Place(s.Replica)
}

func (d *downtime) end() {}

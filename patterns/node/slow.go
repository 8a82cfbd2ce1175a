package node

import "backchat/sim/trace"

// SlowOptions are the options of the fault slow.
type SlowOptions struct {
	Factor float64 `json:"factor" default:"0.1" min:"0.000001" max:"1000" doc:"slow: its speed as a multiple of the normal one"`
}

// slow makes what works at the places work at another speed.
func (t *Timeline) slow(a *Act, end bool) { t.speed(a.Places, a.Factor, end) }

// pause makes it stand still.
func (t *Timeline) pause(a *Act, end bool) {
	for i, p := range a.Places {
		s := t.w.group(p).standby
		switch {
		case s == nil:
			t.speed(a.Places[i:i+1], 0, end)
		case end:
			s.heal(p, trace.NoStatus, a.struck[i])
		default:
			a.struck = append(a.struck, s.strike(p, trace.NoStatus, 0))
		}
	}
}

// speed begins or ends that stations work so many times as fast. A place
// without a station is none the slower.
func (t *Timeline) speed(places []trace.Place, factor float64, end bool) {
	for _, p := range places {
		if shop := t.shops(p); shop != nil {
			t.w.speed(shop, p, factor, end)
		}
	}
}

// speed begins or ends that the station at p works so many times as fast.
func (w *World) speed(shop *Workshop, p trace.Place, factor float64, end bool) {
	shop.Slow(p, factor, end)
	w.Net.Pause(p, shop.Speed(p) == 0)
	w.note(trace.Speed, p).Aux = int64(float64(shop.Speed(p)*1e6) + 0.5)
}

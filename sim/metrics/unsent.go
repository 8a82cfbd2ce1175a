package metrics

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// unsend takes off what was counted when a message was sent, and has not left its
// sender: the message was cut off before, and is lost. One that is cut off when the
// window is over counts whole.
func (f *Figures) unsend(r *trace.Record) {
	content := min(uint64(r.Aux), uint64(r.Payload)) // what is around it leaves first
	b := bundle{from: r.Node, to: r.Peer, flow: r.Flow, shape: r.Shape, packed: f.shipped.Get(r.Msg) != nil}
	b.volume = volume{-content, content - uint64(r.Aux)} // modulo 2^64, as sums are
	way := f.way(&b)
	if f.series != nil {
		f.series.unsend(int(r.Flow)-1, way, b.volume, r.Until)
	}
	if f.phase == within && r.Until >= f.measured.from {
		f.count(&b, way)
	}
}

// unsend takes off bytes of a flow in the window in which they were counted.
func (s *Series) unsend(flow int, way uint8, v volume, sent sim.Time) {
	if flow < 0 {
		return
	}
	if at := min(int(sent/s.Width), s.count-1); at < s.current {
		list := [...][]float64{s.Flows[flow].Up, s.Flows[flow].Down}[way]
		list[at] -= float64(-v.all())
	} else {
		s.open[flow].bytes[way] = s.open[flow].bytes[way].plus(v)
	}
}

package transport

import (
	"testing"

	"backchat/sim"
)

// BenchmarkPacket is what a segment costs with its part of the
// acknowledgements, lane and events of the kernel included, in a download that
// loses nothing.
func BenchmarkPacket(b *testing.B) {
	d := &download{ask: 100, answer: int64(b.N) * 1448}
	d.w = newWorld(d, wire{bandwidth: 100e6, queue: 6250000, delay: 25 * ms}, 1)
	d.w.kernel = sim.NewKernel(1000*sim.Day, sim.Limits{})
	d.w.id = d.w.kernel.Register(d.w)
	d.w.open(d.w.transport.Use(linux))
	b.ReportAllocs()
	b.ResetTimer()
	d.w.run(b)
	if d.last == 0 {
		b.Fatal("not done")
	}
	b.ReportMetric(float64(d.w.wires[0].packets)/float64(b.N), "acks/packet")
}

// BenchmarkLossyPacket is the same where one in a hundred is lost.
func BenchmarkLossyPacket(b *testing.B) {
	d := &download{ask: 100, answer: int64(b.N) * 1448}
	d.w = newWorld(d, wire{bandwidth: 100e6, queue: 6250000, delay: 25 * ms, loss: 0.01}, 1)
	d.w.kernel = sim.NewKernel(1000*sim.Day, sim.Limits{})
	d.w.id = d.w.kernel.Register(d.w)
	d.w.open(d.w.transport.Use(linux))
	b.ReportAllocs()
	b.ResetTimer()
	d.w.run(b)
	if d.last == 0 {
		b.Fatal("not done")
	}
}

// BenchmarkQUICPacket is the same over QUIC, with one stream.
func BenchmarkQUICPacket(b *testing.B) {
	d := &download{ask: 100, answer: int64(b.N) * 1240}
	d.w = newWorld(d, wire{bandwidth: 100e6, queue: 6250000, delay: 25 * ms}, 1)
	d.w.kernel = sim.NewKernel(1000*sim.Day, sim.Limits{})
	d.w.id = d.w.kernel.Register(d.w)
	d.w.open(d.w.transport.UseQUIC(quicGo))
	b.ReportAllocs()
	b.ResetTimer()
	d.w.run(b)
	if d.last == 0 {
		b.Fatal("not done")
	}
}

package transport

import (
	"testing"

	"backchat/sim"
)

// BenchmarkPacket is what a segment costs with its part of the
// acknowledgements, lane and events of the kernel included, in a download that
// loses nothing.
func BenchmarkPacket(b *testing.B) {
	d := newBenchDownload(1448*int64(b.N), 0)
	d.measure(b, d.w.transport.Use(linux))
	b.ReportMetric(float64(d.w.wires[0].packets)/float64(b.N), "acks/packet")
}

// BenchmarkLossyPacket is the same where one in a hundred is lost.
func BenchmarkLossyPacket(b *testing.B) {
	d := newBenchDownload(1448*int64(b.N), 0.01)
	d.measure(b, d.w.transport.Use(linux))
}

// BenchmarkQUICPacket is the same over QUIC, with one stream.
func BenchmarkQUICPacket(b *testing.B) {
	d := newBenchDownload(1240*int64(b.N), 0)
	d.measure(b, d.w.transport.UseQUIC(quicGo))
}

// newBenchDownload is a download of so many bytes that no limit of the kernel
// ends, over 100 Mbit/s and a round trip of 50 ms.
func newBenchDownload(answer int64, loss float64) *download {
	d := &download{ask: 100, answer: answer}
	d.w = newWorld(d, wire{bandwidth: 100e6, queue: 6250000, delay: 25 * ms, loss: loss}, 1)
	d.w.kernel = sim.NewKernel(1000*sim.Day, sim.Limits{})
	d.w.id = d.w.kernel.Register(d.w)
	d.w.transport = New(d.w.kernel, d.w, d)
	return d
}

// measure times the whole download.
func (d *download) measure(b *testing.B, s StackID) {
	b.Helper()
	d.w.open(s)
	b.ReportAllocs()
	b.ResetTimer()
	d.w.run(b)
	if d.last == 0 {
		b.Fatal("not done")
	}
}

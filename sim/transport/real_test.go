package transport

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/tests/real"
)

// bulk is what came of many downloads over the wire of a cell, by metric.
func bulk(t testing.TB, c real.Cell, stack TCP, runs int) map[string][]float64 {
	t.Helper()
	way := wire{
		bandwidth: sim.Bandwidth(c.Config.BandwidthMbps * 1e6), queue: sim.Bytes(c.Config.QueueBytes),
		delay: sim.Time(c.Config.RTT) * ms / 2, loss: c.Config.LossDown,
	}
	ours := map[string][]float64{}
	for seed := range runs {
		d, w := fetch(t, stack, way, 100, c.Config.Bytes, uint64(seed+1))
		down := &w.wires[1]
		for metric, v := range map[string]float64{
			"goodput_mbps": float64(c.Config.Bytes) * 8 / d.last.Seconds() / 1e6,
			"total_ms":     d.last.Seconds() * 1e3,
			"down_pkts":    float64(down.packets), "down_bytes": float64(down.bytes),
			"down_qdrop": float64(down.dropped), "down_lost": float64(down.lost), "down_maxqueue": float64(down.most),
			"up_pkts": float64(w.wires[0].packets), "up_bytes": float64(w.wires[0].bytes),
		} {
			ours[metric] = append(ours[metric], v)
		}
	}
	for _, values := range ours {
		slices.Sort(values)
	}
	return ours
}

// TestBulkDownloadsTakeWhatTheyTakeOnLinux holds the model against downloads
// of 5 MB by Linux: see tests/real. What is random is compared by its median,
// over more runs than the real ones (their own medians of 40 runs are sure to
// some 5 %).
func TestBulkDownloadsTakeWhatTheyTakeOnLinux(t *testing.T) {
	cells := real.Cells(t)
	for _, row := range []struct {
		cell   string
		runs   int
		within map[string]float64
	}{
		{"linux-reno 5MB loss0%", 1, map[string]float64{"total_ms": 0.05, "down_pkts": 0.01, "down_qdrop": 0.01, "down_maxqueue": 0.01}},
		{"linux-cubic 5MB loss0%", 1, map[string]float64{"total_ms": 0.01, "down_pkts": 0.01, "down_maxqueue": 0.02}},
		{"linux-reno 5MB loss0.5%", 100, map[string]float64{"total_ms": 0.1, "down_pkts": 0.01}},
		{"linux-cubic 5MB loss0.5%", 100, map[string]float64{"total_ms": 0.1, "down_pkts": 0.01}},
		{"linux-reno 5MB loss1%", 100, map[string]float64{"total_ms": 0.1, "down_pkts": 0.01}},
		{"linux-cubic 5MB loss1%", 100, map[string]float64{"total_ms": 0.1, "down_pkts": 0.01}},
	} {
		c, ok := cells["M3linux "+row.cell+" both=true"]
		if !ok {
			t.Fatalf("there is no cell %q", row.cell)
		}
		stack := linux
		if c.Config.CC == "linux-reno" {
			stack.Congestion, stack.SlowStart = "reno", "plain"
		}
		ours := bulk(t, c, stack, row.runs)
		for metric, most := range row.within {
			is, was := real.Quantile(ours[metric], 0.5), c.Metrics[metric].P50
			t.Logf("%-26s %-14s real %10.1f ours %10.1f %+6.1f %%", row.cell, metric, was, is, 100*(is/was-1))
			if is < was*(1-most) || is > was*(1+most) {
				t.Errorf("%s: %s is %.1f, and was %.1f", row.cell, metric, is, was)
			}
		}
	}
}

// TestPagesTakeWhatTheyTakeOnQUICGo holds the model against pages of 100
// objects over quic-go. Requests and header fields are not the transport's: 40
// B a request and 70 B an object stand for them. Where little is lost the
// median lies between two modes (a loss in slow start, or none), and is not
// compared.
func TestPagesTakeWhatTheyTakeOnQUICGo(t *testing.T) {
	cells := real.Cells(t)
	for _, row := range []struct {
		loss   string
		runs   int
		within float64
	}{{"0", 1, 0.01}, {"1", 60, 0.1}, {"2", 60, 0.1}, {"5", 60, 0.1}} {
		c, ok := cells["M2 h3 100x10000B rtt100 loss"+row.loss+"%"]
		if !ok {
			t.Fatalf("there is no cell for a loss of %s %%", row.loss)
		}
		ours := pages(t, c, row.runs)
		for metric, most := range map[string]float64{"plt_ms": row.within, "down_bytes": 0.01, "up_bytes": 0.1, "down_pkts": 0.02} {
			is, was := real.Quantile(ours[metric], 0.5), c.Metrics[metric].P50
			t.Logf("loss %s %%: %-10s real %9.0f ours %9.0f %+5.1f %%", row.loss, metric, was, is, 100*(is/was-1))
			if is < was*(1-most) || is > was*(1+most) {
				t.Errorf("loss %s %%: %s is %.0f, and was %.0f", row.loss, metric, is, was)
			}
		}
	}
}

// pages is what came of many pages over the wire of a cell, by metric.
func pages(t testing.TB, c real.Cell, runs int) map[string][]float64 {
	t.Helper()
	ours := map[string][]float64{}
	for seed := range runs {
		p := newPage(100, 40, 10_070)
		p.w = newWorld(p, wire{bandwidth: 20e6, queue: 250_000, delay: 50 * ms, loss: c.Config.LossEach}, uint64(seed+1))
		stack := quicGo
		stack.Largest = 0 // the way of these cells cannot tell that a packet is too large
		p.w.open(p.w.transport.UseQUIC(stack))
		p.w.run(t)
		up, down := p.w.wires[0].counts, p.w.wires[1].counts
		for metric, v := range map[string]float64{
			"plt_ms": p.last.Seconds() * 1e3, "down_pkts": float64(down.packets), "down_bytes": float64(down.bytes), "up_bytes": float64(up.bytes),
		} {
			ours[metric] = append(ours[metric], v)
		}
	}
	for _, values := range ours {
		slices.Sort(values)
	}
	return ours
}

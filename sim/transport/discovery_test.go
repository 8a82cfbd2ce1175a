package transport

import (
	"slices"
	"testing"

	"backchat/sim"
)

// probes are the sizes of the probes of a search on a way that takes packets
// up to most, of which those that are named by their order are lost anyway.
func probes(from, bound, most int64, lost ...int) (sizes []int64, found int64) {
	var d discovery
	d.search(from, bound)
	d.at = 1
	for now := sim.Time(1); len(sizes) < 50; now++ {
		if !d.due(now, 0) {
			return sizes, d.size
		}
		size := d.next(now)
		if sizes = append(sizes, size); size > most || slices.Contains(lost, len(sizes)) {
			d.miss()
		} else {
			d.through()
		}
	}
	return sizes, d.size
}

func TestSearchForLargerPacketsHalvesWhatIsLeft(t *testing.T) {
	for _, c := range []struct {
		reason      string
		bound, most int64
		lost        []int
		sizes       []int64
		found       int64
	}{
		{"all get through", 1452, 1452, nil, []int64{1366, 1409, 1430, 1441}, 1441},
		{"a probe that is lost by chance costs a smaller one", 1452, 1452, []int{1}, []int64{1366, 1323, 1387, 1419, 1435}, 1435},
		{"what is smaller than what got through is not looked at again", 1452, 1452, []int{1, 4}, []int64{1366, 1323, 1387, 1419, 1403, 1427, 1439}, 1439},
		{"larger ones are given up once three were lost", 1452, 1380, nil, []int64{1366, 1409, 1387, 1376, 1414, 1381, 1378, 1393}, 1378},
		{"less than 22 B are not worth it", 1301, 1301, nil, nil, 1280},
	} {
		sizes, found := probes(1280, c.bound, c.most, c.lost...)
		if !slices.Equal(sizes, c.sizes) || found != c.found {
			t.Errorf("%s: %v, %d found, want %v and %d", c.reason, sizes, found, c.sizes, c.found)
		}
	}
}

// searched is a download by quic-go, with the packets of its server.
func searched(t *testing.T, answer int64, lose func(bytes int64) bool) (d *download, sizes []int64) {
	t.Helper()
	d = &download{ask: 100, answer: answer}
	d.w = newWorld(d, wire{bandwidth: 20e6, delay: 20 * ms}, 1)
	d.w.open(d.w.transport.UseQUIC(quicGo))
	d.w.lose = func(_ int, id uint32) bool { return lose(d.w.transport.datagrams.At(id &^ ofQUIC).bytes) }
	d.w.watch = func(_ *Conn, end int, id uint32, _ string) {
		if x := d.w.transport.datagrams.At(id &^ ofQUIC); end == 1 {
			sizes = append(sizes, x.bytes)
		}
	}
	d.w.run(t)
	if d.last == 0 {
		t.Fatal("not done")
	}
	return d, sizes
}

func TestPacketsGrowOnceLargerOnesGotThrough(t *testing.T) {
	_, sizes := searched(t, 10_000_000, func(int64) bool { return false })
	for _, probe := range []int64{1366, 1409, 1430, 1441} {
		first := slices.Index(sizes, probe)
		if first < 0 || slices.Max(sizes[:first]) >= probe {
			t.Errorf("no probe of %d B, or not before larger ones", probe)
		}
	}
	if late := sizes[len(sizes)*9/10]; slices.Max(sizes) != 1441 || late <= 1430 {
		t.Errorf("at most %d B, %d towards the end, want 1441", slices.Max(sizes), late)
	}
}

func TestLostProbeForLargerPacketsIsNoSignOfAFullWay(t *testing.T) {
	d, sizes := searched(t, 10_000_000, func(bytes int64) bool { return bytes > 1280 })
	if slices.Max(sizes) <= 1280 || sizes[len(sizes)*9/10] > 1280 {
		t.Error("there was no probe, or packets have grown")
	}
	whole, _ := searched(t, 10_000_000, func(int64) bool { return false })
	if late := float64(d.last) / float64(whole.last); late > 1.03 {
		t.Errorf("the download takes %.3f times as long", late)
	}
	if d.w.conns[0].active != 0 {
		t.Error("the connection does not come to rest")
	}
}

func TestConnectionRestsThoughItsLastProbeIsLost(t *testing.T) {
	alone := 0
	for answer := int64(100_000); answer <= 2_000_000; answer += 50_000 {
		d, sizes := searched(t, answer, func(bytes int64) bool { return bytes > 1280 })
		if d.w.conns[0].active != 0 {
			t.Fatalf("after %d B the connection does not come to rest", answer)
		}
		if slices.Max(sizes) > 1280 {
			alone++
		}
	}
	if alone == 0 {
		t.Error("nothing was tried")
	}
}

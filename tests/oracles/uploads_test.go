package oracles

import (
	"math"
	"testing"
)

// A train is a line that loses its connections at random, and how a client that
// uploads over it goes on. Times are in seconds.
type train struct {
	every   float64 // mean time from drop to drop
	latency float64 // one way
	speed   float64 // bytes a second
	wait    float64 // from an interruption to the next request
	think   float64 // from the end of a file to the next
}

var commuter = train{every: 10, latency: .05, speed: 1e6, wait: 1, think: 10}

// restarted is how long it takes to get through a stretch that any drop sends
// back to its start, with a wait before (Gaver, A waiting line with interrupted
// service, including priorities, 1962: preemptive, repeated identically).
func (l train) restarted(stretch float64) float64 {
	return (l.every + l.wait) * math.Expm1(stretch/l.every)
}

// broken is the chance of a drop within a stretch.
func (l train) broken(stretch float64) float64 { return -math.Expm1(-stretch / l.every) }

// taken is how long n chunks take, of which the first finds a connection open
// unless there was a drop since the last file, and the others always do.
func (l train) taken(n, onOpen, opening float64) float64 {
	return l.broken(l.think)*(opening-onOpen) + n*onOpen
}

// again is how long a file of n chunks takes, each of which is sent until it is
// answered. A connection opens in one round trip.
func (l train) again(n, chunk float64) float64 {
	trip := 2 * l.latency
	whole := chunk/l.speed + trip
	opening := l.restarted(trip + whole)
	return l.taken(n, l.broken(whole)*(l.every+l.wait+opening), opening)
}

// asked is how long it takes where the client asks after each interruption
// whether the chunk is there.
func (l train) asked(n, chunk float64) float64 {
	trip := 2 * l.latency
	stored, whole, told := chunk/l.speed+l.latency, chunk/l.speed+trip, l.restarted(2*trip)
	onOpen := math.Exp(stored/l.every) * l.broken(whole) * (l.every + l.wait + told)
	return l.taken(n, onOpen, l.broken(trip+whole)*(l.every+l.wait+told)+l.broken(trip+stored)*onOpen)
}

// kept is how long it takes where, besides, the server keeps what has come of a chunk
// that is cut off. With v(s) for a chunk of which s seconds are left, on an open
// connection, a for the mean time from one drop to the next try, and l for the latency:
// v(s) e^(-l/every) = a (1 - e^(-(s+2l)/every)) + e^(-l/every) ∫ v(s-u) e^(-u/every) du/every,
// u from 0 to s, since a drop at l+u finds u of it there; the solution is below.
func (l train) kept(n, chunk float64) float64 {
	trip := 2 * l.latency
	a := l.every + l.wait + l.restarted(2*trip)
	onOpen := a * (math.Exp(l.latency/l.every)*(1+chunk/l.speed/l.every) - math.Exp(-l.latency/l.every))
	return l.taken(n, onOpen, l.broken(trip)*a+onOpen)
}

// best is the chunk by which a file takes least: the interval between checkpoints
// of Daly (A higher order estimate of the optimum checkpoint interval for restart
// dumps, 2006), where a checkpoint costs a round trip. The root of (1-x) e^x =
// e^-a is found by halving.
func (l train) best() float64 {
	a := 2 * l.latency / l.every
	low, high := 0.0, 1.0
	for range 60 {
		if x := (low + high) / 2; (1-x)*math.Exp(x) > math.Exp(-a) {
			low = x
		} else {
			high = x
		}
	}
	return low * l.every * l.speed
}

// uploads are files of n chunks over such a line, kept and dropped those that can be
// resumed, by what becomes of a chunk that is cut off; those that take long are waited
// for.
func (l train) uploads(mode string, n, chunk float64) object {
	file := object{"mode": mode, "size": octets(n * chunk)}
	if mode == "kept" || mode == "dropped" {
		file["mode"], file["cutOff"] = "resumable", mode
	}
	if mode != "oneShot" {
		file["chunk"] = octets(chunk)
	}
	s := scenario(3e6, 6e4, object{"phone": object{"kind": "client", "count": 20}, "api": server("0s", object{"workers": 100})}, object{
		"f": with(asks(object{"arrivals": "closed", "think": ms(l.think * 1e3)}, nil), object{
			"pattern": "upload", "upload": file, "headers": object{"request": "0B", "response": "0B"},
			"retry": object{"attempts": 1000000, "backoff": ms(l.wait * 1e3), "factor": 1, "jitter": "none"},
		}),
	})
	s["drain"] = ms(4e5)
	return linked(s, wire("phone", "api", object{"latency": ms(l.latency * 1e3), "up": object{"bandwidth": name("%.0fbit/s", 8*l.speed)},
		"connection": object{"open": "first"}, "drops": object{"every": exponential(l.every * 1e3)}}))
}

func octets(x float64) string { return name("%.0fB", x) }

func TestUploadsTakeAsLongAsDropsAtRandomMakeThem(t *testing.T) {
	l := commuter
	var rows []row
	for _, c := range []struct {
		mode     string
		n, chunk float64
		want     func(n, chunk float64) float64
	}{
		{"oneShot", 1, 5e6, l.again}, {"oneShot", 1, 15e6, l.again},
		{"chunked", 8, 1e6, l.again}, {"chunked", 80, 1e5, l.again}, {"chunked", 2, 4e6, l.again},
		{"dropped", 8, 1e6, l.asked}, {"dropped", 2, 4e6, l.asked}, {"kept", 8, 1e6, l.kept}, {"kept", 2, 4e6, l.kept},
	} {
		rows = append(rows, row{name: name("%s, %.0f chunks of %.0f B", c.mode, c.n, c.chunk), want: c.want(c.n, c.chunk),
			scenario: l.uploads(c.mode, c.n, c.chunk), figure: "f.latency.mean"})
	}
	run(t, rows)
}

func TestAFileTakesLeastByTheChunkOfDaly(t *testing.T) {
	l := commuter
	third := math.Round(l.best() / 3)
	least := l.again(6, 3*third)
	for _, c := range []struct{ n, thirds float64 }{{18, 1}, {9, 2}, {3, 6}, {2, 9}} {
		if other := l.again(c.n, c.thirds*third); other <= least {
			t.Errorf("by %.0f chunks it takes %v, and %v by six", c.n, other, least)
		}
	}
	run(t, []row{
		{name: "a third of the best", want: l.again(18, third), scenario: l.uploads("chunked", 18, third), figure: "f.latency.mean"},
		{name: "the best", want: least, scenario: l.uploads("chunked", 6, 3*third), figure: "f.latency.mean"},
		{name: "three times the best", want: l.again(2, 9*third), scenario: l.uploads("chunked", 2, 9*third), figure: "f.latency.mean"},
	})
}

package oracles

import "testing"

// A hedge after the 95th percentile h of an exponential service of mean 1: the
// 5 % that are not done by then need 1 more on average, and the better of two
// such only 1/2, since the rest of an exponential is exponential. So the mean
// is 1 - 0.05/2.
//
// Where a share p of what is done must be done again, at once and at the back
// of the queue, by a chance of its own, the queue is an M/M/1 whose server
// completes 1-p a unit of time (Jackson, "Networks of waiting lines",
// Operations Research 5(4), 1957): from its first arrival to its end a request
// takes 1/((1-p) - lambda).
func TestAttemptsMeetChancesOfTheirOwnByTheFormulas(t *testing.T) {
	hedged := scenario(2e7, 0, object{"phone": client, "api": server(exponential(1), object{"count": 2, "workers": 100})},
		object{"f": asks(object{"arrivals": "constant", "rate": "20/s"}, object{"hedge": ms(2.995732)})})
	const lambda, p = .5, .2
	loop := scenario(2e6, 5e4, object{"phone": client, "api": server(exponential(1), object{"errors": p})},
		object{"f": asks(poisson(lambda), object{"retry": object{"attempts": 1000, "backoff": "0s"}})})
	run(t, []row{
		{name: "mean, hedged after the 95th percentile", scenario: hedged, figure: "f.latency.mean", scale: 1e3, want: 1 - .05/2},
		{name: "share that is hedged", scenario: hedged, figure: "f.attemptsPerOperation", want: 1.05},
		{name: "mean time in a queue with retries", scenario: loop, figure: "f.latency.mean", scale: 1e3, want: 1 / ((1 - p) - lambda)},
		{name: "attempts in a queue with retries", scenario: loop, figure: "f.attemptsPerOperation", want: 1 / (1 - p)},
	})
}

// Of requests that are tied to all of two servers one copy each is done, by whoever is
// free first: an M/M/2 queue (Ayesta, Bodas, Verloop, "On a unifying product form
// framework for redundancy models", Performance Evaluation 127, 2018).
//
// Sent at once, both copies are begun where both servers are free. By how many are
// busy, k, that is a chain: from none to two, from one to two, and on by one, at lambda;
// back by one at min(k, 2). With a = lambda the cuts below 1 and below 2 give
// p1 = a p0 and 2 p2 = a (p0 + p1), and further up the ratio is a/2.
func TestTiedRequestsAreDoneAsByOneQueue(t *testing.T) {
	const a = 1.2
	pair := func(hedge, hop string) object {
		s := scenario(1e5, 5e3, object{"phone": client, "api": server(exponential(1), object{"count": 2, "workers": 1})},
			object{"f": asks(poisson(a), object{"hedge": hedge, "tied": true})})
		s["hop"] = with(instant, object{"latency": hop})
		return s
	}
	above := a * (1 + a) / 2 / (1 - a/2)
	idle := 1 / (1 + a + above)
	run(t, []row{
		{name: "mean time of tied requests", scenario: pair("3ns", "1ns"), figure: "f.latency.mean", scale: 1e3, want: 1 / (1 - a*a/4)},
		{name: "work on tied requests", scenario: pair("3ns", "1ns"), figure: "api.utilization", want: a / 2},
		{name: "work on tied requests that are sent at once", scenario: pair("0s", "1ns"), figure: "api.utilization", want: a * (1 + idle) / 2},
	})
}

package oracles

import "math"

// erlangB is the share that is blocked by c servers at an offered load of a
// (Erlang 1917), by its recursion.
func erlangB(c int, a float64) float64 {
	b := 1.0
	for i := 1; i <= c; i++ {
		b = a * b / (float64(i) + a*b)
	}
	return b
}

// erlangC is the share that waits for one of c servers at an offered load of a
// below c (Erlang 1917).
func erlangC(c int, a float64) float64 {
	b := erlangB(c, a)
	rho := a / float64(c)
	return b / (1 - rho*(1-b))
}

// boundedShare is the share of time with n in an M/M/1/K of load rho
// (Kleinrock, "Queueing Systems", volume 1, 1975, 3.6).
func boundedShare(rho float64, k, n int) float64 {
	total := 0.0
	for i := 0; i <= k; i++ {
		total += math.Pow(rho, float64(i))
	}
	return math.Pow(rho, float64(n)) / total
}

// boundedTime is the mean time in system of those an M/M/1/K of service rate 1
// lets in.
func boundedTime(lambda float64, k int) float64 {
	l := 0.0
	for n := 1; n <= k; n++ {
		l += float64(n) * boundedShare(lambda, k, n)
	}
	return l / (lambda * (1 - boundedShare(lambda, k, k)))
}

// pollaczek is the mean wait of an M/G/1 queue with service of mean 1 and
// squared coefficient of variation scv (Pollaczek and Khinchine).
func pollaczek(rho, scv float64) float64 { return rho * (1 + scv) / (2 * (1 - rho)) }

// geometricRoot is the root below 1 of sigma = transform(1 - sigma), where
// transform is the Laplace transform of the gaps of a GI/M/1 queue of service
// rate 1 (Kleinrock, volume 1, chapter 6). Its mean time in system is
// 1/(1 - sigma).
func geometricRoot(transform func(s float64) float64) float64 {
	sigma := 0.5
	for range 10_000 {
		sigma = transform(1 - sigma)
	}
	return sigma
}

// erlangGaps is the transform of gaps of n stages with a rate of lambda in all.
func erlangGaps(n int, lambda float64) func(float64) float64 {
	rate := float64(n) * lambda
	return func(s float64) float64 { return math.Pow(rate/(rate+s), float64(n)) }
}

// meanValue is the mean response time of a closed network of n clients that
// think, and one server (Reiser and Lavenberg 1980).
func meanValue(n int, think, service float64) float64 {
	queue, response := 0.0, 0.0
	for i := 1; i <= n; i++ {
		response = service * (1 + queue)
		queue = float64(i) * response / (response + think)
	}
	return response
}

// harmonic is 1 + 1/2 + ... + 1/n.
func harmonic(n int) float64 {
	h := 0.0
	for i := 1; i <= n; i++ {
		h += 1 / float64(i)
	}
	return h
}

// late is the share of an M/M/1 queue's customers, with service 1, that leave unserved
// because so long after they have come they let go of the queue and of the server
// alike (Barrer, "Queuing with impatient customers and ordered service", Operations
// Research 5(5), 1957). Whoever finds work v before them adds no more than takes it to
// the deadline d, so v is a finite dam's content, whose distribution is that of the
// queue without deadlines cut off at d (Daley, "Single-server queueing systems with
// uniformly limited queueing time", 1964); they are late with the chance that v and
// their own service come to more than d.
func late(lambda, d float64) float64 {
	x := math.Exp(-(1 - lambda) * d)
	return (1 - lambda) * x / (1 - lambda*x)
}

// impatient is the share that gives up waiting for one server of rate 1, when
// each would wait for an exponential time of rate theta (Palm 1957): the
// birth-and-death chain is solved to where nothing is left.
func impatient(lambda, theta float64) float64 {
	p, total, waiting := 1.0, 1.0, 0.0
	for n := 1; n < 10_000; n++ {
		p *= lambda / (1 + float64(n-1)*theta)
		total += p
		waiting += float64(n-1) * p
	}
	return theta * waiting / total / lambda
}

// gapWait is the mean wait of updates that come up at a rate of lambda, of
// which each first one is answered at once, and those that follow within r of
// an answer wait for the next request.
func gapWait(lambda, r float64) float64 {
	return lambda * r * r / 2 / (lambda*r + math.Exp(-lambda*r))
}

// truncated is how many attempts are made of which each fails with
// probability p, at most k.
func truncated(p float64, k int) float64 { return (1 - math.Pow(p, float64(k))) / (1 - p) }

// runOf is how many trials there are on average until k in a row have failed,
// each with probability p (Feller, volume 1, XIII.7).
func runOf(p float64, k int) float64 {
	return (1 - math.Pow(p, float64(k))) / ((1 - p) * math.Pow(p, float64(k)))
}

// twoOfThree is how many trials there are on average until two of the latest three
// have failed, each with probability p: three at least, the last of which may have
// gone well. What the latest two were is a Markov chain; from good, bad it takes
// badLast more, from bad, good badFirst, from good, good neither, and from bad, bad
// one.
func twoOfThree(p float64) float64 {
	q := 1 - p
	badLast := (1 + q + q*q/p) / (1 - q*q) // = 1 + q badFirst
	neither := 1/p + badLast
	badFirst := 1 + q*neither
	return 2 + p*p + q*p*badLast + p*q*badFirst + q*q*neither
}

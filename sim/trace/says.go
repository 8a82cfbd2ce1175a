package trace

// What the causes and statuses mean, for readers, in the order of the
// constants.
var (
	causeSays = [Causes]string{
		"nothing",
		"a connection is being opened: a trip there and back before anything can be asked",
		"the two ends agree on keys, before anything can be asked",
		"every connection that there may be is taken: it waits for one to come free",
		"it waits for the link and gets onto it, bit by bit: its size by the bandwidth",
		"on its way between the ends of a link: the link's latency",
		"it has arrived but has to wait, since an earlier message of the same connection is still missing: head-of-line blocking",
		"waiting for a free worker",
		"a worker is busy with it",
		"parked at a server until there is news, or kept by a broker until a consumer takes it",
		"waiting a while before it is tried again",
		"waiting until its listener asks again, or comes back",
		"what would have carried it on is lost, and nobody knows yet: until a time-out finds out",
		"some of the answers that it needs are here, others are not yet",
	}
	statusSays = [Statuses]string{
		"nothing",
		"it went well",
		"it went well, and there was nothing to tell",
		"refused, for lack of room (an HTTP 503)",
		"the time allowed for it was over before the answer came",
		"the answer was an error (an HTTP 500)",
		"nobody will ever do it",
		"still under way when the run ended",
		"taken back by who had asked",
		"kept for longer than was allowed",
		"set aside after too many deliveries, in a dead-letter queue",
		"thrown away, for lack of room",
		"there had been one like it already",
		"nobody waited for it any more",
		"nobody listened there: the answer was a reset",
		"the process that had it crashed; its peers got a reset",
		"the host that had it crashed; its peers heard nothing",
		"the wire was cut",
		"lost on the wire by chance",
		"the circuit breaker was open and let nothing through",
		"the balancer had no server left to send it to",
		"its listener was not connected",
		"nothing had been said for long",
	}
)

// Says is what the cause means.
func (c Cause) Says() string { return name(causeSays[:], int(c)) }

// Says is what the status means.
func (s Status) Says() string { return name(statusSays[:], int(s)) }

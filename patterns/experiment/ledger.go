package experiment

import (
	"maps"
	"slices"
)

// ledger is what the field says of its ways to talk, by the ids that
// expectations name.
var ledger = map[string]string{
	"RR-1": "Who asks waits for the answer before going on.",
	"RR-2": "Every request comes to an end: an answer, an error or a time-out, and none is unaccounted for.",
	"RR-3": "The closer a server is to its capacity, the longer the wait, and it rises steeply near the end.",
	"RR-4": "Each request stands alone, so twice the workers do twice the work, until something else is full.",
	"RR-5": "A failure after the work and before the answer leaves the two sides with different beliefs: a retry does it twice, unless a key tells the copies apart.",
	"RR-6": "Telling many by requests costs the sender one for each; telling a broker costs one.",
	"RR-7": "Who has to ask hears of news later than who is told.",

	"SA-1": "A thread that waits for something does nothing else meanwhile: its throughput is one over the time of one task.",
	"SA-2": "Not waiting makes no single task faster; it lets more of them be under way at once.",
	"SA-3": "A long computation on an event loop delays everything else by its whole length.",
	"SA-5": "To accept now and work later answers the caller long before the work is done.",

	"SP-1": "Short polling asks at its interval whether or not there is anything new, so most answers are empty where news is rare.",
	"SP-2": "With short polling, news is half an interval old when it is heard, on average.",
	"SP-3": "Where news is rare, short polling spends most of its bytes and work on asking in vain.",
	"SP-4": "The load of short polling is the number of clients by the interval, however little there is to tell.",
	"SP-5": "Between two polls the server holds nothing, so a restart loses nothing but time.",
	"SP-6": "Progress can be polled by the id of a job: what is seen is up to an interval old.",

	"LP-1": "A long poll is held until there is news or the hold is over: only then is an answer empty.",
	"LP-2": "Long polling is fresher than short polling, and makes fewer requests as long as news is rarer than polls would be.",
	"LP-3": "News that comes between an answer and the next request has to wait: long polling is slower than push in a burst, and as fast where news is rare.",
	"LP-4": "Every client that waits holds a connection, and a thread where the server has one for each.",
	"LP-5": "One long request can follow a job from its start to its end.",
	"LP-6": "When all held requests break at once, all clients come back at once, unless their return is spread out.",

	"PU-1": "What is pushed is heard after one way through the network, and what it waits in queues.",
	"PU-2": "Push spends no bytes on asking; where news never stops, a poll that gathers many is cheaper.",
	"PU-3": "Every listener is an open connection with a state of its own, and each message costs work for each of them.",
	"PU-4": "Not every client can be pushed to: the others need another way, and hear later.",
	"PU-5": "In a chat room one message becomes one for each of the others.",
	"PU-6": "What is pushed while a listener is away is lost, unless the server keeps it.",
	"PN-2": "A webhook calls a server that may be down: it needs retries, and its receiver meets duplicates.",

	"PS-1":  "Every subscriber of a topic gets a copy of every message.",
	"PS-2":  "A publisher does not know its subscribers: one more costs the broker, not the publisher.",
	"PS-3":  "When one service crashes the others go on, and it catches up when it is back.",
	"PS-4":  "At most once loses some and repeats none; at least once repeats some and loses none.",
	"PS-5":  "Without a memory, what is published while a subscriber is away is lost to it; a log is caught up with.",
	"PS-6":  "In a consumer group each message goes to one of its members, so they share the work.",
	"PS-8":  "One broker has a limit: more needs it to be split.",
	"PS-9":  "A message that can never be done comes back for ever, unless it is set aside after some tries.",
	"PS-11": "A subscriber that is too slow has to be dropped from, buffered for, or waited for, and each has its price.",

	"MQ-1": "With a queue between them, the front goes on while the back is down.",
	"MQ-2": "Work in a queue is done in parallel: twice the consumers empty it twice as fast.",
	"MQ-3": "A durable queue loses nothing when a consumer or the broker crashes; one in memory does.",
	"MQ-4": "A broker is one more thing to run, and one more that can fail.",
	"MQ-5": "Each message costs a broker work, bytes, and a write to disk if it is to be safe.",
	"MQ-6": "Between sending and doing there is a delay that a direct call does not have.",
	"MQ-7": "A queue smooths a burst: what works behind it sees an even load.",
	"MQ-8": "A queue without a bound hides overload: nothing is refused, and everything is late.",

	"LB-1": "A balancer adds one hop, and answers at once.",
	"LB-2": "Behind a balancer throughput grows with the servers, until something else is full.",
	"LB-3": "A single balancer that crashes takes everything down; a standby costs only the time until it takes over.",
	"LB-4": "Taking turns ignores how busy servers are; looking at their load helps the slowest requests most.",
	"LB-6": "Health checks take a dead server out, some intervals after it died; until then requests fail.",
	"LB-7": "What must be answered now wants a balancer; what may wait wants a queue.",

	"SC-1": "A sidecar adds retries, keys or limits to a service without a change in it.",
	"SC-2": "A sidecar adds a local hop in each direction, and work for each message.",
	"SC-3": "Retries and breakers carry calls over a failing peer; without a limit they bury it.",
	"SC-4": "With sidecars there are more steps to look through when something is wrong.",
	"SC-6": "A sidecar shares the fate of its host: its crash, and its busy processor.",

	"XP-1": "The ways to talk differ in who speaks first, in how fresh the news is, and in who must know whom.",
	"XP-3": "No way to talk is best: which is cheapest depends on how often there is news, and for how many.",
	"XP-5": "Where a page needs many answers, the slowest of them decides.",
}

// Ledger is the ids of all claims that there are words for, sorted.
func Ledger() []string { return slices.Sorted(maps.Keys(ledger)) }

// Says is what the claim of that id says, or empty where the ledger has none.
func Says(id string) string { return ledger[id] }

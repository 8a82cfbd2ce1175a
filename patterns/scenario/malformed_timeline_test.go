package scenario

// malformedTimeline spoils the timeline.
var malformedTimeline = []spoiling{
	{"a fault of wires upwards", `"fault": "crash", "target": "api/0"`, `"fault": "loss", "target": "api/0", "direction": "up"`, []string{
		`21:90: /timeline/crash/direction: "up" is none of these: both, out and in; of a fault's wires "out" is the way away from its target, of a link that up, away from its "from"; did you mean "out"?`,
	}},
	{"a table that is flushed, as if for a while", `"fault": "crash", "target": "api/0"`, `"fault": "flush", "target": "db"`, []string{
		`21:35: /timeline/crash/for: what the fault flush does is done at its instant, and nothing of it ends; leave "for" out`,
		`21:69: /timeline/crash/target: "db" is no cache, so that there is nothing to flush; name a store with a "cache", or a server with "sessions"`,
	}},
	{"time that is over, as if for a while", `"fault": "crash", "target": "api/0"`, `"fault": "expire", "target": "db"`, []string{
		`21:35: /timeline/crash/for: what the fault expire does is done at its instant, and nothing of it ends; leave "for" out`,
		`21:70: /timeline/crash/target: "db" is no cache, so that there is nothing to expire; name a store with a "cache", or a server with "sessions"`,
	}},
	{"a disk that nobody writes to", `"fault": "crash", "target": "api/0"`, `"fault": "diskStall", "target": "api/0"`, []string{
		`21:73: /timeline/crash/target: "api" writes nothing to a disk that could stall; name a broker with "durable": true, or a store with a "table", whose "disk" is serial or group`,
	}},
	{"a clock by which nothing goes", `"fault": "crash", "target": "api/0"`, `"fault": "skew", "target": "api/0"`, []string{
		`21:50: /timeline/crash/fault: no deadline goes along as an instant, so that nothing goes by clocks: give a flow or a call a deadline, and "deadlineAs": "instant"`,
	}},
	{"a clock that is off by nothing, by which nothing goes", `"fault": "crash", "target": "api/0"`, `"fault": "skew", "by": "0s", "target": "api/0"`, []string{
		`21:50: /timeline/crash/fault: no deadline...`,
		`21:64: /timeline/crash/by: a clock that is off by nothing is right; write by how much it is ahead, or behind with a minus`,
	}},
	{"dead letters that nobody keeps", `"for": "5s", "fault": "crash", "target": "api/0"`, `"fault": "redrive", "target": "post"`, []string{
		`21:58: /timeline/crash/target: "post" keeps no dead letters that could be put back; name a broker with a queue whose "deadLetters" are "keep"`,
	}},
	{"a redrive has no end", `"fault": "crash", "target": "api/0"`, `"fault": "redrive", "target": "post"`, []string{
		`21:35: /timeline/crash/for: what the fault redrive does is done at its instant, and nothing of it ends; leave "for" out`,
		`21:71: /timeline/crash/target: "post" keeps no dead letters that could be put back; name a broker with a queue whose "deadLetters" are "keep"`,
	}},
	{"a replica beyond the last", `"target": "api/0"`, `"target": "api/2"`, []string{
		`21:69: /timeline/crash/target: "api/2" is beyond the last replica of "api", "api/1"; raise its count, or name another`,
	}},
	{"no replica at all", `"target": "api/0"`, `"target": "api/first"`, []string{
		`21:69: /timeline/crash/target: "api/first" names no place; write "api", "api/*" or "api/0"`,
	}},
	{"a fault of nothing", `, "target": "api/0"`, ``, []string{
		`21:14: /timeline/crash/target: a fault needs "target": name what it happens to, a node or one replica of it ("api/0")`,
	}},
	{"a field of another fault", `"fault": "crash"`, `"fault": "crash", "factor": 0.5`, []string{
		`21:69: /timeline/crash/factor: "factor" is for slow; the fault of this entry is "crash"`,
	}},
	{"two things at once", `"fault": "crash"`, `"fault": "crash", "send": "order"`, []string{
		`21:67: /timeline/crash/send: an entry is a fault or an operation to send, not both; make two entries of it`,
	}},
	{"nothing happens", `{"at": "20s", "for": "5s", "fault": "crash", "target": "api/0"}`, `{"at": "20s"}`, []string{
		`21:14: /timeline/crash: an entry needs "fault", "send" or "say"`,
	}},
	{"after the end", `"at": "20s"`, `"at": "60s"`, []string{
		`21:21: /timeline/crash/at: 60s is not before the end of the run, 60s`,
	}},
	{"a wire has no process", `"target": "api/0"`, `"target": "access"`, []string{
		`21:69: /timeline/crash/target: "access" is a link; the fault "crash" happens to a node or a replica`,
	}},
	{"a client has no work that could be slow", `"fault": "crash", "target": "api/0"`, `"fault": "slow", "target": "phone/3"`, []string{
		`21:68: /timeline/crash/target: "phone" is a client whose work takes no time, so that a slow does nothing to it; name a node that works, or make it a crash`,
	}},
	{"a balancer whose work takes no time is not paused", `"fault": "crash", "target": "api/0"`, `"fault": "pause", "target": "lb"`, []string{
		`21:69: /timeline/crash/target: "lb" is a balancer whose work takes no time, so that a pause does nothing to it; name a node that works, or make it a crash`,
	}},
	{"a sidecar that is not there", `"target": "api/0"`, `"target": "api/0+sidecar"`, []string{
		`21:69: /timeline/crash/target: "api" has no sidecar; give it one, or leave out "+sidecar"`,
	}},
	{"who begins an operation of the timeline", `{"at": "20s", "for": "5s", "fault": "crash", "target": "api/0"}`, `{"at": "20s", "send": "order", "target": "api/0"}`, []string{
		`21:55: /timeline/crash/target: "api/0" begins no operations of "order"; those who do: "phone"`,
	}},
	{"a caption does nothing", `{"at": "20s", "for": "5s", "fault": "crash", "target": "api/0"}`, `{"at": "20s", "say": "x", "target": "api/0", "how": "host"}`, []string{
		`21:50: /timeline/crash/target: a caption has no target; leave it out`,
		`21:66: /timeline/crash/how: "how" is for crash; this entry is a caption`,
	}},
	{"a part of no bandwidth", `"fault": "crash", "target": "api/0"`, `"fault": "bandwidth", "target": "db"`, []string{
		`21:73: /timeline/crash/target: none of the wires that this is about has a bandwidth, of which a fault could leave a part; give their link one`,
	}},
	{"a wire to itself", `"fault": "crash", "target": "api/0"`, `"fault": "partition", "target": "api/0", "peer": "api/0"`, []string{
		`21:90: /timeline/crash/peer: no wire leads from "api/0" to itself; name who is at the other end`,
	}},
	{"a crash by another name", `"fault": "crash", "target": "api/0"`, `"fault": "restart", "target": "api/0"`, []string{
		`21:50: /timeline/crash/fault: "restart" is none of these: crash, pause, slow, errors, partition, disconnect, refuse, loss, latency, bandwidth, flush, expire, diskStall, redrive, skew, drain, scale and deploy; a process that is away for a while is "crash", and "for" says how long`,
	}},
	{"a wire of a wire", `"fault": "crash", "target": "api/0"`, `"fault": "loss", "target": "access", "peer": "api"`, []string{
		`21:86: /timeline/crash/peer: "access" is a link, which has its ends; leave "peer" out, or name a node as the target`,
	}},
}

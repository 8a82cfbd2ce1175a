package trace

var kindNames = [kinds]string{
	"none", "begin", "enter", "ask", "accepted", "applied", "end",
	"send", "block", "carry", "arrive", "lost", "discard",
	"queue", "serve", "finish", "drop", "hold", "free",
	"store", "unstore", "deliver", "subscribed", "unsubscribed",
	"open", "opened", "close", "reset",
	"down", "up", "speed", "cut", "mend", "degrade", "unfit", "fit", "trip", "probe", "restore", "warm",
}

var causeNames = [Causes]string{
	"none", "connecting", "handshake", "waitingConnection", "transfer", "inFlight", "headOfLine",
	"queued", "inService", "held", "backingOff", "nextPoll", "unanswered", "gathering",
}

var shapeNames = [Shapes]string{
	"none", "request", "response", "poll", "news", "subscribe", "push", "publish", "delivery", "ack",
	"health", "handshake", "reset", "cancel",
}

var statusNames = [Statuses]string{
	"none", "ok", "empty", "rejected", "timedOut", "failed", "lost", "unfinished", "cancelled", "expired",
	"deadLettered", "dropped", "duplicate", "late", "refused", "crashed", "silent", "partitioned", "noise",
	"breakerOpen", "noTarget", "away", "idle",
}

func (k Kind) String() string   { return name(kindNames[:], int(k)) }
func (c Cause) String() string  { return name(causeNames[:], int(c)) }
func (s Shape) String() string  { return name(shapeNames[:], int(s)) }
func (s Status) String() string { return name(statusNames[:], int(s)) }

func name(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown"
}

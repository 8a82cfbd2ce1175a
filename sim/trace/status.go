package trace

// Status is how something ended, or why.
type Status uint8

// The statuses.
const (
	NoStatus     Status = iota
	OK                  // it went well
	Empty               // it went well, and there was nothing to tell
	Rejected            // refused for lack of room (503)
	TimedOut            // the time allowed was over
	Failed              // an error was answered (500)
	LostOutcome         // an operation nobody will ever finish
	Unfinished          // still under way at the horizon
	Cancelled           // taken back
	Expired             // kept too long
	DeadLettered        // set aside after too many deliveries
	Dropped             // thrown away for lack of room
	Duplicate           // there had been one like it
	Late                // nobody waited for it any more
	Refused             // nobody listens there: a reset
	Crashed             // the process crashed: its peers get a reset
	Silent              // the host crashed: its peers hear nothing
	Partitioned         // the wire is cut
	Noise               // lost on the wire
	BreakerOpen         // the circuit breaker let nothing through
	NoTarget            // a balancer had nowhere to send it
	Away                // the listener was not connected
	Idle                // nothing was said for long
	Coalesced           // a later state of the same thing took its place
	NoConnection        // none was free, and no more might wait, or not for longer
	NoPort              // every local port was taken
	Miss                // it is not there: the answer of who keeps things by key
	NotFound            // what was asked for is not there (404)
	Limited             // it was one too many for a limit, of rate or of requests in hand (429)
	Throttled           // its own caller held it back
	Leaving             // the replica that had it was about to go
	Conflict            // what it was to replace had been written since it was read (409)
	NotEnough           // fewer replicas are in sync than are to have it
	Truncated           // a leader had it, and has crashed, and who leads now does not
	Statuses            // how many there are
)

// A StatusInfo is all that others need to know of a status.
type StatusInfo struct {
	Name    string
	Outcome bool   // an operation may end with it; others say why something else happened
	Well    bool   // it went well
	Refuses bool   // an answer with it says no
	Says    string // what it means, for readers
}

var statuses = [Statuses]StatusInfo{
	NoStatus:     {Name: "none", Says: "nothing"},
	OK:           {Name: "ok", Outcome: true, Well: true, Says: "it went well"},
	Empty:        {Name: "empty", Outcome: true, Well: true, Says: "it went well, and there was nothing to tell"},
	Rejected:     {Name: "rejected", Outcome: true, Refuses: true, Says: "refused, for lack of room (an HTTP 503)"},
	TimedOut:     {Name: "timedOut", Outcome: true, Refuses: true, Says: "the time allowed for it was over before the answer came"},
	Failed:       {Name: "failed", Outcome: true, Refuses: true, Says: "the answer was an error (an HTTP 500)"},
	LostOutcome:  {Name: "lost", Outcome: true, Says: "nobody will ever do it"},
	Unfinished:   {Name: "unfinished", Outcome: true, Says: "still under way when the run ended"},
	Cancelled:    {Name: "cancelled", Outcome: true, Says: "taken back by who had asked"},
	Expired:      {Name: "expired", Outcome: true, Says: "kept for longer than was allowed"},
	DeadLettered: {Name: "deadLettered", Outcome: true, Says: "set aside after too many deliveries, in a dead-letter queue"},
	Dropped:      {Name: "dropped", Outcome: true, Says: "thrown away, for lack of room"},
	Duplicate:    {Name: "duplicate", Says: "there had been one like it already"},
	Late:         {Name: "late", Says: "nobody waited for it any more"},
	Refused:      {Name: "refused", Outcome: true, Says: "nobody listened there: the answer was a reset"},
	Crashed:      {Name: "crashed", Outcome: true, Says: "the process that had it crashed; its peers got a reset"},
	Silent:       {Name: "silent", Says: "the host that had it crashed; its peers heard nothing"},
	Partitioned:  {Name: "partitioned", Says: "the wire was cut"},
	Noise:        {Name: "noise", Says: "lost on the wire by chance"},
	BreakerOpen:  {Name: "breakerOpen", Outcome: true, Says: "the circuit breaker was open and let nothing through"},
	NoTarget:     {Name: "noTarget", Outcome: true, Says: "the balancer had no server left to send it to"},
	Away:         {Name: "away", Says: "its listener was not connected"},
	Idle:         {Name: "idle", Says: "nothing had been said for long"},
	Coalesced:    {Name: "coalesced", Outcome: true, Says: "a later state of the same thing took its place before it was sent"},
	NoConnection: {Name: "noConnection", Outcome: true, Says: "no connection was free: as many waited for one as may, or for as long"},
	NoPort:       {Name: "noPort", Outcome: true, Says: "no connection could be opened: every local port was taken (EADDRNOTAVAIL)"},
	Miss:         {Name: "miss", Well: true, Says: "what was asked for was not there: the answer of a cache or table that does not have the key"},
	NotFound:     {Name: "notFound", Outcome: true, Refuses: true, Says: "what was asked for is not there (an HTTP 404)"},
	Limited:      {Name: "limited", Outcome: true, Refuses: true, Says: "refused by a limit, of rate or of requests in hand: it was one too many (an HTTP 429)"},
	Leaving:      {Name: "leaving", Says: "the replica that had it was about to go, and took nothing new"},
	Conflict:     {Name: "conflict", Outcome: true, Refuses: true, Says: "what it was to replace had been written since it was read (an HTTP 409)"},
	NotEnough:    {Name: "notEnoughReplicas", Outcome: true, Refuses: true, Says: "refused, since fewer replicas were in sync than must have it"},
	Truncated:    {Name: "truncated", Outcome: true, Says: "acknowledged by a leader that crashed, and cut off, since the replica that led next did not have it"},
	Throttled:    {Name: "throttled", Outcome: true, Says: "held back by its own caller, since too many were refused"},
}

// Info is what is known of the status: of one that there is not, nothing.
func (s Status) Info() *StatusInfo { return row(statuses[:], s) }

// String is the status's name in exports.
func (s Status) String() string {
	if s >= Statuses {
		return unknown
	}
	return statuses[s].Name
}

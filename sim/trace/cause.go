package trace

// Cause is what an operation spends its time on. At every instant between its
// intended start and its end an operation has exactly one.
type Cause uint8

// The causes.
const (
	NoCause         Cause = iota
	Connecting            // a connection is being opened
	Handshake             // keys are being agreed on
	WaitingConn           // all connections are taken
	Transfer              // waiting for the link, and getting onto it
	InFlight              // between the ends of a link
	Blocked               // behind an earlier message of the same connection
	Queued                // waiting for a worker, or to be accepted
	InService             // being worked on
	Held                  // parked until there is news, kept in a broker or proxy, or waiting for others to go with
	BackingOff            // waiting to try again
	NextPoll              // waiting for the next poll, or for its listener to come back
	Unanswered            // what would have carried it on is lost, and nobody knows yet
	Gathering             // waiting for several answers
	Congestion            // waiting for the congestion window of its connection
	ReceiverLimited       // waiting for room at the other end of its stream or connection
	Recovering            // lost, and not there again
	WaitingUnit           // every unit of a pool is taken
	Pausing               // a handler waits for a timer
	Causes                // how many there are
)

// A CauseInfo is all that others need to know of a cause.
type CauseInfo struct {
	Name  string
	Words string // as people say it; "": its name in words
	Spent Spending
	Says  string // what it means, for readers
}

var causes = [Causes]CauseInfo{
	NoCause:     {Name: "none", Says: "nothing"},
	Connecting:  {Name: "connecting", Spent: OnWires, Says: "a connection is being opened: a trip there and back before anything can be asked"},
	Handshake:   {Name: "handshake", Spent: OnWires, Says: "the two ends agree on keys, before anything can be asked"},
	WaitingConn: {Name: "waitingConnection", Spent: OnWaiting, Says: "every connection that there may be is taken: it waits for one to come free"},
	Transfer:    {Name: "transfer", Spent: OnWires, Says: "it waits for the link and gets onto it, bit by bit: its size by the bandwidth"},
	InFlight:    {Name: "inFlight", Spent: OnWires, Says: "on its way between the ends of a link: the link's latency"},
	Blocked:     {Name: "headOfLine", Spent: OnWaiting, Says: "it has arrived but has to wait, since an earlier message of the same connection is still missing: head-of-line blocking"},
	Queued:      {Name: "queued", Spent: OnWaiting, Says: "waiting for a free worker, or in a backlog for a server to accept its connection"},
	InService:   {Name: "inService", Spent: OnWork, Says: "a worker is busy with it"},
	Held:        {Name: "held", Spent: OnWaiting, Says: "parked at a server until there is news, or kept by a broker until a consumer takes it, by a proxy until there is enough to pass on, or by who sends several at once"},
	BackingOff:  {Name: "backingOff", Spent: OnTrouble, Says: "waiting a while before it is tried again"},
	NextPoll:    {Name: "nextPoll", Words: "waiting for its listener", Spent: OnWaiting, Says: "waiting until its listener asks again, or comes back"},
	Unanswered:  {Name: "unanswered", Spent: OnTrouble, Says: "what would have carried it on is lost, and nobody knows yet: until a time-out finds out"},
	Gathering:   {Name: "gathering", Spent: OnWaiting, Says: "some of the answers that it needs are here, others are not yet"},

	Congestion:      {Name: "congestion", Spent: OnWires, Says: "as much is under way as the sender thinks that the network bears: it waits until some of that is acknowledged"},
	ReceiverLimited: {Name: "receiver", Spent: OnWaiting, Says: "as much is under way as the receiver has room for: it waits until the receiver asks for more; as long as some of it is on the wire, it counts as in flight"},
	WaitingUnit:     {Name: "waitingUnit", Spent: OnWaiting, Says: "every unit of a pool is taken, such as a server's connections to its database: it waits for one to come free"},
	Pausing:         {Name: "pausing", Spent: OnWaiting, Says: "a step of the server's waits for a timer"},
	Recovering:      {Name: "recovering", Spent: OnTrouble, Says: "part of it was lost on the wire, and is not there again yet"},
}

// Info is what is known of the cause: of one that there is not, nothing.
func (c Cause) Info() *CauseInfo { return row(causes[:], c) }

// String is the cause's name in exports.
func (c Cause) String() string {
	if c >= Causes {
		return unknown
	}
	return causes[c].Name
}

// Spending is what sort of thing time is spent on.
type Spending uint8

// The sorts.
const (
	OnNothing Spending = iota
	OnWork
	OnWires
	OnWaiting
	OnTrouble
	Spendings // how many there are
)

var spendings = [Spendings]string{"nothing", "work", "wire", "wait", "trouble"}

// String is the sort in a word.
func (s Spending) String() string { return spendings[s] }

package node

import "iter"

// A Fault is something that can go wrong: a row of [Faults].
type Fault struct {
	Name, Says string
	On         Victim
	Bounded    bool     // it happens to those wires alone that have a bandwidth
	Scales     bool     // it says how many replicas there are, where no autoscaler does
	Momentary  bool     // it happens at its instant, and there is nothing to end
	Options    []string // fields of a timeline's entry that are for it; of a fault on wires, besides those of all of these
	// Happen begins what an act does, or ends it. Acts of one kind may overlap
	// at a place: each is ended once.
	Happen func(t *Timeline, a *Act, end bool)
	// What a person who sees the run does to bring it about, and to end it, where
	// {it} is what it happens to: "crash {it}", "restore {it}".
	Do, Undo string
	With     string // options of what the person does that are not by default, as members of JSON
	// What is said of what it happens to as long as it lasts, and when it is over:
	// "is down", "is back".
	While, Over string
}

// A Victim is what a fault happens to.
type Victim uint8

// The victims.
const (
	OnWorkers     Victim = iota // the stations of places
	OnProcesses                 // places, and the sidecars beside them; they take their restart to come back
	OnWires                     // the wires between places, or a link
	OnStores                    // what places keep by key
	OnReplicas                  // replicas of servers, as those that come and go
	OnFleets                    // all replicas of a server
	OnAnswers                   // what servers and stores answer
	OnDisks                     // those of brokers and tables that write to one
	OnDeadLetters               // what brokers have set aside and keep
	OnClocks                    // the clocks of places, which the sidecars beside them share
)

// String says what the victim is.
func (v Victim) String() string {
	return [...]string{"workers", "processes", "wires", "stores", "replicas", "fleets", "answers", "disks", "deadLetters", "clocks"}[v]
}

// Faults are what can go wrong.
var Faults = [...]Fault{
	{
		Name: "crash", Says: "it goes down, and its memory is lost",
		On: OnProcesses, Options: []string{"how"}, Happen: (*Timeline).crash,
		Do: "crash {it}", Undo: "restore {it}", While: "is down", Over: "is back",
	},
	{
		Name: "pause", Says: "it stops working, and loses nothing",
		On: OnWorkers, Happen: (*Timeline).pause,
		Do: "pause {it}", Undo: "let {it} go on", While: "does no work", Over: "works again",
	},
	{
		Name: "slow", Says: "it works at a multiple of its speed",
		On: OnWorkers, Options: []string{"factor"}, Happen: (*Timeline).slow,
		Do: "slow {it} down", Undo: "let {it} be as fast as before", While: "works at another speed", Over: "is as fast as before",
	},
	{
		Name: "errors", Says: "it answers with errors: a share of requests, or all",
		On: OnAnswers, Options: []string{"failing", "within"}, Happen: (*Timeline).errors,
		Do: "let {it} fail at once", With: `"within": "0s"`, Undo: "let {it} answer as before", While: "answers with errors", Over: "answers as before",
	},
	{
		Name: "partition", Says: "nothing gets through on its wires",
		On: OnWires, Happen: (*Timeline).partition,
		Do: "cut {it}", Undo: "mend {it}", While: "is cut off", Over: "can be reached again",
	},
	{
		Name: "disconnect", Says: "connections on its wires break, with all that is under way, and nothing gets through",
		On: OnWires, Happen: (*Timeline).disconnect,
		Do: "drop the connections of {it}", Undo: "let {it} connect again", While: "has lost its connections", Over: "can connect again",
	},
	{
		Name: "refuse", Says: "new connections on its wires are refused, a share of them, or all; those that are open go on",
		On: OnWires, Options: []string{"refused"}, Happen: (*Timeline).refuse,
		Do: "refuse new connections of {it}", Undo: "accept new connections of {it} again", While: "has new connections refused", Over: "has new connections accepted again",
	},
	{
		Name: "loss", Says: "a share of the messages on its wires is lost",
		On: OnWires, Options: []string{"share"}, Happen: (*Timeline).lose,
		Do: "lose a tenth on {it}", With: `"share": 0.1`, Undo: "lose no more on {it}", While: "loses messages", Over: "loses no more messages",
	},
	{
		Name: "latency", Says: "messages on its wires take longer",
		On: OnWires, Options: []string{"latency"}, Happen: (*Timeline).delay,
		Do: "add 100 ms to {it}", Undo: "take the delay off {it}", While: "takes longer to reach", Over: "is reached as soon as before",
	},
	{
		Name: "bandwidth", Says: "its wires carry at a factor of their bandwidth",
		On: OnWires, Bounded: true, Options: []string{"bandwidth"}, Happen: (*Timeline).narrow,
		Do: "leave {it} a tenth of the bandwidth", Undo: "give {it} all the bandwidth back", While: "has less bandwidth", Over: "has all its bandwidth again",
	},
	{
		Name: "flush", Says: "a cache, or a server with sessions, forgets all that it keeps",
		On: OnStores, Momentary: true, Happen: (*Timeline).flush,
		Do: "flush {it}", While: "was emptied",
	},
	{
		Name: "expire", Says: "all that a cache, or a server with sessions, keeps has its time over at once",
		On: OnStores, Momentary: true, Happen: (*Timeline).expire,
		Do: "let all that {it} keeps expire", While: "has let all that it kept expire",
	},
	{
		Name: "diskStall", Says: "a broker's or a table's disk makes no progress: what is on its way there stays so, and what comes waits",
		On: OnDisks, Happen: (*Timeline).stallDisk,
		Do: "stall the disk of {it}", Undo: "let the disk of {it} go on", While: "writes nothing to its disk", Over: "writes to its disk again",
	},
	{
		Name: "redrive", Says: "the dead letters that a broker keeps by then are put back into their queues",
		On: OnDeadLetters, Momentary: true, Options: []string{"rate"}, Happen: (*Timeline).redrive,
		Do: "redrive the dead letters of {it}", While: "puts its dead letters back",
	},
	{
		Name: "skew", Says: "its clock is off: what has an instant for its deadline is let go of there too early, or too late",
		On: OnClocks, Options: []string{"by"}, Happen: (*Timeline).skew,
		Do: "set the clock of {it} ahead", With: `"by": "3s"`, Undo: "set the clock of {it} right", While: "has a clock that is off", Over: "has a clock that is right again",
	},
	{
		Name: "drain", Says: "a replica takes nothing new, ends what it has and is gone, and no other takes its place; at the end it starts anew",
		On: OnReplicas, Happen: (*Timeline).drain,
		Do: "drain {it}", Undo: "bring {it} back", While: "is drained", Over: "comes back",
	},
	{
		Name: "scale", Says: "a server has another number of replicas: new ones start, those that are too many drain",
		On: OnFleets, Scales: true, Options: []string{"replicas"}, Happen: (*Timeline).scale,
		Do: "scale {it} to one replica", With: `"replicas": 1`, Undo: "scale {it} back", While: "is scaled", Over: "is scaled back",
	},
	{
		Name: "deploy", Says: "all replicas are replaced, a few at a time; at the end once more, by what was there before",
		On: OnFleets, Options: []string{"surge", "unavailable"}, Happen: (*Timeline).deploy,
		Do: "deploy {it} anew", Undo: "roll {it} back", While: "is deployed anew", Over: "is rolled back",
	},
}

// FaultOptions are the options of all of them.
type FaultOptions struct {
	TroubleOptions
	CrashOptions
	SlowOptions
	ErrorsOptions
	RefuseOptions
	LossOptions
	LatencyOptions
	BandwidthOptions
	RedriveOptions
	SkewOptions
	ScaleOptions
	DeployOptions
}

// ForWires are the fields of a timeline's entry that all faults on wires have.
var ForWires = [...]string{"peer", "direction"}

// A FaultName is the name of one of the [Faults]; "" for none.
type FaultName string

// Words are the names there are, and what each means.
func (FaultName) Words() iter.Seq2[string, string] { return wordsOf(Faults[:]) }

// Row is the row of that name.
func (n FaultName) Row() *Fault { return rowOf(Faults[:], "fault", string(n)) }

func (f Fault) word() (name, says string) { return f.Name, f.Says }

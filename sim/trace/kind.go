package trace

// Kind is what a record says.
type Kind uint8

// The kinds of record. Each line says what the kind's fields mean.
const (
	NoKind Kind = iota

	// Operations: the intents of users.

	Begin    // Op was intended; Node: its speaker; Peer: who is to hear of it or answer; Aux: the intended start, which its duration counts from (At, or earlier); Payload: the key that it is about, 0: none; Cause: its first cause
	Enter    // Op is on something else from now: Cause; Msg: since that message is, which is under way on a transport and may carry nobody; Payload: bytes of its content that are there; and where it is in flight, Aux: when the next packet of it arrives, 0: nobody says, Header: bytes of its content that are there then
	Ask      // an attempt of Op (or a poll, Op 0) is made by Node; Msg: its request, which may have to wait before it is sent; Aux: which attempt, from 1
	Accepted // Op was taken in charge: the speaker knows that it will be done (an acknowledged publish), perhaps after it has been; Aux: the intended start
	Applied  // the effect of Op took place at Node; Aux: how often it had before
	End      // Op has ended; Status: its outcome

	// Messages.

	Send    // Msg leaves Node for Peer; Aux: when its last bit is out; Until: when it is to arrive; Op, N: whom it carries, 0 for nobody; Cause: Transfer. On a transport: Until is 0, Cause is what holds its first byte up, and Aux when that arrives if it is in flight, 0 otherwise
	Block   // a send just recorded waits behind earlier ones from Aux to Until; Cause is NoCause
	Carry   // Op travels on Msg as well; Aux, Until as in its Send; Cause: Transfer
	Arrive  // Msg has reached Node from Peer; Header: on a transport, what was around it there
	Lost    // Msg will not arrive; Status: why; Node: who sent it; Peer: where it was going. On a transport: since its connection ends at that instant, or Cancelled. Aux: how many of its bytes had not left Node; where there are any, Until: when it was sent
	Discard // Msg arrived at Node and was thrown away; Status: why

	// Work.

	Queue  // Msg (or work of the node's own, Msg 0) waits for a worker at Node; Aux: how many wait now, it among them
	Serve  // a worker of Node takes it up; Aux: how long it waited; Shape: of the message, or the purpose of the work
	Finish // the worker is done with it; Aux: nanoseconds of work; Status: OK, Failed, or why it was cut short
	Drop   // Msg leaves the queue of Node unserved; Status: why; Rejected, Limited: it was not let in there
	Hold   // Msg is parked at Node until there is news; Op 0
	Free   // a parked message is taken up again, or given up; Status: why

	// Messages at rest in a broker.

	// Parent: where a queue tells priorities apart, the rank of Msg among them, from 1,
	// the highest.

	Store        // Msg is kept at Node; Aux: how many are kept in its queue now; Until: when it may be handed over, 0: at once. Of a log, Payload: its partition, from 1; Header: its offset there. Of an outbox, Header: bytes of its content
	Unstore      // a kept message is gone from Node; Payload, Header: as in its Store; Status: OK (done with), DeadLettered, Expired, Crashed, Dropped, Coalesced, Away (its listener has gone, and it waits for that); Aux: how many are left. Of a log that is compacted, Parent: the offset of the oldest that is kept now
	Deliver      // Node hands a kept message to Peer; Aux: which delivery of it, from 1. Of a log, to a group; Payload, Header: as in its Store
	Subscribed   // Peer is subscribed at Node
	Unsubscribed // Peer no longer is; Status: Dropped where Node has ended it since too much waited for Peer

	// Connections.

	Open   // Node opens Conn to Peer
	Opened // Conn is open for both; Aux: 1 where it is open for Node alone, since Peer has yet to accept it, or has gone meanwhile
	Close  // Conn is closed in good order; Aux: until when its port stays taken, 0 where that is free at once, or nobody counts
	Reset  // Conn is broken; Status: why

	// The state of the world.

	Down    // Node crashed; Status: Crashed (the process) or Silent (its host); Aux: how many open connections were too many for its memory, 0: it was not that
	Up      // Node is back; Aux: 1: another machine has its address from now; Down at the same instant: it is not, but down in another way from now
	Speed   // Node works at Aux millionths of its normal speed from now; 0: it is paused
	Cut     // what Node sends to Peer is lost from now
	Mend    // it no longer is
	Degrade // the wire from Node to Peer changed: Aux: added latency; Payload: added loss in millionths; Header: the part of its bandwidth that is left, in millionths, 0: all of it; Parent: the share of new connections that is refused, in millionths
	Unfit   // the health check of Node no longer counts on Peer
	Fit     // it does again
	Trip    // the circuit breaker of Node towards Peer has opened; Payload: by which of the policies of a caller, here and in the next two
	Probe   // it lets a trial through
	Restore // it has closed

	// Transports. A packet is of Node's direction of Conn and goes to Peer. Op is
	// the congestion window (see [Record.Window]), N 0; Msg is 0, too. Its shape:
	// Handshaking opens the transport, or agrees on keys; Ack has no content;
	// Health keeps the connection alive; Resetting ends it; NoShape is all other
	// content. Where no message is under way, none but these four are sent.

	Packet // Parent: its number in its direction, from 1; Aux: when its last bit is out; Until: when it arrives, 0: it is lost, Status: why; Payload: bytes of content; Header: bytes around them
	Again  // the same, of a packet whose content was sent before
	Began  // Node has the first bytes of Msg, from Peer

	// Uploads: Op is a file.

	Written     // Node has stored content of Op, from Peer; Payload: its bytes; Aux: how many of these it had stored before
	Interrupted // a request of Node's for Op has come to nothing; Status: why
	Inquired    // Node asks Peer how much of Op it has
	Resumed     // Node goes on with Op after an interruption, or sends a request of it once more; Aux: from which byte; Payload: bytes of the next request that were sent before; Header: of those that the Resumed before, at Until, has said so of, the bytes that have not left again

	// More of transports.

	Spurious // as Again, and none of its content has been lost: an acknowledgement is late, or lost, or the packet was only overtaken. Of a packet that carries several things: of none of these
	Released // the local port by which Node had opened Conn, which was closed, is free again

	// Units of a server's pools. Msg: the request that it is for; Payload: which pool,
	// from 1; Header: the number of what is wanted or taken.

	Want  // Msg waits at Node for a unit; Aux: how many wait for one of that pool now, it among them
	Take  // Msg has a unit; Aux: how long it waited; Parent: the number of its Want, 0 for none
	Yield // the unit is given back; Aux: how long it was taken; Status: Crashed, where that has done it
	Forgo // Msg gets no unit; Status: why; Aux: how long it waited; Parent: the number of its Want, 0 for none

	// What is kept by key: Payload is the key, Header the number of its key space,
	// both 0 of what is about nothing. Msg asks for it, 0 where nobody does.

	Hit     // Node has found the key; Status: OK, Expired (its time was over); Aux: how many writes of it came after the one that is found; Until: when its time is over now, where that goes by its use, 0 elsewhere
	Missed  // Node has looked for it in vain
	Load    // it asks its origin for it; Aux: how many such loads of the key are under way there, it among them
	Loaded  // one of these is over, however
	Keep    // Node keeps it from now; Status: OK, Miss (that there is nothing); Until: when its time is over, 0: never; Aux: how many keys are kept there now
	Forget  // it no longer does; Status: Dropped (for another), Expired, Cancelled (it was written, or taken out); Aux: how many are left
	Flushed // all that Node keeps; Status: Cancelled, Crashed: is gone; Expired: has its time over; Aux: how many are left
	Wrote   // Node, a table, has written it; Aux: how often it has been written now, there or elsewhere

	// Logs. Payload is a partition, from 1.

	Assign    // Peer reads the partition at Node from now, for its group; Aux: from which offset
	Revoke    // it does no longer; Status: OK, since another is to; Silent, Away: Peer is out of its group; Crashed: Node has lost the log
	Commit    // at Node, the group of Peer, its first reader, is done with all of the partition below the offset Aux
	Rebalance // at Node, whatever moves within the group of Peer, its first reader, has moved; Aux: nanoseconds since it was to

	// Replicas that come and go.

	Turn // Node is in another stage of its life from now; Aux: which, see [Life]; where it is gone, Status: OK, Crashed (it was killed); Payload: requests that were in its hands

	// Health.

	Errs    // Node answers a share of what it is asked with errors from now; Aux: which, in millionths
	Eject   // Node, a balancer, sends nothing to Peer until Until, since its requests have failed; Status: how the last did; Aux: how often it has ejected it, of what is not forgotten; Payload: where a caller does so by itself, by which of its policies
	Readmit // it does again; Status: Crashed, where that has made it forget; Payload: as in the Eject

	Sized  // at Node, the first of a server's replicas, their autoscaler has looked: there are to be Aux of them from now; Header: how many its formula asks for; Payload: what it has measured, on average over those that are ready, in thousandths
	Limits // Node has at most Aux requests in hand from now
	// More of logs.

	Replay  // Peer, which has no state of the partition at Node, reads it again; Header: from which offset; Aux: what is before is to be read; Parent: how many of these are kept no more, since a later one of their key is
	Rebuilt // it has its state again, of all before the offset Aux

	// Liveness.

	Ailing // a liveness check of Node has failed; Status: how; Aux: how many in a row; Header: 1 where it is restarted for that

	// Names.

	LookedUp // Node has looked a name up, and asks Peer from now; Payload: the place whose name it is; Until: when the answer is over, 0: not before Node crashes; Aux: the place that it knew before, 0: none, or the name is that of Peer alone

	// Disks.

	Stall // the disk of Node makes no progress from now; Aux: how many faults keep it from that; 0: it goes on

	// More of brokers.

	Extend // Peer, to which Node has handed Msg, is at work on it still; Until: when it is handed over again, if nothing more is heard

	Aside // Msg is among the dead letters of its queue at Node from now; Status: DeadLettered. It is no longer; Status: OK, since it is put back; Crashed: Node has lost it. Aux: how many are there; Parent: as in its Store

	// More of health.

	Panic // Node, a balancer, counts on all its targets from now, since too few are well; Aux: how many of them are not, and are sent to all the same; 0: it sends to none of these again

	// Clocks.

	Skewed // the clock of Node is ahead of the others by Aux from now, behind where that is below 0; 0: it is right

	// More of work.

	Spend // Msg takes a token of a bucket of Node: of Peer's, of the key Payload's, or, without either, of the only one; Aux: when that is full again, if nobody takes one more. Msg 0: all of Node's are full; Status: why

	// Attempts side by side. What an operation spends its time on is told of its side
	// 0 by the records above, which name the cause as well; of what is done at another
	// they name the operation and no cause. Header: a side; Payload: the one beside
	// which it is made.

	Fork    // another attempt at Op is made: side Header, of which all holds so far that holds of side Payload
	Beside  // Op, at side Header, is on something else from now: Cause; Msg: what that is about, if anything; Aux, Until: as in the Send of Msg, where it is on its way
	Prevail // of both attempts one counts from now; Aux: 1: that of side Payload, 2: that of side Header, all of which holds of side Payload from now

	// More of connections.

	Admitted // Peer has accepted Conn, which waited there

	// More of health.

	Barred // an attempt of Op (or a poll, Op 0) is not made by Node, since its circuit breaker lets nothing through; Aux: which it would have been, from 1

	// More of packets.

	Untaken // a packet of Node's has arrived at Peer, where nobody takes it, nor says so: it is lost for Node; Status: why; Payload: bytes of content

	Kinds // how many there are
)

// A Life is how far a replica has come with its life.
type Life uint8

// The stages of a life.
const (
	Gone Life = iota // it is not there
	Starting
	Ready // it takes requests
	Draining
	Lives // how many there are
)

// NormalSpeed is the Aux of a Speed that ends slowness and pause.
const NormalSpeed = 1_000_000

// A KindInfo is all that others need to know of a kind of record.
//
// Some records open something that lasts, until another closes it: a message
// is under way, work waits, a place is down. What both have in common is the
// topic: an Arrive closes what a Send of the same message has opened.
type KindInfo struct {
	Name   string
	About  Subject
	Must   Fields // those that such a record always speaks of
	Any    Fields // and it speaks of one of these
	Topic  Fields // not 0: it opens something, and these tell it from others of its kind; of those that are 0, nothing
	Closes Kind   // what a record of that kind has opened, if anything; its own kind: what is said again stands for what was said before
	With   Kind   // it says more of what a record of that kind has opened
	Loses  bool   // a message comes to nothing
	Shown  bool   // a picture shows it for a while after
	Says   string // a sentence, with fields in braces; what stands in brackets is left out where a field in it has nothing to say
}

var kinds = [Kinds]KindInfo{
	NoKind: {Name: "none"},

	Begin:    {Name: "begin", About: Operations, Must: HasOp | HasNode, Says: "{node} wants something: {ops}"},
	Enter:    {Name: "enter", About: Operations, Any: HasOp | HasMsg, With: Send, Says: "[{ops}: ][{message}: ]{cause}"},
	Ask:      {Name: "ask", About: Operations, Must: HasNode, Says: "{node} asks[ again, attempt {again}][ ({ops})]"},
	Fork:     {Name: "fork", About: Operations, Must: HasOp, Says: "{ops}: another attempt is made beside the one that there is"},
	Beside:   {Name: "beside", About: Operations, Must: HasOp, Any: HasOp | HasMsg, With: Send, Says: "{ops}, the attempt beside: {cause}"},
	Prevail:  {Name: "prevail", About: Operations, Must: HasOp, Says: "{ops}: {which} counts"},
	Accepted: {Name: "accepted", About: Operations, Must: HasOp, Says: "{ops}: taken in charge"},
	Applied:  {Name: "applied", About: Operations, Must: HasOp | HasNode, Says: "{ops}: takes effect at {node}[ again: {repeats}]"},
	End:      {Name: "end", About: Operations, Must: HasOp | HasStatus, Says: "{ops} {ends}: {status}"},

	Send:    {Name: "send", About: Messages, Must: HasMsg | HasNode | HasPeer, Topic: HasMsg, Says: "{node} sends {a shape} to {peer}[, {bytes}]"},
	Block:   {Name: "block", About: Messages, Must: HasMsg, With: Send, Says: "message {msg} waits behind earlier ones"},
	Carry:   {Name: "carry", About: Messages, Must: HasOp | HasMsg, With: Send, Says: "message {msg} carries {ops} as well"},
	Arrive:  {Name: "arrive", About: Messages, Must: HasMsg | HasNode | HasPeer, Closes: Send, Says: "{node} receives {a shape} from {peer}"},
	Lost:    {Name: "lost", About: Messages, Must: HasMsg | HasNode | HasPeer | HasStatus, Closes: Send, Loses: true, Says: "{a shape} from {node} to {peer} is lost: {status}"},
	Discard: {Name: "discard", About: Messages, Must: HasMsg | HasNode | HasStatus, Loses: true, Says: "{node} throws {a shape} away: {status}"},

	Queue:  {Name: "queue", About: Work, Must: HasNode, Topic: HasNode | HasMsg, Says: "{work} waits at {node}, {count} in the queue"},
	Serve:  {Name: "serve", About: Work, Must: HasNode, Topic: HasNode | HasMsg | HasFlow, Closes: Queue, Says: "{node} takes up {a shape}[ after {wait}]"},
	Finish: {Name: "finish", About: Work, Must: HasNode | HasStatus, Closes: Serve, Says: "{node} is done with {a shape}: {status}"},
	Drop:   {Name: "drop", About: Work, Must: HasNode | HasStatus, Closes: Queue, Loses: true, Says: "{node} drops {work}: {status}"},
	Hold:   {Name: "hold", About: Work, Must: HasMsg | HasNode, Topic: HasNode | HasMsg | HasFlow, Says: "{node} holds a request until there is news"},
	Free:   {Name: "free", About: Work, Must: HasMsg | HasNode, Closes: Hold, Says: "{node} takes a held request up again[: {status}]"},

	Store:        {Name: "store", About: Keeping, Must: HasMsg | HasNode, Topic: HasNode | HasMsg, Says: "{node} keeps message {msg}[ of rank {rank}], {count} in all"},
	Unstore:      {Name: "unstore", About: Keeping, Must: HasMsg | HasNode | HasStatus, Closes: Store, Says: "message {msg} leaves {node}: {status}"},
	Deliver:      {Name: "deliver", About: Keeping, Must: HasMsg | HasNode | HasPeer, Says: "{node} hands message {msg}[ of rank {rank}] to {peer}[ again, attempt {again}]"},
	Extend:       {Name: "extend", About: Keeping, Must: HasMsg | HasNode | HasPeer, Says: "{node} hears that {peer} is at work on message {msg} still"},
	Aside:        {Name: "aside", About: Keeping, Must: HasMsg | HasNode | HasStatus, Topic: HasNode | HasMsg, Closes: Aside, Shown: true, Says: "message {msg} {aside} the dead letters of {node}, {count} there"},
	Subscribed:   {Name: "subscribed", About: Keeping, Must: HasNode | HasPeer, Says: "{peer} is subscribed at {node}"},
	Unsubscribed: {Name: "unsubscribed", About: Keeping, Must: HasNode | HasPeer, Says: "{peer} is no longer subscribed at {node}[: {status}]"},

	Assign:    {Name: "assign", About: Keeping, Must: HasNode | HasPeer, Topic: ofPartition, Closes: Assign, Says: "{peer} reads partition {partition} at {node}"},
	Revoke:    {Name: "revoke", About: Keeping, Must: HasNode | HasPeer | HasStatus, Topic: ofPartition, Closes: Revoke, Says: "{peer} no longer reads partition {partition} at {node}: {status}"},
	Commit:    {Name: "commit", About: Keeping, Must: HasNode | HasPeer, Topic: ofPartition, Closes: Commit, Says: "the group of {peer} is done with all before {offset} of partition {partition} at {node}"},
	Replay:    {Name: "replay", About: Keeping, Must: HasNode | HasPeer, Topic: ofPartition, Closes: Replay, Says: "{peer} reads partition {partition} at {node} again, up to {offset}"},
	Rebuilt:   {Name: "rebuilt", About: Keeping, Must: HasNode | HasPeer, Closes: Replay, Says: "{peer} has its state of partition {partition} at {node} again"},
	Rebalance: {Name: "rebalance", About: Keeping, Must: HasNode | HasPeer, Says: "{node} has the group of {peer} share its partitions anew"},

	Open:   {Name: "open", About: Connections, Must: HasNode | HasPeer | HasConn, Says: "{node} opens a connection to {peer}"},
	Opened: {Name: "opened", About: Connections, Must: HasConn, Topic: HasConn, Closes: Opened, Says: "connection {conn} is open[, and {waits} at {peer} to be accepted]"},
	Close:  {Name: "close", About: Connections, Must: HasConn, Closes: Opened, Shown: true, Says: "connection {conn} is closed"},
	Reset:  {Name: "reset", About: Connections, Must: HasConn | HasStatus, Closes: Opened, Shown: true, Says: "connection {conn} breaks: {status}"},

	Down:    {Name: "down", About: World, Must: HasNode | HasStatus, Topic: HasNode, Says: "{node} crashes[ with {host}][, out of memory: {held} connections are open]"},
	Up:      {Name: "up", About: World, Must: HasNode, Closes: Down, Says: "{node} is back[: {other} has its address]"},
	Speed:   {Name: "speed", About: World, Must: HasNode, Topic: HasNode, Closes: Speed, Says: "{node} works at {speed}"},
	Errs:    {Name: "errs", About: World, Must: HasNode, Topic: HasNode, Closes: Errs, Says: "{node} answers {failing} with errors"},
	Stall:   {Name: "stall", About: World, Must: HasNode, Topic: HasNode, Closes: Stall, Says: "the disk of {node} {disk}"},
	Skewed:  {Name: "skewed", About: World, Must: HasNode, Topic: HasNode, Closes: Skewed, Says: "the clock of {node} {clock}"},
	Cut:     {Name: "cut", About: World, Must: HasNode | HasPeer, Topic: HasNode | HasPeer, Says: "what {node} sends to {peer} is lost from now on"},
	Mend:    {Name: "mend", About: World, Must: HasNode | HasPeer, Closes: Cut, Says: "what {node} sends to {peer} arrives again"},
	Degrade: {Name: "degrade", About: World, Must: HasNode | HasPeer, Topic: HasNode | HasPeer, Closes: Degrade, Says: "the wire from {node} to {peer} {worse}"},
	Unfit:   {Name: "unfit", About: World, Must: HasNode | HasPeer, Topic: HasNode | HasPeer, Says: "{node} no longer counts on {peer}: its health check fails"},
	Fit:     {Name: "fit", About: World, Must: HasNode | HasPeer, Closes: Unfit, Says: "{node} counts on {peer} again: its health check is well"},
	Eject:   {Name: "eject", About: World, Must: HasNode | HasPeer | HasStatus, Topic: HasNode | HasPeer | HasNumber, Says: "{node} ejects {peer}, whose requests fail[, time {again}]: {status}"},
	Readmit: {Name: "readmit", About: World, Must: HasNode | HasPeer, Closes: Eject, Says: "{node} sends to {peer} again[: {status}]"},
	Panic:   {Name: "panic", About: World, Must: HasNode, Topic: HasNode, Closes: Panic, Says: "{node} {panic}"},
	Trip:    {Name: "trip", About: World, Must: HasNode | HasPeer, Topic: HasNode | HasPeer, Closes: Trip, Says: "the circuit breaker of {node} towards {peer} opens"},
	Probe:   {Name: "probe", About: World, Must: HasNode | HasPeer, Says: "the circuit breaker of {node} towards {peer} lets a trial through"},
	Restore: {Name: "restore", About: World, Must: HasNode | HasPeer, Closes: Trip, Says: "the circuit breaker of {node} towards {peer} closes"},
	Barred:  {Name: "barred", About: World, Must: HasNode, Says: "the circuit breaker of {node} lets nothing through[ ({ops})]"},

	Packet: {Name: "packet", About: Packets, Must: HasNode | HasPeer | HasConn, Says: "{node} sends packet {number} to {peer}, {bytes}[, which is lost: {status}]"},
	Again:  {Name: "again", About: Packets, Must: HasNode | HasPeer | HasConn, Says: "{node} sends again to {peer}, in packet {number}, {bytes}[, which is lost: {status}]"},
	Began:  {Name: "began", About: Messages, Must: HasMsg | HasNode | HasPeer, With: Send, Says: "{node} has the beginning of message {msg} from {peer}"},

	Spurious: {Name: "spurious", About: Packets, Must: HasNode | HasPeer | HasConn, Says: "{node} sends again to {peer} what is not lost, in packet {number}, {bytes}[, which is lost: {status}]"},

	Written:     {Name: "written", About: Operations, Must: HasOp | HasNode | HasPeer, Says: "{node} stores {bytes} of {ops} from {peer}"},
	Interrupted: {Name: "interrupted", About: Operations, Must: HasOp | HasNode | HasStatus, Says: "{ops} is interrupted at {node}: {status}"},
	Inquired:    {Name: "inquired", About: Operations, Must: HasOp | HasNode, Says: "{node} asks how much of {ops} is there"},
	Resumed:     {Name: "resumed", About: Operations, Must: HasOp | HasNode, Says: "{node} goes on with {ops}"},

	Want:  {Name: "want", About: Work, Must: HasNode, Topic: ofPool, Says: "{work} waits at {node} for a unit of a pool, {count} in all"},
	Take:  {Name: "take", About: Work, Must: HasNode, Topic: ofPool, Closes: Want, Says: "{work} has a unit of a pool of {node}[ after {wait}]"},
	Yield: {Name: "yield", About: Work, Must: HasNode, Closes: Take, Says: "{work} gives a unit of a pool of {node} back"},
	Forgo: {Name: "forgo", About: Work, Must: HasNode | HasStatus, Closes: Want, Says: "{work} gets no unit of a pool of {node}: {status}"},

	Limits: {Name: "limits", About: World, Must: HasNode, Topic: HasNode, Closes: Limits, Says: "{node} has at most {count} requests in hand"},

	Spend: {Name: "spend", About: Work, Must: HasNode, Topic: HasNode, Closes: Spend, Says: "the bucket of {node}[ for {peer}][: {message} takes a token][ is full: {status}]"},

	Turn: {Name: "turn", About: World, Must: HasNode, Topic: HasNode, Closes: Turn, Says: "{node} {life}[, {killed}, with {lost} requests in its hands]"},

	Sized: {Name: "sized", About: World, Must: HasNode, Says: "the autoscaler of {fleet} finds {measured} at each, which asks for {asked}: {count} from now"},

	Ailing: {Name: "ailing", About: World, Must: HasNode | HasStatus, Says: "{node} fails its liveness check[, time {again}][, and {restarted}]: {status}"},

	Untaken: {Name: "untaken", About: Packets, Must: HasNode | HasPeer | HasConn | HasStatus, Says: "{peer} does not take a packet of {node}, {bytes}: {status}"},

	LookedUp: {Name: "lookedUp", About: World, Must: HasNode | HasPeer, Says: "{node} looks up whom to ask: {peer}"},

	Released: {Name: "released", About: Connections, Must: HasNode | HasPeer | HasConn, Says: "{node} may use the port of connection {conn} again"},

	Admitted: {Name: "admitted", About: Connections, Must: HasNode | HasPeer | HasConn, With: Opened, Says: "{peer} accepts connection {conn}, which has waited"},

	Hit:     {Name: "hit", About: Entries, Must: HasNode | HasStatus, Shown: true, Says: "{node} has {key}[, {later} writes behind]"},
	Missed:  {Name: "miss", About: Entries, Must: HasNode, Shown: true, Says: "{node} does not have {key}[ as it was read: {status}]"},
	Load:    {Name: "load", About: Entries, Must: HasNode, Says: "{node} asks for {key}, {count} such requests under way"},
	Loaded:  {Name: "loaded", About: Entries, Must: HasNode, Says: "{node} asks for {key} no longer"},
	Keep:    {Name: "keep", About: Entries, Must: HasNode | HasStatus, Topic: HasNode, Closes: Keep, Says: "{node} keeps {key}, {count} in all"},
	Forget:  {Name: "forget", About: Entries, Must: HasNode | HasStatus, Topic: HasNode, Closes: Forget, Says: "{node} forgets {key}: {status}"},
	Flushed: {Name: "flushed", About: Entries, Must: HasNode | HasStatus, Topic: HasNode, Closes: Flushed, Says: "all that {node} keeps by key: {status}"},
	Wrote:   {Name: "wrote", About: Entries, Must: HasNode, Says: "{node} writes {key}: version {count}"},
}

// Info is what is known of the kind: of one that there is not, nothing.
func (k Kind) Info() *KindInfo { return row(kinds[:], k) }

// row is that of a number in a table: the first, for one that has none.
func row[K ~uint8, T any](table []T, k K) *T {
	if int(k) >= len(table) {
		k = 0
	}
	return &table[k]
}

// unknown is the name of a number that has no row.
const unknown = "unknown"

// String is the kind's name in exports.
func (k Kind) String() string {
	if k >= Kinds {
		return unknown
	}
	return kinds[k].Name
}

// Travels tells whether what is said of operations may be that they travel on a
// message, by the plan of its sending.
func (k Kind) Travels() bool { return k == Send || k == Carry || k == Beside }

// Packets tells whether the kind is that of a record of a packet.
func (k Kind) Packets() bool { return k == Packet || k.Repeats() || k == Untaken }

// Repeats tells whether the kind is that of a packet whose content was sent
// before.
func (k Kind) Repeats() bool { return k == Again || k == Spurious }

// Opens tells whether the record opens something that lasts. A place at its normal
// speed, one without errors, a disk that makes progress, a clock that is right, a balancer that does not panic, a replica that is ready and a
// wire without added latency and loss, and with all of its bandwidth, are as usual.
func (r *Record) Opens() bool {
	switch r.Kind {
	case Speed:
		return r.Aux != NormalSpeed
	case Turn:
		return r.Aux != int64(Ready)
	case Degrade:
		return r.Aux > 0 || r.Payload > 0 || r.Header > 0 || r.Parent > 0
	case Aside:
		return r.Status == DeadLettered
	case Errs, Stall, Panic:
		return r.Aux > 0
	case Skewed:
		return r.Aux != 0
	case Spend:
		return r.Msg != 0
	}
	return r.Kind.Info().Topic != 0
}

// Subject is what a kind of record is about.
type Subject uint8

// The subjects.
const (
	Nothing Subject = iota
	Operations
	Messages
	Work
	Keeping
	Connections
	World
	Packets
	Entries
	Subjects // how many there are
)

var subjects = [Subjects]string{"nothing", "operations", "messages", "work and queues", "subscriptions and kept messages", "connections", "places and wires", "packets", "what is kept by key"}

// String is the subject in words.
func (s Subject) String() string { return subjects[s] }

// Fields are some of the fields of a record.
type Fields uint8

// The fields by which kinds of record differ.
const (
	HasOp Fields = 1 << iota
	HasMsg
	HasNode
	HasPeer
	HasConn
	HasFlow
	HasStatus
	HasNumber // a pool, or a partition
)

// What tells the units of a pool from others, and how far a group is in a
// partition.
const (
	ofPool      = HasNode | HasMsg | HasNumber
	ofPartition = HasNode | HasPeer | HasFlow | HasNumber
)

var fieldNames = [...]string{"operation", "message", "place", "peer", "connection", "flow", "status"}

// Names are the fields in words.
func (f Fields) Names() []string {
	var names []string
	for i, name := range fieldNames {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// Fields are those of which the record speaks.
func (r *Record) Fields() Fields {
	var f Fields
	for i, value := range [...]uint32{uint32(r.N), r.Msg, uint32(r.Node), uint32(r.Peer), r.Conn, uint32(r.Flow), uint32(r.Status)} {
		if value != 0 {
			f |= 1 << i
		}
	}
	return f
}

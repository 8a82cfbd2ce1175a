package transport

import (
	"fmt"

	"backchat/sim"
)

// TCP describes a stack that speaks TCP (RFC 9293).
type TCP struct {
	Segment            sim.Bytes  `json:"segment" default:"1448B" min:"1B" max:"64KiB" doc:"content of a full segment: an MTU of 1,500 without the headers of IPv4 (20), TCP (20) and time stamps (12)"`
	Overhead           sim.Bytes  `json:"overhead" default:"52B" min:"0B" max:"64KiB" doc:"headers of a segment: IPv4 (20), TCP (20), time stamps (12); an acknowledgement that tells of gaps has 4 more, and 8 for each block"`
	SynBytes           sim.Bytes  `json:"synBytes" default:"60B" min:"0B" max:"64KiB" doc:"bytes of a packet that opens a connection, with its options"`
	InitialWindow      int        `json:"initialWindow" default:"10" min:"1" max:"1000" doc:"segments that may be sent before anything is acknowledged (RFC 6928: 10)"`
	Congestion         string     `json:"congestion" enum:"cubic,reno" default:"cubic" doc:"how the window grows, and shrinks when something is lost: cubic (RFC 9438) or reno (RFC 5681); in slow start of either by all that an acknowledgement brings news of (RFC 3465), not by one segment at most (RFC 5681, section 3.1)"`
	SlowStart          string     `json:"slowStart" enum:"plain,hystart,hystartPlus" default:"hystart" doc:"how slow start ends before anything is lost: plain: it does not; hystart: by the train of acknowledgements and the rise of the round trip, as in Linux; hystartPlus: by the rise of the round trip, and cautiously (RFC 9406)"`
	Bursts             bool       `json:"bursts" default:"true" doc:"a few segments wait for the next acknowledgement, so that more go at once, and the last of those that go at once is acknowledged as the end of a write is (Linux, tcp_tso_should_defer)"`
	SlowStartAfterIdle bool       `json:"slowStartAfterIdle" default:"true" doc:"a window is halved for each time-out during which nothing was sent (RFC 2861)"`
	Timestamps         bool       `json:"timestamps" default:"true" doc:"segments carry time stamps (RFC 7323), so that a repeat that was none too many is known, and taken back (RFC 4015)"`
	TailProbe          bool       `json:"tailProbe" default:"true" doc:"after about two round trips without word, the last segment is sent again, so that its loss is known before the time-out (RFC 8985, TLP)"`
	Blocks             uint8      `json:"blocks" default:"3" min:"0" max:"4" doc:"spans beyond a gap that an acknowledgement has room to tell (RFC 2018: 3 beside time stamps, otherwise 4)"`
	LeastTimeout       sim.Time   `json:"leastTimeout" default:"200ms" min:"1us" max:"1h" doc:"the shortest time-out (Linux, TCP_RTO_MIN: 200 ms; RFC 6298: 1 s)"`
	LeastOf            string     `json:"leastOf" enum:"variance,whole" default:"variance" doc:"what leastTimeout bounds: variance: what is added to the smoothed round trip, as in Linux; whole: the time-out as a whole (RFC 6298)"`
	SynTimeout         sim.Time   `json:"synTimeout" default:"1s" min:"1ms" max:"1h" doc:"the first time-out while no round trip is known (RFC 6298, section 2.1: 1 s)"`
	SynTries           uint8      `json:"synTries" default:"6" min:"0" max:"30" doc:"how often an opening is repeated, synLinear not counted, before it is given up (Linux, tcp_syn_retries: 6)"`
	SynLinear          uint8      `json:"synLinear" default:"4" min:"0" max:"30" doc:"so often who opens repeats that after synTimeout each time, before the time-out doubles with every repeat (Linux from 6.5 on, tcp_syn_linear_timeouts: 4; RFC 6298, section 5.5: 0)"`
	SynLosses          uint8      `json:"synLosses" default:"1" min:"0" max:"30" doc:"an opening that was repeated more often begins with a window of one segment (Linux, tcp_init_transfer: 1; RFC 5681, section 3.1: 0)"`
	SynFallback        sim.Time   `json:"synFallback" default:"3s" min:"1ms" max:"1h" doc:"the first time-out of content where an opening was repeated, so that no round trip is known but by time stamps (RFC 6298, section 5.7; Linux, TCP_TIMEOUT_FALLBACK: 3 s)"`
	Tries              uint8      `json:"tries" default:"15" min:"0" max:"30" doc:"time-outs in a row after which a connection is given up (Linux, tcp_retries2: 15)"`
	ReceiveWindow      sim.Bytes  `json:"receiveWindow" default:"20MiB" min:"1B" max:"1GiB" doc:"the most bytes that an end has room for (Linux from 6.16 on, tcp_rmem: 32 MiB, five eighths of them content)"`
	FirstWindow        sim.Bytes  `json:"firstWindow" default:"64KiB" min:"1B" max:"1GiB" doc:"bytes that an end has room for at first: it grows by two segments for each that comes, which is acknowledged at once, up to a few times what is read in a round trip (Linux, tcp_rmem: 128 KiB, half of them content; tcp_grow_window, tcp_rcv_space_adjust); from receiveWindow on: it does not"`
	DelayedAck         DelayedAck `json:"delayedAck" doc:"when an acknowledgement is sent on its own"`
}

// DelayedAck says when what has arrived in order is acknowledged where nothing
// is sent that the acknowledgement could ride on.
type DelayedAck struct {
	Time   sim.Time `json:"time" default:"40ms" min:"0s" max:"500ms" doc:"the longest that one waits (Linux, TCP_DELACK_MIN: 40 ms; RFC 9293, section 3.8.6.3: below 500 ms)"`
	Every  int      `json:"every" default:"2" min:"1" max:"100" doc:"what arrives in order is acknowledged at once where it is more than so many full segments, less one (RFC 9293 asks for every second; Linux, __tcp_ack_snd_check: more than one)"`
	Quick  int      `json:"quick" default:"16" min:"0" max:"1000" doc:"so many acknowledgements are not delayed when a stream of segments begins or goes on after a pause (Linux, TCP_MAX_QUICKACKS: 16)"`
	Gap    sim.Time `json:"gap" default:"1ms" min:"0s" max:"500ms" doc:"while something is missing, from the fourth acknowledgement on one waits so long, or a twentieth of a round trip where that is less, and tells of several packets (Linux, tcp_comp_sack_delay_ns: 1 ms); 0: each packet is acknowledged at once"`
	Pushed bool     `json:"pushed" default:"true" doc:"what ends a write is acknowledged at once by an end that does not answer itself (Linux, tcp_cleanup_rbuf)"`
}

// A stack is a compiled [TCP].
type stack struct {
	TCP
	quic       *quicStack // nil: it is TCP
	congestion *congestion
	slowStart  *slowStart
	slack      bool // the least time-out is that of what is added to the round trip
}

func compile(c TCP) *stack {
	s := &stack{TCP: c, slack: c.LeastOf == "variance"}
	for i := range congestions {
		if congestions[i].Name == c.Congestion {
			s.congestion = &congestions[i]
		}
	}
	for i := range slowStarts {
		if slowStarts[i].Name == c.SlowStart {
			s.slowStart = &slowStarts[i]
		}
	}
	if s.congestion == nil || s.slowStart == nil {
		panic(fmt.Sprintf("transport.Transport.Use: there is no congestion %q or no slowStart %q", c.Congestion, c.SlowStart))
	}
	return s
}

// Stacks are the stacks of TCP that have a name.
var Stacks = []struct {
	Name, Says string
	TCP        TCP
}{
	{"linux", "Linux 6, as it comes", linux},
	{"rfc", "the standards, without what a stack adds", rfc},
}

var linux = TCP{
	Segment: 1448, Overhead: 52, SynBytes: 60, InitialWindow: 10, Congestion: "cubic", SlowStart: "hystart",
	Bursts: true, SlowStartAfterIdle: true, Timestamps: true, TailProbe: true, Blocks: 3,
	LeastTimeout: 200 * sim.Millisecond, LeastOf: "variance", SynTimeout: sim.Second, SynTries: 6, SynLinear: 4, SynLosses: 1, SynFallback: 3 * sim.Second, Tries: 15,
	ReceiveWindow: 20 << 20, FirstWindow: 64 << 10,
	DelayedAck: DelayedAck{Time: 40 * sim.Millisecond, Every: 2, Quick: 16, Gap: sim.Millisecond, Pushed: true},
}

var rfc = TCP{
	Segment: 1460, Overhead: 40, SynBytes: 44, InitialWindow: 10, Congestion: "reno", SlowStart: "plain",
	SlowStartAfterIdle: true, TailProbe: true, Blocks: 4,
	LeastTimeout: sim.Second, LeastOf: "whole", SynTimeout: sim.Second, SynTries: 6, SynFallback: 3 * sim.Second, Tries: 15,
	ReceiveWindow: 6 << 20, FirstWindow: 6 << 20,
	DelayedAck: DelayedAck{Time: 200 * sim.Millisecond, Every: 2},
}

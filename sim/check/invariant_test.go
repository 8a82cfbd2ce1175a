package check

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

func TestARecordWithoutWhatItsKindNeedsIsFound(t *testing.T) {
	hold(t, storyTopology(), []row{
		{"no kind", func(s *story) { s.of(trace.Probe, 0).Kind = 0 }, "form", "no kind 0"},
		{"a kind of another version", func(s *story) { s.of(trace.Probe, 0).Kind = 200 }, "form", "no kind 200"},
		{"nobody sends", func(s *story) { s.of(trace.Send, 0).Node = 0 }, "form", "send without place"},
		{"sent to nobody", func(s *story) { s.of(trace.Send, 0).Peer = 0 }, "form", "send without peer"},
		{"nothing is sent", func(s *story) { s.of(trace.Send, 0).Msg = 0 }, "form", "send without message"},
		{"nothing ends", func(s *story) { s.of(trace.End, 0).Op, s.of(trace.End, 0).N = 0, 0 }, "form", "end without operation"},
		{"lost for no reason", func(s *story) { s.of(trace.Lost, 0).Status = 0 }, "form", "lost without status"},
		{"no connection is closed", func(s *story) { s.of(trace.Close, 0).Conn = 0 }, "form", "close without connection"},
		{"a place that is not there", func(s *story) { s.of(trace.Serve, 0).Node = 6 }, "form", "place 6"},
		{"a peer that is not there", func(s *story) { s.of(trace.Send, 0).Peer = 6 }, "form", "peer 6"},
		{"a flow that is not there", func(s *story) { s.of(trace.Send, 0).Flow = 2 }, "form", "flow 2"},
		{"a cause that is not there", func(s *story) { s.of(trace.Begin, 0).Cause = trace.Causes }, "form", "cause 19"},
		{"a status that is not there", func(s *story) { s.of(trace.End, 0).Status = trace.Statuses }, "form", "status"},
		{"a shape that is not there", func(s *story) { s.of(trace.Send, 0).Shape = trace.Shapes }, "form", "shape"},
		{"operations without number", func(s *story) { s.of(trace.Ask, 0).N = 0 }, "form", "0 operations from 1"},
		{"a number of no operations", func(s *story) { s.of(trace.Probe, 0).N = 1 }, "form", "1 operations from 0"},
		{"beyond the last operation", func(s *story) { s.of(trace.Ask, 0).Op, s.of(trace.Ask, 0).N = 1<<32-1, 3 }, "form", "beyond the last"},
		{"more are wanted than there may be", func(s *story) { s.then(trace.Probe, 0, rec{Kind: trace.Sized, At: 100, Node: api, Aux: 2}) }, "form", "2 are wanted, of at most 1"},
		{"none is wanted", func(s *story) { s.then(trace.Probe, 0, rec{Kind: trace.Sized, At: 100, Node: api}) }, "form", "0 are wanted"},
		{"another than the first tells of what is wanted", func(s *story) { s.then(trace.Probe, 0, rec{Kind: trace.Sized, At: 100, Node: tablet, Aux: 1}) }, "form", "replica 1 says"},
		{"one is wanted", func(s *story) { s.then(trace.Probe, 0, rec{Kind: trace.Sized, At: 100, Node: api, Aux: 1}) }, "", ""},
		{"a cause of nobody", func(s *story) { s.of(trace.Hold, 0).Cause = trace.Held }, "form", "of no operation"},
	})
}

func TestNamesAreLookedUpWhenAnAnswerIsOver(t *testing.T) {
	look := func(at, until sim.Time, before trace.Place, more ...rec) func(*story) {
		first := rec{Kind: trace.LookedUp, At: 100, Node: phone, Peer: api, Payload: uint32(tablet), Until: 110}
		again := rec{Kind: trace.LookedUp, At: at, Node: phone, Peer: api, Payload: uint32(tablet), Until: until, Aux: int64(before)}
		return func(s *story) { s.then(trace.Probe, 0, append(append([]rec{first}, more...), again)...) }
	}
	hold(t, storyTopology(), []row{
		{"an answer that is over", look(110, 120, api), "", ""},
		{"one that is not", look(109, 120, api), "names", "what it knows until"},
		{"another than it had", look(110, 120, tablet), "names", "says that it knew"},
		{"what a crash has taken", look(110, 120, api, rec{Kind: trace.Down, At: 105, Node: phone, Status: trace.Crashed}, rec{Kind: trace.Up, At: 106, Node: phone}), "names", "says that it knew"},
		{"what is lost in a crash", look(109, 0, 0, rec{Kind: trace.Down, At: 105, Node: phone, Status: trace.Crashed}, rec{Kind: trace.Up, At: 106, Node: phone}), "", ""},
		{"an answer of the past", look(110, 109, api), "names", "before it is there"},
	})
}

func TestEveryOperationEndsOnce(t *testing.T) {
	hold(t, storyTopology(), []row{
		{"it does not end", func(s *story) { s.without(trace.End, 0) }, "operations", "did not end"},
		{"it ends twice", func(s *story) { s.then(trace.End, 0, *s.of(trace.End, 0)) }, "operations", "ends again"},
		{"it does not begin", func(s *story) { s.without(trace.Begin, 2) }, "operations", "without having begun"},
		{"it begins twice", func(s *story) { s.then(trace.Begin, 1, *s.of(trace.Begin, 0)) }, "operations", "begins again"},
		{"it begins after its end", func(s *story) { s.then(trace.End, 0, *s.of(trace.Begin, 0)) }, "operations", "begins again"},
		{"one of several does not end", func(s *story) { s.of(trace.End, 1).N = 1 }, "operations", "did not end"},
		{"it ends as no outcome", func(s *story) { s.of(trace.End, 0).Status = trace.Late }, "operations", "no outcome"},
		{"a word before it begins", func(s *story) { s.then(trace.Begin, 0, rec{Kind: trace.Ask, Op: 2, N: 1, Node: phone}) }, "operations", "before it has begun"},
		{"a cause after its end", func(s *story) { s.of(trace.Ask, 0).Cause = trace.Queued }, "operations", "it has ended"},
		{"a cause after the end of one of two", func(s *story) {
			s.of(trace.End, 1).N = 1
			s.then(trace.End, 1, rec{Kind: trace.Enter, Op: 2, N: 2, Cause: trace.Held}, rec{Kind: trace.End, Op: 3, N: 1, Status: trace.Failed})
		}, "", ""},
		{"unfinished before the horizon", func(s *story) { s.of(trace.End, 2).At-- }, "operations", "the horizon is"},
		{"unfinished, and it goes on", func(s *story) { s.of(trace.End, 1).Status = trace.Unfinished }, "operations", "it goes on"},
	})
}

func TestEveryMessageArrivesOrIsLostOnce(t *testing.T) {
	hold(t, storyTopology(), []row{
		{"it does not arrive", func(s *story) { s.without(trace.Arrive, 4) }, "messages", "neither did nor was lost"},
		{"it is to arrive at the horizon", func(s *story) { s.of(trace.Send, 8).Until = 1000 }, "messages", "neither did nor was lost"},
		{"it arrives twice", func(s *story) { s.then(trace.Arrive, 0, *s.of(trace.Arrive, 0)) }, "messages", "has arrived or was lost"},
		{"it is lost after it arrived", func(s *story) { s.of(trace.Lost, 0).Msg = 4 }, "messages", "lost of a message that has arrived"},
		{"it is not sent", func(s *story) { s.without(trace.Send, 0) }, "messages", "was not sent"},
		{"it is sent twice", func(s *story) { s.then(trace.Send, 1, *s.of(trace.Send, 1)) }, "messages", "sent again"},
		{"it is sent again after it arrived", func(s *story) { s.then(trace.Arrive, 0, *s.of(trace.Send, 0)) }, "messages", "sent again"},
		{"it arrives early", func(s *story) { s.of(trace.Arrive, 3).At-- }, "messages", "planned for"},
		{"it arrives as planned before it was blocked", func(s *story) { s.of(trace.Arrive, 2).At = 45 }, "messages", "planned for 50ns"},
		{"it arrives elsewhere", func(s *story) { s.of(trace.Arrive, 0).Node = broker }, "messages", "on its way"},
		{"it comes from elsewhere", func(s *story) { s.of(trace.Arrive, 0).Peer = tablet }, "messages", "on its way"},
		{"another's is lost", func(s *story) { s.of(trace.Lost, 0).Node = broker }, "messages", "on its way"},
		{"it shrinks", func(s *story) { s.of(trace.Arrive, 1).Payload = 99 }, "messages", "99 and 10 bytes"},
		{"its header grows", func(s *story) { s.of(trace.Arrive, 1).Header = 11 }, "messages", "100 and 11 bytes"},
		{"it changes its connection", func(s *story) { s.of(trace.Arrive, 1).Conn = 2 }, "messages", "on connection 2"},
		{"it becomes another", func(s *story) { s.of(trace.Arrive, 1).Shape = trace.Push }, "messages", "as push, sent as request"},
		{"it is blocked after it arrived", func(s *story) { s.of(trace.Block, 0).Msg = 1 }, "messages", "not under way"},
		{"it carries one more after it arrived", func(s *story) { s.of(trace.Carry, 0).Msg = 1 }, "messages", "not under way"},
		{"what it carries arrives at another time", func(s *story) { s.of(trace.Carry, 0).Until = 45 }, "messages", "is to arrive at 45ns"},
	})
}

func TestAnEffectIsNeverBeforeItsCause(t *testing.T) {
	hold(t, storyTopology(), []row{
		{"time goes back", func(s *story) { s.of(trace.Probe, 0).At = 99 }, "time", "99ns after 100ns"},
		{"time goes on after the horizon", func(s *story) { s.of(trace.End, 2).At = 1001 }, "time", "after the horizon"},
		{"it begins before it was intended", func(s *story) { s.of(trace.Begin, 0).Aux = 11 }, "time", "intended for 11ns"},
		{"it was intended before the run", func(s *story) { s.of(trace.Begin, 0).Aux = -1 }, "time", "intended for"},
		{"it is out before it is sent", func(s *story) { s.of(trace.Send, 0).Aux = 9 }, "time", "out at 9ns"},
		{"it is there before it is out", func(s *story) { s.of(trace.Send, 0).Until = 10 }, "time", "there at 10ns"},
		{"carried before it is sent", func(s *story) { s.of(trace.Carry, 0).Aux = 33 }, "time", "carried from"},
		{"carried there before it is out", func(s *story) { s.of(trace.Carry, 0).Until = 34 }, "time", "carried from"},
		{"blocked in the past", func(s *story) { s.of(trace.Block, 0).Aux = 32 }, "time", "blocked from 32ns"},
		{"blocked to before it is blocked", func(s *story) { s.of(trace.Block, 0).Until = 44 }, "time", "to 44ns"},
		{"blocked after it arrived", func(s *story) { s.of(trace.Block, 0).Aux = 46 }, "messages", "was to arrive at 45ns"},
		{"it answers what comes later", func(s *story) { s.of(trace.Send, 3).Parent = 5 }, "parents", "message 5"},
		{"it answers itself", func(s *story) { s.of(trace.Send, 3).Parent = 4 }, "parents", "message 4"},
		{"it answers what was never sent", func(s *story) { s.of(trace.Send, 3).Parent = 99 }, "parents", "message 99"},
	})
}

func TestDowntimeHasNoEffects(t *testing.T) {
	down := func(place trace.Place, effect rec) func(s *story) {
		return func(s *story) {
			effect.Node = max(effect.Node, place)
			s.then(trace.Probe, 0, rec{Kind: trace.Down, Node: place, Status: trace.Crashed}, effect, rec{Kind: trace.Up, Node: place})
		}
	}
	hold(t, storyTopology(), []row{
		{"it serves", down(api, rec{Kind: trace.Serve}), "downtime", "serve at api, which is down: crashed"},
		{"it finishes well", down(api, rec{Kind: trace.Finish, Status: trace.OK}), "downtime", "finish"},
		{"it sends", down(api, rec{Kind: trace.Send, Msg: 77, Peer: phone, At: 100, Aux: 100, Until: 3000}), "downtime", "send"},
		{"it asks", down(phone, rec{Kind: trace.Ask, Aux: 1}), "downtime", "ask"},
		{"something takes effect", down(api, rec{Kind: trace.Applied, Op: 1, N: 1}), "downtime", "applied"},
		{"it takes into its queue", down(api, rec{Kind: trace.Queue, Aux: 1}), "downtime", "queue"},
		{"it parks", down(api, rec{Kind: trace.Hold, Msg: 78}), "downtime", "hold"},
		{"it keeps", down(broker, rec{Kind: trace.Store, Msg: 78, Aux: 1}), "downtime", "store"},
		{"it delivers", down(broker, rec{Kind: trace.Deliver, Msg: 78, Aux: 1, Peer: api}), "downtime", "deliver"},
		{"its sidecar serves", down(api, rec{Kind: trace.Serve, Node: sidecar}), "downtime", "serve at api+sidecar"},
		{"it is another's", down(api, rec{Kind: trace.Serve, Node: broker}), "", ""},
		{"it serves again after it is back", func(s *story) {
			s.then(trace.Probe, 0, rec{Kind: trace.Down, Node: api, Status: trace.Silent}, rec{Kind: trace.Up, Node: api}, rec{Kind: trace.Serve, Node: api})
		}, "", ""},
		{"what it did is cut short", func(s *story) {
			s.then(trace.Probe, 0, rec{Kind: trace.Serve, Node: api}, rec{Kind: trace.Down, Node: api, Status: trace.Crashed},
				rec{Kind: trace.Finish, Node: api, Status: trace.Crashed}, rec{Kind: trace.Up, Node: api})
		}, "", ""},
		{"a silent host resets connections", func(s *story) { s.of(trace.Down, 0).Status = trace.Silent }, "downtime", "send at phone/1, which is down: silent"},
	})
}

func TestMessagesOfAConnectionArriveInTheirOrder(t *testing.T) {
	// Message 3 is planned to overtake message 2.
	overtake := func(s *story) {
		s.without(trace.Block, 0)
		s.of(trace.Send, 2).Until = 39
		s.of(trace.Carry, 0).Until = 39
		third := *s.of(trace.Arrive, 2)
		third.At = 39
		s.without(trace.Arrive, 2)
		s.then(trace.Carry, 0, third)
		s.then(trace.Arrive, 1, rec{Kind: trace.Enter, Op: 2, N: 2, Cause: trace.Queued})
		s.of(trace.Enter, 0).At = 39
		enter := *s.of(trace.Enter, 0)
		s.without(trace.Enter, 0)
		s.then(trace.Arrive, 1, enter)
	}
	hold(t, storyTopology(), []row{
		{"one overtakes", overtake, "order", "it was sent on connection 1 before one that has arrived"},
		{"one overtakes what is lost", func(s *story) {
			overtake(s)
			*s.of(trace.Arrive, 2) = rec{Kind: trace.Lost, At: 40, Msg: 2, Node: phone, Peer: api, Status: trace.Noise}
		}, "", ""},
		{"they are on two connections", func(s *story) {
			overtake(s)
			s.then(trace.Open, 0, rec{Kind: trace.Open, Conn: 2, Node: phone, Peer: api})
			s.of(trace.Send, 2).Conn = 2
		}, "", ""},
		{"they are on none", func(s *story) {
			overtake(s)
			s.of(trace.Send, 1).Conn, s.of(trace.Send, 2).Conn, s.of(trace.Arrive, 2).Conn = 0, 0, 0
		}, "", ""},
		{"they go opposite ways", func(s *story) {
			overtake(s)
			p, q := s.of(trace.Send, 2), s.of(trace.Arrive, 1)
			p.Node, p.Peer, q.Node, q.Peer = api, phone, phone, api
		}, "", ""},
		{"a reset overtakes", func(s *story) {
			overtake(s)
			s.of(trace.Send, 2).Shape, s.of(trace.Arrive, 1).Shape = trace.Resetting, trace.Resetting
		}, "", ""},
		{"a reset is overtaken", func(s *story) {
			overtake(s)
			s.of(trace.Send, 1).Shape, s.of(trace.Arrive, 2).Shape = trace.Resetting, trace.Resetting
		}, "order", "before one that has arrived"},
		{"the connection is closed meanwhile", func(s *story) {
			overtake(s)
			s.then(trace.Carry, 0, rec{Kind: trace.Close, Conn: 1})
		}, "order", "before one that has arrived"},
	})
	free, hop := storyTopology(), storyTopology()
	free.Links[0].Unordered = true
	hold(t, free, []row{{"the link does not promise it", overtake, "", ""}})
	hop.Unordered = true
	hold(t, hop, []row{{"the link does, and is no hop", overtake, "order", "before one that has arrived"}})
	hold(t, hop, []row{{"nor is what joins a sidecar to its host", func(s *story) {
		overtake(s)
		for i := range *s {
			r := &(*s)[i]
			if r.Conn == 1 && r.Node == phone {
				r.Node = sidecar
			}
			if r.Conn == 1 && r.Peer == phone {
				r.Peer = sidecar
			}
		}
	}, "order", "before one that has arrived"}})
	hop.Links = nil
	hold(t, hop, []row{{"the hop does not", overtake, "", ""}})
	free.Links[0] = trace.Link{ID: "other", From: 0, To: 2, Unordered: true}
	hold(t, free, []row{{"another link does not", overtake, "order", "before one that has arrived"}})
}

func TestNoMoreIsAtWorkOrWaitsThanThereIsRoomFor(t *testing.T) {
	hold(t, storyTopology(), []row{
		{"two at work, one worker", func(s *story) { s.then(trace.Serve, 0, rec{Kind: trace.Serve, Node: api}) }, "workers", "2 are at work at place 3, which has 1"},
		{"two at work, no workers needed", func(s *story) {
			s.then(trace.Probe, 0, rec{Kind: trace.Serve, Node: phone}, rec{Kind: trace.Serve, Node: phone})
		}, "", ""},
		{"two at work in the sidecar", func(s *story) {
			s.then(trace.Probe, 0, rec{Kind: trace.Serve, Node: sidecar}, rec{Kind: trace.Serve, Node: sidecar})
		}, "", ""},
		{"done without having begun", func(s *story) { s.then(trace.Finish, 1, *s.of(trace.Finish, 1)) }, "workers", "did not take up"},
		{"it waited for less than nothing", func(s *story) { s.of(trace.Serve, 0).Aux = -1 }, "workers", "waited for -1"},
		{"it took less than nothing", func(s *story) { s.of(trace.Finish, 0).Aux = -1 }, "workers", "took -1"},
		{"two wait, room for one", func(s *story) {
			s.then(trace.Queue, 0, rec{Kind: trace.Queue, Msg: 77, Aux: 2, Node: api}, rec{Kind: trace.Drop, Msg: 77, Node: api, Status: trace.Rejected})
		}, "queues", "2 wait at place 3, which has room for 1"},
		{"one waits, and it says two", func(s *story) { s.of(trace.Queue, 0).Aux = 2 }, "queues", "1 wait at place 3, not 2"},
		{"two wait, and it says one", func(s *story) {
			s.then(trace.Queue, 0, rec{Kind: trace.Queue, Msg: 77, Aux: 1, Node: api})
		}, "queues", "2 wait at place 3, not 1"},
		{"work of its own waits too", func(s *story) {
			s.then(trace.Probe, 0, rec{Kind: trace.Queue, Aux: 1, Node: broker}, rec{Kind: trace.Queue, Msg: 77, Aux: 2, Node: broker})
		}, "", ""},
		{"work of its own waits beyond the room", func(s *story) { s.then(trace.Probe, 0, rec{Kind: trace.Queue, Aux: 2, Node: api}) }, "queues", "room for 1"},
		{"it waits at two places", func(s *story) { s.then(trace.Queue, 0, rec{Kind: trace.Queue, Msg: 3, Aux: 1, Node: broker}) }, "queues", "at 3 already"},
		{"dropped from where it did not wait", func(s *story) {
			s.then(trace.Probe, 0, rec{Kind: trace.Drop, Msg: 3, Node: api, Status: trace.TimedOut})
		}, "queues", "where it did not wait"},
		{"turned away without having waited", func(s *story) {
			s.then(trace.Probe, 0, rec{Kind: trace.Drop, Msg: 3, Node: api, Status: trace.Rejected})
		}, "", ""},
		{"turned away after it has waited", func(s *story) {
			s.then(trace.Probe, 0, rec{Kind: trace.Queue, Msg: 77, Aux: 1, Node: api}, rec{Kind: trace.Drop, Msg: 77, Node: api, Status: trace.Rejected})
		}, "queues", "where it waited already"},
		{"dropped, and another takes its room", func(s *story) {
			s.then(trace.Probe, 0, rec{Kind: trace.Queue, Msg: 77, Aux: 1, Node: api}, rec{Kind: trace.Drop, Msg: 77, Node: api, Status: trace.Expired},
				rec{Kind: trace.Queue, Msg: 78, Aux: 1, Node: api})
		}, "", ""},
	})
	shared := storyTopology()
	shared.Nodes[1].Shared = true
	hold(t, shared, []row{{"the worker is shared", func(s *story) { s.then(trace.Serve, 0, rec{Kind: trace.Serve, Node: api}) }, "", ""}})
}

func TestBrokersKeepWhatCame(t *testing.T) {
	again := func(why ...rec) func(*story) {
		return func(s *story) {
			s.extended()
			s.then(trace.Extend, 0, append(why, rec{Kind: trace.Deliver, Msg: 7, Node: broker, Peer: api, Aux: 2})...)
		}
	}
	hold(t, storyTopology(), []row{
		{"freed, and not parked", func(s *story) { s.without(trace.Hold, 0) }, "parked", "not parked"},
		{"freed twice", func(s *story) { s.then(trace.Free, 0, *s.of(trace.Free, 0)) }, "parked", "not parked"},
		{"freed elsewhere", func(s *story) { s.of(trace.Free, 0).Node = phone }, "parked", "at place 1"},
		{"parked twice", func(s *story) { s.then(trace.Hold, 0, *s.of(trace.Hold, 0)) }, "parked", "already"},
		{"it goes, and never came", func(s *story) { s.without(trace.Store, 0) }, "kept", "does not keep it"},
		{"it goes twice", func(s *story) { s.then(trace.Unstore, 0, *s.of(trace.Unstore, 0)) }, "kept", "does not keep it"},
		{"it goes from elsewhere", func(s *story) { s.of(trace.Unstore, 0).Node = api }, "kept", "place 3, which does not keep it"},
		{"two queues keep it", func(s *story) {
			s.then(trace.Store, 0, rec{Kind: trace.Store, Msg: 7, Aux: 1, Node: broker})
			s.then(trace.Unstore, 0, rec{Kind: trace.Unstore, Msg: 7, Aux: 0, Node: broker, Status: trace.Expired})
		}, "", ""},
		{"two places keep it", func(s *story) { s.then(trace.Store, 0, rec{Kind: trace.Store, Msg: 7, Aux: 1, Node: api}) }, "kept", "at 5 already"},
		{"a queue keeps more than came", func(s *story) { s.of(trace.Store, 0).Aux = 2 }, "kept", "keeps 2, the place 1"},
		{"a queue keeps nothing after one came", func(s *story) { s.of(trace.Store, 0).Aux = 0 }, "kept", "keeps 0"},
		{"fewer than none are left", func(s *story) { s.of(trace.Unstore, 0).Aux = -1 }, "kept", "-1 are left"},
		{"more are left than came", func(s *story) { s.of(trace.Unstore, 0).Aux = 1 }, "kept", "1 are left"},
		{"a delivery before the first", func(s *story) { s.of(trace.Deliver, 0).Aux = 0 }, "kept", "delivery 0"},
		{"its rank changes", func(s *story) { s.of(trace.Deliver, 0).Parent = 2 }, "kept", "with rank 0, and handed over with 2"},
		{"it is handed over before its time", func(s *story) { s.of(trace.Store, 0).Until = s.of(trace.Deliver, 0).At + 1 }, "kept", "before its delay"},
		{"it is worked on by who has it", func(s *story) { s.extended() }, "", ""},
		{"it is worked on by another", func(s *story) { s.extended().Peer = phone }, "kept", "place 1 is at work on it, to which it was not handed last"},
		{"it is extended into the past", func(s *story) { e := s.extended(); e.Until = e.At }, "kept", "handed over again at"},
		{"it is handed over while it is worked on", again(), "kept", "while place 3 is at work on it"},
		{"it is handed over since its consumer has gone", again(rec{Kind: trace.Unsubscribed, Node: broker, Peer: api}), "", ""},
		{"it is handed over since its consumer has failed", again(
			rec{Kind: trace.Send, Aux: 86, Until: 86, Msg: 70, Node: api, Peer: broker, Shape: trace.Ack, Status: trace.Failed},
			rec{Kind: trace.Arrive, Msg: 70, Node: broker, Peer: api, Shape: trace.Ack, Status: trace.Failed}), "", ""},
		{"it is handed over though its consumer says that it is well", again(
			rec{Kind: trace.Send, Aux: 86, Until: 86, Msg: 70, Node: api, Peer: broker, Shape: trace.Ack},
			rec{Kind: trace.Arrive, Msg: 70, Node: broker, Peer: api, Shape: trace.Ack}), "kept", "while place 3 is at work on it"},
		{"it is set aside while it is worked on", func(s *story) { s.extended(); s.of(trace.Unstore, 0).Status = trace.DeadLettered }, "kept", "set aside while place 3"},
	})
}

func TestEveryNanosecondOfAnOperationHasACause(t *testing.T) {
	hold(t, storyTopology(), []row{
		{"it begins without a cause", func(s *story) { s.of(trace.Begin, 2).Cause = 0 }, "accounts", "without a cause"},
		{"its first cause is late", func(s *story) { s.of(trace.Begin, 2).Cause = 0 }, "accounts", "0ns of its 500ns"},
		{"nothing follows its arrival", func(s *story) { s.of(trace.Serve, 0).Cause = 0 }, "accounts", "50ns of its 65ns have a cause; the first gap is from 40ns to 55ns"},
		{"nothing follows its arrival, to the end", func(s *story) { s.of(trace.End, 0).At = 66 }, "accounts", "65ns of its 66ns have a cause; the first gap is from 65ns to 66ns"},
		{"the answer is a nanosecond late", func(s *story) { s.of(trace.Lost, 0).At = 71 }, "accounts", "the first gap is from 70ns to 71ns"},
		{"it is not said to be blocked", func(s *story) { s.without(trace.Block, 0) }, "accounts", "the first gap is from 45ns to 50ns"},
		{"the block names no operation", func(s *story) { s.of(trace.Block, 0).Op, s.of(trace.Block, 0).N = 0, 0 }, "", ""},
		{"another is carried on before the block", func(s *story) {
			carry := *s.of(trace.Carry, 0)
			carry.At, carry.Until = 33, 45
			s.without(trace.Carry, 0)
			s.then(trace.Send, 2, carry)
		}, "accounts", "the first gap is from 45ns to 50ns"},
		{"an operation that no longer travels is not blocked", func(s *story) {
			s.then(trace.Send, 2, rec{Kind: trace.Enter, Op: 2, N: 1, Cause: trace.Gathering})
		}, "", ""},
		{"the first of two attempts counts", beside(rec{Kind: trace.Prevail, Op: 1, N: 1, Header: 1, Aux: trace.First}), "", ""},
		{"the second of two attempts counts", beside(rec{Kind: trace.Prevail, Op: 1, N: 1, Header: 1, Aux: trace.Second}), "", ""},
		{"the second counts, of which nothing is known for a while", func(s *story) {
			s.then(trace.Send, 1, rec{Kind: trace.Fork, Op: 1, N: 1, Header: 1}, rec{Kind: trace.Beside, Op: 1, N: 1, Header: 1, Cause: trace.Transfer, Aux: 32, Until: 33, Msg: s.of(trace.Send, 1).Msg})
			s.then(trace.Serve, 0, rec{Kind: trace.Prevail, Op: 1, N: 1, Header: 1, Aux: trace.Second})
		}, "accounts", "have a cause; the first gap is from 33ns"},
		{"an attempt is at a side where none is made", func(s *story) {
			s.then(trace.Serve, 0, rec{Kind: trace.Beside, Op: 1, N: 1, Header: 1, Cause: trace.Queued})
		}, "accounts", "no attempt is made there"},
		{"an attempt counts that is not made", func(s *story) {
			s.then(trace.Serve, 0, rec{Kind: trace.Prevail, Op: 1, N: 1, Header: 1, Aux: trace.Second})
		}, "accounts", "not both are there"},
		{"an attempt counts that is over", beside(
			rec{Kind: trace.Prevail, Op: 1, N: 1, Header: 1, Aux: trace.First}, rec{Kind: trace.Prevail, Op: 1, N: 1, Header: 1, Aux: trace.Second},
		), "accounts", "not both are there"},
		{"a plan is given up", func(s *story) { s.then(trace.Send, 1, rec{Kind: trace.Enter, Op: 1, N: 1, Cause: trace.BackingOff}) }, "", ""},
	})
}

// beside has another attempt made while the first is worked on, and what follows.
func beside(more ...rec) func(*story) {
	all := append([]rec{{Kind: trace.Fork, Op: 1, N: 1, Header: 1}, {Kind: trace.Beside, Op: 1, N: 1, Header: 1, Cause: trace.Queued}}, more...)
	return func(s *story) { s.then(trace.Serve, 0, all...) }
}

func TestAConnectionIsUsedOnlyWhileItIsOpen(t *testing.T) {
	hold(t, storyTopology(), []row{
		{"sent, and not opened", func(s *story) { s.without(trace.Open, 0) }, "connections", "send on connection 1, which was not opened"},
		{"open, and not asked for", func(s *story) { s.of(trace.Opened, 0).Conn = 2 }, "connections", "opened on connection 2, which was not opened"},
		{"accepted, and does not wait", func(s *story) {
			admitted := *s.of(trace.Opened, 0)
			admitted.Kind = trace.Admitted
			s.then(trace.Opened, 0, admitted)
		}, "connections", "does not wait for that"},
		{"opened twice", func(s *story) { s.then(trace.Opened, 0, *s.of(trace.Opened, 0)) }, "connections", "open already"},
		{"asked for twice", func(s *story) { s.then(trace.Open, 0, *s.of(trace.Open, 0)) }, "connections", "opened again"},
		{"asked for again after it was closed", func(s *story) { s.then(trace.Close, 0, *s.of(trace.Open, 0)) }, "connections", "opened again"},
		{"closed twice", func(s *story) { s.then(trace.Close, 0, *s.of(trace.Close, 0)) }, "connections", "closed or broken"},
		{"closed after it broke", func(s *story) {
			s.then(trace.Probe, 0, rec{Kind: trace.Reset, Conn: 1, Status: trace.Crashed})
		}, "connections", "closed or broken"},
		{"sent after it was closed", func(s *story) { s.of(trace.Send, 8).Conn = 1 }, "connections", "send on connection 1, which is closed or broken"},
		{"said to be broken after it broke", func(s *story) {
			*s.of(trace.Close, 0) = rec{Kind: trace.Reset, At: 99, Conn: 1, Status: trace.Crashed}
			s.of(trace.Send, 8).Conn, s.of(trace.Send, 8).Shape = 1, trace.Resetting
		}, "", ""},
		{"sent by a stranger", func(s *story) { s.of(trace.Send, 5).Conn = 1 }, "connections", "sent from place 2 to 3"},
		{"it arrives after it was closed", func(s *story) {
			s.then(trace.Send, 4, rec{Kind: trace.Close, Conn: 1})
			s.without(trace.Close, 1)
		}, "", ""},
	})
}

func TestADeadLetterIsInOnePlace(t *testing.T) {
	aside := func(status trace.Status, aux int64) rec {
		return rec{Kind: trace.Aside, Msg: 7, Node: broker, Status: status, Aux: aux}
	}
	joins, back, lost := aside(trace.DeadLettered, 1), aside(trace.OK, 0), aside(trace.Crashed, 0)
	kept, done := rec{Kind: trace.Store, Msg: 7, Node: broker, Aux: 1}, rec{Kind: trace.Unstore, Msg: 7, Node: broker, Status: trace.OK}
	handed := rec{Kind: trace.Deliver, Msg: 7, Node: broker, Peer: api, Aux: 1}
	elsewhere := joins
	elsewhere.Node = api
	tell := func(status trace.Status, more ...rec) func(*story) {
		return func(s *story) {
			s.of(trace.Unstore, 0).Status = status
			s.then(trace.Unstore, 0, more...)
		}
	}
	hold(t, storyTopology(), []row{
		{"it stays there", tell(trace.DeadLettered, joins), "", ""},
		{"it is put back, and done", tell(trace.DeadLettered, joins, back, kept, done), "", ""},
		{"it is lost there", tell(trace.DeadLettered, joins, lost), "", ""},
		{"it was done", tell(trace.OK, joins), "deadLetters", "has not just left its queue"},
		{"it left its queue elsewhere", tell(trace.DeadLettered, elsewhere), "deadLetters", "has not just left its queue"},
		{"it is there twice", tell(trace.DeadLettered, joins, joins), "deadLetters", "where it is already"},
		{"it comes from its queue twice", tell(trace.DeadLettered, joins, back, kept, joins), "deadLetters", "has not just left its queue"},
		{"it is put back twice", tell(trace.DeadLettered, joins, back, kept, back, kept), "deadLetters", "where it is not"},
		{"it is put back and lost", tell(trace.DeadLettered, joins, back), "deadLetters", "no queue keeps it"},
		{"it is in its queue as well", tell(trace.DeadLettered, joins, kept), "deadLetters", "in its queue, and among"},
		{"it is handed over from there", tell(trace.DeadLettered, joins, handed), "deadLetters", "in its queue, and among"},
		{"more are there than came", tell(trace.DeadLettered, aside(trace.DeadLettered, 2)), "deadLetters", "2 are said to be set aside, of 1"},
		{"one is left after the last", tell(trace.DeadLettered, joins, aside(trace.OK, 1), kept, done), "deadLetters", "1 are said to be set aside, of 0"},
	})
}

package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var shortPolling = Pattern{
	Name: "shortPolling", Title: "short polling",
	Says:      "Asking at fixed intervals whether there is news, whether or not there is.",
	Operation: anUpdate,
	To:        node.Answers, Options: (*ShortPollingConfig)(nil),
	Check: func(options any, chosen bool, r Report) {
		if chosen {
			r.Often("/interval", "polls", options.(*ShortPollingConfig).Interval)
		}
	},
	New: newShortPolling,
}

// ShortPollingConfig are the options of short polling.
type ShortPollingConfig struct {
	Interval sim.Time `json:"interval" default:"5s" min:"1us" doc:"from one poll's sending to the next"`
	Stagger  string   `json:"stagger" enum:"random,even,none" default:"random" doc:"where the listeners' beats lie: at random, spread evenly over one interval, or all together"`
	Until    *int     `json:"until" min:"1" absent:"it asks for ever" doc:"a listener that has heard of so many updates asks no more"`
}

// ShortPolling: the listener asks at fixed intervals whether there is news.
//
// Model card. Intervals run from the sending of one poll to that of the next,
// whether or not it has been answered. A poll bears the number up to which
// the listener has heard, so the server keeps nothing between polls, and what
// a lost answer bore is in the next one. The mean time to hear of an update
// that comes up at random is half the interval, one return trip and the
// service: an update is picked up when a poll is answered. While polls of its
// listener are under way it waits with the oldest of them, be that in a queue
// or in service; before, for the next poll. Left out:
// conditional requests (ETag), intervals that adapt.
type ShortPolling struct {
	*News
	options *ShortPollingConfig
	beat    sim.HandlerID
}

func newShortPolling(s *Setup) (Flow, error) {
	n, err := newNews(s, s.Speakers)
	if err != nil {
		return nil, err
	}
	p := &ShortPolling{News: n, options: options[ShortPollingConfig](s)}
	p.Agent.Tell(p)
	n.known = func(int, trace.Place) {} // a poll will find it
	p.beat = n.W.Kernel.Register((*pollBeat)(p))
	return p, nil
}

// pollBeat fires a listener's beat.
type pollBeat ShortPolling

// Start begins the news, and every listener's beat.
func (s *ShortPolling) Start() {
	s.load.Start()
	interval := s.options.Interval
	for i := range s.Speakers {
		phase := sim.Time(0)
		switch s.options.Stagger {
		case "random":
			draws := sim.NewStream(s.Key.Named("phase").With(uint64(i)))
			phase = sim.FromNanos(float64(interval) * draws.Float64())
		case "even":
			phase = interval * sim.Time(i) / sim.Time(len(s.Speakers))
		}
		s.W.Kernel.At(phase, s.beat, 0, uint32(i), 0)
	}
}

// Handle polls, and sets the next beat, until the listener has heard enough.
func (b *pollBeat) Handle(e sim.Event) {
	listener := int(e.A)
	if b.sated(listener, b.options.Until) {
		return
	}
	if b.W.Live(b.Speakers[listener]) {
		b.poll(listener)
	}
	b.W.Kernel.At(b.W.Now()+b.options.Interval, b.beat, 0, e.A, 0)
}

// Served answers a poll at once: with what there is, or empty.
func (s *ShortPolling) Served(j *node.Job) bool {
	switch {
	case j.Shape == trace.Publish:
		s.taken(j)
	case j.Status != trace.OK:
		s.W.Reply(j.Attempt, j.Place, node.Answer{Shape: trace.Response, Status: j.Status})
	default:
		s.answer(j.Attempt, j.Place)
	}
	return false
}

// Returned takes an answer: the listener hears what is in it.
func (s *ShortPolling) Returned(_ *node.Call, m *network.Message, status trace.Status) {
	if m != nil && status == trace.OK {
		s.hear(m.Tag.Listener(), m.Tag.Number())
	}
}

package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
)

// FlowConfig describes a conversation: who speaks to whom, by which pattern,
// and what is said how often.
type FlowConfig struct {
	From     []string  `json:"from" ref:"node" required:"true" doc:"who begins: those who ask, poll, listen, subscribe or produce"`
	To       string    `json:"to" ref:"node" required:"true" doc:"whom they speak to"`
	Pattern  Name      `json:"pattern" required:"true" doc:"how they talk"`
	Send     *Send     `json:"send" absent:"none" doc:"patterns whose operations are asked for: when the speakers want something"`
	Updates  *Updates  `json:"updates" absent:"none" doc:"the other patterns: the news that the speakers want to hear of"`
	About    *About    `json:"about" absent:"nothing" doc:"what each operation is about"`
	Writes   float64   `json:"writes" unit:"share" default:"0" min:"0" max:"1" doc:"patterns whose operations are asked for: share of the operations that write what they are about, where a store keeps it; the others read it"`
	Request  *sim.Dist `json:"request" unit:"size" absent:"256B; pageLoad: none, since it asks by GET" doc:"content of a request, poll, subscription or job"`
	Response *sim.Dist `json:"response" unit:"size" absent:"1KiB; polling: what the updates in it add up to" doc:"content of an answer; polling: of one with news, whatever it brings (a poll that returns the whole state)"`
	Empty    sim.Dist  `json:"empty" unit:"size" default:"0B" doc:"polling: content of an answer without news"`
	Headers  Headers   `json:"headers" doc:"bytes around the content, by the kind of message"`

	Demand     *sim.Dist `json:"demand" unit:"duration" absent:"the server's service" doc:"the work that one request (or job, or message at its consumer) asks of a server; the same for every attempt"`
	Route      string    `json:"route" doc:"which of its routes a server goes by for what it is asked (or gets as a consumer), where it has several"`
	Objective  *sim.Time `json:"objective" min:"1ns" absent:"none" doc:"how long an operation may take: withinObjective is the share that ended ok within"`
	Priority   int       `json:"priority" default:"0" min:"-1000" max:"1000" doc:"where the queue goes by priority: higher is served first"`
	Idempotent bool      `json:"idempotent" default:"false" doc:"requests carry an idempotency key: what was done already is answered again without being done again, and a repeat of what is being done waits for its result"`
	Poison     float64   `json:"poison" unit:"share" default:"0" min:"0" max:"1" doc:"share of requests or messages whose processing always fails"`
	Unknown    float64   `json:"unknown" unit:"share" default:"0" min:"0" max:"1" doc:"requestResponse: share of requests for something that is not there: the answer, without content, says so (notFound; an HTTP 404), nothing is done, and nobody tries again"`
	DeadLetter bool      `json:"deadLetter" default:"false" doc:"requestResponse: what the last attempt could not get done is set aside for somebody to look through (its outcome is deadLettered) instead of being given up"`
	node.Policy

	Options Options `json:"-" options:"pattern"` // of every pattern: a variant need only change the pattern
}

// About says what the operations of a flow are about: each has a key, by which
// it is hashed, cached, kept in order.
type About struct {
	Keys   string `json:"keys" ref:"key space" required:"true" doc:"of which space its key is"`
	By     string `json:"by" enum:"chance,speaker,cause" default:"chance" doc:"which key that is: chance: one that is drawn for the operation, by the law of the space; speaker: the i'th speaker (of news: listener) has the i'th key, and so on from the first where there are fewer keys, and what a listener asks by (a poll, a subscription) is about its key, too, as it is about the room of one that is in one room; cause (arrivals steps, after): that of the operation by which it is published, or after which it comes, where that is about a key of the same space, and else a drawn one"`
	Colour bool   `json:"colour" default:"false" doc:"in the picture a message has the colour of its key, and its number beside it, instead of its flow's colour; it changes nothing else"`
}

// Short is the key of the field that a string in place of an About is.
func (About) Short() string { return "keys" }

// Layers are none.
func (About) Layers() map[string]any { return nil }

// Options are a flow's of each pattern that has some, by the pattern's name:
// pointers to structs.
type Options map[string]any

// Own are the flow's options of its own pattern.
func (c *FlowConfig) Own() any { return c.Options[string(c.Pattern)] }

// Load is the workload that the flow's pattern goes by.
func (c *FlowConfig) Load() *Send {
	if c.Pattern.Row().Asks {
		return c.Send
	}
	return &c.Updates.Send
}

// Ending is c with nothing sent at or after an instant.
func (c *FlowConfig) Ending(at sim.Time) *FlowConfig {
	ending := *c
	if c.Send != nil {
		send := c.Send.ending(at)
		ending.Send = &send
	}
	if c.Updates != nil {
		updates := *c.Updates
		updates.Send = c.Updates.Send.ending(at)
		ending.Updates = &updates
	}
	return &ending
}

func (s Send) ending(at sim.Time) Send {
	if s.Stop == nil || *s.Stop > at {
		s.Stop = &at
	}
	return s
}

// Send is a workload: when each speaker intends its operations.
type Send struct {
	Arrivals  string     `json:"arrivals" enum:"poisson,constant,gaps,times,closed,after,steps" default:"poisson" doc:"poisson: at random, independently; constant: evenly; gaps: by a distribution of the gaps; times: at given times; closed: some time after the last operation has ended; after: whenever an operation of another flow has been processed at the speaker; steps: whenever a step of the speaker's publishes one"`
	Rate      *sim.Rate  `json:"rate" min:"0/s" absent:"see totalRate" doc:"poisson, constant: operations a second of each speaker"`
	TotalRate *sim.Rate  `json:"totalRate" min:"0/s" absent:"see rate" doc:"poisson, constant: operations a second of all speakers together"`
	Gap       *sim.Dist  `json:"gap" unit:"duration" absent:"none" doc:"gaps: time from one operation of a speaker to its next"`
	Times     []sim.Time `json:"times" doc:"times: when each speaker begins an operation, in rising order"`
	Think     *sim.Dist  `json:"think" unit:"duration" absent:"0s" doc:"closed: time from the end of an operation to the next one's start"`
	After     string     `json:"after" ref:"flow" doc:"after: the flow whose operations, once processed at a speaker, begin one here"`
	Burst     *Burst     `json:"burst" absent:"one at a time" doc:"each arrival brings several operations"`
	Start     sim.Time   `json:"start" default:"0s" min:"0s" doc:"nothing is sent before"`
	Stop      *sim.Time  `json:"stop" min:"0s" absent:"the end of the run" doc:"nothing is sent at or after"`
	Stagger   string     `json:"stagger" enum:"even,random,none" default:"even" doc:"constant: where the speakers' beats lie: spread evenly over one interval, at random, or all together"`
	Changes   []Change   `json:"changes" doc:"poisson, constant: how the rate changes with time, in rising order"`
}

// Burst makes several operations of one arrival.
type Burst struct {
	Size int      `json:"size" default:"5" min:"1" max:"1000000" doc:"operations that come with each arrival; the rate counts arrivals"`
	Gap  sim.Time `json:"gap" default:"0s" min:"0s" doc:"from one to the next of them"`
}

// Change sets the rate to a multiple of its base from some time on.
type Change struct {
	At     sim.Time `json:"at" required:"true" min:"0s" doc:"when the change begins"`
	Over   sim.Time `json:"over" default:"0s" min:"0s" doc:"how long the rate takes to get there, in a straight line"`
	Factor float64  `json:"factor" required:"true" min:"0" max:"1000000" doc:"the new rate, as a multiple of the base rate"`
}

// Updates are the news of a flow.
type Updates struct {
	Send
	Audience string    `json:"audience" enum:"each,all,room" default:"each" doc:"each: every listener has news of its own, rate counts for each; all: every update is for all listeners, totalRate counts; room: every update is for those who are in the room (topic, channel) that is the key it is 'about', totalRate counts"`
	Rooms    int       `json:"rooms" default:"1" min:"1" max:"1000" doc:"audience room: how many rooms each listener is in, over its one subscription: the i'th those of the i'th key and the next, and so on from the first where there are fewer keys"`
	Source   string    `json:"source" ref:"node" absent:"they come up at 'to' itself" doc:"a client or server that sends each update to 'to' first"`
	Size     sim.Dist  `json:"size" unit:"size" default:"256B" doc:"content of one update"`
	Spread   *sim.Dist `json:"spread" unit:"duration" absent:"0s" doc:"how long after the first replica of 'to' each other replica knows of an update"`
}

// heardByKey tells whether each listener has a key, the i'th the i'th: its own, or that of
// the one room that it is in.
func (u *Updates) heardByKey(about *About) bool {
	return about.By == "speaker" || u.Audience == "room" && u.Rooms == 1
}

// Headers are bytes around the content of each kind of message.
type Headers struct {
	Request  sim.Bytes `json:"request" default:"500B" min:"0B" max:"1MiB" doc:"of a request or poll: HTTP/1.1 with cookies, uncompressed"`
	Response sim.Bytes `json:"response" default:"250B" min:"0B" max:"1MiB" doc:"of an answer"`
	Push     sim.Bytes `json:"push" default:"6B" min:"0B" max:"1MiB" doc:"of a pushed message: a WebSocket frame (RFC 6455: 2 to 14)"`
	Publish  sim.Bytes `json:"publish" default:"60B" min:"0B" max:"1MiB" doc:"of a message to a broker"`
	Delivery sim.Bytes `json:"delivery" default:"60B" min:"0B" max:"1MiB" doc:"of a message from a broker"`
	Ack      sim.Bytes `json:"ack" default:"21B" min:"0B" max:"1MiB" doc:"of an acknowledgement (AMQP 0-9-1 basic.ack: 21)"`
}

// Waits are how long a listener whose request has failed waits before it asks
// again: longer each time.
type Waits struct {
	Backoff sim.Time `json:"backoff" default:"1s" min:"0s" doc:"wait before the first try"`
	Factor  float64  `json:"factor" default:"2" min:"1" max:"100" doc:"each further wait is this much longer"`
	Cap     sim.Time `json:"cap" default:"30s" min:"0s" doc:"no wait is longer"`
	Jitter  string   `json:"jitter" enum:"none,full,equal,decorrelated,share" default:"full" doc:"how the waits are spread: as for retries; share: each is shorter or longer by up to a share of itself"`
	Share   float64  `json:"share" unit:"share" default:"0.2" min:"0" max:"1" doc:"jitter share: how large that is (0.2: gRPC's connection backoff)"`
}

// Reconnect says how a listener that has lost its connection comes back.
type Reconnect struct {
	Waits
	Timeout   sim.Time  `json:"timeout" default:"10s" min:"1ns" doc:"a subscription without answer for this long is tried again"`
	Heartbeat *sim.Time `json:"heartbeat" min:"1ns" absent:"none" doc:"the other side says this often that it is still there, so that a listener takes silence for a break"`
	Misses    int       `json:"misses" default:"2" min:"2" max:"1000" doc:"heartbeat: how many intervals of silence are a break (two by AMQP 0-9-1, section 4.2.7)"`
}

func (w *Waits) policy() node.Backoff {
	return node.Backoff{First: w.Backoff, Factor: w.Factor, Cap: w.Cap, Jitter: w.Jitter, Share: w.Share}
}

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
	Pattern  string    `json:"pattern" enum:"requestResponse,shortPolling,longPolling,push,publishSubscribe,queue" required:"true" doc:"how they talk"`
	Send     *Send     `json:"send" absent:"none" doc:"requestResponse, queue: when the speakers want something"`
	Updates  *Updates  `json:"updates" absent:"none" doc:"the other patterns: the news that the speakers want to hear of"`
	Request  sim.Dist  `json:"request" unit:"size" default:"256B" doc:"content of a request, poll, subscription or job"`
	Response *sim.Dist `json:"response" unit:"size" absent:"1KiB; polling: what the updates in it add up to" doc:"content of an answer; polling: of one with news, whatever it brings (a poll that returns the whole state)"`
	Empty    sim.Dist  `json:"empty" unit:"size" default:"0B" doc:"polling: content of an answer without news"`
	Headers  Headers   `json:"headers" doc:"bytes around the content, by the kind of message"`

	Demand     *sim.Dist `json:"demand" unit:"duration" absent:"the server's service" doc:"the work that one request (or job, or message at its consumer) asks of a server; the same for every attempt"`
	Objective  *sim.Time `json:"objective" min:"1ns" absent:"none" doc:"how long an operation may take: withinObjective is the share that ended ok within"`
	Priority   int       `json:"priority" default:"0" min:"-1000" max:"1000" doc:"where the queue goes by priority: higher is served first"`
	Idempotent bool      `json:"idempotent" default:"false" doc:"requests carry an idempotency key: what was done already is answered again without being done again, and a repeat of what is being done waits for its result"`
	Poison     float64   `json:"poison" unit:"share" default:"0" min:"0" max:"1" doc:"share of requests or messages whose processing always fails"`
	DeadLetter bool      `json:"deadLetter" default:"false" doc:"requestResponse: what the last attempt could not get done is set aside for somebody to look through (its outcome is deadLettered) instead of being given up"`
	node.Policy

	ShortPolling     ShortPollingConfig     `json:"shortPolling" doc:"options of short polling"`
	LongPolling      LongPollingConfig      `json:"longPolling" doc:"options of long polling"`
	Push             PushConfig             `json:"push" doc:"options of push"`
	PublishSubscribe PublishSubscribeConfig `json:"publishSubscribe" doc:"options of publish/subscribe"`
	Queue            QueueConfig            `json:"queue" doc:"options of the queue"`
}

// Load is the workload that the flow's pattern goes by.
func (c *FlowConfig) Load() *Send {
	if c.Pattern == "requestResponse" || c.Pattern == "queue" {
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
	Arrivals  string     `json:"arrivals" enum:"poisson,constant,gaps,times,closed,after" default:"poisson" doc:"poisson: at random, independently; constant: evenly; gaps: by a distribution of the gaps; times: at given times; closed: some time after the last operation has ended; after: whenever an operation of another flow has been processed at the speaker"`
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
	Audience string    `json:"audience" enum:"each,all" default:"each" doc:"each: every listener has news of its own, rate counts for each; all: every update is for all listeners, totalRate counts"`
	Source   string    `json:"source" ref:"node" absent:"they come up at 'to' itself" doc:"a client or server that sends each update to 'to' first"`
	Size     sim.Dist  `json:"size" unit:"size" default:"256B" doc:"content of one update"`
	Spread   *sim.Dist `json:"spread" unit:"duration" absent:"0s" doc:"how long after the first replica of 'to' each other replica knows of an update"`
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

// ShortPollingConfig are the options of short polling.
type ShortPollingConfig struct {
	Interval sim.Time `json:"interval" default:"5s" min:"1us" doc:"from one poll's sending to the next"`
	Stagger  string   `json:"stagger" enum:"random,even,none" default:"random" doc:"where the listeners' beats lie: at random, spread evenly over one interval, or all together"`
	Until    *int     `json:"until" min:"1" absent:"it asks for ever" doc:"a listener that has heard of so many updates asks no more"`
}

// LongPollingConfig are the options of long polling.
type LongPollingConfig struct {
	Hold      sim.Time  `json:"hold" default:"30s" min:"0s" doc:"a request without news is answered empty after this long"`
	Gather    int       `json:"gather" default:"1" min:"1" max:"1000000" doc:"updates that a request is held for: it is answered once there are so many, or with what there is when the hold is over"`
	Until     *int      `json:"until" min:"1" absent:"it asks for ever" doc:"a listener that has heard of so many updates asks no more"`
	Pause     sim.Time  `json:"pause" default:"0s" min:"0s" doc:"from an answer to the next request"`
	Jitter    sim.Time  `json:"jitter" default:"0s" min:"0s" doc:"random extra pause, uniform from 0 to this"`
	Reconnect Reconnect `json:"reconnect" doc:"asking again after a request that failed"`
}

// PushConfig are the options of push over a held connection.
type PushConfig struct {
	Service   sim.Dist  `json:"service" unit:"duration" default:"0s" doc:"the server's work for each message it pushes"`
	Buffer    int       `json:"buffer" default:"0" min:"0" max:"1000000" doc:"updates kept for a listener that is away; more push out the oldest, none are kept at 0"`
	Reconnect Reconnect `json:"reconnect" doc:"coming back after the connection broke"`
}

// Reconnect says how a listener that has lost its connection comes back.
type Reconnect struct {
	Backoff   sim.Time  `json:"backoff" default:"1s" min:"0s" doc:"wait before the first try"`
	Factor    float64   `json:"factor" default:"2" min:"1" max:"100" doc:"each further wait is this much longer"`
	Cap       sim.Time  `json:"cap" default:"30s" min:"0s" doc:"no wait is longer"`
	Jitter    string    `json:"jitter" enum:"none,full,equal,decorrelated" default:"full" doc:"how the waits are spread, as for retries"`
	Timeout   sim.Time  `json:"timeout" default:"10s" min:"1ns" doc:"a subscription without answer for this long is tried again"`
	Heartbeat *sim.Time `json:"heartbeat" min:"1ns" absent:"none" doc:"the other side says this often that it is still there, so that a listener takes silence for a break"`
	Misses    int       `json:"misses" default:"2" min:"2" max:"1000" doc:"heartbeat: how many intervals of silence are a break (two by AMQP 0-9-1, section 4.2.7)"`
}

// PublishSubscribeConfig are the options of publish/subscribe.
type PublishSubscribeConfig struct {
	Delivery   string    `json:"delivery" enum:"atMostOnce,atLeastOnce" default:"atMostOnce" doc:"atMostOnce: handed to who is there, and forgotten; atLeastOnce: kept for each subscriber until it acknowledges"`
	Group      string    `json:"group" enum:"replica,node" default:"replica" doc:"who is a subscriber: replica: every replica gets its copy; node: the replicas of a node share one copy"`
	Ack        string    `json:"ack" enum:"after,before" default:"after" doc:"atLeastOnce: whether a subscriber acknowledges after its work or on receipt"`
	Prefetch   *int      `json:"prefetch" min:"1" max:"1000000" absent:"any number" doc:"atLeastOnce: messages a replica may have unacknowledged"`
	Redeliver  *sim.Time `json:"redeliver" min:"1ns" absent:"only when its connection breaks" doc:"atLeastOnce: a message unacknowledged for this long is delivered again"`
	Deliveries *int      `json:"deliveries" min:"1" max:"1000000" absent:"as often as it takes" doc:"atLeastOnce: after this many deliveries without success a message is set aside (dead letter)"`
	Capacity   *int      `json:"capacity" min:"1" max:"100000000" absent:"any number" doc:"atLeastOnce: messages kept for one subscriber"`
	Full       string    `json:"full" enum:"dropOldest,dropNewest" default:"dropOldest" doc:"what goes where there is no room"`
	Confirm    bool      `json:"confirm" default:"true" doc:"the broker acknowledges what is published, and the publisher waits for it as its policy says"`
	Reconnect  Reconnect `json:"reconnect" doc:"coming back after the connection broke"`
}

// QueueConfig are the options of a work queue.
type QueueConfig struct {
	Consumers  []string  `json:"consumers" ref:"node" doc:"the servers whose replicas compete for the messages"`
	Ack        string    `json:"ack" enum:"after,before" default:"after" doc:"whether a consumer acknowledges after its work or on receipt"`
	Prefetch   *int      `json:"prefetch" min:"1" max:"1000000" default:"1" doc:"messages a consumer may have unacknowledged"`
	Redeliver  *sim.Time `json:"redeliver" min:"1ns" absent:"only when its connection breaks" doc:"a message unacknowledged for this long is delivered again (visibility timeout)"`
	Deliveries *int      `json:"deliveries" min:"1" max:"1000000" absent:"as often as it takes" doc:"after this many deliveries without success a message is set aside (dead letter)"`
	Capacity   *int      `json:"capacity" min:"1" max:"100000000" absent:"any number" doc:"messages kept at a time"`
	Full       string    `json:"full" enum:"reject,dropOldest,dropNewest" default:"reject" doc:"where there is no room: reject: tell the producer; dropOldest, dropNewest: lose that message"`
	Expire     *sim.Time `json:"expire" min:"1ns" absent:"never" doc:"a message kept for this long is thrown away"`
	Confirm    bool      `json:"confirm" default:"true" doc:"the broker acknowledges each message, and the producer waits for it as its policy says"`
	Reconnect  Reconnect `json:"reconnect" doc:"how consumers come back after the connection broke"`
}

func (r Reconnect) backoff() node.Backoff {
	return node.Backoff{First: r.Backoff, Factor: r.Factor, Cap: r.Cap, Jitter: r.Jitter}
}

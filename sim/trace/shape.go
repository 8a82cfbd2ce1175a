package trace

// Shape is what kind of message a message is, or what work is for.
type Shape uint8

// The shapes.
const (
	NoShape     Shape = iota
	Request           // asks for something
	Response          // answers a request
	Poll              // asks for news
	News              // answers a poll
	Subscribe         // asks to be told
	Push              // tells
	Publish           // gives a message to a broker, or an update to a server
	Delivery          // gives a message to a consumer
	Ack               // says that a message was taken or done; without a status, that it is worked on still
	Health            // asks whether one is well, or answers that
	Handshaking       // opens a connection
	Resetting         // breaks one
	Cancelling        // takes a request back
	Batch             // gives several messages to a broker at once
	Shapes            // how many there are
)

// Works tells whether such a message asks for the work of an operation, as
// opposed to asking for news, or telling.
func (s Shape) Works() bool { return s == Request || s == Delivery }

// Listens tells whether such a message asks for news: now, or from now on.
func (s Shape) Listens() bool { return s == Poll || s == Subscribe }

// Publishes tells whether such a message gives others to a broker.
func (s Shape) Publishes() bool { return s == Publish || s == Batch }

// Followed tells whether its flow follows such a message on its way: what it will
// pick up, or carries, waits with it.
func (s Shape) Followed() bool { return s == Poll || s == Batch }

// A ShapeInfo is all that others need to know of a shape.
type ShapeInfo struct {
	Name      string
	Manner    Manner
	Aside     bool   // it is no part of a conversation, but about one
	One, Many string // in words
}

var shapes = [Shapes]ShapeInfo{
	NoShape:     {Name: "none", One: "message", Many: "messages"},
	Request:     {Name: "request", Manner: Asks, One: "request", Many: "requests"},
	Response:    {Name: "response", Manner: Answers, One: "answer", Many: "answers"},
	Poll:        {Name: "poll", Manner: Asks, One: "poll", Many: "polls"},
	News:        {Name: "news", Manner: Answers, One: "answer to a poll", Many: "answers to polls"},
	Subscribe:   {Name: "subscribe", Manner: Asks, One: "subscription", Many: "subscriptions"},
	Push:        {Name: "push", One: "push", Many: "pushes"},
	Publish:     {Name: "publish", Manner: Asks, One: "published message", Many: "published messages"},
	Delivery:    {Name: "delivery", One: "delivery", Many: "deliveries"},
	Ack:         {Name: "ack", Manner: Answers, One: "acknowledgement", Many: "acknowledgements"},
	Health:      {Name: "health", Aside: true, One: "health check", Many: "health checks"},
	Handshaking: {Name: "handshake", Aside: true, One: "handshake", Many: "handshakes"},
	Resetting:   {Name: "reset", One: "reset", Many: "resets"},
	Cancelling:  {Name: "cancel", Aside: true, One: "cancellation", Many: "cancellations"},
	Batch:       {Name: "batch", Manner: Asks, One: "batch of messages", Many: "batches of messages"},
}

// Info is what is known of the shape: of one that there is not, that it is a
// message.
func (s Shape) Info() *ShapeInfo { return row(shapes[:], s) }

// String is the shape's name in exports.
func (s Shape) String() string {
	if s >= Shapes {
		return unknown
	}
	return shapes[s].Name
}

// Manner is what a message does to whom it reaches.
type Manner uint8

// The manners.
const (
	Tells Manner = iota
	Asks
	Answers
	Manners // how many there are
)

var manners = [Manners]string{"tells", "asks", "answers"}

// String is the manner in a word.
func (m Manner) String() string { return manners[m] }

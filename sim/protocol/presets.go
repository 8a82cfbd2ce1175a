package protocol

import "backchat/sim"

// Presets are protocols by the names that people know. Each is a set of fields,
// any of which can be said otherwise.
//
// How the last three greet: AMQP with its header and Start, Start-Ok and Tune,
// Tune-Ok with Open and Open-Ok, a channel's Open and Open-Ok (AMQP 0-9-1, sections
// 1.4 and 1.5), with what RabbitMQ 3.13 and amqp091-go 1.12 tell of themselves; MQTT
// with CONNECT, a client's name of ten letters in it, and CONNACK (MQTT 3.1.1,
// sections 3.1 and 3.2); PostgreSQL with its start-up, the three messages of
// SCRAM-SHA-256, and what the server reports once it is content (PostgreSQL 17, 53.2.1
// and 53.3.1), counted between psql and PostgreSQL 15.
var Presets = []struct {
	Name, Says string
	Config     Config
}{
	{"http1", "HTTP/1.1 over TLS 1.3, as Go's net/http speaks it", Defaults("http1")},
	{"http2", "HTTP/2 over TLS 1.3, as Go's net/http speaks it", Defaults("http2")},
	{"http3", "HTTP/3 over QUIC, as quic-go speaks it", Defaults("http3")},
	{"grpc", "gRPC over TLS 1.3, as grpc-go speaks it: each call a stream of HTTP/2, in windows that widen as the path is measured", grpc()},
	{"websocket", "WebSocket over TLS 1.3, agreed on over HTTP/1.1", Defaults("websocket")},
	{"amqp", "AMQP 0-9-1 in the clear: a message as basic.publish, its header and its body", plain(amqpPublish, Greeting{4, 268, 566})},
	{"mqtt", "MQTT 3.1.1 in the clear: a message as PUBLISH at most once", plain(mqttPublish, Greeting{1, 24, 4})},
	{"postgres", "PostgreSQL's protocol 3.0 in the clear: a message as one of its own", postgres()},
}

// What is around a message.
const (
	// Three frames of 8 B each around what they hold; of the method its class and
	// number, a reserved word, an exchange without a name, a routing key of ten
	// letters, and flags; of the header its class, weight, the body's size, and
	// flags (AMQP 0-9-1, sections 2.3.5, 2.3.5.2 and 4.2.6).
	amqpPublish = 3*8 + (2 + 2 + 2 + 1 + 1 + 10 + 1) + (2 + 2 + 8 + 2)
	// The fixed header with a length of two bytes, and a topic of ten letters (MQTT
	// 3.1.1, sections 2.2 and 3.3).
	mqttPublish = 1 + 2 + 2 + 10
	// Kind and length (PostgreSQL 17, 53.7: Message Formats).
	postgresMessage = 1 + 4
)

// grpc is HTTP/2 with messages of gRPC.
func grpc() Config {
	c := Defaults("http2")
	c.GRPC, c.ContentType, c.Path = true, "application/grpc", "/package.Service/Method"
	return c
}

// postgres asks first where there is to be TLS.
func postgres() Config {
	c := plain(postgresMessage, Greeting{3, 227, 586})
	c.TLS.SSLRequest = true
	return c
}

// plain is a stream in the clear that begins with a greeting, and has so much
// around each message.
func plain(overhead int, g Greeting) Config {
	c := Defaults("stream")
	c.TLS.Version = "none"
	c.Overhead, c.Greeting = sim.Bytes(overhead), g
	return c
}

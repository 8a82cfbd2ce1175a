package protocol

// A Head is the kind of header that a message has: which fields real clients
// and servers put there.
type Head uint8

// The heads.
const (
	Get      Head = iota // a request without content
	Post                 // a request with content
	Upgrade              // a request for a WebSocket
	Answer               // an answer of known length
	Events               // an answer that goes on: server-sent events
	Agreed               // a WebSocket is agreed on
	Part                 // none: it goes on with what another message began
	invoke               // a call of gRPC
	invoked              // what goes before what answers it
	trailers             // and after that
	heads                // how many there are
)

// String is the head's name in listings.
func (h Head) String() string { return headRows[h].name }

// A variation says in what a field of a header differs from message to message.
type variation uint8

const (
	constant variation = iota
	ofLength           // it is the length of the content
	ofSecond           // it is the date
	ofTarget           // it is what is asked for
)

// A field is one field of a header, its name in small letters.
type field struct {
	name, value string
	varies      variation
	only        uint8 // the versions of HTTP that have it, as their sum of bits; 0: all
}

const (
	in1  = 1 << iota // in HTTP/1.1 only
	in23             // in HTTP/2 and 3 only
)

// A date as every answer has one, of the length that all have; its bytes in a
// compressed header differ by one from second to second.
const date = "Mon, 02 Jan 2006 15:04:05 GMT"

// headRows are the fields that Go's net/http (go1.26: Request.write in
// request.go, Transport in transport.go, response.finalizeHeader in server.go,
// h2_bundle.go) and quic-go's http3 (request_writer.go) send of themselves, for
// an answer with the type and length that its handler sets; and of a WebSocket
// what RFC 6455, section 4 asks for, by Go's client and server; and of gRPC those of
// grpc-go (v1.85.0: http2_client.go, http2_server.go). A name in
// braces stands for what the configuration says.
var headRows = [heads]struct {
	name   string
	line   string // the first line of HTTP/1.1
	fields []field
}{
	Get: {"get", "GET {path} HTTP/1.1", []field{
		{":method", "GET", constant, in23}, {":scheme", "{scheme}", constant, in23}, {":authority", "{host}", constant, in23}, {":path", "{path}", ofTarget, in23},
		{"host", "{host}", constant, in1}, {"user-agent", "{agent}", constant, 0}, {"accept-encoding", "gzip", constant, 0},
	}},
	Post: {"post", "POST {path} HTTP/1.1", []field{
		{":method", "POST", constant, in23}, {":scheme", "{scheme}", constant, in23}, {":authority", "{host}", constant, in23}, {":path", "{path}", ofTarget, in23},
		{"host", "{host}", constant, in1}, {"user-agent", "{agent}", constant, 0}, {"accept-encoding", "gzip", constant, 0},
		{"content-type", "{type}", constant, 0}, {"content-length", "", ofLength, 0},
	}},
	Upgrade: {"upgrade", "GET {path} HTTP/1.1", []field{
		{"host", "{host}", constant, 0}, {"user-agent", "{agent}", constant, 0}, {"accept-encoding", "gzip", constant, 0},
		{"connection", "Upgrade", constant, 0}, {"upgrade", "websocket", constant, 0},
		{"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==", constant, 0}, {"sec-websocket-version", "13", constant, 0},
	}},
	Answer: {"answer", "HTTP/1.1 200 OK", []field{
		{":status", "200", constant, in23}, {"content-type", "{type}", constant, 0}, {"date", date, ofSecond, 0}, {"content-length", "", ofLength, 0},
	}},
	Events: {"events", "HTTP/1.1 200 OK", []field{
		{":status", "200", constant, in23}, {"content-type", "text/event-stream", constant, 0}, {"cache-control", "no-cache", constant, 0}, {"date", date, ofSecond, 0},
		{"transfer-encoding", "chunked", constant, in1},
	}},
	Agreed: {"agreed", "HTTP/1.1 101 Switching Protocols", []field{
		{"upgrade", "websocket", constant, 0}, {"connection", "Upgrade", constant, 0},
		{"sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", constant, 0}, {"date", date, ofSecond, 0},
	}},
	Part: {"part", "", nil},
	invoke: {"invoke", "", []field{
		{":method", "POST", constant, in23}, {":scheme", "{scheme}", constant, in23}, {":path", "{path}", ofTarget, in23}, {":authority", "{host}", constant, in23},
		{"content-type", "{type}", constant, 0}, {"user-agent", "{agent}", constant, 0}, {"te", "trailers", constant, 0},
	}},
	invoked:  {"invoked", "", []field{{":status", "200", constant, in23}, {"content-type", "{type}", constant, 0}}},
	trailers: {"trailers", "", []field{{"grpc-status", "0", constant, 0}, {"grpc-message", "", constant, 0}}},
}

// static are the entries of the static tables of header compression for the
// names that heads have: those of HPACK (RFC 7541, Appendix A) all have an index
// that fits one byte, of QPACK (RFC 9204, Appendix A) it is given. An entry
// without a value is the first of its name.
var static = []struct {
	name, value string
	hpack       bool
	qpack       int // -1: that table has no such entry
}{
	{":authority", "", true, 0},
	{":path", "", true, 1},
	{":path", "/", true, 1},
	{":method", "GET", true, 17},
	{":method", "POST", true, 20},
	{":scheme", "http", true, 22},
	{":scheme", "https", true, 23},
	{":status", "200", true, 25},
	{"accept-encoding", "", true, 31},
	{"cache-control", "", true, 36},
	{"cache-control", "no-cache", false, 39},
	{"content-length", "", true, 4},
	{"content-type", "", true, 44},
	{"content-type", "application/json", false, 46},
	{"content-type", "text/plain", false, 53},
	{"date", "", true, 6},
	{"user-agent", "", true, 95},
}

// listed looks a field up in the static tables: whether HPACK has it, and its
// index in QPACK or -1. Without a value it is the name that is looked up.
func listed(name, value string) (hpack bool, qpack int) {
	for _, s := range static {
		if s.name == name && s.value == value {
			return s.hpack, s.qpack
		}
	}
	return false, -1
}

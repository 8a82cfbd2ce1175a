package transport

// A Conn is one connection, both of its ends.
type Conn struct {
	Host    uint32 // the host's own: who it is there
	Session uint32 // the session's own
}

package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A Client wants something: flows make it speak. It answers health checks and
// nothing else.
//
// Model card. A client takes no time to speak or to read. While it is down it
// intends nothing that could be sent: such operations are lost.
type Client struct{ w *World }

// ClientConfig describes those who want something.
type ClientConfig struct {
	Sidecar *SidecarConfig `json:"sidecar" absent:"none" doc:"a proxy beside each replica, through which all it says and hears goes"`
}

// New places clients.
func (*ClientConfig) New(w *World, n *trace.Node, _ func(string) []trace.Place) (*Workshop, error) {
	NewClient(w, n)
	return nil, nil
}

// Stations tells that there are none.
func (*ClientConfig) Stations(*trace.Node) {}

// Idle tells that a client takes no time.
func (*ClientConfig) Idle() bool { return true }

// Proxy is the sidecar.
func (c *ClientConfig) Proxy() *SidecarConfig { return c.Sidecar }

// Leads are nobody: whom a client speaks to is its flows' to say.
func (*ClientConfig) Leads() []Lead { return nil }

// Check finds nothing: each field shows what it is.
func (c *ClientConfig) Check(_ int, r Report) { c.Sidecar.check(r, false) }

// NewClient makes the clients at n's replicas.
func NewClient(w *World, n *trace.Node) *Client {
	c := &Client{w}
	w.Place(n.First, c)
	return c
}

// Asked answers a request that a client does not expect.
func (c *Client) Asked(r sim.Ref, a *Attempt) {
	c.w.Reply(r, a.Place, Answer{Shape: trace.Response, Status: trace.Failed})
}

// Worked is never called: a client has no station.
func (c *Client) Worked(*Job) { panic("node.Client.Worked: a client has no station") }

// Crashed loses nothing of the client's own.
func (c *Client) Crashed(trace.Place) {}

// Revived begins nothing of the client's own.
func (c *Client) Revived(trace.Place) {}

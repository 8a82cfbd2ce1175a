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

// NewClient makes the clients at n's replicas.
func NewClient(w *World, n *trace.Node) *Client {
	c := &Client{w}
	w.Place(n.First, n.Count, c)
	return c
}

// Asked answers a request that a client does not expect.
func (c *Client) Asked(p trace.Place, r sim.Ref) {
	c.w.Reply(r, p, Answer{Shape: trace.Response, Status: trace.Failed})
}

// Worked is never called: a client has no station.
func (c *Client) Worked(sim.Ref) { panic("node.Client.Worked: a client has no station") }

// Crashed loses nothing of the client's own.
func (c *Client) Crashed(trace.Place) {}

// Revived begins nothing of the client's own.
func (c *Client) Revived(trace.Place) {}

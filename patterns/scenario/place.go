package scenario

import (
	"strconv"
	"strings"

	"backchat/patterns/scenario/schema"
)

// A Place is what the text of a reference names: all replicas of a node (api,
// api/*), one of them (api/0), or their sidecars (api+sidecar, api/0+sidecar).
type Place struct {
	Node    string
	Replica int // -1 for all
	Sidecar bool
}

// ParsePlace reads a reference; it tells whether it has the form of one, not
// whether there is such a place.
func ParsePlace(text string) (Place, bool) {
	rest, sidecar := strings.CutSuffix(text, "+sidecar")
	id, replica, numbered := strings.Cut(rest, "/")
	p := Place{Node: id, Replica: -1, Sidecar: sidecar}
	if numbered && replica != "*" {
		n, err := strconv.Atoi(replica)
		if err != nil || n < 0 || strconv.Itoa(n) != replica {
			return Place{}, false
		}
		p.Replica = n
	}
	return p, schema.IsID(id)
}

package node

import "backchat/sim"

// An Access is what is done with what an operation is about, where that is kept.
type Access uint8

// The accesses.
const (
	AsAsked Access = iota // what whoever asks has been asked for, and the operation first
	Read
	Write
	Remove
	Compare // write, unless that has been written since it was read
)

// accesses are their names in scenarios.
var accesses = [...]string{AsAsked: "asked", Read: "read", Write: "write", Remove: "remove", Compare: "compare"}

// access is the access of that name, for one who has been asked for another.
func (c *CallOptions) access(asked Access) Access {
	for i, name := range accesses {
		if name == c.Access && i != int(AsAsked) {
			return Access(i)
		}
	}
	return asked
}

// access is what a job asks for.
func (w *World) access(j *Job) Access {
	if o := w.ops.Get(j.Op); j.Access == AsAsked && o != nil && int(o.Flow) < len(w.writes) && o.Key.Named("writes").Chance(w.writes[o.Flow]) {
		return Write
	}
	return max(j.Access, Read)
}

// Writing says which share of a flow's operations write what they are about: the
// same ones in every variant.
func (w *World) Writing(flow uint16, share float64) {
	w.writes = append(w.writes, make([]float64, max(0, int(flow)+1-len(w.writes)))...)
	w.writes[flow] = share
}

// A Topic is what an operation is about, told from all that others are about: the
// number of its key space, from 1, and its key there. That of operations about
// nothing is 0.
type Topic uint64

func topicOf(k *Keys, key uint32) Topic { return Topic(k.number)<<32 | Topic(key) }

// Space is the number of its key space.
func (t Topic) Space() uint32 { return uint32(t >> 32) }

// Key is its key.
func (t Topic) Key() uint32 { return uint32(t) }

// Topic is what an operation is about.
func (w *World) Topic(op sim.Ref) Topic {
	o := w.ops.Get(op)
	if o == nil || o.About == 0 {
		return 0
	}
	return topicOf(w.keys[o.Flow], o.About)
}

package node

import "backchat/sim"

// KeysConfig describes a key space: what there is for operations to be about,
// such as users, accounts, videos, rooms.
type KeysConfig struct {
	Count    int     `json:"count" required:"true" min:"1" max:"10000000" doc:"how many keys there are"`
	Law      string  `json:"law" enum:"uniform,zipf" default:"uniform" doc:"how popular they are: uniform: all alike; zipf: the k'th in proportion to 1/k^exponent, so that few have most of it"`
	Exponent float64 `json:"exponent" default:"1" min:"0" max:"10" doc:"zipf: how unequal they are; 0: all alike"`
}

// Keys are the keys of one space, numbered from 1.
type Keys struct {
	count   int
	law     sim.Zipf
	skewed  bool
	purpose sim.Key // names the space, in draws
	number  uint32  // of the space, from 1
}

// NewKeys makes the keys of the space of that id.
func NewKeys(id string, c *KeysConfig) *Keys {
	return &Keys{count: c.Count, law: sim.NewZipf(c.Count, c.Exponent), skewed: c.Law == "zipf", purpose: sim.NewKey(0).Named("keys").Named(id)}
}

// Draw is the key that work of that name is about: the same in every variant.
func (k *Keys) Draw(work sim.Key) uint32 {
	draws := sim.NewStream(work.With(uint64(k.purpose)))
	return k.draw(&draws)
}

// draw draws a key by its popularity.
func (k *Keys) draw(draws *sim.Stream) uint32 {
	if k.skewed {
		return uint32(k.law.Draw(draws))
	}
	return uint32(draws.IntN(k.count)) + 1
}

// Of is the key of the i'th of those who have one each, as far as there are keys.
func (k *Keys) Of(i int) uint32 { return uint32(i%k.count) + 1 }

// Hold tells whether what a topic is about is one of them.
func (k *Keys) Hold(t Topic) bool { return t != 0 && t.Space() == k.number }

// keyBytes is what is kept of a key by those who read the records.
const keyBytes = 8

// About says that operations of the flow are about keys of that space.
func (w *World) About(flow uint16, k *Keys) {
	for len(w.keys) <= int(flow) {
		w.keys = append(w.keys, nil)
	}
	w.keys[flow] = k
	k.number = uint32(len(w.spaces)) + 1
	for i, space := range w.spaces {
		if space == k.purpose {
			k.number = uint32(i) + 1
		}
	}
	if int(k.number) > len(w.spaces) {
		w.spaces = append(w.spaces, k.purpose)
	}
	w.Kernel.Keeps("keys", keyBytes).Add(k.count)
}

// subject is what the operation that a request bears is about, as a key by which
// it is told from all others; false where it is about nothing, or the request
// bears none (a poll, a subscription).
func (w *World) subject(a *Attempt) (sim.Key, bool) {
	o := w.ops.Get(a.Op)
	if o == nil || o.About == 0 {
		return 0, false
	}
	return w.keys[o.Flow].purpose.With(uint64(o.About)), true
}

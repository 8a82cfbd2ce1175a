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
	own     bool    // listeners have a key each, which their polls and subscriptions are about
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

// Listeners have the i'th key each, by their numbers: their polls and subscriptions are
// about that.
func (k *Keys) Listeners() { k.own = true }

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

// subject is what a request is about, as a key by which it is told from all others: what
// the operation that it bears is about, or the listener's key, where it is a poll or a
// subscription; false where it is about nothing.
func (w *World) subject(a *Attempt) (sim.Key, bool) {
	flow, about := a.Flow, w.heardFor(a)
	if o := w.ops.Get(a.Op); o != nil {
		flow, about = o.Flow, o.About
	}
	if about == 0 {
		return 0, false
	}
	return w.keys[flow].purpose.With(uint64(about)), true
}

// heardFor is the key of the listener that polls or subscribes by an attempt; 0: it has
// none, or the attempt is something else.
func (w *World) heardFor(a *Attempt) uint32 {
	if a.Shape.Listens() && int(a.Flow) < len(w.keys) {
		if k := w.keys[a.Flow]; k != nil && k.own {
			return k.Of(a.Tag.Listener())
		}
	}
	return 0
}

// jobTopic is what a job is about, the poll or subscription of a listener's among them; 0:
// nothing.
func (w *World) jobTopic(j *Job) Topic {
	if a := w.Attempt(j.Attempt); j.Shape.Listens() && a != nil {
		if key := w.heardFor(a); key != 0 {
			return topicOf(w.keys[a.Flow], key)
		}
	}
	return w.Topic(j.Op)
}

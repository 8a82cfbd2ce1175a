package network

import "backchat/sim"

// A Tag names what a message is about as its flow does. A delivery by a broker
// and its acknowledgement are about a message that is kept ([ForKept]), a chunk
// about a part of an upload ([ForPart]), and what answers it about how much of that
// there is ([AtOffset]), what a server asks of another about how large the answer
// is to be ([ForAnswer]), what refuses a request about how soon another is let in ([ForRetry]), an
// answer to a probe about what its server has in hand ([ForReading]); any other is about a listener ([ForListener]), with a number that is one of its updates,
// or the one up to which it has heard.
type Tag struct{ a, b uint32 }

// ForListener is about a listener, and a number of its own.
func ForListener(listener int, number uint32) Tag { return Tag{uint32(listener), number} }

// Listener is whom a tag by [ForListener] is about.
func (t Tag) Listener() int { return int(t.a) }

// Number is that of a tag by [ForListener].
func (t Tag) Number() uint32 { return t.b }

// ForKept is about a message that is kept.
func ForKept(r sim.Ref) Tag { return Tag{r.Index, r.Generation} }

// Kept is the message that a tag by [ForKept] is about.
func (t Tag) Kept() sim.Ref { return sim.Ref{Index: t.a, Generation: t.b} }

// ForPart is about a part of an upload.
func ForPart(r sim.Ref) Tag { return Tag{r.Index, r.Generation} }

// Part is what a tag by [ForPart] is about.
func (t Tag) Part() sim.Ref { return sim.Ref{Index: t.a, Generation: t.b} }

// AtOffset says up to where a part of an upload is there, and whether the whole
// upload is.
func AtOffset(offset uint32, whole bool) Tag {
	if whole {
		return Tag{offset, 1}
	}
	return Tag{offset, 0}
}

// Offset is what a tag by [AtOffset] says.
func (t Tag) Offset() (offset uint32, whole bool) { return t.a, t.b == 1 }

// ForAnswer is about the bytes of content that an answer is to have.
func ForAnswer(content uint32) Tag { return Tag{content, 0} }

// Of is a tag by [ForAnswer], of one who knows a version of what is asked for; of
// an answer, the version that is told.
func (t Tag) Of(version uint32) Tag { return Tag{t.a, version} }

// Version is the version of a tag by [Tag.Of]; 0: none.
func (t Tag) Version() uint32 { return t.b }

// Answer is what a tag by [ForAnswer] is about.
func (t Tag) Answer() (content uint32) { return t.a }

// ForRetry is about how long it is until another try may fare better.
func ForRetry(after sim.Time) Tag { return Tag{uint32(after), uint32(after >> 32)} }

// After is what a tag by [ForRetry] is about.
func (t Tag) After() sim.Time { return sim.Time(uint64(t.b)<<32 | uint64(t.a)) }

// ForReading tells how many requests a server has in hand, and how long they take
// there: in whole microseconds, the longest 71 minutes.
func ForReading(under int, latency sim.Time) Tag {
	return Tag{uint32(under), uint32(min(latency/sim.Microsecond, 1<<32-1))}
}

// Reading is what a tag by [ForReading] tells.
func (t Tag) Reading() (under int, latency sim.Time) {
	return int(t.a), sim.Time(t.b) * sim.Microsecond
}

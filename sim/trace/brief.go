package trace

// WithoutPackets is a fold that hands on all records but those of packets, which
// may be many times as many as all others: what is kept of a run mostly has no
// use for them. A run's digest is taken of all.
func WithoutPackets(to Fold) Fold { return withoutPackets{to} }

type withoutPackets struct{ to Fold }

// Fold hands on what lies between packets, as it is.
func (w withoutPackets) Fold(batch []Record) {
	from := 0
	for i := range batch {
		if !batch[i].Kind.Packets() {
			continue
		}
		if from < i {
			w.to.Fold(batch[from:i])
		}
		from = i + 1
	}
	if from < len(batch) {
		w.to.Fold(batch[from:])
	}
}

package metrics

// A link holds the figures of one link: of all its wires together.
type link struct {
	messages, lost uint64
	bytes          [2]volume // up: from the link's from to its to; down
}

func linkRows() []row[link] {
	return about(OfLink, []row[link]{
		count("messages", "messages sent within the window, both ways", func(l *link) uint64 { return l.messages }),
		count("lost", "messages known within the window not to arrive, both ways", func(l *link) uint64 { return l.lost }),
		volumes("bytes", "bytes sent within the window, both ways", func(l *link) uint64 { return l.bytes[up].all() + l.bytes[down].all() }),
		volumes("bytes.up", "bytes sent within the window from the link's 'from' to its 'to'", func(l *link) uint64 { return l.bytes[up].all() }),
		volumes("bytes.down", "bytes sent within the window from the link's 'to' to its 'from'", func(l *link) uint64 { return l.bytes[down].all() }),
	})
}

// routes finds the link between two nodes.
type routes struct {
	nodes int
	table []uint32 // by from and to: twice the link's index from 1, one more for down; 0 for none
}

func (t *routes) put(from, to, link int) {
	for d, i := range [2]int{from*t.nodes + to, to*t.nodes + from} {
		if t.table[i] == 0 {
			t.table[i] = uint32(2*(link+1) + d)
		}
	}
}

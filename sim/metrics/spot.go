package metrics

import "backchat/sim/trace"

// A spot is where the records of one place are counted.
type spot struct {
	work    *work    // what is counted here: its replica's, or all that its node has
	replica *station // one that nobody reads where replicas are not told apart
	node    *node
	first   trace.Place // where the first replica of its node stands, or its sidecar
	home    int32       // index of its node in the topology
	workers int32
	waiting int32
	busy    int32
	held    int32
	kept    int32
	limit   int64 // of requests in hand
	relays  bool  // passes on what others say: a balancer or the like, or a sidecar
	out     bool  // is down
	paused  bool
	panics  bool // counts on all its targets
	phase   trace.Life
	common  bool // stands for all places of its page, and is not to be changed
}

// spots are those of all places, by pages. A page of a large node's replicas is
// one that they have in common, as long as nothing is counted that only a place
// can tell: so a crowd of listeners takes next to nothing.
type spots []*[spotsPage]spot

const spotsPage = 64

// newSpots are those of size places, which are all like s.
func newSpots(size int, s spot) spots {
	all := make(spots, (size+spotsPage-1)/spotsPage)
	page := pageOf(s)
	for i := range all {
		all[i] = page
	}
	return all
}

// pageOf is a page that places which are all like s have in common.
func pageOf(s spot) *[spotsPage]spot {
	s.common = true
	page := new([spotsPage]spot)
	for i := range page {
		page[i] = s
	}
	return page
}

// fill makes count places from first on be like s.
func (all spots) fill(first trace.Place, count int, s spot) {
	var page *[spotsPage]spot
	for p, end := int(first), int(first)+count; p < end; p++ {
		if p%spotsPage != 0 || end-p < spotsPage {
			*all.own(trace.Place(p)) = s
			continue
		}
		if page == nil {
			page = pageOf(s)
		}
		all[p/spotsPage] = page
		p += spotsPage - 1
	}
}

// at is the spot of p, to be read, and to count in what it points to.
func (all spots) at(p trace.Place) *spot {
	return &all[p/spotsPage][p%spotsPage]
}

// own is the spot of p, to be changed.
func (all spots) own(p trace.Place) *spot {
	if s := all.at(p); !s.common {
		return s
	}
	return all.part(p)
}

// part gives p a page that is nobody else's.
func (all spots) part(p trace.Place) *spot {
	page := *all[p/spotsPage]
	for i := range page {
		page[i].common = false
	}
	all[p/spotsPage] = &page
	return all.at(p)
}

// beside tells whether two places are those of a replica and of its sidecar, or
// one and the same.
func beside(a, b trace.Place, from, to *spot) bool {
	return from.home == to.home && a-from.first == b-to.first
}

package view

// mostTokens is how many tokens of a bucket have a place each; more share them.
const mostTokens = 12

// bucket draws the tokens of a limiter's bucket, the one that was taken from last where
// there are several: a row of coins, of which those that are gone are hollow, and all
// amber where none is left. It is of a replica alone, since a crowd has many.
func (s *Stage) bucket(f *Frame, i int, o *Plot, now *spotState) {
	spot := &s.tape.cast.spots[i]
	b := s.tape.topology.Nodes[spot.Node].Bucket[one(spot.Side)]
	if b.Tokens == 0 || spot.Crowd {
		return
	}
	left := b.Left(now.refilled, s.now)
	places := min(b.Tokens, mostTokens)
	full := left * places / b.Tokens
	if left > 0 {
		full = max(full, 1)
	}
	edge := Good
	if left == 0 {
		edge = Warn
	}
	at, pitch := s.rim(i, o, places)
	for k := range places {
		c := Item{X: at.X + (float32(k)-float32(places-1)/2)*pitch, Y: at.Y, W: pitch * .8, H: pitch * .8, Shape: Ring, Fill: Raised, Edge: edge, Alpha: 255}
		if k < full {
			c.Shape, c.Fill = Disc, Good
		}
		f.add(c)
	}
}

// rim is where a bucket stands, at the upper edge of what it lets into, and how far
// from each other its tokens are.
func (s *Stage) rim(i int, o *Plot, places int) (Point, float32) {
	wide := float32(66)
	if s.tape.cast.spots[i].Side {
		wide = 16
	}
	return Point{o.X, o.Y - o.H/2}, min(wide/float32(places), 6.6) * o.Scale
}

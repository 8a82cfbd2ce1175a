package view

import (
	"math"

	"backchat/sim/trace"
)

// seat is where in the field of a crowd of n a replica has its place, from the
// middle. Seats are in rows that are shifted against each other, neighbours by
// number far apart; where there are more replicas than seats, they are shared.
func seat(o *Plot, replica, n int) Point {
	cols, rows := seats(o, n)
	k := replica % (cols * rows) * scatter % (cols * rows)
	row, col := k/cols, k%cols
	x := (float32(col)+.5+float32(row&1)*.5-.25)/float32(cols) - .5
	y := (float32(row)+.5)/float32(rows) - .5
	return Point{x * (o.W - 14), y * (o.H - 12)}
}

// scatter is a prime above the number of seats of any field, so that it brings
// each replica to another seat.
const scatter = 7919

// pitch is how far apart seats are, at least.
const pitch = 7.5

// seats is how many columns and rows of seats the field of a crowd of n has.
func seats(o *Plot, n int) (cols, rows int) {
	wide, high := o.W-14, o.H-12
	apart := max(pitch, float32(math.Sqrt(float64(wide*high)/float64(max(n, 1)))))
	cols, rows = max(int(wide/apart), 1), max(int(high/apart), 1)
	for cols*rows < n && wide/float32(cols+1) >= pitch {
		cols++
	}
	return cols, rows
}

// offset is how far from the middle of its spot a place is.
func (s *Stage) offset(spot int32, p trace.Place) Point {
	at := &s.tape.cast.spots[spot]
	if !at.Crowd || s.layout.Plots[spot].Form != Field {
		return Point{}
	}
	return seat(&s.layout.Plots[spot], int(p-at.Place), at.Count)
}

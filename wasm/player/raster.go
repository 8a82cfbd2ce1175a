//go:build js && wasm

package main

import (
	"math"

	"backchat/wasm/player/view"
)

// A mould is a shape of some size, in device pixels.
type mould struct {
	shape view.Sprite
	edge  bool  // its outline only
	w, h  int16 // of the shape; the sprite has a border around it
	round int16
	bold  int16 // width of its line, in sixteenths
}

// border is the free space around each sprite, so that the pixels of a
// neighbour never show.
const border = 2

// fill makes the sprite of a mould: how much of each pixel the shape covers.
// Shapes are given by their signed distance, negative within.
func (m mould) fill() (pix []byte, w, h int) {
	w, h = int(m.w)+2*border, int(m.h)+2*border
	pix = make([]byte, 4*w*h)
	for y := range h {
		for x := range w {
			px, py := float64(x)+.5-float64(w)/2, float64(y)+.5-float64(h)/2
			cover := min(max(.5-m.distance(px, py), 0), 1)
			v := byte(cover*m.dash(px, py)*255 + .5)
			at := 4 * (y*w + x)
			pix[at], pix[at+1], pix[at+2], pix[at+3] = v, v, v, v
		}
	}
	return pix, w, h
}

func (m mould) distance(x, y float64) float64 {
	w, h := float64(m.w)/2, float64(m.h)/2
	d := 0.0
	switch m.shape {
	case view.Disc, view.Ring, view.Dot:
		d = math.Hypot(x, y) - w
	case view.Square, view.HollowSquare:
		d = rounded(x, y, w, h, max(float64(m.round), w*.18))
	case view.Diamond, view.HollowDiamond:
		d = rhomb(x, y, w, h, w*.12)
	case view.Rhomb, view.Broken:
		d = rhomb(x, y, w, h, w*.12)
	case view.Cross:
		return cross(x, y, w)
	case view.Bar:
		d = rounded(x, y, w, h, min(w, h))
	default:
		d = rounded(x, y, w, h, float64(m.round))
	}
	if m.edge {
		line := float64(m.bold) / 32
		return math.Abs(d+line) - line
	}
	return d
}

// rounded is the distance from a rectangle with corners of radius r.
func rounded(x, y, w, h, r float64) float64 {
	r = min(r, w, h)
	dx, dy := math.Abs(x)-w+r, math.Abs(y)-h+r
	return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - r
}

// rhomb is the distance from a rhombus of equal sides, its corners rounded.
func rhomb(x, y, w, h, r float64) float64 {
	u, v := (x+y)*math.Sqrt2/2, (x-y)*math.Sqrt2/2
	s := (w + h) / 2 / math.Sqrt2
	return rounded(u, v, s, s, r)
}

// cross is the distance from two bars that cross.
func cross(x, y, w float64) float64 {
	u, v := (x+y)*math.Sqrt2/2, (x-y)*math.Sqrt2/2
	line := max(w*.2, .7)
	return min(rounded(u, v, w*1.25, line, line), rounded(u, v, line, w*1.25, line))
}

// dash is 0 in the gaps of a dashed outline. Along its sides a dash and a gap
// are of the same length; there is always a dash at the corners.
func (m mould) dash(x, y float64) float64 {
	if !m.edge || m.shape != view.Dashed && m.shape != view.Broken {
		return 1
	}
	w, h := float64(m.w)/2, float64(m.h)/2
	along, half := x, w
	if m.shape == view.Broken {
		along, half = (x+y)*math.Sqrt2/2, w/math.Sqrt2
		if v := (x - y) * math.Sqrt2 / 2; math.Abs(along) > math.Abs(v) {
			along = v
		}
	} else if w-math.Abs(x) < h-math.Abs(y) {
		along, half = y, h
	}
	step := float64(m.bold) / 16 * 5.6
	if m.shape == view.Broken { // its sides are short
		step *= .6
	}
	n := math.Max(math.Round(half/step), 1)
	step = half / n
	wave := math.Cos(along/step*math.Pi) * sign(n)
	return min(max(wave*step/math.Pi+.5, 0), 1)
}

// sign is -1 where n is odd, so that a side ends with a dash.
func sign(n float64) float64 {
	if math.Mod(n, 2) == 1 {
		return -1
	}
	return 1
}

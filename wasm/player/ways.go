//go:build js && wasm

package main

import (
	"image"
	"math"
	"slices"

	"github.com/hajimehoshi/ebiten/v2"

	"backchat/wasm/player/view"
)

// The ways are what lies behind all that moves: the ground, and the wires.
// They are drawn anew only where they have changed.
type ways struct {
	stale bool
	image *ebiten.Image
	wires [2][]view.Wire // as drawn
	pen   pen
}

// draw puts the ways onto the screen.
func (w *ways) draw(g *game, screen canvas, frames *[2]*view.Frame) {
	for i, f := range frames {
		if f != nil && !slices.Equal(f.Wires, w.wires[i]) {
			w.stale = true
		}
	}
	if w.image == nil || w.image.Bounds() != screen.Bounds() {
		w.image = ebiten.NewImageWithOptions(image.Rect(0, 0, screen.Bounds().Dx(), screen.Bounds().Dy()), &ebiten.NewImageOptions{Unmanaged: true})
		w.stale = true
	}
	if w.stale {
		w.stale = false
		w.redraw(g, frames)
	}
	// With the filter of all else, so that the shader stays the same.
	screen.DrawImage(w.image, &ebiten.DrawImageOptions{Filter: ebiten.FilterLinear, DisableMipmaps: true})
}

func (w *ways) redraw(g *game, frames *[2]*view.Frame) {
	w.image.Fill(g.theme[view.Paper].colour())
	w.pen.begin(g.atlas, &g.theme)
	for i, f := range frames {
		w.wires[i] = w.wires[i][:0]
		if f == nil {
			continue
		}
		w.wires[i] = append(w.wires[i], f.Wires...)
		b := g.slots[i].box
		w.pen.ground(b)
		for k := range f.Wires {
			w.pen.wire(&f.Wires[k], b)
		}
	}
	w.pen.end(w.image)
}

// ground draws what a stage stands on: a card with round corners.
func (p *pen) ground(b box) {
	s := p.atlas.scale
	const corner = 14
	round := int16(corner * s)
	side := 2*round + 4
	for k, c := range [2]view.Colour{view.Ground, view.Line} {
		m := mould{shape: view.Round, edge: k == 1, w: side, h: side, round: round, bold: int16(max(s, 1) * 16)}
		p.slices(p.atlas.other(m), float32(int(b.x*s)), float32(int(b.y*s)), float32(int(b.w*s)), float32(int(b.h*s)), c)
	}
}

// slices draws a sprite that is stretched in its middle only.
func (p *pen) slices(a area, x, y, w, h float32, c view.Colour) {
	xs, ys := cuts(x-border, w+2*border, a.w), cuts(y-border, h+2*border, a.h)
	us, vs := cuts(a.x, a.w, a.w), cuts(a.y, a.h, a.h)
	for i := range 3 {
		for k := range 3 {
			part := area{us[i], vs[k], us[i+1] - us[i], vs[k+1] - vs[k]}
			p.stretch(part, xs[i], ys[k], xs[i+1]-xs[i], ys[k+1]-ys[k], c, 255)
		}
	}
}

// cuts are where a side is cut, so that its ends keep the length that they have
// in a sprite.
func cuts(at, long, sprite float32) [4]float32 {
	end := float32(int(sprite/2)) - 1
	return [4]float32{at, at + end, at + long - end, at + long}
}

// segments is how many straight pieces a wire is drawn with, and finer how many times as many
// where it has bends; pieces is how many quads all flows of a stage are, about, at most.
const (
	segments = 20
	finer    = 6
	pieces   = 6000
)

// flows draws the flows of a frame: each as a strip, and what is red of it upon it. The
// more there are, the fewer pieces each has.
func (p *pen) flows(f *view.Frame, b box) {
	most := max(pieces/max(len(f.Flows), 1), segments/2)
	for i := range f.Flows {
		w := &f.Flows[i]
		n := min(most, 2*segments)
		if w.Bent() {
			n = min(most, finer*segments)
		}
		p.flow(w, w.Width, w.Aside, w.Colour, n, b)
		if w.Bad > 0 {
			p.flow(w, w.Bad, w.Aside+(w.Width-w.Bad)/2, view.Bad, n, b)
		}
	}
}

// flow draws a strip of some width, aside of its wire, in n pieces. Its alpha, which
// goes over its pieces evenly, has waves.
func (p *pen) flow(w *view.Flow, wide, aside float32, c view.Colour, n int, b box) {
	s := p.atlas.scale
	a := p.atlas.other(mould{shape: view.Round, w: 8, h: int16(wide*s + .99), bold: 16})
	a.x, a.w = a.x+border+3, 2
	half, off := wide*s/2+border, aside*s
	var before [2]ebiten.Vertex
	var last view.Point
	long := float32(0)
	for i := range n + 1 {
		at, nx, ny := w.At(float32(i) / float32(n))
		at.X, at.Y = (b.x+at.X)*s-nx*off, (b.y+at.Y)*s-ny*off
		if i > 0 {
			long += float32(math.Hypot(float64(at.X-last.X), float64(at.Y-last.Y)))
		}
		v := vertex(p.theme, c, wave(w, long/s))
		now := [2]ebiten.Vertex{v, v}
		now[0].DstX, now[0].DstY, now[0].SrcX, now[0].SrcY = at.X+nx*half, at.Y+ny*half, a.x+1, a.y
		now[1].DstX, now[1].DstY, now[1].SrcX, now[1].SrcY = at.X-nx*half, at.Y-ny*half, a.x+1, a.y+a.h
		if i > 0 {
			p.vertices = append(p.vertices, before[0], now[0], before[1], now[1])
			p.quads++
		}
		before, last = now, at
	}
}

// The pulse of a flow: how long its waves are, in CSS pixels, and how strong the flow is
// where they are low, and where they are high.
const (
	waveLength = 84
	waveLow    = .32
	waveHigh   = .75
)

// wave is the alpha of a flow so far from its beginning.
func wave(w *view.Flow, at float32) uint8 {
	strength := float32(waveLow+waveHigh) / 2
	if w.Phase >= 0 {
		_, x := math.Modf(float64(at/waveLength) + 1 - float64(w.Phase))
		strength = waveLow + (waveHigh-waveLow)*float32(.5+.5*math.Cos(2*math.Pi*x))
	}
	return uint8(float32(w.Alpha) * strength)
}

// wire draws a wire as a strip of quads that share their corners.
func (p *pen) wire(w *view.Wire, b box) {
	s := p.atlas.scale
	bold := max(int16(w.Width*s*16), 16)
	a := p.atlas.other(mould{shape: view.Round, w: 8, h: (bold + 15) / 16, bold: bold})
	// The middle of the sprite only: its ends have an edge.
	a.x, a.w = a.x+border+3, 2
	v := vertex(p.theme, w.Colour, w.Alpha)
	half := a.h / 2
	var before [2]ebiten.Vertex
	long := float32(0)
	var last view.Point
	n := segments
	if w.Bent() {
		n *= finer
	}
	for i := range n + 1 {
		at, nx, ny := w.At(float32(i) / float32(n))
		at.X, at.Y = (b.x+at.X)*s, (b.y+at.Y)*s
		now := [2]ebiten.Vertex{v, v}
		now[0].DstX, now[0].DstY, now[0].SrcX, now[0].SrcY = at.X+nx*half, at.Y+ny*half, a.x+1, a.y
		now[1].DstX, now[1].DstY, now[1].SrcX, now[1].SrcY = at.X-nx*half, at.Y-ny*half, a.x+1, a.y+a.h
		if i > 0 {
			step := float32(math.Hypot(float64(at.X-last.X), float64(at.Y-last.Y)))
			p.piece(before, now, w, long, step)
			long += step
		}
		before, last = now, at
	}
}

// piece draws a piece of a wire; a dashed one only where its dashes are.
func (p *pen) piece(from, to [2]ebiten.Vertex, w *view.Wire, at, step float32) {
	if !w.Dashed {
		p.vertices = append(p.vertices, from[0], to[0], from[1], to[1])
		p.quads++
		return
	}
	on, period := 5*p.atlas.scale, 10*p.atlas.scale
	if w.Dotted {
		on, period = 2*p.atlas.scale, 5*p.atlas.scale
	}
	for k := float32(int(at / period)); k*period < at+step; k++ {
		a, b := max(k*period, at), min(k*period+on, at+step)
		if a >= b || step == 0 {
			continue
		}
		u, v := (a-at)/step, (b-at)/step
		p.vertices = append(p.vertices, mix(from[0], to[0], u), mix(from[0], to[0], v), mix(from[1], to[1], u), mix(from[1], to[1], v))
		p.quads++
	}
}

func mix(a, b ebiten.Vertex, f float32) ebiten.Vertex {
	a.DstX += (b.DstX - a.DstX) * f
	a.DstY += (b.DstY - a.DstY) * f
	return a
}

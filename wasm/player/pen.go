//go:build js && wasm

package main

import (
	"slices"

	"github.com/hajimehoshi/ebiten/v2"

	"backchat/wasm/player/view"
)

// A pen gathers quads from the atlas, and draws them in one call.
type pen struct {
	atlas    *atlas
	theme    *theme
	vertices []ebiten.Vertex
	indices  []uint32
	quads    int
}

func (p *pen) begin(a *atlas, t *theme) {
	p.atlas, p.theme = a, t
	p.vertices, p.quads = p.vertices[:0], 0
}

// end draws what was gathered, and returns how many quads that was.
func (p *pen) end(onto canvas) int {
	for n := len(p.indices) / 6; n < p.quads; n++ {
		v := uint32(4 * n)
		p.indices = append(p.indices, v, v+1, v+2, v+1, v+2, v+3)
	}
	o := ebiten.DrawTrianglesOptions{ColorScaleMode: ebiten.ColorScaleModePremultipliedAlpha, Filter: ebiten.FilterLinear, DisableMipmaps: true}
	onto.DrawTriangles32(p.vertices, p.indices[:6*p.quads], p.atlas.image, &o)
	return p.quads
}

// quad draws an area of the atlas with its upper left corner at a point, in
// device pixels.
func (p *pen) quad(a area, x, y float32, c view.Colour, alpha uint8) {
	p.stretch(a, x, y, a.w, a.h, c, alpha)
}

func (p *pen) stretch(a area, x, y, w, h float32, c view.Colour, alpha uint8) {
	n := len(p.vertices)
	if n+4 > cap(p.vertices) {
		p.vertices = slices.Grow(p.vertices, n+1024)
	}
	p.vertices = p.vertices[:n+4]
	p.quads++
	k, o := &p.theme[c], float32(alpha)/255
	red, green, blue := k.r*o, k.g*o, k.b*o
	q := p.vertices[n : n+4 : n+4]
	for i := range q { // the other fields are 0, and stay so
		v := &q[i]
		v.DstX, v.DstY, v.SrcX, v.SrcY = x, y, a.x, a.y
		if i&1 == 1 {
			v.DstX, v.SrcX = x+w, a.x+a.w
		}
		if i&2 == 2 {
			v.DstY, v.SrcY = y+h, a.y+a.h
		}
		v.ColorR, v.ColorG, v.ColorB, v.ColorA = red, green, blue, o
	}
}

func vertex(t *theme, c view.Colour, alpha uint8) ebiten.Vertex {
	k, a := &t[c], float32(alpha)/255
	return ebiten.Vertex{ColorR: k.r * a, ColorG: k.g * a, ColorB: k.b * a, ColorA: a}
}

// frame draws the flows, items and texts of a frame in a part of the picture.
func (p *pen) frame(f *view.Frame, words []string, b box) {
	p.flows(f, b)
	for i := range f.Texts {
		p.back(&f.Texts[i], words, b)
	}
	for i := range f.Items {
		p.item(&f.Items[i], b)
	}
	for i := range f.Texts {
		p.text(&f.Texts[i], words, b)
	}
}

func (p *pen) item(i *view.Item, b box) {
	s := p.atlas.scale
	x, y := (b.x+i.X)*s, (b.y+i.Y)*s
	w, h := max(int16(i.W*s+.5), 1), max(int16(i.H*s+.5), 1)
	if i.Msg == 0 { // what stands still stands on whole pixels
		x, y = snap(x, w), snap(y, h)
	}
	if i.Fill != view.NoColour && i.Shape != view.Halo {
		p.shape(i, false, x, y, w, h, i.Fill)
	}
	if i.Edge != view.NoColour {
		p.shape(i, true, x, y, w, h, i.Edge)
	} else if i.Shape == view.Halo {
		p.shape(i, true, x, y, w, h, i.Fill)
	}
}

// snap moves the centre of what is n pixels long so that it begins at a whole
// pixel.
func snap(x float32, n int16) float32 {
	half := float32(n) / 2
	return float32(int(x-half+.5)) + half
}

func (p *pen) shape(i *view.Item, edge bool, x, y float32, w, h int16, c view.Colour) {
	var a area
	if w == h && i.Round == 0 {
		a = p.atlas.square(i.Shape, edge, w)
	} else {
		round := int16(i.Round*p.atlas.scale + .5)
		a = p.atlas.other(mould{i.Shape, edge, w, h, round, p.atlas.bold(i.Shape, w)})
	}
	p.quad(a, x-a.w/2, y-a.h/2, c, i.Alpha)
}

// wordSpace is the space between a number and a word, in CSS pixels.
const wordSpace = 3.5

// A line is a text that is ready to be drawn.
type line struct {
	digits [27]area // the last first
	n      int      // of them
	word   area
	x, y   float32 // upper left corner, in device pixels
	w, h   float32
}

// line finds the sprites of a text, and where they go.
func (p *pen) line(t *view.Text, words []string, b box) line {
	var l line
	for v := t.Number; v > 0 || v == 0 && l.n == 0; v /= 10 {
		if l.n%4 == 3 { // between thousands
			l.add(p.atlas.digit(comma))
		}
		l.add(p.atlas.digit(v % 10))
	}
	s := p.atlas.scale
	if t.Word >= 0 {
		l.word = p.atlas.word(words[t.Word])
		l.w += l.word.w - 2*border
		if l.n > 0 {
			l.w += wordSpace * s
		}
	}
	l.h = max(l.word.h, l.digits[0].h)
	l.x = float32(int((b.x+t.X)*s-l.w/2+.5)) - border
	l.y = float32(int((b.y+t.Y)*s - l.h/2 + .5))
	return l
}

func (l *line) add(digit area) {
	l.digits[l.n] = digit
	l.n++
	l.w += digit.w - 2*border
}

// back takes back what lies behind a text, so that wires do not cross it out.
func (p *pen) back(t *view.Text, words []string, b box) {
	l, s := p.line(t, words, b), p.atlas.scale
	solid := p.atlas.square(view.Square, false, 16)
	solid = area{solid.x + 8, solid.y + 8, 4, 4}
	p.stretch(solid, l.x-s, l.y+2*s, l.w+2*s+2*border, l.h-4*s, view.Ground, 190)
}

func (p *pen) text(t *view.Text, words []string, b box) {
	l := p.line(t, words, b)
	x := l.x
	for k := l.n - 1; k >= 0; k-- {
		p.quad(l.digits[k], x, l.y, t.Colour, 255)
		x += l.digits[k].w - 2*border
	}
	if t.Word >= 0 {
		if l.n > 0 {
			x = float32(int(x + wordSpace*p.atlas.scale + .5))
		}
		p.quad(l.word, x, l.y, t.Colour, 255)
	}
}

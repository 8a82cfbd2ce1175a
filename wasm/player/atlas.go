//go:build js && wasm

package main

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"

	"backchat/wasm/player/view"
)

// An atlas is one image that has every shape and every word that is drawn,
// each made when it is first needed, at the size at which it is seen.
type atlas struct {
	scale  float32
	comma  string // what stands between thousands
	page   *page
	image  *ebiten.Image
	side   int
	x, y   int // where the next sprite goes
	row    int // height of the row that is being filled
	full   bool
	small  [view.Sprites][2][smallest]area // square shapes, by their width
	others map[mould]area
	words  map[string]area
	digits [comma + 1]area
}

// An area is a part of the atlas. Its zero value is nothing.
type area struct{ x, y, w, h float32 }

// smallest is the width from which shapes are looked up by a map.
const smallest = 64

func newAtlas(scale float32, comma string, p *page) *atlas {
	side := 1024
	if scale > 1.25 {
		side = 2048
	}
	a := &atlas{scale: scale, comma: comma, page: p, side: side}
	a.image = ebiten.NewImageWithOptions(image.Rect(0, 0, side, side), &ebiten.NewImageOptions{Unmanaged: true})
	a.clear()
	return a
}

// clear forgets all sprites.
func (a *atlas) clear() {
	a.image.Clear()
	a.x, a.y, a.row, a.full = 0, 0, 0, false
	a.small = [view.Sprites][2][smallest]area{}
	a.others, a.words = map[mould]area{}, map[string]area{}
	a.digits = [comma + 1]area{}
}

// put finds room for a sprite. Where there is none, the atlas is full, and is
// to be cleared.
func (a *atlas) put(pix []byte, w, h int) area {
	if a.x+w > a.side {
		a.x, a.y, a.row = 0, a.y+a.row, 0
	}
	if w > a.side || a.y+h > a.side {
		a.full = true
		return area{}
	}
	r := image.Rect(a.x, a.y, a.x+w, a.y+h)
	a.image.SubImage(r).(*ebiten.Image).WritePixels(pix)
	a.x += w
	a.row = max(a.row, h)
	return area{float32(r.Min.X), float32(r.Min.Y), float32(w), float32(h)}
}

// square is the sprite of a shape that is as high as wide, with corners of
// its own.
func (a *atlas) square(shape view.Sprite, edge bool, wide int16) area {
	if wide >= smallest {
		return a.other(mould{shape: shape, edge: edge, w: wide, h: wide, bold: a.bold(shape, wide)})
	}
	k := 0
	if edge {
		k = 1
	}
	at := &a.small[shape][k][wide]
	if at.w == 0 {
		*at = a.put(mould{shape: shape, edge: edge, w: wide, h: wide, bold: a.bold(shape, wide)}.fill())
	}
	return *at
}

// other is the sprite of any other shape.
func (a *atlas) other(m mould) area {
	at, ok := a.others[m]
	if !ok {
		at = a.put(m.fill())
		a.others[m] = at
	}
	return at
}

// bold is the width of a shape's outline, in sixteenths of a device pixel.
func (a *atlas) bold(shape view.Sprite, wide int16) int16 {
	switch shape {
	case view.Ring, view.HollowSquare, view.HollowDiamond:
		return int16(min(max(float32(wide)*.25, 1.5*a.scale), 2.4*a.scale) * 16)
	case view.Halo:
		return int16(2 * a.scale * 16)
	}
	return int16(1.4 * a.scale * 16)
}

// word is the sprite of some text.
func (a *atlas) word(text string) area {
	at, ok := a.words[text]
	if !ok {
		at = a.put(a.page.letters(text, letterSize*a.scale))
		a.words[text] = at
	}
	return at
}

// digit is the sprite of a digit, or of the comma.
func (a *atlas) digit(n int64) area {
	at := &a.digits[n]
	if at.w == 0 {
		*at = a.put(a.page.letters(("0123456789" + a.comma)[n:n+1], letterSize*a.scale))
	}
	return *at
}

// comma is the number of the comma among the digits.
const comma = 10

// letterSize is the size of letters, in CSS pixels.
const letterSize = 12.5

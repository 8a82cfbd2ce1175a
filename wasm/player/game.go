//go:build js && wasm

package main

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"

	"backchat/sim"
	"backchat/wasm/player/view"
)

// A game is what is shown: up to two stages, and one playhead.
type game struct {
	page   *page
	slots  [2]slot
	w, h   float32 // of the frame, in CSS pixels
	scale  float32 // pixels of the frame in a CSS pixel of the page
	grain  float64 // pixels of the screen in one of the frame, a side; 1 unless the machine is to be spared
	now    sim.Time
	speed  float64 // at which it plays; 0 while it stands still
	still  bool    // reduced motion
	spare  bool    // the machine is to be spared
	theme  theme
	voice  *view.Voice
	atlas  *atlas
	pen    pen
	ways   ways
	saying [2][]byte
	snap   bool // the next picture is asked for
}

// A slot is a place for one stage.
type slot struct {
	stage *view.Stage // nil where nothing is loaded
	box   box
}

// A box is a part of the frame, in CSS pixels.
type box struct{ x, y, w, h float32 }

// The space between two stages, and the width from which they stand side by
// side.
const (
	between  = 16
	sideways = 640
)

func newGame() *game {
	return &game{theme: newTheme(false), voice: view.NewVoice(nil), scale: 1, grain: 1}
}

// LayoutF takes note of the size of the frame. All is drawn onto the screen
// itself, pixel by pixel, so that the picture that Ebitengine would stretch
// over it needs no more than one. A frame that is grainy is smaller than it is
// shown.
func (g *game) LayoutF(width, height float64) (float64, float64) {
	scale := ebiten.Monitor().DeviceScaleFactor() / g.grain
	if w, h := float32(width*g.grain), float32(height*g.grain); w != g.w || h != g.h || float32(scale) != g.scale {
		g.w, g.h, g.scale = w, h, float32(scale)
		g.arrange()
	}
	return 1, 1
}

// Layout is never called, since there is LayoutF.
func (g *game) Layout(width, height int) (int, int) { return width, height }

// Update has nothing to do: the page moves the playhead.
func (g *game) Update() error { return nil }

// put shows a tape in a slot, or clears it.
func (g *game) put(slot int, tape *view.Tape, o view.Options) {
	s := &g.slots[slot]
	s.stage = nil
	if tape != nil {
		s.stage = view.NewStage(tape, 100, 100)
		s.stage.Options, s.stage.Reduced, s.stage.Spare, s.stage.Speed = o, g.still, g.spare, g.speed
		s.stage.Speak(g.voice)
		s.stage.Seek(g.now)
	}
	g.arrange()
}

// speak has all stages speak a language, from the next picture on.
func (g *game) speak(v *view.Voice) {
	g.voice, g.atlas = v, nil
	for i := range g.slots {
		if s := g.slots[i].stage; s != nil {
			s.Speak(v)
		}
	}
	g.arrange()
}

// arrange gives each stage its part of the frame.
func (g *game) arrange() {
	if g.w < 1 || g.h < 1 {
		return
	}
	boxes := [2]box{{0, 0, g.w, g.h}, {0, 0, g.w, g.h}}
	if g.slots[0].stage != nil && g.slots[1].stage != nil {
		if g.w >= sideways {
			half := (g.w - between) / 2
			boxes = [2]box{{0, 0, half, g.h}, {half + between, 0, half, g.h}}
		} else {
			half := (g.h - between) / 2
			boxes = [2]box{{0, 0, g.w, half}, {0, half + between, g.w, half}}
		}
	}
	for i := range g.slots {
		if s := &g.slots[i]; s.stage != nil {
			s.box = boxes[i]
			s.stage.Resize(s.box.w, s.box.h)
			g.page.sendLayout(i, s)
		}
	}
	g.ways.stale = true
	g.wake()
}

// wake asks for a picture.
func (g *game) wake() {
	ebiten.ScheduleFrame()
	g.page.wake()
}

// seek moves the playhead, which goes on from there at some speed.
func (g *game) seek(t sim.Time, speed float64) {
	g.now, g.speed = t, speed
	for i := range g.slots {
		if s := g.slots[i].stage; s != nil {
			s.Speed = speed
			s.Seek(t)
		}
	}
	g.wake()
}

// Draw touches its picture, without which Ebitengine would leave the screen as
// it is.
func (g *game) Draw(picture *ebiten.Image) { picture.Clear() }

// DrawFinalScreen draws the picture of the instant.
func (g *game) DrawFinalScreen(screen ebiten.FinalScreen, _ *ebiten.Image, _ ebiten.GeoM) {
	quads := g.draw(screen)
	if g.snap {
		g.snap = false
		g.page.sendPicture(g.picture(screen.Bounds()))
	}
	g.say(quads)
}

// picture draws it once more, to be read back.
func (g *game) picture(bounds image.Rectangle) *ebiten.Image {
	p := ebiten.NewImageWithOptions(bounds, &ebiten.NewImageOptions{Unmanaged: true})
	g.draw(p)
	return p
}

// A canvas is what is drawn onto: the screen, or a picture.
type canvas interface {
	Bounds() image.Rectangle
	DrawImage(*ebiten.Image, *ebiten.DrawImageOptions)
	DrawTriangles32([]ebiten.Vertex, []uint32, *ebiten.Image, *ebiten.DrawTrianglesOptions)
}

// draw draws both stages, and returns how many quads that took.
func (g *game) draw(screen canvas) int {
	if g.atlas == nil || g.atlas.scale != g.scale {
		g.atlas = newAtlas(g.scale, g.voice.Comma(), g.page)
		g.ways.stale = true
	}
	if g.atlas.full {
		g.atlas.clear()
		g.ways.stale = true
	}
	g.pen.begin(g.atlas, &g.theme)
	var frames [2]*view.Frame
	for i := range g.slots {
		if s := g.slots[i].stage; s != nil {
			frames[i] = s.Frame()
		}
	}
	if frames != [2]*view.Frame{} { // else the page shows through
		g.ways.draw(g, screen, &frames)
	}
	for i, f := range frames {
		if f != nil {
			g.pen.frame(f, g.slots[i].stage.Words(), g.slots[i].box)
		}
	}
	return g.pen.end(screen)
}

// say tells the page what was drawn.
func (g *game) say(quads int) {
	for i := range g.slots {
		g.saying[i] = g.saying[i][:0]
		if s := g.slots[i].stage; s != nil {
			g.saying[i] = s.Sentence(g.saying[i])
		}
	}
	g.page.sendDrawn(g.now, quads, string(g.saying[0]), string(g.saying[1]))
	if g.atlas.full { // what had no room is drawn in the next picture
		g.wake()
	}
}

// hit is what stands at a point of the frame, and in which slot.
func (g *game) hit(x, y float32) (slot int, h view.Hit, ok bool) {
	for i := range g.slots {
		s := &g.slots[i]
		at := view.Point{X: x - s.box.x, Y: y - s.box.y}
		if s.stage == nil || at.X < 0 || at.Y < 0 || at.X > s.box.w || at.Y > s.box.h {
			continue
		}
		return i, s.stage.Hit(at), true
	}
	return 0, view.Hit{}, false
}

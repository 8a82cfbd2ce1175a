package view

import "backchat/language"

// A Frame is what is to be drawn, in this order: wires, flows, items, texts. All of
// it is values, so that two frames can be compared; its memory is used again
// by the stage's next.
type Frame struct {
	Wires []Wire
	Flows []Flow
	Items []Item
	Texts []Text
}

// Colour is a colour by what it means. What it is, the theme says.
type Colour uint8

// The colours. NoColour leaves out what would have it.
const (
	NoColour Colour = iota
	Paper           // behind all
	Ground          // of a stage
	Raised          // of what stands on it
	Line
	Ink
	Soft
	Faint
	Good
	Warn
	Bad
	Hue     // of the first flow; the others follow
	Colours = Hue + hues
)

// Sprite is a shape that is drawn from the atlas.
type Sprite uint8

// The sprites. Those up to Cross are messages, drawn at any size; W is their
// width.
const (
	Disc Sprite = iota
	Ring
	Square
	HollowSquare // a hollow square
	Diamond
	HollowDiamond // a hollow diamond
	Cross
	Dot     // of a field
	Round   // a rectangle with rounded corners; Edge is its outline
	Dashed  // the same, its outline dashed
	Rhomb   // a balancer; Edge is its outline
	Broken  // the same, its outline dashed
	Bar     // a bar with round ends
	Halo    // around what is selected
	Sprites // how many there are
)

// An Item is a shape at a place. Where it has an Edge, that is its outline,
// and Fill what is within.
type Item struct {
	X, Y  float32 // centre
	W, H  float32
	Round float32 // radius of its corners
	Msg   uint32  // the message that it shows; 0 for none
	Shape Sprite
	Fill  Colour
	Edge  Colour
	Alpha uint8
}

// over tells whether one item lies over another, as rectangles.
func (i Item) over(o Item) bool {
	x, y := i.X-o.X, i.Y-o.Y
	return max(x, -x) < (i.W+o.W)/2 && max(y, -y) < (i.H+o.H)/2
}

// A Wire joins two spots.
type Wire struct {
	Way
	Width  float32
	Colour Colour
	Alpha  uint8
	Dashed bool
	Dotted bool // its dashes are short: a connection is being opened
}

// A Flow is many messages on their way along a wire, which is given in their direction.
type Flow struct {
	Wire
	Bad   float32 // how much of its width is red, on its left
	Aside float32 // how far its middle is left of the wire
	Phase float32 // how far its pulse has come, in the length of one; below 0: it has none
}

// A Text is a number, a word or both, centred at a point.
type Text struct {
	Point
	Number int64 // left out where below 0
	Word   int32 // index into [Stage.Words]; left out where below 0
	Colour Colour
}

// The words that every stage has, before the names of its spots: each in its form for
// one, and behind that in the form for any other number.
const (
	wordDown int32 = 2 * iota
	wordPaused
	wordSlow
	wordGone
	wordStarting
	wordDraining
	wordErrs
	wordStalls
	wordSkewed
	wordWaiting
	wordHeld
	wordKept
	wordConnections
	wordBehind
	wordThere
	wordRebuilding
	wordAside
	words
	wordNone int32 = -1
)

var wordTexts = [words / 2]language.Text{
	"down", "paused", "slow", "not there", "starting", "draining", "failing", "disk stalls", "clock off", "waiting", "held", "kept", "connection | connections", "behind", "there", "rebuilding", "set aside",
}

// wordFor is a word in its form for a number, or for none, below 0.
func wordFor(n, word int32) int32 {
	if n < 0 || n == 1 {
		return word
	}
	return word + 1
}

func (f *Frame) reset() {
	f.Wires, f.Flows, f.Items, f.Texts = f.Wires[:0], f.Flows[:0], f.Items[:0], f.Texts[:0]
}

func (f *Frame) add(i Item) { f.Items = append(f.Items, i) }

func (f *Frame) text(x, y float32, number int64, word int32, c Colour) {
	f.Texts = append(f.Texts, Text{Point: Point{x, y}, Number: number, Word: word, Colour: c})
}

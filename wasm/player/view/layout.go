package view

import (
	"math"
	"slices"

	"backchat/sim/trace"
)

// A Point is a place in the picture, in CSS pixels from its upper left corner.
type Point struct{ X, Y float32 }

// A Form is what a spot looks like.
type Form uint8

// The forms.
const (
	Phone   Form = iota // one at the edge: a client
	Box                 // all others, with workers and queue: a server
	Rhombus             // one that passes on: a balancer
	Shelf               // one that keeps, with what it keeps: a broker
	Field               // a crowd
	Chip                // a sidecar
)

// A Plot is where a spot stands, and how large it is.
type Plot struct {
	Point         // its centre
	W, H  float32 // all of it, without its label
	Form  Form
	Scale float32 // 1 is the usual size
	Label bool    // its own name stands below it
	Lines int     // how many lines of state have room below it
	Wide  bool    // and long ones too

	Column         [2]float32 // where its column begins and ends
	Before, Behind int        // how many stand left and right of it in its row
	Gap            float32    // to the next of them
	Clear, Space   float32    // how far above and below its middle there is room to pass its row, and how much
}

// A Layout is where everything stands.
type Layout struct {
	W, H  float32
	Plots []Plot  // by spot
	Title []Title // names of groups
	way   []Way   // by wire
	sheaf []Item  // by wire: the room for what its connections carry; of no width: there is none
	text  float32 // size of letters
	gap   float32 // between columns
}

// A Title is the name of a group of replicas, below them.
type Title struct {
	Point
	Node int
}

// Head is how much of a picture's upper edge is left free for its caption.
const Head = 44

const (
	margin    = 20
	lineSpace = 15
)

// newLayout places the spots of a tape in a picture of that size. Where they stand does
// not depend on the language: names have room as they are in English.
func newLayout(p *Tape, w, h float32) *Layout {
	l := &Layout{W: w, H: h, Plots: make([]Plot, len(p.cast.spots)), text: 12.5}
	columns := p.columns()
	groups, widths, all := p.arrange(columns, w, h-Head-12)
	side := max(min(margin, (w-all)/8), 6)
	gap := (w - 2*side - all) / float32(max(len(columns)-1, 1))
	l.gap = gap
	x := side
	if len(columns) == 1 {
		x = (w - all) / 2
	}
	for i := range columns {
		y := float32(Head)
		for _, g := range groups[i] {
			g.free = widths[i] + min(gap*.6, 60)
			g.column = [2]float32{x, x + widths[i]}
			l.place(p, g, x+widths[i]/2, y)
			y += g.room
		}
		x += widths[i] + gap
	}
	l.thin(p)
	l.ways(p)
	l.sheaves(p)
	return l
}

// arrange chooses the sizes of all groups, smaller until there is some space
// between columns.
func (p *Tape) arrange(columns [][]int, w, h float32) (groups [][]group, widths []float32, all float32) {
	for target := w; ; target *= .88 {
		groups, widths, all = nil, make([]float32, len(columns)), 0
		for i, nodes := range columns {
			list := p.groups(nodes, h, target)
			for _, g := range list {
				widths[i] = max(widths[i], g.width())
			}
			groups = append(groups, list)
			all += widths[i]
		}
		if all+float32(len(columns)-1)*min(leastGap, w*.07) <= w-16 || target < w/8 {
			return groups, widths, all
		}
	}
}

// leastGap is the space that should be between two columns.
const leastGap = 44

// columns are the nodes by their distance from the edge.
func (p *Tape) columns() [][]int {
	var list [][]int
	far := p.wiring.columns(p.topology)
	for d := 0; slices.Max(append(far, -1)) >= d; d++ {
		var nodes []int
		for i := range far {
			if far[i] == d && p.cast.family(i).node == i {
				nodes = append(nodes, i)
			}
		}
		if len(nodes) > 0 {
			list = append(list, nodes)
		}
	}
	return list
}

// A group is the replicas of one node, in rows and columns.
type group struct {
	family     *family
	form       Form
	alone      int     // replicas shown by themselves
	crowd      bool    // and the others
	room       float32 // height that it may take
	rows, cols int
	cell       Point // width and height that each replica takes
	scale      float32
	label      bool
	lines      int
	side       bool // with sidecars
	field      Point
	name       float32 // width of a replica's name, about
	free       float32 // width for what is written below
	column     [2]float32
}

// The widths of a letter, and of the longest line of state, about, in CSS
// pixels.
const (
	letterWidth = 7.3
	factWidth   = 100
)

// groups shares a column's height among its nodes.
func (p *Tape) groups(nodes []int, height, width float32) []group {
	list, all := make([]group, len(nodes)), float32(0)
	for i, n := range nodes {
		g := &list[i]
		node := &p.topology.Nodes[n]
		g.family, g.form, g.side = p.cast.family(n), formOf(node), node.Sidecar != 0
		g.alone, g.crowd = g.family.shown, g.family.shown < g.family.count
		g.room = g.wish(width)
		all += g.room
	}
	least := float32(0) // of each group: where there is little room the largest give way
	if all > height {
		least = min(leastRoom, height/float32(len(nodes)))
	}
	sum := least * float32(len(nodes))
	for i := range list {
		g := &list[i]
		g.room = least + (g.room-least)*(height-sum)/max(all-sum, 1)
		g.name = letterWidth * float32(len(p.cast.name(english, &p.cast.spots[g.family.first])))
		g.fit(width)
	}
	return list
}

func formOf(n *trace.Node) Form {
	switch {
	case n.Edge:
		return Phone
	case n.Relays:
		return Rhombus
	case n.Keeps:
		return Shelf
	}
	return Box
}

// wish is how high a group would like to be.
func (g *group) wish(width float32) float32 {
	high := float32(0)
	if g.crowd {
		high = 120
	}
	if g.form == Phone {
		return high + 40 + 34*float32(math.Ceil(float64(g.alone)/4))
	}
	return high + 108*float32(g.alone)
}

func (g *group) width() float32 {
	return max(float32(g.cols)*g.cell.X, g.field.X)
}

// fit chooses how large the replicas are, and in how many columns they stand.
func (g *group) fit(width float32) {
	room := max(g.room-24, g.room*.6)
	if g.room < leastTitled {
		room = g.room - 4
	}
	if g.crowd {
		g.field = Point{min(max(width*.24, 44), 190), 0}
		share := float32(.62)
		if g.form != Phone {
			share = .4
		}
		if g.alone == 0 {
			share = 1
		} else if g.family.open {
			share = .25
		}
		g.field.Y = min(max(room*share-16, 24), 220)
		room -= g.field.Y + 16
	}
	if g.alone == 0 {
		g.cols, g.scale = 1, .5
	} else if g.form == Phone {
		g.fitPhones(room, width)
	} else {
		g.fitBoxes(room, width)
	}
}

// phoneHeight is that of a phone of the usual size, and leastApart how far above each other
// two of them should be.
const (
	phoneHeight = 18
	leastApart  = 20
)

// fitPhones prefers few columns, rows that are full, and room between rows.
func (g *group) fitPhones(room, width float32) {
	best, most := float32(-1), 9
	if width < 420 {
		most = 6
	}
	for cols := 1; cols <= min(most, g.alone); cols++ {
		rows := (g.alone + cols - 1) / cols
		high := min(room/float32(rows), 46)
		good := min(high, 36) - 2*float32(max(cols-4, 0)) - 1.5*float32(max(cols-1, 0)) - 2*max(leastApart-high, 0)
		if g.alone%cols == 0 {
			good += 4
		}
		if best < 0 || good > best {
			best, g.cols, g.rows, g.cell = good, cols, rows, Point{30, high}
		}
	}
	if g.cell.X*float32(g.cols) > width*.32 {
		g.cell.X = max(width*.32/float32(g.cols), 14)
	}
	g.scale = max(min(1, g.cell.Y/22, g.cell.X/16), .35)
	if g.alone == 1 {
		g.cell = Point{60, max(g.cell.Y, 20)}
		g.scale = min(1.6, g.cell.Y/phoneHeight)
	}
}

// leastScale is that of the smallest box.
const leastScale = .28

// fitBoxes takes the largest size that fits, where a further column counts
// like a smaller size.
func (g *group) fitBoxes(room, width float32) {
	best := float32(-1)
	for cols := 1; cols <= 6; cols++ {
		for _, scale := range []float32{1.15, 1, .85, .7, .55, .4, leastScale} {
			for lines := 2; lines >= -1; lines-- {
				g.try(room, width, cols, scale, lines, &best)
			}
		}
	}
	for scale := float32(leastScale); best < 0; scale *= .8 { // as narrow as the height allows
		cell := boxCell(g, scale, -1)
		rows := max(int(room/cell.Y), 1)
		if cols := (g.alone + rows - 1) / rows; float32(cols)*cell.X <= width*.5 || scale < .05 {
			g.set(cols, scale, -1, room)
			return
		}
	}
}

// try takes that arrangement if it fits and is better. Without any lines, not
// even the replicas' names have room.
func (g *group) try(room, width float32, cols int, scale float32, lines int, best *float32) {
	rows := (g.alone + cols - 1) / cols
	cell := boxCell(g, scale, lines)
	most := width * .3
	if scale > 1 && width < 520 || float32(rows)*cell.Y > room || float32(cols)*cell.X > most && cols > 1 || cell.X > most+12 {
		return
	}
	if good := scale - .22*float32(cols-1) + .11*float32(lines); good > *best {
		*best = good
		g.set(cols, scale, lines, room)
	}
}

func boxCell(g *group, scale float32, lines int) Point {
	wide := 82*scale + min(12, 43*scale)
	if g.side {
		wide += 26 * scale
	}
	if lines > 0 {
		wide = max(wide, factWidth*.66)
	}
	if lines >= 0 {
		wide = max(wide, g.name+8)
	}
	return Point{wide, 60*scale + min(8, 29*scale) + lineSpace*float32(lines+1)}
}

func (g *group) set(cols int, scale float32, lines int, room float32) {
	g.cols, g.scale, g.lines, g.label = cols, scale, lines, lines >= 0
	g.rows = (g.alone + cols - 1) / cols
	g.cell = boxCell(g, scale, lines)
	g.cell.Y = min(g.cell.Y*1.5, room/float32(g.rows))
	g.scale = min(g.scale, max(g.cell.Y-2, 1)/60)
}

// place puts a group into the picture, its middle at x, below y.
func (l *Layout) place(p *Tape, g group, x, y float32) {
	below := l.H - 8 // of it a name is
	if g.titled(p) && !g.crowd && g.form != Phone {
		g.cell.Y = min(g.cell.Y, (g.room-nameHigh)/float32(g.rows))
		g.scale = min(g.scale, max(g.cell.Y-2, 1)/60)
		below = min(below, y+g.room-nameHigh/2+2)
	}
	high := float32(g.rows)*g.cell.Y + g.field.Y
	if g.crowd {
		high += 16
	}
	top := y + (g.room-high)/2 + 6
	if g.titled(p) {
		top = max(top-20, y)
	}
	first := int(g.family.first)
	for k := range g.alone {
		row, col := k/g.cols, k%g.cols
		inRow := min(g.cols, g.alone-row*g.cols)
		at := Point{x + (float32(col)-float32(inRow-1)/2)*g.cell.X, top + (float32(row)+.5)*g.cell.Y}
		l.plot(p, &g, first+k, at, col, inRow-1-col)
	}
	if g.crowd {
		at := Point{x, top + float32(g.rows)*g.cell.Y + 8 + g.field.Y/2}
		l.Plots[first+g.alone] = Plot{Point: at, W: g.field.X, H: g.field.Y, Form: Field, Scale: 1, Column: g.column}
		if s := g.family.sides; s >= 0 {
			at.X -= g.field.X/2 + 9
			l.Plots[int(s)+g.alone] = Plot{Point: at, W: 12, H: min(g.field.Y, 40), Form: Chip, Scale: 1, Column: g.column, Behind: 1, Gap: 4, Clear: g.field.Y / 2, Space: 4}
		}
	}
	if g.titled(p) {
		half := letterWidth/2*float32(len(p.cast.title(english, g.family))) + 6
		x = min(max(x, half), max(l.W-half, half))
		l.Title = append(l.Title, Title{Point{x, min(top+high+13, below)}, g.family.node})
	}
}

// leastRoom is how high a group is at least where there is as much room.
const leastRoom = 50

// thin leaves out the names of groups that would lie over those of others.
func (l *Layout) thin(p *Tape) {
	var taken []Item
	l.Title = slices.DeleteFunc(l.Title, func(t Title) bool {
		i := Item{X: t.X, Y: t.Y, W: letterWidth * float32(len(p.cast.title(english, p.cast.family(t.Node)))), H: nameHigh - 4}
		if slices.ContainsFunc(taken, i.over) {
			return true
		}
		taken = append(taken, i)
		return false
	})
}

// nameHigh is how high the name of a group is.
const nameHigh = 15

// leastTitled is how much room there is at least for a group whose name stands below it.
const leastTitled = 26

// titled tells whether a group has a name that stands below all of it.
func (g *group) titled(p *Tape) bool {
	return g.room >= leastTitled && !g.label || g.family.count > 1 && (g.form == Phone || g.crowd)
}

// plot puts one replica, and its sidecar, at a point, so many others of its row before it
// and behind it.
func (l *Layout) plot(p *Tape, g *group, spot int, at Point, before, behind int) {
	o := Plot{Point: at, Form: g.form, Scale: g.scale, Label: g.label, Lines: g.lines, Column: g.column, Before: before, Behind: behind}
	o.Wide = g.cell.X >= factWidth || g.cols == 1 && g.free >= factWidth
	switch g.form {
	case Phone:
		o.W, o.H = 12*g.scale, phoneHeight*g.scale
	case Rhombus:
		o.W, o.H = 46*g.scale, 46*g.scale
	default:
		o.W, o.H = 82*g.scale, 60*g.scale
	}
	text := float32(0) // below it
	if g.label {
		text = lineSpace * float32(g.lines+1)
		o.Y -= text / 2
	}
	free := max(g.cell.Y-o.H-text, 0) / 2
	clear := min(passing, free*.4)
	o.Gap, o.Clear, o.Space = g.cell.X-o.W, o.H/2+clear, min(free*.9-clear, mostLane)
	if g.side {
		o.X += 13 * g.scale
		s := int(g.family.sides) + spot - int(g.family.first)
		o.Gap, o.Before, o.Behind = 4*g.scale, 2*before+1, 2*behind
		chip := o
		chip.Point, chip.W, chip.H, chip.Form = Point{o.X - o.W/2 - 13*g.scale, o.Y}, 18*g.scale, o.H*.7, Chip
		chip.Before, chip.Behind, chip.Label, chip.Lines, chip.Wide = 2*before, 2*behind+1, false, 0, false
		l.Plots[s] = chip
	}
	l.Plots[spot] = o
}

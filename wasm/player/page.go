//go:build js && wasm

package main

import (
	"image/color"
	"io"
	"syscall/js"

	"github.com/hajimehoshi/ebiten/v2"

	"backchat/language"
	"backchat/sim"
	"backchat/sim/trace"
	"backchat/wasm/player/view"
)

// A page is the script around the player, frame.js: it passes on what the
// parent says and what the player answers. PROTOCOL.md has the words.
type page struct {
	post, postDrawn, postPicture, drawLetters, wakeUp js.Value
	bytes, buffer                                     js.Value // Uint8Array, ArrayBuffer
}

// join hands the player to the script.
func join(g *game) *page {
	script := js.Global().Get("backchatFrame")
	p := &page{
		post: script.Get("post"), postDrawn: script.Get("drawn"), postPicture: script.Get("picture"),
		drawLetters: script.Get("letters"), wakeUp: script.Get("wake"), bytes: js.Global().Get("Uint8Array"), buffer: js.Global().Get("ArrayBuffer"),
	}
	g.page = p
	script.Call("joined", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return p.receive(g, args[0])
	}))
	return p
}

func (p *page) wake() { p.wakeUp.Invoke() }

func (p *page) fail(err error) { p.post.Invoke(map[string]any{"type": "failed", "error": err.Error()}) }

// receive takes a message of the parent, or of the script.
func (p *page) receive(g *game, m js.Value) any {
	switch m.Get("type").String() {
	case "load":
		p.load(g, m)
	case "unload":
		if slot := slotOf(m); slot >= 0 {
			g.put(slot, nil, view.Options{})
		}
	case "open":
		if slot := slotOf(m); slot >= 0 && g.slots[slot].stage != nil {
			s := g.slots[slot].stage
			g.put(slot, s.Tape().Opened(namesOf(m, "open")), s.Options)
		}
	case "seek":
		if t := m.Get("t"); t.Type() == js.TypeNumber {
			g.seek(sim.FromNanos(t.Float()*float64(sim.Second)), number(m, "speed"))
		}
	case "language":
		g.speak(view.NewVoice(textsOf(m)))
	case "theme":
		p.theme(g, m)
	case "motion":
		g.still = m.Get("reduced").Truthy()
		for i := range g.slots {
			if s := g.slots[i].stage; s != nil {
				s.Reduced = g.still
			}
		}
		g.wake()
	case "spare":
		g.spare, g.grain = m.Get("spare").Truthy(), max(number(m, "grain"), 1)
		for i := range g.slots {
			if s := g.slots[i].stage; s != nil {
				s.Spare = g.spare
			}
		}
		g.wake()
	case "select":
		p.choose(g, m)
	case "snapshot":
		g.snap = true
		g.wake()
	case "point":
		return p.point(g, m)
	}
	return nil
}

// slotOf is the slot that a message speaks of; -1 for none that there is.
func slotOf(m js.Value) int {
	if s := m.Get("slot"); s.Type() == js.TypeNumber && (s.Float() == 0 || s.Float() == 1) {
		return s.Int()
	}
	return -1
}

func (p *page) load(g *game, m js.Value) {
	slot := slotOf(m)
	if slot < 0 {
		return
	}
	array := p.bytes.New()
	if t := m.Get("trace"); t.InstanceOf(p.buffer) {
		array = p.bytes.New(t)
	}
	tape, err := view.Read(&source{array: array})
	if err != nil {
		g.put(slot, nil, view.Options{})
		p.post.Invoke(map[string]any{"type": "loaded", "slot": slot, "error": err.Error()})
		return
	}
	p.post.Invoke(map[string]any{"type": "loaded", "slot": slot})
	if open := namesOf(m, "open"); len(open) > 0 {
		tape = tape.Opened(open)
	}
	g.put(slot, tape, view.Options{Colours: coloursOf(m, tape, slot), ByKey: keyedOf(m), Zones: zonesOf(m), Since: sim.FromNanos(number(m, "from") * float64(sim.Second))})
}

// namesOf is a list of names.
func namesOf(m js.Value, field string) []string {
	var list []string
	if names := m.Get(field); names.Type() == js.TypeObject {
		for i := range names.Length() {
			list = append(list, names.Index(i).String())
		}
	}
	return list
}

// textsOf are the texts of a language by their English.
func textsOf(m js.Value) language.Table {
	t := language.Table{}
	if texts := m.Get("texts"); texts.Type() == js.TypeObject {
		list := js.Global().Get("Object").Call("entries", texts)
		for i := range list.Length() {
			t[language.Text(list.Index(i).Index(0).String())] = list.Index(i).Index(1).String()
		}
	}
	return t
}

// keyedOf are the flows whose messages have the colour of what they are about.
func keyedOf(m js.Value) []bool {
	var list []bool
	if keyed := m.Get("keyed"); keyed.Type() == js.TypeObject {
		for i := range keyed.Length() {
			list = append(list, keyed.Index(i).Truthy())
		}
	}
	return list
}

// zonesOf are the numbers of the zones that the replicas of each node are in.
func zonesOf(m js.Value) [][]int32 {
	var list [][]int32
	zones := m.Get("zones")
	if zones.Type() != js.TypeObject {
		return nil
	}
	for i := range zones.Length() {
		var of []int32
		if numbers := zones.Index(i); numbers.Type() == js.TypeObject {
			for k := range numbers.Length() {
				if n := numbers.Index(k); n.Type() == js.TypeNumber && n.Float() >= 0 && n.Float() < 1<<31 {
					of = append(of, int32(n.Float()))
				}
			}
		}
		list = append(list, of)
	}
	return list
}

// coloursOf are the colours of a tape's flows: those that the message names;
// else, of the only flow, that of the slot.
func coloursOf(m js.Value, tape *view.Tape, slot int) []view.Colour {
	var list []view.Colour
	if names := m.Get("flows"); names.Type() == js.TypeObject {
		for i := range names.Length() {
			c, ok := colourNames[names.Index(i).String()]
			if !ok {
				c = view.Ink
			}
			list = append(list, c)
		}
	}
	if len(list) == 0 && len(tape.Topology().Flows) == 1 {
		list = append(list, view.Hue+view.Colour(slot))
	}
	return list
}

func (p *page) theme(g *game, m js.Value) {
	g.theme = newTheme(m.Get("dark").Truthy())
	if colours := m.Get("colours"); colours.Type() == js.TypeObject {
		for name, c := range colourNames {
			if v := colours.Get(name); v.Type() == js.TypeString {
				g.theme.set(c, v.String())
			}
		}
	}
	g.ways.stale = true
	g.wake()
}

// choose rings what is selected in a slot, and nothing in the other.
func (p *page) choose(g *game, m js.Value) {
	slot := slotOf(m)
	for i := range g.slots {
		s := g.slots[i].stage
		if s == nil {
			continue
		}
		s.Selected, s.Message, s.From, s.To = 0, 0, 0, 0
		s.AllWires = m.Get("all").Truthy()
		if i == slot {
			s.Selected, s.Message = trace.Place(number(m, "place")), uint32(number(m, "msg"))
			s.From, s.To = trace.Place(number(m, "from")), trace.Place(number(m, "to"))
		}
	}
	g.wake()
}

// number is a field that may be absent or null.
func number(m js.Value, name string) float64 {
	if v := m.Get(name); v.Type() == js.TypeNumber && v.Float() >= 0 && v.Float() < 1<<32 {
		return v.Float()
	}
	return 0
}

// point tells what stands at a point, or null; and the parent too, if it was
// clicked.
func (p *page) point(g *game, m js.Value) any {
	x, y := m.Get("x").Float()*g.grain, m.Get("y").Float()*g.grain
	slot, h, ok := g.hit(float32(x), float32(y))
	if !ok {
		return nil
	}
	answer := map[string]any{"type": "hit", "slot": slot, "x": x, "y": y}
	switch {
	case h.Msg != 0:
		answer["msg"] = float64(h.Msg)
	case h.Place != 0:
		answer["place"] = float64(h.Place)
	case h.From != 0:
		answer["from"], answer["to"] = float64(h.From), float64(h.To)
		answer["counts"] = []any{drawnAs(g.slots[slot].stage, h.From), drawnAs(g.slots[slot].stage, h.To)}
	}
	if m.Get("click").Truthy() {
		p.post.Invoke(answer)
	}
	return len(answer) > 4
}

// drawnAs is how many places are drawn as one with a place that is drawn.
func drawnAs(s *view.Stage, place trace.Place) int {
	for _, o := range s.Places() {
		if o.Place == place {
			return o.Count
		}
	}
	return 1
}

// sendLayout tells where everything stands.
func (p *page) sendLayout(slot int, s *slot) {
	places, links := []any{}, []any{}
	for _, o := range s.stage.Places() {
		places = append(places, map[string]any{
			"place": float64(o.Place), "name": o.Name, "node": o.Node, "kind": o.Kind, "count": o.Count, "sidecar": o.Sidecar, "family": o.Family, "open": o.Open,
			"x": s.box.x + o.X, "y": s.box.y + o.Y, "w": o.W, "h": o.H,
		})
	}
	for _, k := range s.stage.Links() {
		links = append(links, map[string]any{
			"from": k.From, "to": k.To, "link": k.Link, "x": s.box.x + k.X, "y": s.box.y + k.Y,
		})
	}
	p.post.Invoke(map[string]any{
		"type": "layout", "slot": slot, "places": places, "links": links,
		"stage": map[string]any{"x": s.box.x, "y": s.box.y, "w": s.box.w, "h": s.box.h, "head": view.Head},
	})
}

func (p *page) sendDrawn(t sim.Time, quads int, first, second string) {
	p.postDrawn.Invoke(t.Seconds(), quads, first, second)
}

// sendPicture hands the picture to the script, which makes a file of it.
func (p *page) sendPicture(screen *ebiten.Image) {
	w, h := screen.Bounds().Dx(), screen.Bounds().Dy()
	pix := make([]byte, 4*w*h)
	screen.ReadPixels(pix)
	screen.Deallocate()
	array := p.bytes.New(len(pix))
	js.CopyBytesToJS(array, pix)
	p.postPicture.Invoke(array, w, h)
}

// letters draws text in letters of that size, in device pixels, with a border
// around it.
func (p *page) letters(text string, size float32) (pix []byte, w, h int) {
	r := p.drawLetters.Invoke(text, size, border)
	w, h = r.Get("width").Int(), r.Get("height").Int()
	pix = make([]byte, 4*w*h)
	js.CopyBytesToGo(pix, r.Get("data"))
	for i := 0; i < len(pix); i += 4 {
		a := pix[i+3]
		pix[i], pix[i+1], pix[i+2] = a, a, a
	}
	return pix, w, h
}

func (c rgb) colour() color.Color {
	return color.RGBA{uint8(c.r*255 + .5), uint8(c.g*255 + .5), uint8(c.b*255 + .5), 255}
}

// A source reads a Uint8Array, a step at a time.
type source struct {
	array js.Value
	at    int
	ready []byte
	step  [sourceStep]byte
}

const sourceStep = 1 << 16

// Read copies what is next.
func (s *source) Read(b []byte) (int, error) {
	if len(s.ready) == 0 {
		part := s.array.Call("subarray", s.at, s.at+sourceStep)
		n := js.CopyBytesToGo(s.step[:], part)
		if n == 0 {
			return 0, io.EOF
		}
		s.at += n
		s.ready = s.step[:n]
	}
	n := copy(b, s.ready)
	s.ready = s.ready[n:]
	return n, nil
}

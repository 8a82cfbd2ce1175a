package view

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A Stage shows one tape in a picture of some size. What it shows is a
// function of the tape, the size, the options and the instant: not of what it
// showed before.
type Stage struct {
	Options
	tape     *Tape
	layout   *Layout
	state    state
	now      sim.Time
	frame    Frame
	voice    *Voice
	word     []string
	name     []int32   // by spot: its name's index in word
	title    []int32   // by node
	unit     []int32   // by pool of a spot: what is waited for, in the form for one
	shown    []lane    // of the spot at hand
	signs    []Item    // of the places, in this frame
	busy     []int32   // by wire: what is under way there
	currents []current // by wire: what passes it while the run plays; none while it does not
	fans     []Way     // of the wire at hand
	sheaf    []Item    // what connections carry, in this frame
}

// Options say how a stage shows its tape.
type Options struct {
	Colours  []Colour    // of the flows; where it has fewer, the others have the hue of their number
	ByKey    []bool      // by flow: its messages have the colour of what they are about
	Zones    [][]int32   // by node: the numbers, from 1, of the zones that its replicas are in, in turn
	Reduced  bool        // messages step instead of gliding
	Spare    bool        // what takes long to draw is left out: messages become flows sooner
	Speed    float64     // simulated seconds per second at which the run plays; 0 while it stands still
	Since    sim.Time    // from when on the tape has all that happened
	Selected trace.Place // has a halo; 0 for none
	Message  uint32      // the same
	From, To trace.Place // the wire between them is drawn bold; 0 for none
	AllWires bool        // so are all between their nodes
}

// NewStage makes a stage that shows the beginning of a tape in a picture of
// that size, in CSS pixels.
func NewStage(p *Tape, width, height float32) *Stage {
	s := &Stage{tape: p, state: newState(p)}
	s.Speak(english)
	s.Resize(width, height)
	s.Seek(0)
	return s
}

// Speak has the stage say everything in a voice from now on. At first it speaks English.
func (s *Stage) Speak(v *Voice) {
	c := s.tape.cast
	s.voice, s.word = v, append([]string(nil), v.words[:]...)
	s.name, s.title, s.unit = nil, nil, nil
	for i := range c.spots {
		s.name = append(s.name, s.addWord(c.name(v, &c.spots[i])))
	}
	for i := range s.tape.topology.Nodes {
		s.title = append(s.title, s.addWord(c.title(v, c.family(i))))
	}
	s.nameUnits()
}

// nameUnits makes the words for who waits for a pool, in both forms.
func (s *Stage) nameUnits() {
	for i := range s.tape.cast.spots {
		if spot := &s.tape.cast.spots[i]; !spot.Side {
			for _, p := range s.tape.topology.Nodes[spot.Node].Pools {
				s.unit = append(s.unit, s.addWord(s.voice.say(&s.voice.unit, 1, p.ID)))
				s.addWord(s.voice.say(&s.voice.unit, 0, p.ID))
			}
		}
	}
}

func (s *Stage) addWord(w string) int32 {
	s.word = append(s.word, w)
	return int32(len(s.word) - 1)
}

// Tape is what the stage shows.
func (s *Stage) Tape() *Tape { return s.tape }

// Words are what the texts of frames refer to. They change with the voice alone.
func (s *Stage) Words() []string { return s.word }

// Layout is where everything stands.
func (s *Stage) Layout() *Layout { return s.layout }

// Resize gives the picture another size.
func (s *Stage) Resize(width, height float32) { s.layout = newLayout(s.tape, width, height) }

// Seek moves to t: all that was recorded up to and at t has happened. What
// lies before the run's beginning or behind its end is shown as that.
func (s *Stage) Seek(t sim.Time) {
	s.now = min(max(t, 0), s.tape.topology.Horizon)
	s.state.seek(s.tape, s.tape.before(s.now))
}

// Frame is the picture at the instant that was sought. It is good until the
// next call.
func (s *Stage) Frame() *Frame {
	f := &s.frame
	f.reset()
	s.listen()
	s.wires(f)
	s.flows(f)
	s.places(f)
	s.zones(f)
	s.bundles(f)
	s.messages(f)
	s.lost(f)
	s.ended(f)
	s.halo(f)
	return f
}

// hue is the colour of a flow.
func (s *Stage) hue(flow uint16) Colour {
	if flow == 0 {
		return Soft
	}
	if int(flow) <= len(s.Colours) {
		return s.Colours[flow-1]
	}
	return Hue + Colour(hueOf(flow)-1)
}

// tint is the colour of a hue, as [spotState.busy] numbers them.
func (s *Stage) tint(hue int) Colour { return s.hue(uint16(hue)) }

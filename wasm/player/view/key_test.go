package view

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// keyed is a request about a key, and its answer.
func keyed(key uint32) *Stage {
	request := sent(0)
	request.Op, request.N = 1, 1
	answer := trace.Record{At: 200 * ms, Kind: trace.Send, Msg: 2, Parent: 1, Node: 3, Peer: 1, Flow: 1, Op: 1, N: 1, Aux: int64(200 * ms), Until: 300 * ms, Shape: trace.Response, Status: trace.OK}
	tape := NewTape(short(), []trace.Record{
		{Kind: trace.Begin, Op: 1, N: 1, Node: 1, Flow: 1, Payload: key, Cause: trace.Transfer},
		request, {At: 100 * ms, Kind: trace.Arrive, Msg: 1, Node: 3, Peer: 1, Flow: 1}, answer,
	})
	return NewStage(tape, 800, 400)
}

// keysIn are the numbers that stand in the picture in the colour of a key, and that of the message.
func keysIn(s *Stage) (numbers []int64, colour Colour) {
	f := s.Frame()
	for _, i := range f.Items {
		if i.Msg != 0 {
			colour = max(i.Fill, i.Edge)
		}
	}
	for _, t := range f.Texts {
		if t.Word < 0 && t.Number >= 0 && t.Colour >= Hue {
			numbers = append(numbers, t.Number)
		}
	}
	return numbers, colour
}

func TestAMessageHasTheColourAndTheNumberOfItsKeyWhereItsFlowSaysSo(t *testing.T) {
	for _, c := range []struct {
		key    uint32
		colour Colour
	}{{1, Hue}, {6, Hue + 5}, {8, Hue + 1}} {
		s := keyed(c.key)
		s.ByKey = []bool{true}
		for _, at := range []sim.Time{50 * ms, 250 * ms} { // its request, its answer
			s.Seek(at)
			if numbers, colour := keysIn(s); len(numbers) != 1 || numbers[0] != int64(c.key) || colour != c.colour {
				t.Errorf("key %d at %v: numbers %v in colour %d, want its own in %d", c.key, at, numbers, colour, c.colour)
			}
		}
	}
}

func TestAMessageHasTheColourOfItsFlowWhereNothingElseIsSaid(t *testing.T) {
	s := keyed(3)
	s.Seek(50 * ms)
	if numbers, colour := keysIn(s); len(numbers) != 0 || colour != Hue {
		t.Errorf("numbers %v in colour %d, want none, in that of the flow", numbers, colour)
	}
	s = keyed(0)
	s.ByKey = []bool{true}
	s.Seek(50 * ms)
	if numbers, colour := keysIn(s); len(numbers) != 0 || colour != Hue {
		t.Errorf("about nothing: numbers %v in colour %d, want none, in that of the flow", numbers, colour)
	}
}

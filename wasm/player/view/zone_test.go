package view

import (
	"slices"
	"testing"
)

// zoned is two phones in two zones, and a server in the second.
const zoned = `{
  "version": 1, "title": "zoned", "seed": 3, "duration": "2s",
  "nodes": {"api": {"kind": "server", "zones": ["west"]}, "phone": {"kind": "client", "count": 3, "zones": ["east", "west"]}},
  "flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "1/s"}}}
}`

func TestWhatIsInAZoneHasItsSign(t *testing.T) {
	tape := film(t, zoned)
	s := NewStage(tape, 560, 300)
	plain := clone(s.Frame())
	s.Zones = [][]int32{{2}, {1, 2}}
	f := s.Frame()
	var got []int64
	for _, text := range f.Texts[len(plain.Texts):] {
		got = append(got, text.Number)
	}
	if want := []int64{2, 1, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("the signs of the server and the three phones are %d, want %d", got, want)
	}
	if signs := len(f.Items) - len(plain.Items); signs != 4 {
		t.Errorf("there are %d tags for four places", signs)
	}
	s.Zones = nil
	if n := len(s.Frame().Items); n != len(plain.Items) {
		t.Errorf("without zones there are %d items, and %d at first", n, len(plain.Items))
	}
}

func TestACrowdHasNoSignOfAZone(t *testing.T) {
	s := NewStage(busyTape(t, 200), 560, 300)
	all := len(s.Frame().Texts)
	for range s.tape.topology.Nodes {
		s.Zones = append(s.Zones, []int32{1})
	}
	signs := len(s.Frame().Texts) - all
	want := 0
	for _, o := range s.tape.cast.spots {
		if !o.Crowd && !o.Side {
			want++
		}
	}
	if signs != want || want == len(s.tape.cast.spots) {
		t.Errorf("%d of %d spots have a sign, want %d", signs, len(s.tape.cast.spots), want)
	}
}

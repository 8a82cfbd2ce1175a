package real

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"backchat/sim"
	"backchat/tests/validation"
)

// A standing is how two kinds of page stand at one loss: the logarithm of how the first
// relates to the second, below 0 where the first is ahead, and whether that is sure.
type standing struct {
	percent, relation float64
	sure              bool
}

// An order is the standings of two over the losses of the grid.
type order []standing

func (g grid) order(m *yardstick, trip sim.Time, a, b int) order {
	var o order
	for _, percent := range gridLosses {
		first, second := g[trip][percent][a], g[trip][percent][b]
		_, surely := m.ahead(first, second)
		o = append(o, standing{percent, math.Log(m.value(first) / m.value(second)), surely})
	}
	return o
}

// crossovers says of each two who is ahead where, and where they change places.
func (g grid) crossovers() string {
	table := validation.NewTable("round trip", "", "of these two", "surely ahead", "they surely change places", "and may do so, which is not sure")
	for _, trip := range gridTrips {
		for _, pair := range [][2]int{{h2, six}, {h3, six}, {h2, h3}} {
			for i := range yardsticks {
				m := &yardsticks[i]
				o := g.order(m, trip, pair[0], pair[1])
				sure, open := o.changes()
				table.Row(inMs(trip), m.name, shortNames[pair[0]]+", "+shortNames[pair[1]], o.tell(shortNames[pair[0]], shortNames[pair[1]]), orNone(strings.Join(sure, "; ")), orNone(open))
			}
		}
	}
	return table.String()
}

var shortNames = [...]string{"HTTP/1.1", "HTTP/2", "HTTP/3"}

func orNone(text string) string { return cmp.Or(text, "–") }

// tell says who of the two is surely ahead at which losses, in their order, and at
// which neither is.
func (o order) tell(first, second string) string {
	var told []string
	for i := 0; i < len(o); {
		who, at := o[i].leader(first, second), []string(nil)
		for ; i < len(o) && o[i].leader(first, second) == who; i++ {
			at = append(at, fmt.Sprint(o[i].percent))
		}
		told = append(told, who+" at "+list(at)+" %")
	}
	return strings.Join(told, "; ")
}

// leader is who of the two is surely ahead.
func (s standing) leader(first, second string) string {
	switch {
	case !s.sure:
		return "neither"
	case s.relation < 0:
		return first
	}
	return second
}

// list joins all as a sentence does: "1, 2 and 5".
func list(all []string) string {
	last := len(all) - 1
	if last == 0 {
		return all[0]
	}
	return strings.Join(all[:last], ", ") + " and " + all[last]
}

// changes are all at which the two change places: the loss is read off linearly by the
// logarithm of how they relate. One is sure where it lies between two losses at which
// one, then the other is surely ahead. Where the two change places and back
// between such losses, all of these are named with it.
func (o order) changes() (sure []string, open string) {
	var unsure []string
	last := -1 // at which one is surely ahead
	var since []string
	for i, s := range o {
		if i > 0 && o[i-1].relation*s.relation < 0 {
			before := o[i-1]
			at := before.percent + (s.percent-before.percent)*before.relation/(before.relation-s.relation)
			since = append(since, fmt.Sprintf("%.2g", at))
		}
		if !s.sure {
			continue
		}
		if last >= 0 && o[last].relation*s.relation < 0 {
			sure = append(sure, fmt.Sprintf("at %s %%, between %v and %v %%", list(since), o[last].percent, s.percent))
		} else {
			unsure = append(unsure, since...)
		}
		last, since = i, nil
	}
	if unsure = append(unsure, since...); len(unsure) > 0 {
		open = "at " + list(unsure) + " %"
	}
	return sure, open
}

func TestEveryChangeOfPlacesIsNamedAsSureOrNot(t *testing.T) {
	for _, c := range []struct {
		reason string
		order  order
		tells  string
		sure   []string
		open   string
	}{
		{"one is ahead throughout", order{{0, -1, true}, {1, -1, false}, {5, -1, true}}, "a at 0 %; neither at 1 %; a at 5 %", nil, ""},
		{"one overtakes the other", order{{0, -1, true}, {1, -1, true}, {2, 1, true}}, "a at 0 and 1 %; b at 2 %", []string{"at 1.5 %, between 1 and 2 %"}, ""},
		{"it is sure later only", order{{0, -1, true}, {1, 1, false}, {2, 3, true}}, "a at 0 %; neither at 1 %; b at 2 %", []string{"at 0.5 %, between 0 and 2 %"}, ""},
		{"it is ahead for a while, perhaps", order{{0, -1, true}, {1, 1, false}, {2, -1, false}, {5, -1, true}}, "a at 0 %; neither at 1 and 2 %; a at 5 %", nil, "at 0.5 and 1.5 %"},
		{"it is ahead for a while, surely", order{{0, -1, true}, {1, 1, true}, {2, -1, true}}, "a at 0 %; b at 1 %; a at 2 %", []string{"at 0.5 %, between 0 and 1 %", "at 1.5 %, between 1 and 2 %"}, ""},
		{"back and forth before it is sure", order{{0, -1, true}, {1, 1, false}, {2, -1, false}, {4, 1, true}}, "a at 0 %; neither at 1 and 2 %; b at 4 %", []string{"at 0.5, 1.5 and 3 %, between 0 and 4 %"}, ""},
		{"perhaps at the end", order{{0, -1, true}, {5, 1, false}}, "a at 0 %; neither at 5 %", nil, "at 2.5 %"},
	} {
		if got := c.order.tell("a", "b"); got != c.tells {
			t.Errorf("%s: %s, want %s", c.reason, got, c.tells)
		}
		if sure, open := c.order.changes(); !slices.Equal(sure, c.sure) || open != c.open {
			t.Errorf("%s: sure are %q, open %q", c.reason, sure, open)
		}
	}
}

package node

import (
	"fmt"
	"strings"
	"testing"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// An idler does nothing with what it is asked.
type idler struct{}

func (idler) Asked(sim.Ref, *Attempt) {}
func (idler) Worked(*Job)             {}
func (idler) Crashed(trace.Place)     {}
func (idler) Revived(trace.Place)     {}

// A passer is one that passes on.
type passer struct{ idler }

func (passer) Passed(sim.Ref, *Attempt, *network.Message, trace.Status) {}

func TestARowThatIsNotWhatStandsThereIsNamed(t *testing.T) {
	to, alone := &BalancerConfig{To: []string{"api"}}, &BalancerConfig{}
	for _, row := range []struct {
		reason string
		traits Trait
		role   Role
		config Config
		said   string // "": nothing
	}{
		{"it only answers", Answers, idler{}, alone, ""},
		{"it passes on", Answers | Relays, passer{}, to, ""},
		{"nothing was placed", Answers, nil, alone, "World.Place"},
		{"what cannot pass on is said to", Answers | Relays, idler{}, to, "give it the method Passed"},
		{"what passes on is not said to", Answers, passer{}, to, "the trait Relays"},
		{"it passes on to nobody", Answers | Relays, passer{}, alone, "with Passes"},
	} {
		w := &World{groupOf: []uint32{0, 0}, groups: []*group{{role: row.role, first: 1}}}
		k := &Kind{Name: "sluice", Traits: row.traits}
		said := ""
		func() {
			defer func() {
				if r := recover(); r != nil {
					said = fmt.Sprint(r)
				}
			}()
			k.Holds(w, &trace.Node{ID: "lock", First: 1}, row.config)
		}()
		named := strings.Contains(said, "the kind sluice at lock: ") && strings.Contains(said, row.said)
		if (said == "") != (row.said == "") || row.said != "" && !named {
			t.Errorf("%s: said is %q", row.reason, said)
		}
	}
}

package properties

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// tellBackwards is what each operation that has ended spent its time on, told from its
// end back: what it was on last, by the attempt that counted, what before, up to the
// fork at which that attempt began, and so on to its beginning.
func tellBackwards(records []trace.Record) map[uint32][trace.Causes]sim.Time {
	told, blocks := map[uint32][]*trace.Record{}, map[uint32]*trace.Record{}
	all := map[uint32][trace.Causes]sim.Time{}
	for i := range records {
		r := &records[i]
		if r.Kind == trace.Block {
			blocks[r.Msg] = r
			continue
		}
		if r.Cause == trace.NoCause && r.Kind != trace.Fork && r.Kind != trace.Prevail && r.Kind != trace.End {
			continue
		}
		for op := r.Op; op < r.Op+uint32(r.N); op++ {
			if r.Kind == trace.End {
				all[op] = spentBackwards(told[op], blocks, r.At)
				delete(told, op)
			} else {
				told[op] = append(told[op], r)
			}
		}
	}
	return all
}

// spentBackwards is what was spent up to an instant by what was told of an operation.
func spentBackwards(told []*trace.Record, blocks map[uint32]*trace.Record, to sim.Time) (spent [trace.Causes]sim.Time) {
	side := uint32(0)
	for i := len(told) - 1; i >= 0; i-- {
		switch r := told[i]; {
		case r.Kind == trace.Prevail:
			if r.Payload == side && r.Aux == trace.Second {
				side = r.Header
			}
		case r.Kind == trace.Fork:
			if r.Header == side {
				side = r.Payload
			}
		case r.Side() == side:
			from := r.At
			if r.Kind == trace.Begin {
				from = sim.Time(r.Aux)
			}
			spend(&spent, r, blocks[r.Msg], from, to)
			to = from
		}
	}
	return spent
}

// spend divides the time that follows a record, up to what is told next.
func spend(spent *[trace.Causes]sim.Time, r, block *trace.Record, from, to sim.Time) {
	if r.Cause != trace.Transfer || r.Until == 0 || r.Kind == trace.Begin {
		spent[r.Cause] += to - from
		return
	}
	out := min(max(sim.Time(r.Aux), from), to)
	spent[trace.Transfer] += out - from
	if block != nil {
		blocked := min(max(sim.Time(block.Aux), out), to)
		spent[trace.InFlight] += blocked - out
		spent[trace.Blocked] += to - blocked
		return
	}
	spent[trace.InFlight] += to - out
}

// mostTold bounds how many operations of a run are told backwards.
const mostTold = 60

func TestAnOperationToldBackwardsHasSpentItsTimeAsItsWaterfallSays(t *testing.T) {
	hedged := 0
	rapid.Check(t, func(t *rapid.T) {
		text := newWorld(t).text()
		run := play(t, text, "base", trial.Records)
		told := tellBackwards(run.Records)
		for _, op := range slices.Sorted(maps.Keys(told))[:min(len(told), mostTold)] {
			w := trace.NewWaterfall(op)
			w.Fold(run.Records)
			var spent [trace.Causes]sim.Time
			for _, s := range w.Spans {
				spent[s.Cause] += s.To - s.From
			}
			if spent != told[op] {
				t.Fatalf("operation %d has spent %v, told backwards %v\n%s", op, spent, told[op], text)
			}
		}
		if slices.ContainsFunc(run.Records, func(r trace.Record) bool { return r.Kind == trace.Prevail && r.Aux == trace.Second }) {
			hedged++
		}
	})
	if hedged == 0 {
		t.Error("in none of these runs a hedge counts")
	}
}

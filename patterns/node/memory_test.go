package node

import (
	"reflect"
	"strconv"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

func TestWhatIsKeptIsChargedForItsSize(t *testing.T) {
	if strconv.IntSize != 64 {
		t.Skip("the sizes are those of 64 bits")
	}
	for _, row := range []struct {
		of    reflect.Type
		bytes uintptr
	}{
		{reflect.TypeFor[Op](), opBytes}, {reflect.TypeFor[Attempt](), attemptBytes}, {reflect.TypeFor[deadline](), deadlineBytes}, {reflect.TypeFor[repeated](), repeatedBytes},
		{reflect.TypeFor[Job](), jobBytes}, {reflect.TypeFor[waiter](), waiterBytes}, {reflect.TypeFor[deed](), deedBytes}, {reflect.TypeFor[repeat](), repeatBytes}, {reflect.TypeFor[Answer](), answerBytes}, {reflect.TypeFor[callerState](), callerStateBytes},
		{reflect.TypeFor[Agent](), agentBytes}, {reflect.TypeFor[stationAt](), stationBytes}, {reflect.TypeFor[health](), targetBytes}, {reflect.TypeFor[buffer](), bufferBytes}, {reflect.TypeFor[grip](), gripBytes}, {reflect.TypeFor[pool](), poolBytes},
		{reflect.TypeFor[load](), loadBytes}, {reflect.TypeFor[held](), heldBytes}, {reflect.TypeFor[admission](), admissionBytes - sim.KeyedBytes}, {reflect.TypeFor[inHand](), inHandBytes + 8},
		{reflect.TypeFor[breaker](), breakerBytes + 8}, {reflect.TypeFor[recent](), recentBytes + 8}, {reflect.TypeFor[throttle](), throttleBytes + 8},
	} {
		if row.bytes < row.of.Size()+8 { // the slab's cell
			t.Errorf("%v: charged %d bytes, takes %d", row.of, row.bytes, row.of.Size()+8)
		}
	}
}

func TestOperationThatHasEndedIsNoLongerUnderWay(t *testing.T) {
	k := sim.NewKernel(sim.Second, sim.Limits{Operations: 1e6, Memory: 1e6})
	w := NewWorld(k, trace.NewWriter(), &trace.Topology{}, 1)
	err := k.Within(func() error {
		for range 10_000 { // each is charged hundreds of bytes while it lasts
			w.End(w.Begin(1, 1, 0, 0, trace.Transfer, 1, func(int) trace.Place { return 0 }), trace.OK)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

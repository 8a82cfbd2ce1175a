package node

import (
	"reflect"
	"strconv"
	"testing"
)

func TestWhatIsKeptIsChargedForItsSize(t *testing.T) {
	if strconv.IntSize != 64 {
		t.Skip("the sizes are those of 64 bits")
	}
	for _, row := range []struct {
		of    reflect.Type
		bytes uintptr
	}{
		{reflect.TypeFor[Op](), opBytes}, {reflect.TypeFor[Attempt](), attemptBytes}, {reflect.TypeFor[repeated](), repeatedBytes},
		{reflect.TypeFor[Job](), jobBytes}, {reflect.TypeFor[deed](), deedBytes}, {reflect.TypeFor[repeat](), repeatBytes}, {reflect.TypeFor[Answer](), answerBytes}, {reflect.TypeFor[callerState](), callerStateBytes},
		{reflect.TypeFor[Agent](), agentBytes}, {reflect.TypeFor[stationAt](), stationBytes}, {reflect.TypeFor[health](), targetBytes},
	} {
		if row.bytes < row.of.Size()+8 { // the slab's cell
			t.Errorf("%v: charged %d bytes, takes %d", row.of, row.bytes, row.of.Size()+8)
		}
	}
}

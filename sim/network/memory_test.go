package network

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
		{reflect.TypeFor[Message](), messageBytes}, {reflect.TypeFor[handshake](), handshakeBytes}, {reflect.TypeFor[answer](), answerBytes - 56}, {reflect.TypeFor[Conn](), connBytes}, {reflect.TypeFor[opening](), openingBytes - 8}, {reflect.TypeFor[course](), courseBytes - 8}, {reflect.TypeFor[life](), lifeBytes}, {reflect.TypeFor[doorstep](), doorstepBytes}, {reflect.TypeFor[wire](), wireBytes}, {reflect.TypeFor[[2]laneState](), ownBytes},
	} {
		if row.bytes < row.of.Size() {
			t.Errorf("%v: charged %d bytes, takes %d", row.of, row.bytes, row.of.Size())
		}
	}
}

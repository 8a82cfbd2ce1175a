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
		{reflect.TypeFor[Message](), messageBytes}, {reflect.TypeFor[Conn](), connBytes}, {reflect.TypeFor[wire](), wireBytes},
	} {
		if row.bytes < row.of.Size() {
			t.Errorf("%v: charged %d bytes, takes %d", row.of, row.bytes, row.of.Size())
		}
	}
}

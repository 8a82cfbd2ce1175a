package patterns

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
		{reflect.TypeFor[speakerState](), speakerBytes}, {reflect.TypeFor[inbox](), inboxBytes}, {reflect.TypeFor[update](), updateBytes}, {reflect.TypeFor[poll](), pollsBytes - 24},
		{reflect.TypeFor[past](), pastBytes}, {reflect.TypeFor[kept](), keptBytes}, {reflect.TypeFor[working](), workingBytes},
		{reflect.TypeFor[mailbox](), consumerBytes}, {reflect.TypeFor[loading](), loadingBytes}, {reflect.TypeFor[uploading](), uploadingBytes}, {reflect.TypeFor[part](), partBytes},
		{reflect.TypeFor[entry](), entryBytes}, {reflect.TypeFor[copied](), copyBytes}, {reflect.TypeFor[track](), trackBytes}, {reflect.TypeFor[reader](), readerBytes},
	} {
		if row.bytes < row.of.Size()+8 { // the slab's cell, or what names it
			t.Errorf("%v: charged %d bytes, takes %d", row.of, row.bytes, row.of.Size()+8)
		}
	}
	if least := reflect.TypeFor[listener]().Size() + reflect.TypeFor[request]().Size() + 8; listenerBytes < least {
		t.Errorf("a listener: charged %d bytes, takes %d", listenerBytes, least)
	}
}

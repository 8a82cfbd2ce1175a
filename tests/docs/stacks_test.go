package docs

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"backchat/sim"
	"backchat/sim/transport"
)

// TestTheManualSaysWhatTheStackOfTheStandardsIs holds the manual's list of the fields
// in which the stack "rfc" is another than those that the fields default to.
func TestTheManualSaysWhatTheStackOfTheStandardsIs(t *testing.T) {
	manual, err := os.ReadFile("../../docs/scenario.md")
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("`rfc` is, field by field where it is not as they default: of [tcp](#tcp) %s; of [quic](#quic) %s.",
		others(transport.Stacks[1].TCP, transport.Stacks[0].TCP), others(transport.QUICs[1].QUIC, transport.QUICs[0].QUIC))
	if !strings.Contains(string(manual), want) {
		t.Errorf("docs/scenario.md does not say: %s", want)
	}
}

// others are the fields in which a configuration is not as another, and what they are.
func others(is, not any) string {
	var all []string
	a, b := reflect.ValueOf(is), reflect.ValueOf(not)
	for i := range a.NumField() {
		name := a.Type().Field(i).Tag.Get("json")
		switch x, y := a.Field(i), b.Field(i); {
		case name == "-" || x.Equal(y):
		case x.Kind() == reflect.Struct:
			all = append(all, fmt.Sprintf("`%s` with %s", name, others(x.Interface(), y.Interface())))
		default:
			all = append(all, fmt.Sprintf("`%s` %s", name, written(x.Interface())))
		}
	}
	return strings.Join(all, ", ")
}

// written is a value as a file has it.
func written(v any) string {
	switch v := v.(type) {
	case sim.Bytes:
		if v > 0 && v%(1<<20) == 0 {
			return fmt.Sprintf("%dMiB", v>>20)
		}
		return fmt.Sprintf("%dB", v)
	case sim.Time:
		return time.Duration(v).String()
	}
	return fmt.Sprint(v)
}

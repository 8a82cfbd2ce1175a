package scenario

import (
	"errors"
	"strings"
	"testing"

	"backchat/patterns/scenario/source"
)

// FuzzParse holds that any bytes give a file or faults with places in it, and
// that what is good stays good: every variant is there, and its canonical form
// reads back.
func FuzzParse(f *testing.F) {
	good := orders(f)
	f.Add([]byte(good))
	f.Add(example(f))
	for _, row := range malformed {
		f.Add([]byte(strings.Replace(good, row.old, row.new, 1)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Parse("fuzz.json", text)
		if err != nil {
			var faults source.Faults
			if !errors.As(err, &faults) || len(faults) == 0 {
				t.Fatalf("got %T", err)
			}
			for _, fault := range faults {
				if fault.Line < 1 || fault.Column < 1 || fault.Message == "" {
					t.Fatalf("got %+v", fault)
				}
			}
			return
		}
		for _, id := range file.Variants() {
			s, err := file.Scenario(id)
			if err != nil {
				t.Fatal(err)
			}
			s.Expect, s.Goals, s.Sliders = nil, nil, nil
			if _, err := Parse("again.json", s.JSON()); err != nil {
				t.Fatalf("%s\n%v", s.JSON(), err)
			}
		}
	})
}

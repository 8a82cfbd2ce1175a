package main

import (
	"strconv"
	"testing"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

func TestEverySliderOfTheGalleryCanBeMovedToEitherEnd(t *testing.T) {
	for _, name := range gallery.Names() {
		f, err := gallery.File(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.Scenario(scenario.Base)
		if err != nil {
			t.Fatal(err)
		}
		for _, slider := range s.Sliders {
			_, bare := currentValue(string(f.Text()), slider.Path)
			for _, end := range []string{slider.Min, slider.Max} {
				value := strconv.Quote(end)
				if bare {
					value = end
				}
				text, err := setValue(string(f.Text()), slider.Path, value)
				if err != nil {
					t.Errorf("%s: %s at %s: %v", name, slider.Path, end, err)
					continue
				}
				if _, err := scenario.Parse(name+".json", []byte(text)); err != nil {
					t.Errorf("%s at %s: %v", slider.Path, end, err)
				}
			}
		}
	}
}

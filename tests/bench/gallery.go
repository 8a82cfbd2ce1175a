package main

import (
	"context"
	"fmt"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// runGallery runs every variant of every scenario of the gallery with figures,
// some times over, as people do who use them, and the whole model about as
// long: what the compiler learns from a profile of this.
func runGallery() error {
	for _, name := range gallery.Names() {
		f, err := gallery.File(name)
		if err != nil {
			return err
		}
		for _, variant := range f.Variants() {
			if err := runs(f, variant, 4); err != nil {
				return fmt.Errorf("%s, %s: %w", name, variant, err)
			}
		}
	}
	for range 25 {
		for _, r := range modelRows() {
			r.run()
		}
	}
	return nil
}

func runs(f *scenario.File, variant string, seeds uint64) error {
	for seed := range seeds {
		r, err := experiment.Run(context.Background(), f, variant, seed+1, experiment.Options{Figures: &metrics.Options{}})
		if err == nil {
			err = r.Err
		}
		if err != nil {
			return err
		}
	}
	return nil
}

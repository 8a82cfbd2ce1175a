// Command digests prints the digest of every variant of every scenario of the
// gallery, a line each.
package main

import (
	"context"
	"fmt"
	"os"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
)

func main() {
	for _, name := range gallery.Names() {
		if err := digests(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func digests(name string) error {
	f, err := gallery.File(name)
	if err != nil {
		return err
	}
	for _, variant := range f.Variants() {
		s, err := f.Scenario(variant)
		if err != nil {
			return err
		}
		r, err := experiment.Run(context.Background(), f, variant, s.Seed, experiment.Options{Digest: true})
		if err != nil {
			return err
		}
		if r.Err != nil {
			return fmt.Errorf("%s, variant %s: %w", name, variant, r.Err)
		}
		fmt.Println(name, variant, r.Digest)
	}
	return nil
}

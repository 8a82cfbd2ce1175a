package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"backchat/language"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/wording"
)

// A seedFlag is a seed that may be given.
type seedFlag struct {
	value uint64
	given bool
}

// greatestSeed is the largest number that JSON is sure to carry.
const greatestSeed = 1<<53 - 1

// Set reads the flag.
func (s *seedFlag) Set(text string) error {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n > greatestSeed {
		return fmt.Errorf("a seed is a whole number from 0 to %d", greatestSeed)
	}
	s.value, s.given = n, true
	return nil
}

// String is the seed, "" where none was given.
func (s *seedFlag) String() string {
	if !s.given {
		return ""
	}
	return strconv.FormatUint(s.value, 10)
}

// Type names what the flag takes, for the help.
func (s *seedFlag) Type() string { return "N" }

// A languageFlag is the language of the gallery's texts, and of what is told of runs.
type languageFlag string

// Set reads the flag.
func (l *languageFlag) Set(text string) error {
	if !slices.Contains(gallery.Languages, text) {
		return fmt.Errorf("the gallery is there in %s", wording.InWords(wording.Quoted(gallery.Languages), "and"))
	}
	*l = languageFlag(text)
	return nil
}

// String is the language.
func (l *languageFlag) String() string { return string(*l) }

// Type names what the flag takes, for the help.
func (l *languageFlag) Type() string { return strings.Join(gallery.Languages, "|") }

// flag has a command take the flag.
func (l *languageFlag) flag(cmd *cobra.Command) {
	*l = gallery.InEnglish
	cmd.Flags().Var(l, "language", "the language of texts")
}

// table has what is told in the language.
func (l languageFlag) table() language.Table {
	if l == gallery.InGerman {
		return language.German()
	}
	return nil
}

// A choice is which run of a file is meant.
type choice struct {
	variant string
	seed    seedFlag
}

func (c *choice) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.variant, "variant", scenario.Base, "the `NAME` of the variant to run")
	cmd.Flags().Var(&c.seed, "seed", "the source of randomness (default: the scenario's)")
}

// mostSeeds bounds replications.
const mostSeeds = 100_000

// countBetween is the error of a count that is not from 1 to most.
func countBetween(flag string, n, most int) error {
	if n < 1 || n > most {
		return wrong("--%s %d is not from 1 to %d", flag, n, most)
	}
	return nil
}

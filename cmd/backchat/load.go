package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

// longestFile bounds what is read, in bytes.
const longestFile = 16 << 20

// load reads the scenario that an argument names.
func (p *program) load(arg string) (*scenario.File, error) {
	if isFile(arg) {
		text, err := p.read(arg)
		if err != nil {
			return nil, err
		}
		return scenario.Parse(arg, text)
	}
	f, err := gallery.File(arg)
	if err == nil && f == nil {
		if text, err := p.read(arg); err == nil { // a file without an extension
			return scenario.Parse(arg, text)
		}
		return nil, unknown("scenario", arg, gallery.Names(), `; "backchat list" lists them`)
	}
	return f, err
}

// isFile tells whether an argument names a file, not one of the gallery.
func isFile(arg string) bool {
	return arg == "-" || strings.ContainsAny(arg, `./\`)
}

// read is the text of a file, or of standard input.
func (p *program) read(file string) ([]byte, error) {
	in := p.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, unreadable(file, err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, longestFile+1))
	if err != nil {
		return nil, unreadable(file, err)
	}
	if len(text) > longestFile {
		return nil, &failure{exitOverLimit, fmt.Errorf("%s: the file has more than %d bytes", file, longestFile)}
	}
	return text, nil
}

func unreadable(file string, err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err
	}
	return wrong("%s cannot be read: %w", file, err)
}

// choose is one of a file's variants and the seed: the file's own, unless a
// flag gives one.
func choose(f *scenario.File, variant string, seed seedFlag) (*scenario.Scenario, uint64, error) {
	s, err := f.Scenario(variant)
	if err != nil {
		return nil, 0, wrong("%w", err)
	}
	if seed.given {
		return s, seed.value, nil
	}
	return s, s.Seed, nil
}

package main

import (
	"context"
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
func (p *program) load(ctx context.Context, arg string) (*scenario.File, error) {
	return p.loadIn(ctx, gallery.InEnglish, arg)
}

// loadIn reads the scenario that an argument names, with its texts in a language.
// It ends with the context, whether a pipe keeps it waiting or a file has it work:
// what still reads then ends with the program.
func (p *program) loadIn(ctx context.Context, language languageFlag, arg string) (*scenario.File, error) {
	p.told = language.table()
	type result struct {
		file *scenario.File
		err  error
		why  any // of a panic, which is the caller's
	}
	read := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			r.why = recover()
			read <- r
		}()
		r.file, r.err = p.find(language, arg)
	}()
	select {
	case r := <-read:
		if r.why != nil {
			panic(r.why)
		}
		return r.file, r.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// find reads the scenario that an argument names, with its texts in a language.
func (p *program) find(language languageFlag, arg string) (*scenario.File, error) {
	if isFile(arg) {
		text, err := p.read(arg)
		if err != nil {
			return nil, err
		}
		return written(language, arg, text)
	}
	f, err := gallery.FileIn(string(language), arg)
	if err == nil && f == nil {
		if text, err := p.read(arg); err == nil { // a file without an extension
			return written(language, arg, text)
		}
		return nil, unknown("scenario", arg, gallery.Names(), `; "backchat list" lists them`)
	}
	return f, err
}

// written is the scenario that somebody has written, in the language it is in.
func written(language languageFlag, file string, text []byte) (*scenario.File, error) {
	if language != gallery.InEnglish {
		return nil, wrong("--language %s: only the scenarios of the gallery are there in other languages than their own; leave it out to run the file %s", language, line(file))
	}
	return scenario.Parse(file, text)
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
		return nil, &failure{exitOverLimit, fmt.Errorf("%s: the file has more than %d bytes", line(file), longestFile)}
	}
	return text, nil
}

func unreadable(file string, err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err
	}
	return wrong("%s cannot be read: %w", line(file), err)
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

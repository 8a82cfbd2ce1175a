package main

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

const limitTitle = "C"

//go:embed limit/limit.c
var limitSource []byte

//go:embed limit/work.h
var limitHeader []byte

// limitColumn compiles the C program into dir.
func limitColumn(dir string) column {
	c := column{title: limitTitle}
	program := filepath.Join(dir, "limit")
	if err := compileLimit(dir, program); err != nil {
		c.absent = err.Error()
	}
	c.run = func(r row) (measurement, error) { return runLimit(program, r.limit) }
	return c
}

func compileLimit(dir, program string) error {
	compiler, err := exec.LookPath("cc")
	if err != nil {
		return fmt.Errorf("there is no C compiler here (cc is not on the path)")
	}
	for name, text := range map[string][]byte{"limit.c": limitSource, "work.h": limitHeader} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	out, err := exec.Command(compiler, "-O2", "-o", program, filepath.Join(dir, "limit.c"), "-lm").CombinedOutput()
	if err != nil {
		return fmt.Errorf("limit.c does not compile: %w\n%s", err, out)
	}
	return nil
}

// runLimit measures a whole process, whose start is a hundredth of the rest.
func runLimit(program string, arguments []string) (measurement, error) {
	limit := exec.Command(program, arguments...)
	out, err := limit.Output()
	if err != nil {
		return measurement{}, err
	}
	took := limit.ProcessState.UserTime() + limit.ProcessState.SystemTime()
	m := measurement{Seconds: took.Seconds(), Allocs: -1}
	for name, value := range figures(out) {
		switch name {
		case "events":
			m.Events = uint64(value)
		case "done":
			m.Requests = uint64(value)
		case "mean", "meanWq":
			m.Mean = value
		}
	}
	if m.Events == 0 { // hold does not print its number of events, which is its last argument
		m.Events, err = strconv.ParseUint(arguments[len(arguments)-1], 10, 64)
	}
	return m, err
}

var figure = regexp.MustCompile(`(\w+)=([0-9.]+)`)

// figures reads name=value pairs.
func figures(text []byte) map[string]float64 {
	found := map[string]float64{}
	for _, m := range figure.FindAllSubmatch(text, -1) {
		found[string(m[1])], _ = strconv.ParseFloat(string(m[2]), 64)
	}
	return found
}

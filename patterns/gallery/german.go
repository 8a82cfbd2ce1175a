package gallery

import (
	"embed"
	"path"

	"backchat/patterns/scenario"
)

// Apart from the scenarios, so that a program that asks for none of it does not
// carry it.
//
//go:embed german/*.json
var german embed.FS

// The languages that the texts of scenarios are there in.
const (
	InEnglish = "en"
	InGerman  = "de"
)

// Languages are all of them, the one that the scenarios are written in first.
var Languages = []string{InEnglish, InGerman}

// German is what a scenario says to its reader, in German, and whether there is
// one of that name: JSON of the scenario's own shape with nothing but its texts
// in it.
func German(name string) ([]byte, bool) {
	words, err := german.ReadFile(path.Join("german", name+suffix))
	return words, err == nil && path.Base(name) == name
}

// TextIn is the JSON of a scenario with its texts in one of the [Languages],
// and whether there is one of that name. All else is as [Text] has it, so that
// its runs are the same.
func TextIn(language, name string) ([]byte, bool) {
	text, ok := Text(name)
	if words, there := German(name); ok && there && language == InGerman {
		return scenario.Reworded(text, words), true
	}
	return text, ok
}

// FileIn is a scenario as [File] has it, with its texts in one of the
// [Languages].
func FileIn(language, name string) (*scenario.File, error) {
	text, ok := TextIn(language, name)
	if !ok {
		return nil, nil
	}
	f, err := scenario.Parse(name+suffix, text)
	if err != nil {
		return nil, err
	}
	f.Name = name
	return f, nil
}

package language

import (
	"encoding/json"
	"maps"
	"testing"
)

func TestATextIsSaidInTheLanguageOfItsTable(t *testing.T) {
	german := Table{
		"{n} of {all} are served": "von {all} sind {n} bedient",
		"{n} key | {n} keys":      "{n} Schlüssel | {n} Schlüssel insgesamt",
		figures:                   "1.234,5",
	}
	for _, c := range []struct{ got, want string }{
		{Table(nil).Say("{n} of {all} are served", "n", "3", "all", "7"), "3 of 7 are served"},
		{german.Say("{n} of {all} are served", "n", "3", "all", "7"), "von 7 sind 3 bedient"},
		{german.Say("nobody has put this into German"), "nobody has put this into German"},
		{german.Say("{n} keys", "n", "{n}"), "{n} keys"},
		{Table(nil).Count(1, "{n} key | {n} keys", "n", "1"), "1 key"},
		{Table(nil).Count(0, "{n} key | {n} keys", "n", "no"), "no keys"},
		{german.Count(1, "{n} key | {n} keys", "n", "1"), "1 Schlüssel"},
		{german.Count(2, "{n} key | {n} keys", "n", "2"), "2 Schlüssel insgesamt"},
		{german.Count(2, "{n} of {all} are served", "n", "3", "all", "7"), "von 7 sind 3 bedient"},
		{german.Figure("1,234.5 ms"), "1.234,5 ms"},
		{Table(nil).Figure("1,234.5 ms"), "1,234.5 ms"},
	} {
		if c.got != c.want {
			t.Errorf("said %q, want %q", c.got, c.want)
		}
	}
}

func TestATextWithAPlaceThatNothingIsGivenForIsAMistake(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("nothing was said of it")
		}
	}()
	Table(nil).Say("{n} of {all}", "n", "3")
}

func TestGermanIsReadAsTheJSONThatItIs(t *testing.T) {
	for _, text := range []string{german, ofCommand} {
		var all Table
		if err := json.Unmarshal([]byte(text), &all); err != nil {
			t.Fatal(err)
		}
		if got := read(text); !maps.Equal(got, all) {
			t.Errorf("it is read as %v, not %v", got, all)
		}
	}
}

package structure

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The gallery is searched on the page and by the command line, each in its own language:
// what either takes for no word that is looked for, the other does too, and both take the
// same endings off.
func TestBothSearchesPassOverTheSameWords(t *testing.T) {
	texts := map[string]string{}
	for _, file := range []string{"../../cmd/backchat/search.go", "../../site/src/pages/finding.ts"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = string(b)
	}
	for what, is := range map[string]*regexp.Regexp{
		"common words": regexp.MustCompile("(?s)`(\\s*a an the .*?)`"),
		"endings":      regexp.MustCompile(`["']ing["'], ["']ies["'].*`),
	} {
		var found [][]string
		for file, text := range texts {
			words := regexp.MustCompile(`[a-zäöü]+`).FindAllString(is.FindString(text), -1)
			if len(words) < 3 {
				t.Errorf("%s: no %s are found", file, what)
			}
			found = append(found, words)
		}
		if !slices.Equal(found[0], found[1]) {
			t.Errorf("%s differ:\n%s\n%s", what, strings.Join(found[0], " "), strings.Join(found[1], " "))
		}
	}
}

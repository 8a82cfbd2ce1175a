package experiment

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"backchat/language"
	"backchat/patterns/scenario"
)

// standing is what the base is called where no variant changes the pattern.
const standing language.Text = "as it stands"

// Title is what a variant is called: as the file says, or by its id in words; the
// base by the pattern of its first flow where a variant changes a pattern, and otherwise
// "As it stands".
func Title(f *scenario.File, variant string, in language.Table) string {
	return capital(nameOf(f, variant, in))
}

// nameOf is a variant's title within a sentence.
func nameOf(f *scenario.File, variant string, in language.Table) string {
	if variant != scenario.Base {
		return cmp.Or(f.Title(variant), plain(variant))
	}
	base, err := f.Scenario(scenario.Base)
	if err != nil || len(base.Flows) == 0 || !changesPattern(f, base) {
		return in.Say(standing)
	}
	return in.Say(language.Text(base.Flows[0].Pattern.Row().Title))
}

// stands tells whether a variant is called that.
func (s *Samples) stands(variant string) bool { return s.role(variant).name == s.in.Say(standing) }

func changesPattern(f *scenario.File, base *scenario.Scenario) bool {
	for _, v := range f.Variants() {
		s, err := f.Scenario(v)
		if err != nil {
			continue
		}
		for i := range base.Flows {
			if other := s.FlowNamed(base.Flows[i].ID); other != nil && other.Pattern != base.Flows[i].Pattern {
				return true
			}
		}
	}
	return false
}

// protocols have names of their own, whatever their case.
var protocols = [][2]string{{"http1", "HTTP/1.1"}, {"http2", "HTTP/2"}, {"http3", "HTTP/3"}, {"tls12", "TLS 1.2"}, {"tls13", "TLS 1.3"}}

// plain is camelCase in words: "longPolling" is "long polling".
func plain(id string) string {
	var b strings.Builder
	before := ' '
	for _, r := range id {
		if unicode.IsUpper(r) && (unicode.IsLower(before) || unicode.IsDigit(before)) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
		before = r
	}
	words := b.String()
	for _, p := range protocols {
		words = strings.ReplaceAll(words, p[0], p[1])
	}
	return words
}

// capital begins a text, or what it quotes at its beginning, with a capital.
func capital(text string) string {
	quote := ""
	if strings.HasPrefix(text, "“") {
		quote, text = "“", text[len("“"):]
	}
	if text == "" {
		return quote
	}
	first, size := utf8.DecodeRuneInString(text)
	return quote + string(unicode.ToUpper(first)) + text[size:]
}

package source

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"backchat/sim"
)

// A Patch is a merge patch (RFC 7396) on a whole scenario, its variants among
// what it may change: JSON without blanks, the keys of each object in order,
// so that patches which change the same are equal. "" is none.
type Patch string

// PatchOf is a tree as a patch.
func PatchOf(v *Value) Patch { return Patch(Compact(v, true)) }

// Compact is v as JSON without blanks and without what is removed; sorted, the
// keys of each object stand in order.
func Compact(v *Value, sorted bool) []byte {
	return appendJSON(nil, v, sorted)
}

func appendJSON(out []byte, v *Value, sorted bool) []byte {
	switch v.Kind {
	case '{':
		return appendMembers(out, v, sorted)
	case '[':
		out = append(out, '[')
		for i, item := range v.Items {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendJSON(out, item, sorted)
		}
		return append(out, ']')
	case '"':
		out, _ = jsontext.AppendQuote(out, v.Text)
		return out
	}
	if v.Kind == '0' {
		return append(out, v.Text...)
	}
	return append(out, Describe(v)...)
}

func appendMembers(out []byte, v *Value, sorted bool) []byte {
	members := slices.DeleteFunc(slices.Clone(v.Members), func(m Member) bool { return m.Value.Removed })
	if sorted {
		sim.Sort(members, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	}
	out = append(out, '{')
	for i, m := range members {
		if i > 0 {
			out = append(out, ',')
		}
		out, _ = jsontext.AppendQuote(out, m.Name)
		out = appendJSON(append(out, ':'), m.Value, sorted)
	}
	return append(out, '}')
}

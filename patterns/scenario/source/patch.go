package source

import "slices"

// replacing are the keys that say what an object is: the law of a
// distribution, the kind of a fault. What goes with another law or fault means
// nothing then.
var replacing = [...]string{"dist", "fault"}

// words are the members of which a text is a word for an object with that key.
var words = map[string]string{"transport": "preset"}

// spelled is what v, a member of that name, stands for, where it is such a word.
func spelled(name string, v *Value) *Value {
	key := words[name]
	if key == "" || v == nil || v.Kind != '"' {
		return v
	}
	return &Value{Kind: '{', Start: v.Start, End: v.End, Members: []Member{{key, v.Start, v}}}
}

// replaced is the key by which a patch makes an object another thing, "" where
// it only changes it.
func replaced(base, patch *Value) string {
	for _, key := range replacing {
		old, now := base.Get(key), patch.Get(key)
		if old != nil && now != nil && old.Kind == '"' && now.Kind == '"' && old.Text != now.Text {
			return key
		}
	}
	return ""
}

// Merge applies a merge patch (RFC 7396), but for one thing: what it makes
// another distribution or fault it replaces whole; and what stands for an object in a
// word it changes as that object. Neither argument is
// changed. What both have takes its place from the patch. A member that the
// patch removes stays, marked as removed, so that its name can be checked.
func Merge(base, patch *Value) *Value {
	if patch.Kind != '{' {
		return patch
	}
	merged := &Value{Kind: '{', Start: patch.Start, End: patch.End}
	if merged.Instead = replaced(base, patch); merged.Instead != "" {
		base = nil
	}
	if base != nil {
		merged.Members = slices.Clone(base.Members)
	}
	for _, m := range patch.Members {
		i := base.find(m.Name)
		if i < 0 {
			i = len(merged.Members)
			merged.Members = append(merged.Members, Member{Name: m.Name})
		}
		old := merged.Members[i].Value
		if m.Value.Kind == '{' {
			old = spelled(m.Name, old)
		}
		merged.Members[i] = Member{m.Name, m.At, patched(old, m.Value)}
	}
	return merged
}

func patched(old, patch *Value) *Value {
	if patch.Kind == 'n' {
		return &Value{Kind: 'n', Start: patch.Start, End: patch.End, Removed: true, Had: old != nil}
	}
	return Merge(old, patch)
}

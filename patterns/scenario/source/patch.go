package source

import "slices"

// replacing are the keys that say what an object is: the law of a
// distribution, the kind of a fault. What goes with another law or fault means
// nothing then.
var replacing = [...]string{"dist", "fault"}

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
// another distribution or fault it replaces whole. Neither argument is
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
		merged.Members[i] = Member{m.Name, m.At, patched(merged.Members[i].Value, m.Value)}
	}
	return merged
}

func patched(old, patch *Value) *Value {
	if patch.Kind == 'n' {
		return &Value{Kind: 'n', Start: patch.Start, End: patch.End, Removed: true, Had: old != nil}
	}
	return Merge(old, patch)
}

package scenario

import "slices"

// replacing are the keys that say what an object is: the law of a
// distribution, the kind of a fault. What goes with another law or fault means
// nothing then.
var replacing = [...]string{"dist", "fault"}

// replaced is the key by which a patch makes an object another thing, "" where
// it only changes it.
func replaced(base, patch *value) string {
	for _, key := range replacing {
		old, now := base.get(key), patch.get(key)
		if old != nil && now != nil && old.kind == '"' && now.kind == '"' && old.text != now.text {
			return key
		}
	}
	return ""
}

// merge applies a merge patch (RFC 7396), but for one thing: what it makes
// another distribution or fault it replaces whole. Neither argument is
// changed. What both have takes its place from the patch. A member that the
// patch removes stays, marked as removed, so that its name can be checked.
func merge(base, patch *value) *value {
	if patch.kind != '{' {
		return patch
	}
	merged := &value{kind: '{', start: patch.start, end: patch.end}
	if merged.instead = replaced(base, patch); merged.instead != "" {
		base = nil
	}
	if base != nil {
		merged.members = slices.Clone(base.members)
	}
	for _, m := range patch.members {
		i := base.find(m.name)
		if i < 0 {
			i = len(merged.members)
			merged.members = append(merged.members, member{name: m.name})
		}
		merged.members[i] = member{m.name, m.at, patched(merged.members[i].value, m.value)}
	}
	return merged
}

func patched(old, patch *value) *value {
	if patch.kind == 'n' {
		return &value{kind: 'n', start: patch.start, end: patch.end, removed: true, had: old != nil}
	}
	return merge(old, patch)
}

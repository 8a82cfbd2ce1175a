package scenario

import "slices"

// merge applies a merge patch (RFC 7396). Neither argument is changed. What
// both have takes its place from the patch. A member that the patch removes
// stays, marked as removed, so that its name can be checked.
func merge(base, patch *value) *value {
	if patch.kind != '{' {
		return patch
	}
	merged := &value{kind: '{', start: patch.start, end: patch.end}
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

package main

import "backchat/patterns/scenario/source"

// patched is the text as a merge patch leaves it, without blanks: the page
// lays it out.
func patched(file, text, patch string) (string, error) {
	found := &source.Findings{}
	root := source.Read([]byte(text), found)
	if root == nil {
		return "", found.Faults(file, []byte(text))
	}
	by := source.Read([]byte(patch), found)
	if by == nil {
		return "", found.Faults("the patch", []byte(patch))
	}
	return string(source.Compact(source.Merge(root, by), false)), nil
}

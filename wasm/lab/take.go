package main

import (
	"strings"

	"backchat/patterns/scenario/source"
)

// takenOut is the text without the member or item at a JSON pointer, and without
// the comma that parts it from its neighbour; everything else is as it is. Where
// nothing stands there, the text stays.
func takenOut(file, text, pointer string) (string, error) {
	found := &source.Findings{}
	root := source.Read([]byte(text), found)
	if root == nil {
		return "", found.Faults(file, []byte(text))
	}
	of, name := root.At(pointer[:max(0, strings.LastIndexByte(pointer, '/'))]), ""
	for name = range source.Parts(pointer) {
	}
	if of == nil || of.Step(name) == nil {
		return text, nil
	}
	parts := partsOf(of)
	gone := of.Step(name).End
	for i, part := range parts {
		switch {
		case part.end != gone:
		case i > 0:
			return text[:parts[i-1].end] + text[gone:], nil
		case len(parts) > 1:
			return text[:part.start] + text[parts[1].start:], nil
		}
	}
	return text[:of.Start+1] + text[of.End-1:], nil
}

// partsOf are the members of an object, with their keys, or the items of a list.
func partsOf(of *source.Value) []span {
	var parts []span
	for _, m := range of.Members {
		parts = append(parts, span{m.At, m.Value.End})
	}
	for _, item := range of.Items {
		parts = append(parts, span{item.Start, item.End})
	}
	return parts
}

package scenario

import (
	"fmt"
	"slices"
	"strings"

	"backchat/patterns/node"
	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/wording"
)

// references checks that each leads somewhere.
func (k *checker) references() {
	for _, r := range k.refs {
		if k.found.Full() {
			return
		}
		if problem := k.resolve(r); problem != "" && !k.structure.Touch(r.Pointer) {
			k.found.Add(r.At, r.Pointer, "%s", problem)
		}
	}
}

func (k *checker) resolve(r schema.Reference) string {
	switch r.To {
	case "place":
		return k.placeProblem(r.Text)
	case "target":
		if k.s.LinkNamed(r.Text) != nil {
			return ""
		}
		if bare := nodeAt(r.Text); k.s.NodeNamed(bare) == nil && k.what(r.Text) == "" && k.onWires(strings.TrimSuffix(r.Pointer, "/target")) {
			return fmt.Sprintf("%q is neither a node nor a link%s", wording.Clip(r.Text), meant(bare, append(k.idsOf("node"), k.idsOf("link")...)))
		}
		return k.placeProblem(r.Text)
	}
	if k.what(r.Text) == r.To {
		return ""
	}
	return k.missing(r.Text, r.To)
}

// what is the kind of thing that has the id: node, link, flow, key space, entry, or
// "" for none.
func (k *checker) what(id string) string {
	switch {
	case k.s.NodeNamed(id) != nil:
		return "node"
	case k.s.LinkNamed(id) != nil:
		return "link"
	case k.s.FlowNamed(id) != nil:
		return "flow"
	case k.s.KeysNamed(id) != nil:
		return "key space"
	case k.root.Get("timeline").Get(id) != nil:
		return "entry of the timeline"
	}
	return ""
}

// missing says that the id is not that of what is wanted.
func (k *checker) missing(id, wanted string) string {
	if is := k.what(id); is != "" {
		return fmt.Sprintf("%q is a %s; a %s is wanted here", id, is, wanted)
	}
	names := k.idsOf(wanted)
	if len(names) == 0 && wanted == "key space" {
		return fmt.Sprintf(`%q is no key space, and there is none: define it in "keys", with how many keys it has: "keys": {%q: {"count": 1000}}`, wording.Clip(id), wording.Clip(id))
	}
	return fmt.Sprintf("%q is no %s%s", wording.Clip(id), wanted, meant(id, names))
}

// meant is the question to ask about an id that nothing has, or which there are.
func meant(id string, names []string) string {
	question := wording.DidYouMean(id, names)
	if question == "" && len(names) > 0 && len(names) <= 10 {
		question = fmt.Sprintf("; there is %s", wording.InWords(wording.Quoted(names), "and"))
	}
	return question
}

// onWires tells whether an entry of the timeline is a fault of wires.
func (k *checker) onWires(at string) bool {
	v := k.value(at + "/fault")
	return v != nil && slices.ContainsFunc(node.Faults[:], func(f node.Fault) bool { return f.Name == v.Text && f.On == node.OnWires })
}

func (k *checker) idsOf(what string) []string {
	var ids []string
	switch what {
	case "node":
		for _, n := range k.s.Nodes {
			ids = append(ids, n.ID)
		}
	case "link":
		for _, l := range k.s.Links {
			ids = append(ids, l.ID)
		}
	case "key space":
		for _, x := range k.s.Keys {
			ids = append(ids, x.ID)
		}
	case "flow":
		for _, f := range k.s.Flows {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// placeProblem says why there is no such place, or nothing.
func (k *checker) placeProblem(text string) string {
	p, ok := ParsePlace(text)
	if !ok {
		bare, _, _ := strings.Cut(text, "/")
		if problem := k.missing(bare, "node"); k.s.NodeNamed(bare) == nil {
			return problem
		}
		return fmt.Sprintf("%q names no place; write %q, %q or %q", wording.Clip(text), bare, bare+"/*", bare+"/0")
	}
	n := k.s.NodeNamed(p.Node)
	switch {
	case n == nil:
		return k.missing(p.Node, "node")
	case p.Replica >= max(n.Places(), 1):
		return fmt.Sprintf("%q is beyond the last replica of %q, %q; raise its count, or name another", text, n.ID, fmt.Sprintf("%s/%d", n.ID, max(n.Places(), 1)-1))
	case p.Sidecar && n.Kind != "" && n.Sidecar() == nil:
		return fmt.Sprintf("%q has no sidecar; give it one, or leave out \"+sidecar\"", n.ID)
	}
	return ""
}

// kindOf is the kind of the node with that id, "" where it is not known.
func (k *checker) kindOf(id string) node.KindName {
	if n := k.s.NodeNamed(id); n != nil {
		return n.Kind
	}
	return ""
}

// is tells whether the node of that id is known to have the trait.
func (k *checker) is(id string, may node.Trait) bool {
	n := k.s.NodeNamed(id)
	return n != nil && n.Is(may)
}

// wants checks that a node is of a kind that has the trait.
func (k *checker) wants(pointer, id, role string, may node.Trait) {
	kind := k.kindOf(id)
	if kind == "" || kind.Row().Is(may) {
		return
	}
	k.fault(pointer, "%q is %s; %s is %s", id, wording.A(string(kind)), role, wording.AnyOf(node.KindsThat(may)))
}

// noRepeats checks that a list names nothing twice.
func (k *checker) noRepeats(pointer string, ids []string) {
	seen := make(map[string]bool, len(ids))
	for i, id := range ids {
		if seen[id] {
			k.fault(k.item(pointer, i), "%q is here twice; keep one", id)
		}
		seen[id] = true
	}
}

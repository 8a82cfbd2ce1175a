package scenario

import (
	"slices"
	"strings"

	"backchat/sim/metrics"
)

// metric finds out what a word names: a metric of one of the variants.
func (f *File) metric(w word) (Ref, dimension, error) {
	name, variant, at := strings.Cut(w.text, "@")
	ref := Ref{name, variant}
	if i := strings.IndexAny(strings.Replace(w.text, "/*", "/.", 1), "<>=!*,;:"); i >= 0 {
		return ref, dimension{}, complain(w.at+i, "%q stands within a name; write blanks around what joins two metrics", w.text[i:i+1])
	}
	s := f.variants[0].scenario
	if at {
		i := slices.IndexFunc(f.variants, func(v named) bool { return v.id == variant })
		if i < 0 {
			return ref, dimension{}, complain(w.at+len(name)+1, "there is no variant %q%s There is %s",
				clip(variant), sentence(didYouMean(variant, f.Variants())), inWords(quoted(f.Variants()), "and"))
		}
		s = f.variants[i].scenario
	}
	unit, err := f.unitOf(s, word{name, w.at})
	return ref, unit, err
}

// unitOf is the unit of a metric of s.
func (f *File) unitOf(s *Scenario, w word) (dimension, error) {
	subject, name, dot := strings.Cut(w.text, ".")
	if !dot || name == "" {
		return dimension{}, complain(w.at, "%q names no metric; write a node, link, flow or run, a dot and what of it, like api.utilization", clip(w.text))
	}
	of, err := subjectsOf(s, word{subject, w.at})
	if err != nil {
		return dimension{}, err
	}
	for _, subject := range of {
		if unit, ok := f.unit(subject, name); ok {
			return dimensionOf(unit), nil
		}
	}
	var names []string
	for _, d := range f.metrics {
		if slices.Contains(of, d.Of) {
			names = append(names, d.Name)
		}
	}
	return dimension{}, complain(w.at+len(subject)+1, "a %v has no metric %q%s", of[0], clip(name), metricHint(name, names))
}

// unit is that of a subject's metric, and whether there is one of that name.
func (f *File) unit(of metrics.Subject, name string) (string, bool) {
	if f.units == nil {
		f.units = make(map[metricName]string, len(f.metrics))
		for _, d := range f.metrics {
			f.units[metricName{d.Of, d.Name}] = d.Unit
			if any := numbered(d.Name); any != "" {
				f.units[metricName{d.Of, any + ".*"}] = d.Unit
			}
		}
	}
	unit, ok := f.units[metricName{of, name}]
	if any := numbered(name); !ok && any != "" {
		unit, ok = f.units[metricName{of, any + ".*"}]
	}
	return unit, ok
}

// A metricName is a metric's within its subject.
type metricName struct {
	of   metrics.Subject
	name string
}

// metricHint says what may have been meant.
func metricHint(name string, names []string) string {
	if near := nearest(name, names); near != "" {
		return didYouMean(name, names)
	}
	var stats []string
	for _, other := range names {
		if strings.HasPrefix(other, name+".") {
			stats = append(stats, other)
		}
	}
	if len(stats) > 0 {
		return "; there is " + inWords(stats, "and")
	}
	var first []string
	for _, other := range names {
		if head, _, _ := strings.Cut(other, "."); !slices.Contains(first, head) {
			first = append(first, head)
		}
	}
	return "; there is " + inWords(first, "and")
}

// numbered is a name whose last part is a number, without it; "" where it is
// none. Of the metrics with a number in their name the catalogue has one.
func numbered(name string) string {
	i := strings.LastIndexByte(name, '.')
	if i < 0 || i+1 == len(name) || len(name)-i > 10 {
		return ""
	}
	digits := name[i+1:]
	if strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return name[:i]
}

// subjectsOf are the subjects of metrics that what stands before the dot has
// figures as.
func subjectsOf(s *Scenario, w word) ([]metrics.Subject, error) {
	switch {
	case w.text == "run":
		return []metrics.Subject{metrics.OfRun}, nil
	case s.FlowNamed(w.text) != nil:
		return []metrics.Subject{metrics.OfFlow}, nil
	case s.LinkNamed(w.text) != nil:
		return []metrics.Subject{metrics.OfLink}, nil
	}
	k := &checker{s: s}
	p, ok := ParsePlace(w.text)
	if !ok || s.NodeNamed(p.Node) == nil {
		names := slices.Concat([]string{"run"}, k.idsOf("flow"), k.idsOf("node"), k.idsOf("link"))
		return nil, complain(w.at, "%q is no flow, node or link%s", clip(w.text), didYouMean(w.text, names))
	}
	if problem := k.placeProblem(w.text); problem != "" {
		return nil, complain(w.at, "%s", problem)
	}
	if strings.Contains(w.text, "*") {
		return nil, complain(w.at, "%q: the figures of all replicas together are those of %q", w.text, p.Node)
	}
	if p.Replica >= 0 {
		return []metrics.Subject{metrics.OfReplica}, nil
	}
	return []metrics.Subject{metrics.OfNode, metrics.OfReplica}, nil
}

package scenario

import (
	"fmt"
	"slices"
	"strings"

	"backchat/patterns/scenario/expression"
	"backchat/patterns/scenario/wording"
	"backchat/sim/metrics"
)

// metric finds out what a word names: a metric of one of the variants.
func (f *File) metric(w expression.Word) (expression.Ref, expression.Dimension, error) {
	name, variant, at := strings.Cut(w.Text, "@")
	ref := expression.Ref{Name: name, Variant: variant}
	if i := strings.IndexAny(strings.Replace(w.Text, "/*", "/.", 1), "<>=!*,;:"); i >= 0 {
		return ref, expression.Dimension{}, expression.Complain(w.At+i, "%q stands within a name; write blanks around what joins two metrics", w.Text[i:i+1])
	}
	s := f.variants[0].scenario
	if at {
		i := slices.IndexFunc(f.variants, func(v named) bool { return v.id == variant })
		if i < 0 {
			return ref, expression.Dimension{}, expression.Complain(w.At+len(name)+1, "there is no variant %q%s There is %s",
				wording.Clip(variant), wording.Sentence(wording.DidYouMean(variant, f.Variants())), wording.InWords(wording.Quoted(f.Variants()), "and"))
		}
		s = f.variants[i].scenario
	}
	unit, err := f.unitOf(s, expression.Word{Text: name, At: w.At})
	return ref, unit, err
}

// unitOf is the unit of a metric of s.
func (f *File) unitOf(s *Scenario, w expression.Word) (expression.Dimension, error) {
	subject, name, dot := strings.Cut(w.Text, ".")
	if !dot || name == "" {
		return expression.Dimension{}, expression.Complain(w.At, "%q names no metric; write a node, link, flow or run, a dot and what of it, like api.utilization", wording.Clip(w.Text))
	}
	of, err := subjectsOf(s, expression.Word{Text: subject, At: w.At})
	if err != nil {
		return expression.Dimension{}, err
	}
	for _, subject := range of {
		if unit, ok := f.unit(subject, name); ok {
			return expression.DimensionOf(unit), nil
		}
	}
	var names []string
	for _, d := range f.metrics {
		if slices.Contains(of, d.Of) {
			names = append(names, d.Name)
		}
	}
	return expression.Dimension{}, expression.Complain(w.At+len(subject)+1, "a %v has no metric %q%s", of[0], wording.Clip(name), metricHint(name, names))
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
	if near := wording.Nearest(name, names); near != "" {
		return wording.DidYouMean(name, names)
	}
	var stats []string
	for _, other := range names {
		if strings.HasPrefix(other, name+".") {
			stats = append(stats, other)
		}
	}
	if len(stats) > 0 {
		return fmt.Sprintf("; there is %s", wording.InWords(stats, "and"))
	}
	var first []string
	for _, other := range names {
		if head, _, _ := strings.Cut(other, "."); !slices.Contains(first, head) {
			first = append(first, head)
		}
	}
	return fmt.Sprintf("; there is %s", wording.InWords(first, "and"))
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
func subjectsOf(s *Scenario, w expression.Word) ([]metrics.Subject, error) {
	switch {
	case w.Text == "run":
		return []metrics.Subject{metrics.OfRun}, nil
	case s.FlowNamed(w.Text) != nil:
		return []metrics.Subject{metrics.OfFlow}, nil
	case s.LinkNamed(w.Text) != nil:
		return []metrics.Subject{metrics.OfLink}, nil
	}
	k := &checker{s: s}
	p, ok := ParsePlace(w.Text)
	if !ok || s.NodeNamed(p.Node) == nil {
		names := slices.Concat([]string{"run"}, k.idsOf("flow"), k.idsOf("node"), k.idsOf("link"))
		return nil, expression.Complain(w.At, "%q is no flow, node or link%s", wording.Clip(w.Text), wording.DidYouMean(w.Text, names))
	}
	if problem := k.placeProblem(w.Text); problem != "" {
		return nil, expression.Complain(w.At, "%s", problem)
	}
	if strings.Contains(w.Text, "*") {
		return nil, expression.Complain(w.At, "%q: the figures of all replicas together are those of %q", w.Text, p.Node)
	}
	if p.Replica >= 0 {
		return []metrics.Subject{metrics.OfReplica}, nil
	}
	return []metrics.Subject{metrics.OfNode, metrics.OfReplica}, nil
}

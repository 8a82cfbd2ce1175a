package scenario

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"backchat/sim"
)

// law checks that a distribution has the parameters that its law takes, and
// that they go together.
func (d *decoder) law(v *value, pointer string, dist *sim.Dist) {
	i := slices.IndexFunc(sim.Laws[:], func(l sim.Law) bool { return l.Name == dist.Law })
	if !d.taken(v, pointer, &sim.Laws[i]) {
		return
	}
	if dist.Max != 0 && dist.Min > dist.Max {
		d.found.add(v.get("min").start, under(pointer, "min"), `"min" is %q, above "max", which is %q; exchange them`, v.get("min").text, v.get("max").text)
		return
	}
	if zero := d.zeroIn(v, dist); zero != nil {
		d.found.add(zero.value.start, under(pointer, zero.name), `%q of %s is 0; it must be above 0 (what does not vary is constant)`, zero.name, dist.Law)
		return
	}
	_, err := dist.Sampler()
	var parameter *sim.ParameterError
	switch {
	case errors.As(err, &parameter) && v.get(parameter.Parameter) != nil:
		d.found.add(v.get(parameter.Parameter).start, under(pointer, parameter.Parameter), "%s", parameter.Problem)
	case err != nil:
		d.found.add(v.start, pointer, "%v", err)
	}
}

// taken tells whether the law takes what is given, whatever its values are.
func (d *decoder) taken(v *value, pointer string, l *sim.Law) bool {
	var core []string
	fine := true
	for _, m := range v.members {
		switch {
		case m.name == "dist" || m.value.removed || slices.Contains(l.Also, m.name):
		case !slices.ContainsFunc(l.Takes, func(set []string) bool { return slices.Contains(set, m.name) }):
			d.found.add(m.at, under(pointer, m.name), "%s takes no %q; %s", l.Name, m.name, l.Hint)
			fine = false
		default:
			core = append(core, m.name)
		}
	}
	if !fine || slices.ContainsFunc(l.Takes, func(set []string) bool { return same(set, core) }) {
		return fine
	}
	d.found.add(v.start, pointer, "%s takes %s; this one has %s%s", l.Name, ways(l), orNothing(core), v.whole())
	return false
}

// same tells whether two sets of different names are equal.
func same(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(name string) bool { return !slices.Contains(b, name) })
}

func ways(l *sim.Law) string {
	var all []string
	for _, set := range l.Takes {
		all = append(all, orNothing(set))
	}
	return strings.Join(all, ", or ")
}

func orNothing(names []string) string {
	if len(names) == 0 {
		return "none of them"
	}
	return inWords(names, "and")
}

// zeroIn is a parameter that is given as 0 where that cannot be, or nil.
func (d *decoder) zeroIn(v *value, dist *sim.Dist) *member {
	if dist.Law == sim.Laws[0].Name {
		return nil
	}
	at := reflect.ValueOf(dist).Elem()
	for i, m := range v.members {
		set := d.types.ofDist("")
		if k, ok := set.byName[m.name]; ok && m.name != "min" && !m.value.removed && set.all[k].at(at).IsZero() {
			return &v.members[i]
		}
	}
	return nil
}

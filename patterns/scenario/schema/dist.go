package schema

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
	"backchat/sim"
)

// law checks that a distribution has the parameters that its law takes, and
// that they go together.
func (d *Decoder) law(v *source.Value, pointer string, dist *sim.Dist) {
	i := slices.IndexFunc(sim.Laws[:], func(l sim.Law) bool { return l.Name == dist.Law })
	if !d.taken(v, pointer, &sim.Laws[i]) {
		return
	}
	if dist.Max != 0 && dist.Min > dist.Max {
		d.found.Add(v.Get("min").Start, source.Under(pointer, "min"), `"min" is %q, above "max", which is %q; exchange them`, v.Get("min").Text, v.Get("max").Text)
		return
	}
	if zero := d.zeroIn(v, dist); zero != nil {
		d.found.Add(zero.Value.Start, source.Under(pointer, zero.Name), `%q of %s is 0; it must be above 0 (what does not vary is constant)`, zero.Name, dist.Law)
		return
	}
	_, err := dist.Sampler()
	var parameter *sim.ParameterError
	switch {
	case errors.As(err, &parameter) && v.Get(parameter.Parameter) != nil:
		d.found.Add(v.Get(parameter.Parameter).Start, source.Under(pointer, parameter.Parameter), "%s", parameter.Problem)
	case err != nil:
		d.found.Add(v.Start, pointer, "%v", err)
	}
}

// taken tells whether the law takes what is given, whatever its values are.
func (d *Decoder) taken(v *source.Value, pointer string, l *sim.Law) bool {
	var core []string
	fine := true
	for _, m := range v.Members {
		switch {
		case m.Name == "dist" || m.Value.Removed || slices.Contains(l.Also, m.Name):
		case !slices.ContainsFunc(l.Takes, func(set []string) bool { return slices.Contains(set, m.Name) }):
			d.found.Add(m.At, source.Under(pointer, m.Name), "%s takes no %q; %s", l.Name, m.Name, l.Hint)
			fine = false
		default:
			core = append(core, m.Name)
		}
	}
	if !fine || slices.ContainsFunc(l.Takes, func(set []string) bool { return same(set, core) }) {
		return fine
	}
	d.found.Add(v.Start, pointer, "%s takes %s; this one has %s%s", l.Name, ways(l), orNothing(core), whole(v))
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
	return wording.InWords(names, "and")
}

// zeroIn is a parameter that is given as 0 where that cannot be, or nil.
func (d *Decoder) zeroIn(v *source.Value, dist *sim.Dist) *source.Member {
	if dist.Law == sim.Laws[0].Name {
		return nil
	}
	at := reflect.ValueOf(dist).Elem()
	for i, m := range v.Members {
		set := d.types.ofDist("")
		if k, ok := set.byName[m.Name]; ok && m.Name != "min" && !m.Value.Removed && set.all[k].at(at).IsZero() {
			return &v.Members[i]
		}
	}
	return nil
}

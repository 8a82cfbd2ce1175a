package scenario

import (
	"fmt"
	"slices"

	"backchat/patterns/scenario/source"
)

// What is said without effect in one run may have one in another: which transport a
// link has and by which pattern a flow goes is what variants change most, and such
// a change is to need no other. So a field is at fault that has an effect neither in
// the base nor in any variant, and one that a variant itself says without effect.
type unusedFields struct {
	base     []source.Finding // of the base's fields: those that no variant so far makes use of
	variants []source.Finding
}

// unused notes that what stands at the pointer, if anything does, has no effect.
func (k *checker) unused(pointer, remedy string, args ...any) {
	if v := k.value(pointer); v != nil && !k.structure.Touch(pointer) {
		k.noted = append(k.noted, source.Finding{At: v.Start, Pointer: pointer, Message: fmt.Sprintf(remedy, args...)})
	}
}

// meet takes what a variant says without effect: the variant as a whole, and its
// patch, which stands at a pointer.
func (u *unusedFields) meet(noted []source.Finding, merged, patch *source.Value, at string) {
	in := func(list []source.Finding, f source.Finding) bool {
		return slices.ContainsFunc(list, func(x source.Finding) bool { return x.Pointer == f.Pointer })
	}
	for _, f := range noted {
		if f.At >= patch.Start && f.At < patch.End && !in(u.base, f) {
			f.Pointer = at + f.Pointer
			u.variants = append(u.variants, f)
		}
	}
	u.base = slices.DeleteFunc(u.base, func(f source.Finding) bool { return !in(noted, f) && merged.At(f.Pointer) != nil })
}

// tell finds fault with what has no effect anywhere.
func (u *unusedFields) tell(found *source.Findings) {
	for _, f := range slices.Concat(u.base, u.variants) {
		found.Put(f)
	}
}

package scenario

// reserved are the ids that have a meaning of their own.
var reserved = [...]string{Base, "run"}

const longestID = 64

// checkID finds fault with what is no id.
func checkID(found *findings, at int, pointer, id string) bool {
	for _, word := range reserved {
		if id == word {
			found.add(at, pointer, "%q is reserved; take another id", id)
			return false
		}
	}
	if !isID(id) {
		found.add(at, pointer, "%q is no id: one begins with a small letter and has letters, digits and hyphens, %d at most", clip(id), longestID)
		return false
	}
	return true
}

func isID(id string) bool {
	if id == "" || len(id) > longestID || id[0] < 'a' || id[0] > 'z' {
		return false
	}
	for i := range len(id) {
		if !isIDByte(id[i]) {
			return false
		}
	}
	return true
}

func isIDByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-'
}

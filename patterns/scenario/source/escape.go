package source

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Offset is where in raw, a JSON string with its quotes, the byte of its
// content at that offset stands.
func Offset(raw []byte, content int) int {
	i, n := 1, 0
	for n < content && i < len(raw)-1 {
		switch {
		case raw[i] != '\\':
			i++
			n++
		case raw[i+1] != 'u':
			i += 2
			n++
		default:
			size, letter := escape(raw[i:])
			i += size
			n += utf8.RuneLen(letter)
		}
	}
	return i
}

// escape reads the \u escape, or the pair of them, that raw begins with: how
// many bytes it takes, and the letter it stands for.
func escape(raw []byte) (size int, letter rune) {
	first := hex(raw, 2)
	if utf16.IsSurrogate(first) && len(raw) >= 12 {
		return 12, utf16.DecodeRune(first, hex(raw, 8))
	}
	return 6, first
}

func hex(raw []byte, at int) rune {
	if len(raw) < at+4 {
		return 0
	}
	n, err := strconv.ParseUint(string(raw[at:at+4]), 16, 16)
	if err != nil {
		return 0
	}
	return rune(n)
}

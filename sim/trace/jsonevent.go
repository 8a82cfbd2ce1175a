package trace

import (
	"strconv"
	"unicode/utf8"

	"backchat/sim"
)

// A jsonEvent is one event of the Chrome trace event format under
// construction: an object that is appended to a buffer field by field, its
// arguments last.
type jsonEvent struct {
	b    []byte
	args bool // they have begun
}

// newEvent begins an event of a phase, at a time, on a track. It is preceded
// by a comma, unless it is the first.
func newEvent(b []byte, first bool, phase byte, at sim.Time, pid, tid int) jsonEvent {
	if !first {
		b = append(b, ',', '\n')
	}
	e := jsonEvent{b: append(b, '{')}
	e = e.key("ph")
	e.b = append(e.b, '"', phase, '"')
	return e.micros("ts", at).number("pid", int64(pid)).number("tid", int64(tid))
}

// key adds a key. It is not inlined: it is called in forty places, and none is worth it.
//
//go:noinline
func (e jsonEvent) key(k string) jsonEvent {
	if e.b[len(e.b)-1] != '{' {
		e.b = append(e.b, ',')
	}
	e.b = append(append(append(e.b, '"'), k...), `":`...)
	return e
}

func (e jsonEvent) number(k string, n int64) jsonEvent {
	e = e.key(k)
	e.b = strconv.AppendInt(e.b, n, 10)
	return e
}

func (e jsonEvent) micros(k string, t sim.Time) jsonEvent {
	e = e.key(k)
	e.b = appendMicros(e.b, t)
	return e
}

// quoted adds a string that is quoted already.
func (e jsonEvent) quoted(k, quoted string) jsonEvent {
	e = e.key(k)
	e.b = append(e.b, quoted...)
	return e
}

// word adds a string in which nothing needs an escape.
func (e jsonEvent) word(k, s string) jsonEvent {
	e = e.key(k)
	e.b = append(append(append(e.b, '"'), s...), '"')
	return e
}

// track names the asynchronous track that the event belongs to.
func (e jsonEvent) track(category string, id uint32) jsonEvent {
	e = e.word("cat", category).key("id")
	e.b = append(strconv.AppendUint(append(e.b, `"0x`...), uint64(id), 16), '"')
	return e
}

// with begins the arguments: what is added from now on are theirs.
func (e jsonEvent) with() jsonEvent {
	e = e.key("args")
	e.b, e.args = append(e.b, '{'), true
	return e
}

// end closes the event.
func (e jsonEvent) end() []byte {
	if e.args {
		e.b = append(e.b, '}')
	}
	return append(e.b, '}')
}

// appendMicros appends a time in microseconds, exactly.
func appendMicros(b []byte, t sim.Time) []byte {
	n := uint64(t)
	if t < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendUint(b, n/1000, 10)
	rest := n % 1000
	if rest == 0 {
		return b
	}
	b = append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
	return b
}

// jsonQuote is s as a JSON string (RFC 8259, section 7). What is not UTF-8
// becomes U+FFFD.
func jsonQuote(s string) string {
	b := []byte{'"'}
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < 0x20:
			b = append(b, '\\', 'u', '0', '0', "0123456789abcdef"[r>>4], "0123456789abcdef"[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return string(append(b, '"'))
}

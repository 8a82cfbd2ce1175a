package protocol

// recurring are the fields that HPACK's dynamic table learns, each with a place
// of its own in a [table]. All others of a head are in the static table.
var recurring = [...]string{":authority", ":path", "accept-encoding", "user-agent", "content-type", "content-length", "date", "cache-control", "te", "grpc-status", "grpc-message"}

// A sheet is a head with all worked out that the configuration settles.
type sheet struct {
	text   int  // bytes in HTTP/1.1, but for the digits of a length
	length bool // it tells the content's length
	whole  int  // bytes that HPACK takes for fields of the static table
	slots  []slot
	qpack  int // bytes of QPACK without the digits of a length; quic-go's encoder has no dynamic table
}

// A slot is a field that HPACK's dynamic table learns.
type slot struct {
	place   uint8 // in recurring
	varies  variation
	value   uint32 // which value it is, from 1, where it is constant
	literal int    // bytes where the table does not have it, without the digits of a length
	size    int    // bytes that the table counts for it (RFC 7541, section 4.1), without those digits
}

// newSheets works out all heads.
func newSheets(words map[string]string) *[heads]sheet {
	var values []string
	which := func(v string) uint32 {
		for i := range values {
			if values[i] == v {
				return uint32(i + 1)
			}
		}
		values = append(values, v)
		return uint32(len(values))
	}
	var all [heads]sheet
	for h := range all {
		row := &headRows[h]
		s := &all[h]
		s.text = len(filled(row.line, words)) + 2 + 2 // its line end, and the empty line
		s.qpack = 2                                   // the prefix (RFC 9204, section 4.5.1)
		for _, f := range row.fields {
			f.value = filled(f.value, words)
			if f.only != in23 {
				s.text += len(f.name) + 2 + len(f.value) + 2
			}
			if f.only != in1 {
				s.compress(f, which(f.value))
			}
			s.length = s.length || f.varies == ofLength
		}
	}
	return &all
}

// compress adds a field as HTTP/2 and 3 have it.
func (s *sheet) compress(f field, value uint32) {
	whole, index := listed(f.name, f.value)
	named, name := listed(f.name, "")
	text := literal(f.value, 7)
	if f.varies == ofLength {
		whole, index, text = false, -1, 0
	}
	switch {
	case index >= 0:
		s.qpack += integer(index, 6)
	case name >= 0:
		s.qpack += integer(name, 4) + text
	default:
		s.qpack += literal(f.name, 3) + text
	}
	if whole {
		s.whole++
		return
	}
	l := slot{varies: f.varies, value: value, literal: 1 + text, size: len(f.name) + len(f.value) + 32}
	if !named {
		l.literal += literal(f.name, 7)
	}
	for i, name := range recurring {
		if name == f.name {
			l.place = uint8(i)
			s.slots = append(s.slots, l)
		}
	}
}

// A table is what one end has told the other of header fields on an HTTP/2
// connection: HPACK's dynamic table (RFC 7541, section 2.3.2) as far as its
// sizes go. Of each recurring field the value that came last is known; that the
// table may still hold one before it is left out.
type table struct {
	inserted uint32                 // bytes that were ever added to it
	from     [len(recurring)]uint32 // where the entry of a field begins among them
	value    [len(recurring)]uint32 // which value that entry has, from 1; 0: there is none
}

// compress is how many bytes the head of m takes, sent in that second, where
// the table may keep limit bytes. The table learns what it did not know.
func (t *table) compress(s *sheet, m *Message, second uint32, limit uint32) int {
	n := s.whole
	for i := range s.slots {
		l := &s.slots[i]
		value, literal, size := l.value, l.literal, uint32(l.size)
		switch l.varies {
		case ofLength:
			value, literal, size = m.Payload+1, literal+number(m.Payload), size+uint32(digits(m.Payload))
		case ofSecond:
			value = second + 1
		case ofTarget:
			value = m.Target + 1
		}
		if t.value[l.place] == value && t.inserted-t.from[l.place] <= limit {
			n++
			continue
		}
		n += literal
		if size <= limit {
			t.from[l.place], t.value[l.place] = t.inserted, value
			t.inserted += size
		}
	}
	return n + int(m.Fields)
}

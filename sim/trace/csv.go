package trace

import (
	"io"
	"strconv"
	"strings"
)

// CSV is a fold that writes records as lines of comma-separated values (RFC
// 4180, lines end in LF), with names where the records have numbers. Times
// are whole nanoseconds; a field that a record does not speak of is empty,
// except aux, whose meaning is that of [Record.Aux]. What Op holds of a packet is
// in a field of its own, the last.
type CSV struct {
	out    sink
	places []string // quoted, by place
	flows  []string // quoted, by flow
}

const csvHead = "at_ns,kind,node,peer,flow,op,n,msg,parent,conn,shape,status,cause,payload_bytes,header_bytes,aux,until_ns,window_bytes\n"

// exportBuffer is how many bytes an export gathers before it writes.
const exportBuffer = 32 << 10

// NewCSV makes a fold that writes the records of a run over t to w. They are
// all there once Close has returned nil.
func NewCSV(w io.Writer, t *Topology) *CSV {
	c := &CSV{out: sink{w: w, size: exportBuffer, buf: append(make([]byte, 0, exportBuffer+4096), csvHead...)}}
	c.places = append(c.places, "")
	for p := range t.Places.All() {
		c.places = append(c.places, csvQuote(t.Name(p)))
	}
	c.flows = append(c.flows, "")
	for i := range t.Flows {
		c.flows = append(c.flows, csvQuote(t.Flows[i].ID))
	}
	return c
}

// Fold takes the next records. An error of the writer is kept for Close.
func (c *CSV) Fold(batch []Record) {
	for i := range batch {
		c.out.buf = c.line(c.out.buf, &batch[i])
		c.out.spill()
	}
}

// Close writes what is left, and returns the first error that the writer had.
func (c *CSV) Close() error {
	c.out.flush()
	return c.out.err
}

func (c *CSV) line(b []byte, r *Record) []byte {
	b = strconv.AppendInt(b, int64(r.At), 10)
	b = csvName(b, r.Kind.String(), true)
	b = append(append(b, ','), named(c.places, int(r.Node))...)
	b = append(append(b, ','), named(c.places, int(r.Peer))...)
	b = append(append(b, ','), named(c.flows, int(r.Flow))...)
	op, window := r.Op, uint32(0)
	if r.Kind.Packets() {
		op, window = 0, r.Window()
	}
	for _, n := range [...]uint32{op, uint32(r.N), r.Msg, r.Parent, r.Conn} {
		b = csvNumber(b, int64(n))
	}
	b = csvName(b, r.Shape.String(), r.Shape != NoShape)
	b = csvName(b, r.Status.String(), r.Status != NoStatus)
	b = csvName(b, r.Cause.String(), r.Cause != NoCause)
	b = csvNumber(b, int64(r.Payload))
	b = csvNumber(b, int64(r.Header))
	b = strconv.AppendInt(append(b, ','), r.Aux, 10)
	b = csvNumber(b, int64(r.Until))
	b = csvNumber(b, int64(window))
	return append(b, '\n')
}

// csvNumber appends a field, which is empty for 0.
func csvNumber(b []byte, n int64) []byte {
	b = append(b, ',')
	if n == 0 {
		return b
	}
	return strconv.AppendInt(b, n, 10)
}

// csvName appends a field that is the name of something, if there is such.
func csvName(b []byte, name string, is bool) []byte {
	b = append(b, ',')
	if !is {
		return b
	}
	return append(b, name...)
}

// named is the name of number i: the number itself, where it has none.
func named(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return strconv.Itoa(i)
}

// csvQuote is a field with the given text.
func csvQuote(s string) string {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

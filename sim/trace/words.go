package trace

import (
	"encoding/binary"

	"backchat/sim"
)

// RecordSize is how many bytes a record takes in the binary form.
const RecordSize = 64

// A record's binary form is eight words one after the other, each with its
// lowest byte first: the fields in the order of [Record], without gaps.

func (r *Record) words0() (uint64, uint64) { return uint64(r.At), uint64(r.Until) }
func (r *Record) words2() (uint64, uint64) { return uint64(r.Aux), pair(r.Op, r.Msg) }

func (r *Record) words4() (uint64, uint64) {
	return pair(r.Parent, uint32(r.Node)), pair(uint32(r.Peer), r.Conn)
}

func (r *Record) words6() (uint64, uint64) {
	kinds := uint32(r.Kind) | uint32(r.Cause)<<8 | uint32(r.Status)<<16 | uint32(r.Shape)<<24
	return pair(r.Payload, r.Header), uint64(r.Flow) | uint64(r.N)<<16 | uint64(kinds)<<32
}

func pair(low, high uint32) uint64 { return uint64(low) | uint64(high)<<32 }

// encode writes the record's binary form into the first 64 bytes of b.
func (r *Record) encode(b []byte) {
	_ = b[RecordSize-1]
	put := func(i int, low, high uint64) {
		binary.LittleEndian.PutUint64(b[8*i:], low)
		binary.LittleEndian.PutUint64(b[8*i+8:], high)
	}
	low, high := r.words0()
	put(0, low, high)
	low, high = r.words2()
	put(2, low, high)
	low, high = r.words4()
	put(4, low, high)
	low, high = r.words6()
	put(6, low, high)
}

// decode reads what encode wrote. Any 64 bytes are a record.
func (r *Record) decode(b []byte) {
	_ = b[RecordSize-1]
	word := func(i int) uint64 { return binary.LittleEndian.Uint64(b[8*i:]) }
	half := func(i int) uint32 { return binary.LittleEndian.Uint32(b[4*i:]) }
	*r = Record{
		At: sim.Time(word(0)), Until: sim.Time(word(1)), Aux: int64(word(2)),
		Op: half(6), Msg: half(7), Parent: half(8), Node: Place(half(9)),
		Peer: Place(half(10)), Conn: half(11), Payload: half(12), Header: half(13),
		Flow: binary.LittleEndian.Uint16(b[56:]), N: binary.LittleEndian.Uint16(b[58:]),
		Kind: Kind(b[60]), Cause: Cause(b[61]), Status: Status(b[62]), Shape: Shape(b[63]),
	}
}

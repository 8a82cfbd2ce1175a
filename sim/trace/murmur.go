package trace

import (
	"encoding/binary"
	"math/bits"
)

// A murmur is MurmurHash3_x64_128 (Austin Appleby, public domain, part of
// SMHasher) of a stream of 16-byte blocks. A block is two words, lowest byte
// first. The zero murmur has the seed 0.
type murmur struct {
	h1, h2 uint64
	length uint64 // bytes so far
}

const (
	murmurC1 = 0x87c37b91114253d5
	murmurC2 = 0x4cf5ad432745937f
)

func (m *murmur) block(k1, k2 uint64) {
	m.h1, m.h2 = round(m.h1, m.h2, k1, k2)
	m.length += 16
}

// round is what one block does to the state.
func round(h1, h2, k1, k2 uint64) (uint64, uint64) {
	h1 = bits.RotateLeft64(h1^scramble1(k1), 27) + h2
	h1 = h1*5 + 0x52dce729
	h2 = bits.RotateLeft64(h2^scramble2(k2), 31) + h1
	return h1, h2*5 + 0x38495ab5
}

func scramble1(k uint64) uint64 { return bits.RotateLeft64(k*murmurC1, 31) * murmurC2 }
func scramble2(k uint64) uint64 { return bits.RotateLeft64(k*murmurC2, 33) * murmurC1 }

// sum is the hash of the blocks so far, followed by tail: fewer than 16 bytes.
func (m murmur) sum(tail []byte) [16]byte {
	var last [16]byte
	n := copy(last[:], tail)
	m.h1 ^= scramble1(binary.LittleEndian.Uint64(last[:]))
	m.h2 ^= scramble2(binary.LittleEndian.Uint64(last[8:]))
	m.length += uint64(n)

	h1, h2 := m.h1^m.length, m.h2^m.length
	h1 += h2
	h2 += h1
	h1, h2 = avalanche(h1), avalanche(h2)
	h1 += h2
	h2 += h1
	var out [16]byte
	binary.LittleEndian.PutUint64(out[:], h1)
	binary.LittleEndian.PutUint64(out[8:], h2)
	return out
}

func avalanche(k uint64) uint64 {
	k = (k ^ k>>33) * 0xff51afd7ed558ccd
	k = (k ^ k>>33) * 0xc4ceb9fe1a85ec53
	return k ^ k>>33
}

// murmurOf is the hash of b.
func murmurOf(seed uint64, b []byte) [16]byte {
	m := murmur{h1: seed, h2: seed}
	for len(b) >= 16 {
		m.block(binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]))
		b = b[16:]
	}
	return m.sum(b)
}

package trace

import (
	"encoding/binary"
	"encoding/hex"
)

// A Digest is the fold that tells runs apart: equal topologies and records
// give equal digests, on every platform, and others practically never do. It
// is no protection against forgery.
//
// It is MurmurHash3_x64_128, seed 0, of 16 bytes, the same hash of the
// topology's binary form (see [StreamWriter]), and of the records' binary
// form after them.
type Digest struct {
	hash murmur
}

// NewDigest begins the digest of a run over t.
func NewDigest(t *Topology) *Digest {
	return newDigest(appendTopology(nil, t))
}

func newDigest(topology []byte) *Digest {
	d := new(Digest)
	first := murmurOf(0, topology)
	d.hash.block(binary.LittleEndian.Uint64(first[:]), binary.LittleEndian.Uint64(first[8:]))
	return d
}

// Fold takes the next records.
func (d *Digest) Fold(batch []Record) {
	h1, h2 := d.hash.h1, d.hash.h2
	for i := range batch {
		h1, h2 = batch[i].into(h1, h2)
	}
	d.hash.h1, d.hash.h2 = h1, h2
	d.hash.length += uint64(len(batch)) * RecordSize
}

// into is what the record does to the state of the hash.
func (r *Record) into(h1, h2 uint64) (uint64, uint64) {
	low, high := r.words0()
	h1, h2 = round(h1, h2, low, high)
	low, high = r.words2()
	h1, h2 = round(h1, h2, low, high)
	low, high = r.words4()
	h1, h2 = round(h1, h2, low, high)
	low, high = r.words6()
	return round(h1, h2, low, high)
}

// Sum is the digest of the records so far.
func (d *Digest) Sum() [16]byte { return d.hash.sum(nil) }

// String is the digest of the records so far, as 32 hexadecimal digits.
func (d *Digest) String() string {
	sum := d.Sum()
	return hex.EncodeToString(sum[:])
}

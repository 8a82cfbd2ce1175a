package sim

// A Packing is whole numbers in a row in few bytes: 7 bits a byte, as many bytes as
// a number needs. What packs it and what unpacks it must agree on the row.
type Packing struct {
	Room []byte
	at   int
	over bool
}

// Put adds n.
func (p *Packing) Put(n uint64) {
	for n >= 1<<7 {
		p.put(byte(n) | 1<<7)
		n >>= 7
	}
	p.put(byte(n))
}

func (p *Packing) put(b byte) {
	if p.over = p.over || p.at == len(p.Room); !p.over {
		p.Room[p.at] = b
		p.at++
	}
}

// Take is the next number.
func (p *Packing) Take() (n uint64) {
	for shift := 0; ; shift += 7 {
		b := p.Room[p.at]
		p.at++
		if n |= uint64(b&(1<<7-1)) << shift; b < 1<<7 {
			return n
		}
	}
}

// PutDifference adds n as what it is more, or less, than a number that is known
// where it is taken: few bytes where the two are close.
func (p *Packing) PutDifference(n, than int64) {
	d := n - than
	p.Put(uint64(d)<<1 ^ uint64(d>>63))
}

// TakeDifference is the next number, which was put as a difference.
func (p *Packing) TakeDifference(than int64) int64 {
	n := p.Take()
	return than + (int64(n>>1) ^ -int64(n&1))
}

// PutTruths adds up to 64 of them as one number.
func (p *Packing) PutTruths(all ...bool) {
	n := uint64(0)
	for i, is := range all {
		if is {
			n |= 1 << i
		}
	}
	p.Put(n)
}

// TakeTruths is the next number, as that many.
func (p *Packing) TakeTruths(all ...*bool) {
	n := p.Take()
	for i := range all {
		*all[i] = n>>i&1 == 1
	}
}

// Fits tells whether there was room for all that was put.
func (p *Packing) Fits() bool { return !p.over }

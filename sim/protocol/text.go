package protocol

// huffmanBits are the lengths, in bits, of the codes that header compression
// has for the printable characters, from the blank on (RFC 7541, Appendix B).
var huffmanBits = [...]uint8{
	6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, // blank to /
	5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, // 0 to ?
	13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, // @ to O
	7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, // P to _
	15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, // ` to o
	6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, // p to ~
}

// huffman is how many bytes the text takes in that code.
func huffman(text string) int {
	bits := 0
	for _, c := range []byte(text) {
		bits += int(huffmanBits[c-' '])
	}
	return (bits + 7) / 8
}

// literal is how many bytes a text takes in a compressed header, its length
// before it: in that code where this is shorter, as Go's and quic-go's encoders
// do. prefix is how many bits of the first byte its length may have.
func literal(text string, prefix int) int {
	n := min(huffman(text), len(text))
	return integer(n, prefix) + n
}

// integer is how many bytes n takes where the first has room for that many of
// its bits (RFC 7541, section 5.1).
func integer(n, prefix int) int {
	if n -= 1<<prefix - 1; n < 0 {
		return 1
	}
	bytes := 2
	for ; n >= 128; n >>= 7 {
		bytes++
	}
	return bytes
}

// variable is how many bytes n takes in QUIC's variable-length encoding (RFC
// 9000, section 16).
func variable(n uint64) int {
	switch {
	case n < 1<<6:
		return 1
	case n < 1<<14:
		return 2
	case n < 1<<30:
		return 4
	}
	return 8
}

// digits is how many decimal digits n has.
func digits(n uint32) int {
	d := 1
	for ; n >= 10; n /= 10 {
		d++
	}
	return d
}

// hexDigits is how many hexadecimal digits n has.
func hexDigits(n uint32) int {
	d := 1
	for ; n >= 16; n /= 16 {
		d++
	}
	return d
}

// number is how many bytes the decimal digits of n take in a compressed header,
// their length before them.
func number(n uint32) int {
	bits, all := 0, 0
	for {
		bits += int(huffmanBits['0'-' '+n%10])
		all++
		if n /= 10; n == 0 {
			return 1 + min((bits+7)/8, all)
		}
	}
}

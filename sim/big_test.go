package sim

import "math/big"

// Elementary functions at 256 bits, to hold the package's own against.

const precision = 256

func num(n int64) *big.Float         { return new(big.Float).SetPrec(precision).SetInt64(n) }
func add(x, y *big.Float) *big.Float { return new(big.Float).Add(x, y) }
func sub(x, y *big.Float) *big.Float { return new(big.Float).Sub(x, y) }
func mul(x, y *big.Float) *big.Float { return new(big.Float).Mul(x, y) }
func quo(x, y *big.Float) *big.Float { return new(big.Float).Quo(x, y) }
func neg(x *big.Float) *big.Float    { return new(big.Float).Neg(x) }
func root(x *big.Float) *big.Float   { return new(big.Float).Sqrt(x) }
func negligible(term, sum *big.Float) bool {
	return term.Sign() == 0 || term.MantExp(nil) < sum.MantExp(nil)-precision-8
}

// bigExp halves x until it is small, sums Taylor's series, and squares back.
func bigExp(x *big.Float) *big.Float {
	halvings := 0
	r := add(num(0), x)
	for ; r.Sign() != 0 && r.MantExp(nil) > -16; halvings++ {
		r = quo(r, num(2))
	}
	sum, term := num(1), num(1)
	for n := int64(1); !negligible(term, sum); n++ {
		term = quo(mul(term, r), num(n))
		sum = add(sum, term)
	}
	for ; halvings > 0; halvings-- {
		sum = mul(sum, sum)
	}
	return sum
}

// bigLog solves e^y = x by Newton's method from the float's logarithm.
func bigLog(x *big.Float) *big.Float {
	f, _ := x.Float64()
	y := new(big.Float).SetPrec(precision).SetFloat64(Log(f))
	for range 4 {
		y = add(y, sub(mul(x, bigExp(neg(y))), num(1)))
	}
	return y
}

// bigPi is Machin's formula: π/4 = 4 arctan 1/5 - arctan 1/239.
func bigPi() *big.Float {
	return mul(num(4), sub(mul(num(4), arctanOne(5)), arctanOne(239)))
}

// arctanOne is arctan 1/n.
func arctanOne(n int64) *big.Float {
	power, square := quo(num(1), num(n)), num(-n*n)
	sum, term := power, power
	for k := int64(3); !negligible(term, sum); k += 2 {
		power = quo(power, square)
		term = quo(power, num(k))
		sum = add(sum, term)
	}
	return sum
}

// normalArea is the integral of e^(-t²/2) from 0 to x, by its power series.
func normalArea(x *big.Float) *big.Float {
	power, factor := x, neg(quo(mul(x, x), num(2)))
	sum, term := x, x
	for n := int64(1); !negligible(term, sum); n++ {
		power = quo(mul(power, factor), num(n))
		term = quo(power, num(2*n+1))
		sum = add(sum, term)
	}
	return sum
}

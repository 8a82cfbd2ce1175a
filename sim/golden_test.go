package sim

import (
	"math"
	"testing"
)

// goldenLaws are the first three draws of each law, and the key of 10,000 of
// them. They are the same on every platform, and change only together with every
// digest there is.
var goldenLaws = []struct {
	name  string
	first [3]float64
	all   Key
}{
	{"standard exponential", [3]float64{0x1.9bbcce9efaa3ap-01, 0x1.b69993f6ab5d8p+00, 0x1.75fe789ba6647p-03}, 0xc321ef49c7538f71},
	{"standard normal", [3]float64{0x1.31eed36dd1f39p-01, 0x1.56a6446ff7cacp+00, 0x1.14ea80e43ab9bp-03}, 0xfd43157fb975b996},
	{"uniform by bounds", [3]float64{0x1.943d7108575b5p+01, 0x1.31b8bc4e28c44p+02, 0x1.216314168f499p+01}, 0xece1715b9779f6ff},
	{"uniform by its upper bound", [3]float64{0x1.bcb853190611fp+00, 0x1.0a951a753d265p+02, 0x1.90a4f10eb772cp-02}, 0xc0e8e3e05b600884},
	{"uniform by mean and cv", [3]float64{0x1.455aaddb785ffp+01, 0x1.561ed11482bf8p+02, 0x1.f9b12b756ebe7p-01}, 0x2b85962cca3f3ad1},
	{"exponential", [3]float64{0x1.34cd9af73bfacp+01, 0x1.48f32ef900862p+02, 0x1.187eda74bccb5p-01}, 0x6ef475dde8777854},
	{"normal", [3]float64{0x1.a7e6a8849467p+06, 0x1.c589fab17eb7bp+06, 0x1.956894847525ap+06}, 0x7dc32f7276431a38},
	{"lognormal by cv above 1", [3]float64{0x1.0fa97560bc403p+02, 0x1.2fa2ccb9733dep+03, 0x1.48e9a33bb447ap+01}, 0x2ef973b97f599232},
	{"lognormal by sd", [3]float64{0x1.1fb859b68a743p+02, 0x1.594dd41fba7dcp+02, 0x1.00c39506364b8p+02}, 0x17df9ea1e0c5bd4e},
	{"gamma of shape 4", [3]float64{0x1.3bc64f4ca52fep+03, 0x1.f742a7c155b65p+02, 0x1.09397073ec4c6p+03}, 0x600dd49f698d6747},
	{"gamma of shape 1/2", [3]float64{0x1.5866e2409b2e3p+02, 0x1.9794a213ef84p-02, 0x1.5432d0a5ba87p-01}, 0xdf4d766d0a451a01},
	{"gamma of shape 1", [3]float64{0x1.4881fa8a88a11p+01, 0x1.910945300072dp+00, 0x1.c36f8607c52d6p+00}, 0xe6191e901e50f145},
	{"erlang", [3]float64{0x1.e215337f94a19p+02, 0x1.726218a220f36p+02, 0x1.89d2b39ed83b6p+02}, 0x7cf08932dada7da4},
	{"pareto by min", [3]float64{0x1.42202aa9cf9cp+01, 0x1.a1aaf2218d474p+01, 0x1.0db6264d76a49p+01}, 0x28dbcdd4b01088bf},
	{"pareto by mean, of infinite variance", [3]float64{0x1.0acb37ba281d9p+01, 0x1.ba197ba0f70dcp+01, 0x1.79c7aaf7f7163p+00}, 0xe9270f22e38bee4b},
	{"pareto by mean and cv", [3]float64{0x1.5430ce8e7cb08p+01, 0x1.c288eb9c75a44p+01, 0x1.18bdc25f8cc79p+01}, 0xd0f85e0b56f9b912},
	{"hyperexponential by cv", [3]float64{0x1.ee4f35532efep-01, 0x1.0a56a661f374fp+00, 0x1.fea3ef1b0ed27p-04}, 0x8a314c3de0e4e695},
	{"hyperexponential by branches", [3]float64{0x1.b69993f6ab5d8p+00, 0x1.d8a4b4169535ep+00, 0x1.c517210227e8bp-03}, 0xea04aa35d72b9e06},
	{"mixture", [3]float64{0x1.b69993f6ab5d8p+00, 0x1.d8a4b4169535ep+00, 0x1.c517210227e8bp-03}, 0xc609bb6ea3cef558},
	{"mixture in equal shares", [3]float64{0x1.b69993f6ab5d8p+01, 0x1.d8a4b4169535ep+01, 0x1.c517210227e8bp-02}, 0x1c7f60d224cb67ee},
}

func TestDrawsAreTheSameOnEveryPlatform(t *testing.T) {
	if len(goldenLaws) != len(lawCases)+2 {
		t.Errorf("%d laws have golden draws, want %d", len(goldenLaws), len(lawCases)+2)
	}
	for i, draw := range goldenDraws(t) {
		r := NewStream(NewKey(2026))
		var first [3]float64
		all := Key(0)
		for n := range 10_000 {
			x := draw(&r)
			if n < len(first) {
				first[n] = x
			}
			all = all.With(math.Float64bits(x))
		}
		if i >= len(goldenLaws) || first != goldenLaws[i].first || all != goldenLaws[i].all {
			t.Errorf("draws of row %d begin with %x, and have the key %#x", i, first, uint64(all))
		}
	}
}

func goldenDraws(t *testing.T) []func(*Stream) float64 {
	all := []func(*Stream) float64{(*Stream).Exponential, (*Stream).Normal}
	for _, c := range lawCases {
		s := sampler(t, c.dist)
		all = append(all, s.Sample)
	}
	return all
}

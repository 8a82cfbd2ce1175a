package experiment

import "testing"

func TestAmountsAgreeInNumber(t *testing.T) {
	requests := func(n float64) string { return speech{}.amount(n, "{n} request lost | {n} requests lost") }
	for _, row := range []struct{ got, want string }{
		{requests(0), "no requests lost"},
		{requests(1), "1 request lost"},
		{requests(3), "3 requests lost"},
		{requests(1.5), "1.5 requests lost"},
	} {
		if row.got != row.want {
			t.Errorf("%q, not %q", row.got, row.want)
		}
	}
}

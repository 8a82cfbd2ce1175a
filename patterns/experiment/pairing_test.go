package experiment

import "testing"

func TestAmountsAgreeInNumber(t *testing.T) {
	requests, bytes := amount("1", "request", "requests", " lost"), amount("B", "byte", "bytes", " sent")
	for _, row := range []struct{ got, want string }{
		{requests(0), "no requests lost"},
		{requests(1), "1 request lost"},
		{requests(3), "3 requests lost"},
		{bytes(2500), "2.5 kB of bytes sent"},
	} {
		if row.got != row.want {
			t.Errorf("%q, not %q", row.got, row.want)
		}
	}
}

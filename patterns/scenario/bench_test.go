package scenario

import "testing"

func BenchmarkParse(b *testing.B) {
	text := []byte(orders(b))
	for b.Loop() {
		if _, err := Parse("orders.json", text); err != nil {
			b.Fatal(err)
		}
	}
}

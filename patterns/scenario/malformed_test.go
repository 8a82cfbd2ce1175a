package scenario

import (
	"errors"
	"os"
	"strings"
	"testing"

	"backchat/patterns/scenario/source"
)

func orders(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/orders.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryFaultHasItsPlaceAndRemedy(t *testing.T) {
	good := orders(t)
	if _, err := Parse("orders.json", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, row := range malformed {
		t.Run(row.reason, func(t *testing.T) {
			if !strings.Contains(good, row.old) {
				t.Fatalf("orders.json has no %s", row.old)
			}
			_, err := Parse("orders.json", []byte(strings.Replace(good, row.old, row.new, 1)))
			var faults source.Faults
			if !errors.As(err, &faults) {
				t.Fatalf("got %v, want faults", err)
			}
			lines := strings.Split(faults.Error(), "\n")
			if len(lines) != len(row.want) {
				t.Fatalf("got %d faults, want %d:\n%v", len(lines), len(row.want), err)
			}
			for i, line := range lines {
				if !matches(strings.TrimPrefix(line, "orders.json:"), row.want[i]) {
					t.Errorf("got  %s\nwant %s", line, row.want[i])
				}
			}
		})
	}
}

// matches tells whether got is what is wanted, which may end in three dots.
func matches(got, want string) bool {
	if start, open := strings.CutSuffix(want, "..."); open {
		return strings.HasPrefix(got, start)
	}
	return got == want
}

package experiment

import (
	"regexp"
	"testing"
)

func TestLedgerIsReadWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Ledger() {
		if seen[s.ID] {
			t.Errorf("%s stands twice", s.ID)
		}
		seen[s.ID] = true
		if s.Section == "" || s.Says == "" || s.Measured == "" {
			t.Errorf("a part is missing: %+v", s)
		}
	}
	rows := regexp.MustCompile(`(?m)^\| [A-Z]+-[0-9]+ `).FindAllString(ledgerText, -1)
	if len(rows) < 80 || len(seen) != len(rows) {
		t.Errorf("of %d rows %d are read", len(rows), len(seen))
	}
}

func TestStatementHasItsPartsFromTheLedger(t *testing.T) {
	got := statements("# A\n\nSome | text.\n\n## Polling (S1, S2)\n| id | claim | measured relation |\n|---|---|---|\n| SP-1 | It asks | share = exp(-a) |\n")
	want := Statement{"SP-1", "Polling (S1, S2)", "It asks", "share = exp(-a)"}
	if len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestUnknownClaimSaysNothing(t *testing.T) {
	if says := Says("SP-999"); says != "" {
		t.Errorf("it says %q", says)
	}
	if says := Says("PU-1"); says != "Push delivers as soon as it is known" {
		t.Errorf("PU-1 says %q", says)
	}
}

package found_test

import (
	"testing"

	"backchat/tests/trial"
)

// An answer that waits for the work of its sidecar is forgotten with that, when
// it is lost in a crash or taken back.
func TestAnswersInASidecarGoWithItsWork(t *testing.T) {
	for name, row := range map[string]struct{ sidecar, more string }{
		"workers of its own":           {`"shares": false`, `"timeline": {"crash": {"at": "1s", "for": "1s", "fault": "crash", "target": "api"}}`},
		"its server's workers":         {`"shares": true`, `"timeline": {"crash": {"at": "1s", "for": "1s", "fault": "crash", "target": "api"}}`},
		"requests that are taken back": {`"shares": false`, `"seed": 2`},
	} {
		t.Run(name, func(t *testing.T) {
			run, err := trial.Of([]byte(`{"version": 1, "title": "answers", "duration": "5s", `+row.more+`,
				"nodes": {"phone": {"kind": "client", "count": 20}, "api": {"kind": "server", "workers": 20, "sidecar": {"service": "100ms", `+row.sidecar+`}}},
				"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"rate": "1/s"}, "timeout": "300ms", "cancel": "always"}}}`), "base", trial.Checks)
			if err != nil {
				t.Fatal(err)
			}
			if err := run.Checks.Err(); err != nil {
				t.Error(err)
			}
		})
	}
}

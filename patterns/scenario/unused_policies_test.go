package scenario

import "testing"

func TestWhatAPolicyNeverDoesIsAFault(t *testing.T) {
	hold(t, []lone{
		{"what a time-out takes back, without one", `, "cancel": "always"`, `/flows/get/cancel: no attempt is given up before it is answered`, `"soon": {"flows": {"get": {"timeout": "1s"}}}`},
		{"what a hedge takes back", `, "cancel": "always", "hedge": "10ms"`, "", ""},
		{"a time-out beyond the deadline", `, "timeout": "3s", "deadline": "2s"`, `/flows/get/timeout: the request is over before, at its deadline of 2s`, `"long": {"flows": {"get": {"deadline": "9s"}}}`},
		{"one that may be within", `, "timeout": {"dist": "exponential", "mean": "3s"}, "deadline": "2s"`, "", ""},
		{"one as long as the deadline", `, "timeout": "2s", "deadline": "2s"`, "", ""},
		{"a hedge beyond the deadline", `, "hedge": "3s", "deadline": "2s"`, `/flows/get/hedge: the request is over before`, ""},
		{"a connection waited for beyond the deadline", `, "connectTimeout": "3s", "deadline": "2s"`, `/flows/get/connectTimeout: the request is over before`, ""},
		{"how waits grow that are given", `, "retry": {"delays": ["1s"], "factor": 3}`, `/flows/get/retry/factor: delays says the waits themselves`, ""},
		{"how waits grow that go by the one before", `, "retry": {"jitter": "decorrelated", "factor": 3}`, `/flows/get/retry/factor: a decorrelated wait goes by the one before`, ""},
		{"when there is a token, of who does not try again", `, "retry": {"on": ["failed"], "heed": true}`, `/flows/get/retry/heed: after an answer limited it does not try again`, ""},
		{"failures in a row of who counts shares", `, "breaker": {"failures": 3, "rate": {}}`, `/flows/get/breaker/failures: it opens by the share`, ""},
		{"a window of time of who counts calls", `, "breaker": {"rate": {"size": 9, "window": "1s"}}`, `/flows/get/breaker/rate/window: size says how many`, ""},
	}, func(said, variants string) string { return idling("", asking+said, variants) })
}

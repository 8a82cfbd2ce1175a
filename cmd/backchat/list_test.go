package main

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"backchat/patterns/gallery"
)

var listed = sync.OnceValues(func() ([]entry, error) { return entries(gallery.InEnglish) })

// names are the scenarios that a search finds.
func names(t *testing.T, sought string) []string {
	t.Helper()
	all, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	found, _, err := search(all, sought)
	if err != nil {
		t.Fatalf("%q: %v", sought, err)
	}
	var names []string
	for _, e := range found {
		names = append(names, e.Name)
	}
	return names
}

func TestAFailureIsFoundByWhatIsSeenOfIt(t *testing.T) {
	for sought, want := range map[string]string{
		"502 keep":              "the-502-once-in-a-thousand",
		"econnreset":            "the-502-once-in-a-thousand",
		"grpc pods idle":        "new-pods-get-nothing",
		"thundering herd":       "the-herd-after-the-restart",
		"stampede memcached":    "the-stampede",
		"eventsource six":       "the-tab-that-never-loads",
		"HikariCP":              "a-second-connection",
		"cannot assign address": "ports-used-up",
		"visibility timeout":    "the-invoice-sent-twice",
		"kubernetes 502 deploy": "a-deploy-at-noon",
		"retry storm":           "the-retry-storm",
		"metastable":            "long-after-the-peak",
		"nginx sse buffering":   "the-proxy-that-held-the-stream",
	} {
		if got := names(t, sought); !slices.Contains(got, want) {
			t.Errorf("by %q one finds %q, not %s", sought, got, want)
		}
	}
}

func TestWhatAScenarioUsesIsFoundByWhatSystemsCallIt(t *testing.T) {
	for sought, want := range map[string]string{
		"VRRP":                "the-balancer-crashes",
		"keepalived":          "the-balancer-crashes",
		"outlier":             "the-black-hole",
		"outlierDetection":    "the-black-hole",
		"panic":               "the-zone-next-door",
		"dlq":                 "the-old-work-comes-back",
		"cold cache":          "the-stampede",
		"min.insync.replicas": "the-leader-falls",
		"HPA":                 "a-surge-at-noon",
		"rate limiter":        "too-many-requests",
		"backup requests":     "a-second-opinion",
		"maximumPoolSize":     "the-starved-pool",
	} {
		got := names(t, sought)
		if !slices.Contains(got, want) {
			t.Errorf("by %q one finds %q, not %s", sought, got, want)
		}
		if len(got) > 12 {
			t.Errorf("by %q one finds %d scenarios, which is no help", sought, len(got))
		}
	}
}

func TestAScenarioIsAmongTheFirstByWhatPeopleCallWhatItShows(t *testing.T) {
	for sought, want := range map[string]string{
		"upstream prematurely closed connection":                      "the-502-once-in-a-thousand",
		"NoHttpResponseException":                                     "the-502-once-in-a-thousand",
		"consumer lag keeps growing":                                  "the-hot-partition",
		"pods behind the load balancer get no traffic after scale up": "new-pods-get-nothing",
		"messages processed twice":                                    "the-invoice-sent-twice",
		"tail latency fan-out":                                        "the-tail-at-scale",
		"fanout":                                                      "the-tail-at-scale",
		"websocket disconnects every 60 seconds":                      "the-line-that-went-dead",
		"prefetch count":                                              "how-much-to-prefetch",
		"connection pool timeout":                                     "the-starved-pool",
		"retry storm":                                                 "the-retry-storm",
		"upstream timed out (110: Connection timed out)":              "the-retry-storm",
		"(502": "the-502-once-in-a-thousand",
	} {
		if got := names(t, sought); got[0] != want {
			t.Errorf("by %q one finds %q first, not %s", sought, got[0], want)
		}
	}
}

func TestEveryWordThatIsSoughtFindsItsScenario(t *testing.T) {
	for name, words := range gallery.Sought {
		if !slices.Contains(gallery.Names(), name) {
			t.Errorf("%s is no scenario of the gallery", name)
			continue
		}
		for phrase := range strings.SplitSeq(words, ", ") {
			if got := names(t, phrase); !slices.Contains(got, name) {
				t.Errorf("by %q one finds %q, not %s", phrase, got, name)
			}
		}
	}
}

func TestWhatIsFoundHasAllWordsAndTheBestIsFirst(t *testing.T) {
	both, one := names(t, "balancer crash"), names(t, "balancer")
	if len(both) == 0 || len(both) >= len(one) {
		t.Errorf("%d have both words, %d one of them", len(both), len(one))
	}
	for _, name := range both {
		if !slices.Contains(one, name) {
			t.Errorf("%s has both words and not one of them", name)
		}
	}
	if both[0] != "the-balancer-crashes" {
		t.Errorf("%s is before the-balancer-crashes, whose title has both words", both[0])
	}
}

func TestWithoutWordsOneFindsAllInTheOrderOfLearning(t *testing.T) {
	if got := names(t, ""); !slices.Equal(got, gallery.Names()) {
		t.Errorf("without words one finds %q", got)
	}
}

func TestAWordIsFoundAtTheBeginningOfWordsAndWithOtherEndings(t *testing.T) {
	for _, row := range []struct {
		said, sought string
		found        bool
	}{
		{"redelivered", "redeliver", true},
		{"redelivered", "redelivery", true},
		{"retries", "retry", true},
		{"processing", "processed", true},
		{"pods", "pod", true},
		{"pod", "pods", true},
		{"fan-out", "fanout", true},
		{"fan-out", "fan out", true},
		{"min.insync.replicas", "insync", true},
		{"HikariCP", "hikari", true},
		{"first", "RST", false},
		{"restart", "res", false},
		{"undelivered", "delivered", false},
		{"502", "5", false},
	} {
		words := wordsOf(row.said)
		all := true
		for _, w := range soughtIn(row.sought) {
			all = all && slices.ContainsFunc(words, func(said string) bool { return begins(said, w) })
		}
		if all != row.found {
			t.Errorf("in %q one finds %q: %t", row.said, row.sought, all)
		}
	}
}

func TestCommonWordsDoNotCountUnlessThereAreNoOthers(t *testing.T) {
	if got := soughtIn("After the restart, every pod"); !slices.Equal(got, []string{"restart", "pod"}) {
		t.Errorf("what is looked for is %q", got)
	}
	if got := soughtIn("the"); !slices.Equal(got, []string{"the"}) {
		t.Errorf("of a common word alone is looked for %q", got)
	}
}

func TestWhereNothingHasAllWordsTheNearestAreFound(t *testing.T) {
	all, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	found, whole, err := search(all, "intermittent 502 zebra")
	if err != nil || whole || len(found) == 0 || len(found) > mostNear || found[0].Name != "the-502-once-in-a-thousand" {
		t.Errorf("one finds %d, all words in each: %t, and the error %v", len(found), whole, err)
	}
	if _, whole, _ := search(all, "intermittent 502"); !whole {
		t.Error("what has all words is told to be the nearest")
	}
}

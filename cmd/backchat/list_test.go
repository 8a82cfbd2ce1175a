package main

import (
	"slices"
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
	found, err := search(all, sought)
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
		"kubernetes 5.. deploy": "a-deploy-at-noon",
		"retry storm":           "the-retry-storm",
		"metastable":            "long-after-the-peak",
		"nginx sse|buffer":      "the-proxy-that-held-the-stream",
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

func TestWhatIsFoundHasAllWordsAndKeepsTheOrderOfLearning(t *testing.T) {
	if got := names(t, ""); !slices.Equal(got, gallery.Names()) {
		t.Errorf("without words one finds %q", got)
	}
	both, one := names(t, "balancer crash"), names(t, "balancer")
	if len(both) == 0 || len(both) >= len(one) {
		t.Errorf("%d have both words, %d one of them", len(both), len(one))
	}
	at := -1
	for _, name := range both {
		next := slices.Index(gallery.Names(), name)
		if next <= at || !slices.Contains(one, name) {
			t.Errorf("%s does not follow in %q", name, both)
		}
		at = next
	}
}

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
		"pods behind the load balancer get no traffic after scale up": "new-pods-get-nothing",
		"messages processed twice":                                    "the-invoice-sent-twice",
		"tail latency fan-out":                                        "the-tail-at-scale",
		"fanout":                                                      "the-tail-at-scale",
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

// What logs, dashboards and alerts say, as one who is on call would type it.
func TestTheBestScenarioIsFirstByASymptom(t *testing.T) {
	for sought, want := range map[string]string{
		"502 bad gateway during deploy":          "a-deploy-at-noon",
		"out of order events":                    "in-order-by-key",
		"consumer lag keeps growing":             "the-queue-that-hid-it",
		"too many clients already":               "the-starved-pool",
		"socket hang up":                         "the-502-once-in-a-thousand",
		"slow query blocks everything":           "the-starved-pool",
		"websocket disconnects every 60 seconds": "the-line-that-went-dead",
		"replication lag":                        "the-leader-falls",
		"recv() failed (104: Connection reset by peer) while reading response header from upstream":       "the-502-once-in-a-thousand",
		"no live upstreams while connecting to upstream":                                                  "the-check-that-kills",
		"connect() failed (111: Connection refused) while connecting to upstream":                         "a-deploy-at-noon",
		"upstream connect error or disconnect/reset before headers. reset reason: connection termination": "the-502-once-in-a-thousand",
		"no healthy upstream":      "the-check-that-kills",
		"upstream request timeout": "the-retry-storm",
		"HikariPool-1 - Connection is not available, request timed out after 30000ms": "a-second-connection",
		"remaining connection slots are reserved":                                     "the-starved-pool",
		"consumer group rebalancing constantly":                                       "a-reader-goes-silent",
		"offset commit failed, member left the group max.poll.interval.ms exceeded":   "a-reader-goes-silent",
		"NOT_ENOUGH_REPLICAS":                                    "the-leader-falls",
		"rabbitmq queue memory alarm publishers blocked":         "the-queue-that-hid-it",
		"messages ready growing, unacked stuck":                  "how-much-to-prefetch",
		"PRECONDITION_FAILED delivery acknowledgement timed out": "the-invoice-sent-twice",
		"redis hot key":                      "the-hot-partition",
		"cache stampede after redis restart": "the-stampede",
		"UNAVAILABLE: transport is closing":  "a-deploy-at-noon",
		"rpc error: code = DeadlineExceeded desc = context deadline exceeded": "the-retry-storm",
		"grpc load balancing only one pod gets traffic":                       "new-pods-get-nothing",
		"ALB 502 target closed connection keep-alive timeout":                 "the-502-once-in-a-thousand",
		"HTTP 504 from load balancer":                                         "the-retry-storm",
		"liveness probe failed, container restarted":                          "the-check-that-kills",
		"readiness probe failed under load all pods unready":                  "the-check-that-kills",
		"CPU throttling high p99":                                             "shared-fate",
		"idle in transaction, deadlock detected":                              "a-second-connection",
		"could not serialize access due to concurrent update":                 "a-row-for-a-hundred",
		"Cannot assign requested address":                                     "ports-used-up",
		"p99 latency spikes during GC":                                        "the-second-nobody-spent",
		"dns still resolves to old ip after failover":                         "the-address-that-was-kept",
		"SSE events arrive all at once behind nginx":                          "the-proxy-that-held-the-stream",
		"duplicate orders after timeout":                                      "paid-twice",
		"429 Too Many Requests retry-after":                                   "too-many-requests",
		"one partition is behind":                                             "the-hot-partition",
		"listen queue overflow SYN dropped":                                   "the-second-nobody-spent",
		"hpa scales too late":                                                 "a-surge-at-noon",
		"messages ready keep growing":                                         "the-queue-that-hid-it",
		"under replicated partitions":                                         "the-leader-falls",
		"ApproximateAgeOfOldestMessage":                                       "the-queue-that-hid-it",
		"504 gateway timeout nginx":                                           "the-retry-storm",
		"events processed in wrong order":                                     "in-order-by-key",
		"kafka lag increasing":                                                "the-queue-that-hid-it",
		"FATAL: sorry, too many clients already":                              "the-starved-pool",
		"Error: socket hang up ECONNRESET":                                    "the-502-once-in-a-thousand",
		"database pool exhausted":                                             "the-starved-pool",
		"websocket closes after a minute idle":                                "the-line-that-went-dead",
		"replica lag stale reads":                                             "the-leader-falls",
		"503 during rolling deployment":                                       "a-deploy-at-noon",
		"pods killed by liveness probe":                                       "the-check-that-kills",
		"upstream timed out while reading response header":                    "the-retry-storm",
		"EADDRNOTAVAIL":                                                       "ports-used-up",
		"message redelivered forever":                                         "the-poison-message",
		"dead letter queue filling up":                                        "the-poison-message",
		"event loop blocked":                                                  "the-report-that-froze-it",
		"OOMKilled too many connections":                                      "a-thread-for-each",
		"thundering herd after restart":                                       "the-herd-after-the-restart",
		"customer charged twice":                                              "paid-twice",
		"requests go to dead pod":                                             "health-checks",
		"sticky session lost after deploy":                                    "whose-session-is-it",
		"browser stuck loading with six tabs open":                            "the-tab-that-never-loads",
		"producer acks=1 data loss":                                           "the-leader-falls",
		"cache miss storm database overloaded":                                "the-stampede",
		"requests fail instantly on one backend least_conn":                   "the-black-hole",
		"autoscaler too slow":                                                 "a-surge-at-noon",
		"latency exactly 1 second":                                            "the-second-nobody-spent",
		"Nagle 40 ms delay":                                                   "wait-and-go-together",
		`Liveness probe failed: Get "http://10.2.0.7:8080/healthz": context deadline exceeded`: "the-check-that-kills",
		"Client closed for overcoming of output buffer limits":                                 "the-slow-subscriber",
		"ENHANCE_YOUR_CALM too_many_pings":                                                     "the-line-that-went-dead",
		"ERROR 1040 (HY000): Too many connections":                                             "the-starved-pool",
		"QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00":   "the-starved-pool",
		"RejectedExecutionException ThreadPoolExecutor":                                        "the-starved-pool",
		"upstream_rq_pending_overflow":                                                         "the-starved-pool",
		"reset reason: overflow":                                                               "the-starved-pool",
		"worker_connections are not enough":                                                    "a-thread-for-each",
		"ThrottlingException: Rate exceeded":                                                   "too-many-requests",
		"too many open files":                                                                  "ports-used-up",
		"max connections reached websocket":                                                    "a-thread-for-each",
	} {
		if got := names(t, sought); got[0] != want {
			t.Errorf("by %q one finds %q first, not %s", sought, got, want)
		}
	}
}

// An error of a pool may come of slow work, or of work that asks for a second connection.
func TestTheStarvedPoolIsAmongTheFirstByWhatPoolsSay(t *testing.T) {
	for _, sought := range []string{
		"ERROR 1040 (HY000): Too many connections",
		"QueuePool limit of size 5 overflow 10 reached",
		"HikariPool-1 - Connection is not available, request timed out after 30000ms",
	} {
		if got := names(t, sought); !slices.Contains(got[:min(3, len(got))], "the-starved-pool") {
			t.Errorf("by %q one finds %q", sought, got)
		}
	}
}

func TestWhatALineOfALogHasOfItsOwnIsNotLookedFor(t *testing.T) {
	for text, want := range map[string][]string{
		`Get "http://10.2.0.7:8080/healthz": refused`: {"refus"},
		"(110: Connection timed out)":                 {"connection", "timed", "out"},
		"HTTP/2 502 after 30000ms":                    {"http2", "502"},
		"10.0.0.1:5432":                               {"10", "0", "1", "5432"},
	} {
		if got := soughtIn(text); !slices.Equal(got, want) {
			t.Errorf("of %q is looked for %q, want %q", text, got, want)
		}
	}
}

func TestWordsOfOnePhraseCountForMoreThanSuchAsAreScattered(t *testing.T) {
	all := []entry{
		{Name: "hangs", Title: "Whose server hangs up", Question: "A socket?"},
		{Name: "502", Title: "The 502", sought: "broken pipe, socket hang up"},
	}
	for sought, want := range map[string]string{"socket hang up": "502", "hang": "hangs"} {
		if found, _, err := search(all, sought); err != nil || found[0].Name != want {
			t.Errorf("by %q one finds %v first, not %s: %v", sought, found, want, err)
		}
	}
	all[1].sought = "broken pipe of a socket, hang, up"
	if found, _, _ := search(all, "socket hang up"); found[0].Name != "hangs" {
		t.Error("words of several phrases are taken for one")
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

package gallery

// A Section is a part of the gallery: what one can learn of one subject, in the
// order in which one thing rests on another.
type Section struct {
	Title string
	Lead  string   // what there is to learn, in a sentence
	Names []string // its scenarios, in that order
}

// The two sections whose scenarios say where what they show was published.
const (
	Cases   = "What happened to others"
	Results = "Known results"
)

// Sections are the parts of the gallery, in an order of learning. Each scenario
// is in one of them, and its name is its own in all.
var Sections = []Section{
	{"Ask, and wait for the answer", "A request, its answer, and what waiting costs: threads, queues, round trips, and work that need not be waited for.", []string{
		"ask-and-wait", "the-knee", "more-servers-more-work", "the-thread-that-waits", "threads-or-event-loop", "the-report-that-froze-it",
		"six-ways-to-ask", "one-query-or-many-calls", "telling-twenty", "accept-now-work-later", "upload-compress-notify",
		"one-transfer-after-another", "the-tail-at-scale", "a-second-opinion", "two-queues-one-turn", "paid-twice",
	}},
	{"Hear of what is new", "Ask again and again, be held until there is something, or be told: how soon one hears, and at what cost.", []string{
		"the-price-of-short-polling", "long-polling-or-push", "when-polling-is-cheaper", "which-way-is-cheapest", "four-ways-to-hear-the-news", "the-chat-room",
		"push-to-a-crowd", "how-far-is-the-upload", "away-when-it-was-said", "the-log-that-goes-on", "the-herd-after-the-restart",
		"while-the-phone-was-off", "who-may-be-away",
	}},
	{"Real connections", "What a connection costs and how it lives: handshakes, HTTP/1.1, 2 and 3, sockets and streams on wires that lose packets.", []string{
		"the-first-byte", "six-connections-or-one", "one-page-three-protocols", "five-ways-to-hear-of-an-update", "which-of-the-three",
		"not-every-phone-can", "a-thread-for-each", "two-rooms-one-socket", "twenty-rooms-one-socket", "the-slow-socket", "twenty-bytes",
		"upload-on-a-train", "the-last-pod-is-idle",
	}},
	{"Leave a message", "Queues, topics and logs: who gets what, in which order, how often, and what is left after a crash.", []string{
		"queue-or-balancer", "the-price-of-a-middleman", "many-hands", "the-burst-levelled", "the-queue-that-hid-it", "at-most-once-at-least-once",
		"the-broker-crashes", "one-sync-for-all", "the-poison-message", "the-old-work-comes-back", "a-copy-or-a-share", "who-gets-which-letter", "the-subscriber-was-away",
		"read-at-their-own-pace", "partitions-and-readers", "a-reader-goes-silent", "in-order-by-key", "wait-and-go-together", "the-leader-falls",
		"the-account-made-of-events", "a-table-made-of-a-log",
	}},
	{"Share the load", "Balancers, fleets, sessions and sidecars: who gets the next request, and what if one of them is slow, new or gone.", []string{
		"one-slow-server", "two-choices", "load-is-not-what-to-balance", "the-balancer-crashes", "health-checks", "whose-server-hangs",
		"whose-session-is-it", "new-servers-old-sessions", "the-zone-next-door", "one-sidecar-each", "a-sidecar-that-tries-again",
		"the-helper-at-the-door", "shared-fate", "a-social-network",
	}},
	{Cases, "Failures that engineers have reported in public: what one sees, what keeps it going, and what ends it.", []string{
		"the-502-once-in-a-thousand", "new-pods-get-nothing", "the-tab-that-never-loads", "the-proxy-that-held-the-stream",
		"the-line-that-went-dead", "ports-used-up", "the-address-that-was-kept", "the-clock-that-ran-ahead", "the-second-nobody-spent", "the-starved-pool",
		"a-second-connection", "the-retry-storm", "too-many-requests", "long-after-the-peak", "the-stampede", "everybody-comes-back-at-once", "the-black-hole",
		"the-check-that-kills", "a-deploy-at-noon", "a-surge-at-noon", "the-invoice-sent-twice", "the-hot-partition", "the-slow-subscriber",
		"the-webhook",
	}},
	{Results, "What others have measured or worked out, run under their conditions and held against their figures.", []string{
		"open-or-closed", "the-fluid-limit", "a-stale-view", "beyond-round-robin", "one-slow-in-a-hundred", "a-thousand-keys", "how-much-to-prefetch",
		"the-first-twenty-kilobytes", "polls-and-frames", "live-open-data", "a-mesh-of-proxies", "five-services-deep",
		"three-tries-or-a-budget", "a-bucket-for-retries", "throttled-at-home", "a-full-database", "controlled-delay", "a-row-for-a-hundred",
	}},
}

// Names are the names of all scenarios, section by section.
func Names() []string {
	var names []string
	for _, s := range Sections {
		names = append(names, s.Names...)
	}
	return names
}

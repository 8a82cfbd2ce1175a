package gallery

// Sought are words by which people look for what a scenario shows, and which it does
// not say itself: what logs and clients print, and other names of the same thing. They
// are what a search goes by, commas between them, and are not shown.
var Sought = map[string]string{
	"the-knee":                   "utilization, hockey stick, M/M/1, tail latency near saturation",
	"one-query-or-many-calls":    "N+1 queries, over-fetching, chatty API",
	"the-report-that-froze-it":   "event loop lag, blocking the event loop, noisy neighbor",
	"the-tail-at-scale":          "tail latency, fan-out, scatter-gather, p99, slowest of many",
	"a-second-opinion":           "tail latency, tail tolerant, p99",
	"two-queues-one-turn":        "tail latency, tied requests",
	"paid-twice":                 "idempotency key, double charge, duplicate payment",
	"the-herd-after-the-restart": "reconnect storm, jitter",
	"while-the-phone-was-off":    "APNs, FCM, collapse key, message TTL",
	"six-connections-or-one":     "head of line blocking, HOL blocking, multiplexing",
	"one-page-three-protocols":   "head of line blocking, HOL blocking, QUIC, packet loss",
	"a-thread-for-each":          "C10K, thread per connection, worker_connections are not enough, maximum of connections reached: websocket refused, max connections reached",
	"the-slow-socket":            "backpressure, slow client",
	"upload-on-a-train":          "resumable upload, multipart upload, chunked upload",
	"the-burst-levelled":         "load leveling, backpressure, traffic spike",
	"the-queue-that-hid-it": "backpressure, growing backlog, unbounded queue" +
		", consumer lag keeps growing, messages ready keep growing, RabbitMQ queue memory alarm: publishers are blocked, ApproximateAgeOfOldestMessage" +
		", Kafka consumer lag increasing",
	"at-most-once-at-least-once": "redelivery, exactly once, deduplication, QoS 1",
	"one-sync-for-all":           "fsync, write-ahead log",
	"the-poison-message": "poison pill, redelivery, requeue, nack" +
		", dead letter queue is filling up",
	"the-old-work-comes-back": "redrive, replaying the dead letter queue",
	"in-order-by-key": "message ordering, out of order, FIFO, ordering guarantee" +
		", out of order events, events arrive out of order, messages processed out of order",
	"one-transfer-after-another": "message ordering, FIFO",
	"wait-and-go-together": "batching, Nagle" +
		", delayed ACK: 40 ms delay with Nagle",
	"the-leader-falls": "data loss at a failover, unclean leader election" +
		", replication lag, replica is behind, replica lag: stale reads, NOT_ENOUGH_REPLICAS, NotEnoughReplicasException, under-replicated partitions",
	"a-reader-goes-silent": "rebalancing, stop the world rebalance, cooperative rebalancing" +
		", offset commit failed: member left the group: max.poll.interval.ms exceeded, consumer group keeps rebalancing, CommitFailedException",
	"the-account-made-of-events":  "event sourcing, CQRS, snapshot",
	"load-is-not-what-to-balance": "noisy neighbor, noisy neighbour, tail latency",
	"the-balancer-crashes":        "single point of failure, SPOF",
	"whose-session-is-it":         "session affinity, sticky sessions",
	"new-servers-old-sessions":    "session affinity, uneven load",
	"the-helper-at-the-door":      "noisy neighbor, noisy neighbour, rate limiting, load shedding",
	"shared-fate": "noisy neighbor, noisy neighbour, CPU contention" +
		", CPU throttling, container CPU throttled, high p99",
	"the-502-once-in-a-thousand": "upstream prematurely closed connection while reading response header, connection reset by peer, " +
		"broken pipe, EPIPE, RST, NoHttpResponseException failed to respond, socket hang up, bad gateway" +
		", recv() failed (104: Connection reset by peer), upstream connect error or disconnect/reset before headers: connection termination, ALB 502 target closed the connection: keep-alive timeout",
	"new-pods-get-nothing":           "pods behind the load balancer get no traffic after scale up, GOAWAY, uneven load, long-lived connections",
	"the-tab-that-never-loads":       "maximum connections per host, SSE",
	"the-proxy-that-held-the-stream": "SSE buffering, X-Accel-Buffering",
	"the-line-that-went-dead": "websocket disconnects every 60 seconds, idle timeout of a NAT or firewall, half-open connection, " +
		"heartbeat, ETIMEDOUT, connection timed out, connection reset by peer" +
		", websocket closes after a minute of idleness, gRPC keepalive: GOAWAY ENHANCE_YOUR_CALM too_many_pings",
	"ports-used-up":             "ephemeral port exhaustion, SNAT port exhaustion, out of sockets, too many open files, EMFILE, connection churn",
	"the-address-that-was-kept": "DNS caching, stale DNS, networkaddress.cache.ttl",
	"the-clock-that-ran-ahead":  "clock skew, clock drift, NTP, context deadline exceeded, DEADLINE_EXCEEDED",
	"the-second-nobody-spent":   "GC pause, stop the world, garbage collection, somaxconn, SYN backlog, ETIMEDOUT, dial tcp i/o timeout",
	"the-starved-pool": "connection pool timeout, pool exhaustion, too many clients, bulkhead" +
		", sorry too many clients already, remaining connection slots are reserved, slow query blocks everything, HikariPool active=10 idle=0 waiting, could not get a connection from the pool" +
		", ERROR 1040: Too many connections, QueuePool limit reached: connection timed out, HikariPool: Connection is not available: request timed out" +
		", RejectedExecutionException of a ThreadPoolExecutor, upstream_rq_pending_overflow, upstream connect error: reset reason: overflow",
	"a-second-connection": "connection pool timeout, pool exhaustion, nested transaction, HikariPool: Connection is not available: request timed out",
	"the-retry-storm": "upstream timed out (110: Connection timed out) while reading response header from upstream, 504 gateway timeout, " +
		"i/o timeout, context deadline exceeded, retry amplification" +
		", rpc error: code = DeadlineExceeded desc = context deadline exceeded, HTTP 504 from the load balancer, upstream request timeout",
	"long-after-the-peak": "504 gateway timeout, context deadline exceeded, goodput, load shedding, congestion collapse",
	"too-many-requests":   "ThrottlingException: Rate exceeded, throttled, RESOURCE_EXHAUSTED, quota exceeded",
	"the-stampede": "dogpile, dog-piling, cache miss storm" +
		", cache stampede after a Redis restart, all requests miss the cache at once",
	"everybody-comes-back-at-once": "thundering herd, jitter",
	"the-black-hole":               "503 service unavailable, fails fast",
	"the-check-that-kills": "CrashLoopBackOff, 503 service unavailable, cascading failure" +
		", no healthy upstream, no live upstreams while connecting to upstream, readiness probe failed, Back-off restarting failed container",
	"a-deploy-at-noon": "SIGTERM, deregistration delay, connection draining, zero downtime, 503 service unavailable, GOAWAY" +
		", 502 bad gateway during a deploy, connect() failed (111: Connection refused) while connecting to upstream, UNAVAILABLE: transport is closing, errors during a rolling update",
	"a-surge-at-noon": "503 service unavailable, load shedding, scale up, cold start",
	"the-invoice-sent-twice": "messages processed twice, duplicate messages, redelivery, ack deadline, unacked" +
		", PRECONDITION_FAILED delivery acknowledgement on channel timed out, visibility timeout expired",
	"the-hot-partition":     "one partition is behind, consumer lag of one partition keeps growing, hot shard, hot key, skew",
	"the-slow-subscriber":   "backpressure, Redis client closed for overcoming of output buffer limits, client-output-buffer-limit pubsub, slow consumer detected",
	"one-slow-in-a-hundred": "tail latency, fan-out, p99",
	"a-thousand-keys":       "tail latency, fan-out, hedging",
	"how-much-to-prefetch": "basic.qos, prefetch count, unacked, QoS" +
		", messages ready while unacked are stuck at one consumer",
	"five-services-deep":  "retry amplification, cascading failure",
	"throttled-at-home":   "load shedding",
	"a-full-database":     "load shedding, goodput",
	"controlled-delay":    "CoDel, load shedding, bufferbloat, adaptive LIFO",
	"a-row-for-a-hundred": "optimistic locking, write conflict, lost update, compare and swap, serialization failure",
	"health-checks":       "requests go to a dead pod, a dead backend still gets traffic",
}

package wording

import (
	"fmt"
	"slices"
	"strings"
)

// A Term is what people, or the systems that they run, call a field of a scenario.
type Term struct {
	Here  string // the field: what it is of first, as "balancer.ejection.errors"
	There string // its names in configurations, blanks between them
	Said  string // in other words, commas between them
}

// Terms are the words by which one looks for a field or writes it by habit. The names
// in configurations stand in docs/systems.md as well, beside those of the fields.
var Terms = []Term{
	{"flow.timeout", "per_try_timeout statement_timeout timeout requestTimeout readTimeout socketTimeout", "request timeout"},
	{"call.timeout", "timeout readTimeout", ""},
	{"call.connectTimeout", "connectTimeout", ""},
	{"flow.connectTimeout", "connectTimeout connectionTimeout proxy_connect_timeout", "connect timeout"},
	{"flow.deadline", "WithTimeout", "deadline propagation"},
	{"flow.cancel", "AbortSignal.timeout", "cancellation"},
	{"flow.retry", "retry_policy retryPolicy", "retries"},
	{"flow.retry.attempts", "num_retries maxAttempts", ""},
	{"flow.retry.backoff", "initialBackoff retry_back_off", "exponential backoff"},
	{"flow.retry.factor", "backoffMultiplier", ""},
	{"flow.retry.cap", "maxBackoff", ""},
	{"flow.retry.budget", "retry_budget retryThrottling", "retry budget"},
	{"flow.hedge", "hedgingDelay hedge_on_per_try_timeout", "hedged requests, backup requests"},
	{"flow.breaker", "", "circuit breaker, resilience4j, Polly"},
	{"flow.breaker.rate.share", "failureRateThreshold FailureRatio", ""},
	{"flow.breaker.rate.calls", "minimumNumberOfCalls MinimumThroughput", ""},
	{"flow.breaker.rate.window", "SamplingDuration", ""},
	{"flow.breaker.open", "waitDurationInOpenState BreakDuration", ""},
	{"flow.breaker.trials", "permittedNumberOfCallsInHalfOpenState", "half-open"},
	{"flow.throttle", "admission_control", "client-side throttling, admission control"},

	{"flow.queue.redeliver", "VisibilityTimeout AckWait", "visibility timeout"},
	{"flow.queue.extend", "ChangeMessageVisibility", ""},
	{"flow.queue.deliveries", "maxReceiveCount x-delivery-limit MaxDeliver", "DLQ, dead letter queue, poison message"},
	{"flow.queue.deadLetters", "RedrivePolicy x-dead-letter-exchange", "DLQ, dead letter queue, DLX, redrive"},
	{"flow.deadLetter", "", "DLQ, dead letter queue"},
	{"flow.log.tries", "", "dead letter topic"},
	{"flow.queue.expire", "MessageRetentionPeriod x-message-ttl", ""},
	{"flow.queue.prefetch", "prefetch_count prefetchCount MaxNumberOfMessages MaxAckPending", ""},
	{"flow.queue.delay", "DelaySeconds x-delay", ""},
	{"flow.queue.ack", "autoAck basic.ack", ""},
	{"flow.queue.capacity", "x-max-length", ""},
	{"flow.queue.full", "x-overflow", ""},
	{"flow.queue.priorities", "x-max-priority", ""},
	{"flow.queue.confirm", "confirm.select", "publisher confirms"},

	{"flow.log.replication.acks", "acks", "acks"},
	{"flow.log.replication.minInSync", "min.insync.replicas", "ISR, in-sync replicas"},
	{"flow.log.replication.detect", "broker.session.timeout.ms", ""},
	{"flow.log.session", "session.timeout.ms", ""},
	{"flow.log.working", "max.poll.interval.ms", ""},
	{"flow.log.batch", "max.poll.records", ""},
	{"flow.log.wait", "fetch.max.wait.ms", ""},
	{"flow.log.begin", "auto.offset.reset", ""},
	{"flow.log.retention", "retention.ms", ""},
	{"flow.log.compact", "cleanup.policy=compact", "log compaction"},
	{"flow.log.producer.linger", "linger.ms", ""},
	{"flow.log.producer.size", "batch.size", ""},

	{"balancer.policy", "lb_policy lbPolicy", "load balancing"},
	{"balancer.decay", "decayTime", "peak EWMA"},
	{"balancer.choices", "choice_count", "power of two choices"},
	{"balancer.readTimeout", "proxy_read_timeout", ""},
	{"balancer.buffering", "proxy_buffering", ""},
	{"balancer.health", "readinessProbe health_checks", "active health checks"},
	{"balancer.health.unhealthy", "unhealthy_threshold FailureThreshold", ""},
	{"balancer.health.healthy", "healthy_threshold successThreshold", ""},
	{"balancer.ejection", "outlier_detection outlierDetection", "outlier detection, passive health checks"},
	{"balancer.ejection.errors", "consecutive_5xx consecutive5xxErrors max_fails", ""},
	{"balancer.ejection.base", "base_ejection_time baseEjectionTime fail_timeout", ""},
	{"balancer.ejection.longest", "max_ejection_time", ""},
	{"balancer.ejection.most", "max_ejection_percent maxEjectionPercent", ""},
	{"balancer.panic", "healthy_panic_threshold minHealthPercent", "panic threshold, panic mode"},
	{"balancer.slowStart", "slow_start slow_start_config", "slow start"},
	{"balancer.preferZone", "trafficDistribution", "locality, zone aware routing"},
	{"balancer.standby", "keepalived VRRP", "keepalived, VRRP, virtual IP, floating IP, active and passive, failover pair"},

	{"server.standby", "keepalived VRRP", "keepalived, VRRP, virtual IP, failover pair"},
	{"server.workers", "GOMAXPROCS server.tomcat.threads.max", ""},
	{"server.maxConnections", "worker_connections max_connections server.tomcat.max-connections", ""},
	{"server.backlog", "server.tomcat.accept-count", ""},
	{"server.pools.size", "maximumPoolSize MaxOpenConns", "connection pool, HikariCP"},
	{"server.pools.wait", "connectionTimeout connectionTimeoutMillis", ""},
	{"server.limiter", "limit_req", "rate limiter, token bucket, 429"},
	{"server.liveness", "livenessProbe", "liveness probe"},
	{"server.liveness.interval", "periodSeconds", ""},
	{"server.lifecycle.grace", "terminationGracePeriodSeconds", "graceful shutdown"},
	{"server.lifecycle.preStop", "preStop", ""},
	{"server.autoscaler", "HorizontalPodAutoscaler", "HPA, autoscaling"},
	{"server.autoscaler.min", "minReplicas", ""},
	{"server.autoscaler.max", "maxReplicas", ""},
	{"server.sidecar", "", "service mesh, sidecar proxy"},
	{"server.memory.limit", "OOMKilled", "out of memory"},

	{"store.cache", "maxmemory", "cold cache, cache aside"},
	{"store.cache.timeToLive", "EXPIRE", "TTL"},
	{"store.cache.coalesce", "singleflight", "request coalescing, thundering herd"},

	{"distribution.sd", "stddev", ""},
	{"distribution.cv", "sigma", ""},

	{"link.connection.idle", "keepalive_timeout idleTimeout idle_timeout", "keep-alive"},
	{"link.connection.acceptorIdle", "keepAliveTimeout", ""},
	{"link.connection.max", "max_connections", ""},
	{"link.connection.waiting", "max_pending_requests", ""},
	{"link.connection.maxAge", "keepalive_time MAX_CONNECTION_AGE maxLifetime", ""},
}

// A habit is a word of a list that has another name here, or none.
type habit struct{ there, here, say string }

// noTransport is what people mean by one whose messages go by themselves.
const noTransport = "; without one a message travels whole: leave transport out, or write null in a variant"

// ends is how a process is away for a while.
const ends = `; a process that is away for a while is "crash", and "for" says how long`

// habits are what is written by habit for one of the words of a list.
var habits = []habit{
	{there: "h2", here: "http2"}, {there: "h2c", here: "http2"}, {there: "h3", here: "http3"}, {there: "quic", here: "http3"},
	{there: "http", here: "http1"}, {there: "https", here: "http1"}, {there: "http/1.1", here: "http1"},
	{there: "ws", here: "websocket"}, {there: "wss", here: "websocket"}, {there: "rabbitmq", here: "amqp"}, {there: "postgresql", here: "postgres"},
	{"tcp", "http1", `; all but http3 go over TCP: say which of them speaks on it, or leave transport out, for messages that travel whole`},
	{"whole", "http1", noTransport}, {"none", "http1", noTransport}, {"plain", "http1", noTransport}, {"raw", "http1", noTransport}, {"udp", "http1", noTransport},
	{there: "hystart++", here: "hystartPlus"}, {there: "http/2", here: "http2"}, {there: "http/3", here: "http3"},
	{"tls", "http1", `; TLS is a part of each of them: say which, and "tls" within the transport`},
	{there: "1", here: "leader"}, {there: "-1", here: "all"}, {"0", "leader", `; of Kafka's "acks", 1 is "leader", all and -1 are "all", and 0 is no acknowledgement at all: "confirm": false of the log`},
	{"up", "out", `; of a fault's wires "out" is the way away from its target, of a link that up, away from its "from"; did you mean "out"?`},
	{"down", "in", `; of a fault's wires "in" is the way to its target, of a link that down, to its "from"; did you mean "in"?`},
	{"restart", "crash", ends}, {"reboot", "crash", ends}, {"kill", "crash", ends}, {"down", "crash", ends}, {"outage", "crash", ends},
	{there: "blackhole", here: "partition"}, {there: "delay", here: "latency"}, {there: "packetLoss", here: "loss"}, {there: "freeze", here: "pause"},
	{there: "gc", here: "pause"}, {there: "cpu", here: "slow"}, {there: "rollout", here: "deploy"}, {there: "abort", here: "errors"},
	{there: "p2c", here: "twoChoices"}, {there: "LEAST_REQUEST", here: "twoChoices"}, {there: "ewma", here: "peakEWMA"},
	{there: "RING_HASH", here: "consistentHashing"}, {there: "MAGLEV", here: "consistentHashing"}, {there: "ketama", here: "consistentHashing"},
}

// Meant is the question to ask about a name that nothing here has, or where what is
// called so elsewhere stands here, with a leading "; "; "" where neither is known.
func Meant(word string, names []string) string {
	near := DidYouMean(word, names)
	if name := Nearest(word, names); name != "" && bared(name) == bared(word) {
		return near
	}
	if said := elsewhere(word, names); said != "" {
		return said
	}
	return near
}

// elsewhere is where that stands which a system calls by the word: among the names, if
// it is one of them.
func elsewhere(word string, names []string) string {
	var among, all []string
	for _, t := range Terms {
		if !t.calls(word) {
			continue
		}
		parts := strings.Split(t.Here, ".")
		if own := parts[len(parts)-1]; slices.Contains(names, own) {
			among = append(among, fmt.Sprintf("%q", own))
		}
		all = append(all, Within(parts))
	}
	switch {
	case len(among) > 0:
		return fmt.Sprintf("; here that is %s", InWords(slices.Compact(among), "or"))
	case len(all) > 0:
		return fmt.Sprintf("; here that is %s", InWords(all, "or"))
	}
	return ""
}

// calls tells whether a system calls it by that word.
func (t *Term) calls(word string) bool {
	return slices.ContainsFunc(strings.Fields(t.There), func(name string) bool { return bared(name) == bared(word) })
}

// Words are all that it is called.
func (t *Term) Words() string { return t.There + " " + t.Said }

// Within is a field in words, the last part first: "errors" of the "ejection" of a
// balancer.
func Within(parts []string) string {
	last := len(parts) - 1
	if last == 1 {
		return fmt.Sprintf("%q of %s", parts[last], A(parts[0]))
	}
	return fmt.Sprintf("%q of the %s", parts[last], Within(parts[:last]))
}

// MeantWord is the same of a word of a list.
func MeantWord(word string, list []string) string {
	for _, h := range habits {
		if !strings.EqualFold(h.there, word) || !slices.Contains(list, h.here) {
			continue
		}
		if h.say != "" {
			return h.say
		}
		return fmt.Sprintf("; did you mean %q?", h.here)
	}
	return DidYouMean(word, list)
}

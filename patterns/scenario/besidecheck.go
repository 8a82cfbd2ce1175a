package scenario

import (
	"slices"
	"strings"

	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

// A beside says of fields that they have an effect only where another one of the same
// object is one of some values: in what part, below a node, a flow or a policy. Where it
// is absent counts as well, if "-" is among the values; where there are none, it has to
// be there.
type beside struct{ in, fields, other, values string }

var besides = [...]beside{
	{"", "choices", "policy", "twoChoices peakEWMA"},
	{"", "replacement", "policy", "twoChoices"},
	{"", "counts", "policy", "leastConnections twoChoices peakEWMA"},
	{"", "refresh", "policy", "leastConnections twoChoices peakEWMA consistentHashing"},
	{"", "decay", "policy", "peakEWMA"},
	{"", "probes pool probeAge reuse discard hot", "policy", "prequal"},
	{"", "weights", "policy", "weighted"},
	{"", "by", "policy", "modulo consistentHashing sticky"},
	{"", "virtualNodes bound", "policy", "consistentHashing"},
	{"", "stick stickFor", "policy", "sticky"},
	{"", "sync disk", "durable", "true"},
	{"/table", "disk", "sync", ""},
	{"/lifecycle", "cold", "warmup", ""},
	{"/memory", "restart", "limit", ""},
	{"/health", "demand", "path", "queue -"},
	{"/liveness", "demand", "path", "queue -"},
	{"/limiter", "queue", "excess", "delay"},
	{"/sidecar/limiter", "queue", "excess", "delay"},
	{"/cache", "eviction", "capacity", ""},
	{"/sessions", "eviction", "capacity", ""},
	{"/retry", "backoff factor cap", "delays", "-"},
	{"/breaker", "failures", "rate", "-"},
	{"/breaker/rate", "window", "size", "-"},
	{"/push/reconnect", "misses", "heartbeat", ""},
	{"/queue/reconnect", "misses", "heartbeat", ""},
	{"/publishSubscribe/reconnect", "misses", "heartbeat", ""},
	{"/push/reconnect", "share", "jitter", "share"},
	{"/queue/reconnect", "share", "jitter", "share"},
	{"/publishSubscribe/reconnect", "share", "jitter", "share"},
	{"/log/reconnect", "share", "jitter", "share"},
	{"/longPolling/reconnect", "share", "jitter", "share"},
	{"/fallback/reconnect", "share", "jitter", "share"},
	{"/publishSubscribe", "ack prefetch redeliver deliveries capacity expire collapse", "delivery", "atLeastOnce"},
}

// besides finds fields without the one that they have an effect beside.
func (k *checker) besides(at string) {
	v := k.value(at)
	for i := 0; v != nil && i < len(besides); i++ {
		b := &besides[i]
		of, values := v.At(b.in), strings.Fields(b.values)
		if of == nil || of.Kind != '{' {
			continue
		}
		if said := wordOf(of.Get(b.other)); slices.Contains(values, said) || len(values) == 0 && said != "-" {
			continue
		}
		values = slices.DeleteFunc(values, func(x string) bool { return x == "-" })
		for _, field := range strings.Fields(b.fields) {
			switch pointer := at + b.in + "/" + field; {
			case b.values == "-":
				k.unused(pointer, `%q says that already: leave it, or %s, out`, b.other, field)
			case b.values != "":
				k.unused(pointer, `it has an effect only where %q is %s: say that, or leave %s out`, b.other, wording.InWords(values, "or"), field)
			default:
				k.unused(pointer, `it has an effect only beside %q: say that, too, or leave %s out`, b.other, field)
			}
		}
	}
}

// wordOf is a value as the table of besides has it.
func wordOf(v *source.Value) string {
	switch {
	case v == nil:
		return "-"
	case v.Kind == 't':
		return "true"
	}
	return v.Text
}

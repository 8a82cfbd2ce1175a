package main

import (
	"strconv"
	"strings"
)

// weights are what the values of an Accept-Encoding header (RFC 9110, 12.5.3)
// say of encodings, in small letters: from 0, which refuses one, to 1. The
// first mention counts; one that is no weight refuses.
func weights(values []string) map[string]float64 {
	all := map[string]float64{}
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		name, parameters, _ := strings.Cut(item, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, again := all[name]; name != "" && !again {
			all[name] = weight(parameters)
		}
	}
	return all
}

// weight is that of the parameters of one encoding: 1 where there are none.
func weight(parameters string) float64 {
	if strings.TrimSpace(parameters) == "" {
		return 1
	}
	name, value, _ := strings.Cut(strings.TrimSpace(parameters), "=")
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if !strings.EqualFold(strings.TrimSpace(name), "q") || err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}

// preferred is the encoding to send: of those that there are, best first, the
// one of the greatest weight above 0; "" for none, where the form that is not
// encoded is wanted more, or there is no other.
func preferred(values []string, there []string) string {
	asked := weights(values)
	best, most := "", asked["identity"]
	for _, name := range there {
		q, named := asked[name]
		if !named {
			q = asked["*"]
		}
		if q > most || q == most && q > 0 && best == "" {
			best, most = name, q
		}
	}
	return best
}

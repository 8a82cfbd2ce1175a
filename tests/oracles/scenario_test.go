package oracles

import (
	"fmt"
	"strconv"

	"backchat/tests/trial"
)

type (
	object = trial.Object
	list   = trial.List
)

// ms is that many milliseconds, in nanoseconds.
func ms(x float64) string { return strconv.FormatFloat(x*1e6, 'f', 0, 64) + "ns" }

// perSecond is a rate of that many a millisecond.
func perSecond(perMs float64) string { return strconv.FormatFloat(perMs*1e3, 'f', -1, 64) + "/s" }

func exponential(mean float64) object { return object{"dist": "exponential", "mean": ms(mean)} }

func law(name string, mean float64, parameter string, value any) object {
	return object{"dist": name, "mean": ms(mean), parameter: value}
}

// instant is a hop that takes no time and needs no opening.
var instant = object{"latency": "0s", "connection": object{"open": "ready"}}

// scenario puts a scenario together that lasts for a number of milliseconds,
// the first part of which is not measured.
func scenario(length, warmup float64, nodes, flows object) object {
	return object{
		"version": 1, "title": "oracle", "seed": 20261121, "duration": ms(length), "warmup": ms(warmup),
		"hop": instant, "nodes": nodes, "flows": flows,
	}
}

// with is o with further fields.
func with(o object, more object) object {
	all := object{}
	for k, v := range o {
		all[k] = v
	}
	for k, v := range more {
		all[k] = v
	}
	return all
}

func server(service any, more object) object {
	return with(object{"kind": "server", "service": service}, more)
}

var client = object{"kind": "client"}

func asks(send object, more object) object {
	return with(object{"from": list{"phone"}, "to": "api", "pattern": "requestResponse", "send": send}, more)
}

func poisson(perMs float64) object { return object{"totalRate": perSecond(perMs)} }

// queue is a client's requests to one server, of which thousands are run; the
// flow is called f.
func queue(perMs, thousands float64, api object) object {
	length := thousands * 1000 / perMs
	return scenario(length, length/20, object{"phone": client, "api": api}, object{"f": asks(poisson(perMs), nil)})
}

// calls are n calls to a node.
func calls(n int, to string, more object) list {
	var all list
	for range n {
		all = append(all, with(object{"to": to}, more))
	}
	return all
}

func name(format string, args ...any) string { return fmt.Sprintf(format, args...) }

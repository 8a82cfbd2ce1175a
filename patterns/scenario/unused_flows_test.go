package scenario

import (
	"strings"
	"testing"
)

func TestWhatAFlowsPatternDoesNotAskForIsAFault(t *testing.T) {
	const news = `"pattern": "push", "updates": {"rate": "1/s"}`
	hold(t, []lone{
		{"options of another pattern", news + `, "upload": {"size": "1MiB"}`, `/flows/get/upload: these are options of upload, and the pattern is push: leave upload out, or write "pattern": "upload"`, ""},
		{"options of a variant's", news + `, "longPolling": {"hold": "1s"}`, `/flows/get/longPolling: these are options of longPolling`, `"polls": {"flows": {"get": {"pattern": "longPolling"}}}`},
		{"an empty answer of who is told", news + `, "empty": "9B"`, `/flows/get/empty: push never answers that there is nothing`, `"polls": {"flows": {"get": {"pattern": "shortPolling"}}}`},
		{"a deadline of who waits for news", news + `, "deadline": "9s"`, `/flows/get/deadline: a deadline goes along with requests, and push sends none`, ""},
		{"something that is not there, of news", news + `, "unknown": 0.5`, `/flows/get/unknown: it is for requestResponse, and the pattern is push`, ""},
		{"writes where nothing is kept", asking + `, "writes": 0.5`, `/flows/get/writes: it asks no store`, `"kept": {"nodes": {"db": {"kind": "store"}, "api": {"calls": [{"to": "db"}]}}}`},
		{"a priority that nobody goes by", asking + `, "priority": 3`, `/flows/get/priority: nobody on its way goes by priority`, `"first": {"nodes": {"api": {"discipline": "priority"}}}`},
		{"how news spreads to nobody else", news[:len(news)-1] + `, "spread": "1s"}`, `/flows/get/updates/spread: "api" has one replica`, `"two": {"nodes": {"api": {"count": 2}}}`},
		{"a share by which no wait is spread", news + `, "push": {"reconnect": {"share": 0.5}}`, `/flows/get/push/reconnect/share: its waits are not spread by a share`, ""},
		{"heartbeats of nobody", news + `, "push": {"reconnect": {"misses": 3}}`, `/flows/get/push/reconnect/misses: nobody says that it is there still`, `"says": {"flows": {"get": {"push": {"reconnect": {"heartbeat": "1s"}}}}}`},
		{"comments of who sends none", `"pattern": "serverSentEvents", "updates": {"rate": "1/s"}, "serverSentEvents": {"keepAlive": "0s", "comment": "9B"}`, `/flows/get/serverSentEvents/comment: the server sends no comments`, ""},
		{"a poll of who does not poll", `"pattern": "fallback", "updates": {"rate": "1/s"}, "fallback": {"ways": ["webSocket"], "hold": "1s"}`, `/flows/get/fallback/hold: long polling is not among the ways`, ""},
		{"a stream of who only polls", `"pattern": "fallback", "updates": {"rate": "1/s"}, "fallback": {"ways": ["longPolling"], "heartbeat": "1s"}`, `/flows/get/fallback/heartbeat: none of the ways is a stream`, ""},
	}, func(said, variants string) string { return idling("", said, variants) })
}

func TestWhatIsNotKeptNeedsNoTermsOfKeeping(t *testing.T) {
	hold(t, []lone{
		{"an acknowledgement of what is forgotten", `"ack": "before"`, `/flows/get/publishSubscribe/ack: a message is handed to who is there, and forgotten`, `"kept": {"flows": {"get": {"publishSubscribe": {"delivery": "atLeastOnce"}}}}`},
		{"room for what is forgotten", `"capacity": 3`, `/flows/get/publishSubscribe/capacity: `, ""},
		{"room for what is kept", `"delivery": "atLeastOnce", "capacity": 3, "full": "dropNewest", "ack": "before"`, "", ""},
		{"pairs of who goes by words", `"exchange": {"kind": "topic", "keys": ["a"], "bindings": [{"to": "phone", "key": "a", "match": "any"}]}`, `/flows/get/publishSubscribe/exchange/bindings/0/match: a topic exchange goes by routing keys`, ""},
		{"a key of who hands everything to all", `"exchange": {"kind": "fanout", "bindings": [{"to": "phone", "key": "a"}]}`, `/flows/get/publishSubscribe/exchange/bindings/0/key: a fanout exchange hands everything to everybody`, ""},
	}, func(said, variants string) string {
		return `{"version": 1, "title": "t", "duration": "1s", "nodes": {"bus": {"kind": "broker"}, "phone": {"kind": "client"}},
"flows": {"get": {"from": "phone", "to": "bus", "pattern": "publishSubscribe", "updates": {"totalRate": "1/s", "audience": "all"}, "publishSubscribe": {` + said + `}}},
"variants": {` + variants + `}}`
	})
}

func TestOfWhatHasNoEffectItsPartsAreNotToldOf(t *testing.T) {
	_, err := Parse("t.json", []byte(idling("", asking+`, "push": {"reconnect": {"share": 0.5, "misses": 3}}`, "")))
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "/flows/get/push: ") {
		t.Errorf("got %v, want the options as a whole alone", err)
	}
}

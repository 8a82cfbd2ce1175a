package scenario_test

import (
	"fmt"

	"backchat/patterns/node"
	"backchat/patterns/scenario"
)

func Example() {
	file, err := scenario.Parse("ping.json", []byte(`{
  "version": 1, "title": "Ping", "duration": "10s",
  "nodes": {"phone": {"kind": "client", "count": 3}, "api": {"kind": "server", "service": "4ms"}},
  "flows": {"ping": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"rate": "2/s"}}},
  "variants": {"slow": {"nodes": {"api": {"service": "40ms"}}}},
  "expect": [{"that": "ping.latency.mean@slow > 2 * ping.latency.mean@base"}]
}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, id := range file.Variants() {
		s, _ := file.Scenario(id)
		fmt.Println(id, s.NodeNamed("api").Config.(*node.ServerConfig).Service.Value, s.NodeNamed("phone").Count)
	}
	// Output:
	// base 4e+06 3
	// slow 4e+07 3
}

func ExampleParse_faults() {
	_, err := scenario.Parse("ping.json", []byte(`{
  "version": 1, "title": "Ping", "duration": 10,
  "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "workers": 0}},
  "flows": {"ping": {"from": "phne", "to": "api", "pattern": "requestResponse", "send": {"rate": "2/s"}}}
}`))
	fmt.Println(err)
	// Output:
	// ping.json:2:46: /duration: 10 has no unit; write "10s" or "10ms"
	// ping.json:3:79: /nodes/api/workers: 0 is below the least, 1
	// ping.json:4:30: /flows/ping/from: "phne" is no node; did you mean "phone"?
}

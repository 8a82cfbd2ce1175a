package protocol_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"backchat/patterns/scenario/schema"
	"backchat/sim"
	"backchat/sim/protocol"
)

func TestDefaultsAreThoseOfTheTags(t *testing.T) {
	c := protocol.Defaults("http1")
	if text := strings.TrimSpace(string(schema.Encode(&c))); text != "{}" {
		t.Errorf("what is not said is taken to be another: %s", text)
	}
}

// TestEveryProtocolHasItsPreset holds the presets against the protocols that the
// configuration allows.
func TestEveryProtocolHasItsPreset(t *testing.T) {
	var names, protocols []string
	for _, p := range protocol.Presets {
		if slices.Contains(names, p.Name) || p.Says == "" {
			t.Errorf("preset %q: its name is there before, or it has no words", p.Name)
		}
		names = append(names, p.Name)
		protocols = append(protocols, p.Config.Protocol)
		p.Config.Check(func(field, remedy string) { t.Errorf("preset %s: %s: %s", p.Name, field, remedy) })
		protocol.New(&p.Config, nil, nil, nil)
	}
	field, _ := reflect.TypeFor[protocol.Config]().FieldByName("Protocol")
	for _, name := range strings.Split(field.Tag.Get("enum"), ",") {
		if !slices.Contains(protocols, name) {
			t.Errorf("no preset has protocol %s", name)
		}
	}
}

func TestWhatDoesNotFitTogetherIsTold(t *testing.T) {
	two := 2
	small := sim.Bytes(1 << 10)
	for _, row := range []struct {
		reason string
		change func(*protocol.Config)
		field  string
	}{
		{"early data without a ticket", func(c *protocol.Config) { c.TLS.EarlyData = true }, "tls.earlyData"},
		{"early data of 1.2", func(c *protocol.Config) { c.TLS.Version, c.TLS.Resumed, c.TLS.EarlyData = "1.2", true, true }, "tls.earlyData"},
		{"QUIC in the clear", func(c *protocol.Config) { c.Protocol, c.TLS.Version = "http3", "none" }, "tls.version"},
		{"QUIC over 1.2", func(c *protocol.Config) { c.Protocol, c.TLS.Version = "http3", "1.2" }, "tls.version"},
		{"two exchanges at a time on HTTP/1.1", func(c *protocol.Config) { c.Streams = &two }, "streams"},
		{"two on HTTP/2", func(c *protocol.Config) { c.Protocol, c.Streams = "http2", &two }, ""},
		{"a small window", func(c *protocol.Config) { c.Protocol, c.Windows.AskStream = "http2", &small }, ""},
		{"early data", func(c *protocol.Config) { c.TLS.Resumed, c.TLS.EarlyData = true, true }, ""},
	} {
		c := protocol.Defaults("http1")
		row.change(&c)
		var told []string
		c.Check(func(field, remedy string) {
			told = append(told, field)
			if remedy == "" {
				t.Errorf("%s: no remedy", row.reason)
			}
		})
		if row.field == "" && len(told) > 0 || row.field != "" && !slices.Equal(told, []string{row.field}) {
			t.Errorf("%s: told of %q, not of %q", row.reason, told, row.field)
		}
	}
}

package main

import (
	"context"
	"errors"

	"backchat/patterns/scenario/source"
)

// replyTo is the message that answers a request: {id, answer}, or what went
// wrong.
func replyTo(id int, answer any, err error) map[string]any {
	m := map[string]any{"id": id}
	var faults source.Faults
	switch {
	case errors.As(err, &faults):
		m["faults"] = plain(faultsOf(faults))
	case errors.Is(err, context.Canceled):
		m["cancelled"] = true
	case err != nil:
		m["error"] = err.Error()
	default:
		m["answer"] = plain(answer)
	}
	return m
}

package main

import (
	"syscall/js"
	"time"
)

// processorTime is the time that this process has spent on a processor, its
// compiler and collector included.
func processorTime() time.Duration {
	usage := js.Global().Get("process").Call("cpuUsage")
	return time.Duration(usage.Get("user").Int()+usage.Get("system").Int()) * time.Microsecond
}

//go:build !js

package sim

// giveTurn does nothing: others have threads of their own.
func giveTurn() {}

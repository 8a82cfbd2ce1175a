//go:build js && wasm

// Player draws one or two runs on one playhead, in a frame of its own. What it
// is told, and what it says, stands in PROTOCOL.md; what a picture shows, in
// package view. It keeps nothing that its page does not have.
package main

import "github.com/hajimehoshi/ebiten/v2"

func main() {
	ebiten.SetFPSMode(ebiten.FPSModeVsyncOffMinimum)
	ebiten.SetTPS(ebiten.SyncWithFPS)
	ebiten.SetScreenClearedEveryFrame(false)
	g := newGame()
	g.page = join(g)
	err := ebiten.RunGameWithOptions(g, &ebiten.RunGameOptions{InitUnfocused: true, ScreenTransparent: true})
	if err != nil {
		g.page.fail(err)
	}
}

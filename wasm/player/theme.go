//go:build js && wasm

package main

import (
	"strconv"
	"strings"

	"backchat/wasm/player/view"
)

// An rgb is a colour, each part from 0 to 1.
type rgb struct{ r, g, b float32 }

// A theme says what the colours are.
type theme [view.Colours]rgb

// colourNames are the names that the page calls colours by.
var colourNames = map[string]view.Colour{
	"paper": view.Paper, "stage": view.Ground, "raised": view.Raised, "line": view.Line,
	"ink": view.Ink, "soft": view.Soft, "faint": view.Faint,
	"good": view.Good, "warn": view.Warn, "bad": view.Bad,
	"flowA": view.Hue, "flowB": view.Hue + 1, "flowC": view.Hue + 2, "flowD": view.Hue + 3,
	"flowE": view.Hue + 4, "flowF": view.Hue + 5, "flowG": view.Hue + 6, "flowH": view.Hue + 7,
}

// The themes where the page says nothing else: paper, stage, raised, line,
// ink, soft, faint, good, warn, bad, and the flows.
const (
	light = "#faf9f6 #ffffff #ffffff #e4e0d8 #1d2129 #5b6270 #8a90a0 #007a5a #b26a00 #c0272d #d55e00 #0072b2 #8a4f9e #00806a #a8446b #6b6f00 #4a5fc1 #7a5c3e"
	dark  = "#12151b #161a21 #191d25 #2a303b #eceef2 #a9b0be #79818f #3ecf9a #f0b250 #ff6b6b #ff9a4d #5ab4e8 #c99ae0 #4ed1b8 #f08fb4 #c9cc5a #96a6ff #cfae86"
)

func newTheme(night bool) theme {
	var t theme
	list := light
	if night {
		list = dark
	}
	for i, code := range strings.Fields(list) {
		t.set(view.Paper+view.Colour(i), code)
	}
	return t
}

// set gives a colour as CSS has it: #rgb, #rrggbb, or rgb(r, g, b). What is
// none of them is ignored.
func (t *theme) set(c view.Colour, code string) {
	if digits, ok := strings.CutPrefix(code, "#"); ok {
		t.setHex(c, digits)
		return
	}
	list, ok := strings.CutPrefix(strings.TrimSuffix(code, ")"), "rgb(")
	if !ok {
		return
	}
	var part [3]float32
	parts := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	for i := range part {
		if i >= len(parts) {
			return
		}
		n, err := strconv.ParseFloat(parts[i], 32)
		if err != nil {
			return
		}
		part[i] = float32(n) / 255
	}
	t[c] = rgb{part[0], part[1], part[2]}
}

func (t *theme) setHex(c view.Colour, digits string) {
	n, err := strconv.ParseUint(digits, 16, 32)
	switch {
	case err != nil:
	case len(digits) == 6:
		t[c] = rgb{float32(n>>16) / 255, float32(n>>8&255) / 255, float32(n&255) / 255}
	case len(digits) == 3:
		t[c] = rgb{float32(n>>8) / 15, float32(n>>4&15) / 15, float32(n&15) / 15}
	}
}

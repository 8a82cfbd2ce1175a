package main

import (
	"strconv"

	"backchat/language"
	"backchat/sim/metrics"
)

// say is a text in the language that is asked for.
func (p *program) say(text language.Text, places ...string) string {
	return p.told.Say(text, places...)
}

// figure is a quantity as that language writes it.
func (p *program) figure(x float64, unit string) string {
	if text := metrics.Quantity(x, unit); text != metrics.Never {
		return p.told.Figure(text)
	}
	return p.say(metrics.Never)
}

// percent is a share as that language writes it.
func (p *program) percent(x float64) string { return p.told.Figure(metrics.Percent(x)) }

// precise is a quantity in so many digits.
func (p *program) precise(x float64, unit string, digits int) string {
	return p.told.Figure(metrics.Precise(x, unit, digits))
}

func seedText(seed uint64) string { return strconv.FormatUint(seed, 10) }

package main

import (
	"github.com/spf13/cobra"

	"backchat/patterns/gallery"
)

func (p *program) show() *cobra.Command {
	var language languageFlag
	c := &cobra.Command{
		Use: "show NAME", Short: "Print a scenario of the gallery", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, ok := gallery.TextIn(string(language), args[0])
			if !ok {
				return unknown("scenario", args[0], gallery.Names(), `; "backchat list" lists them`)
			}
			_, err := p.plain.Write(text)
			return err
		},
	}
	language.flag(c)
	return c
}

package main

import (
	"github.com/spf13/cobra"

	"backchat/patterns/scenario"
)

func (p *program) schema() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of scenarios", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := p.plain.Write(scenario.Schema())
			return err
		},
	}
}

package scenario

import "backchat/patterns/scenario/schema"

import "reflect"

// files is the format of scenario files.
var files = schema.Format{Of: reflect.TypeFor[Scenario](), Changes: variable}

// Schema is the JSON Schema (2020-12) of scenarios.
func Schema() []byte { return SchemaTold(func(text string) string { return text }) }

// SchemaTold is the same, in which say tells what describes a field, of which it is
// given each text by itself.
func SchemaTold(say func(string) string) []byte { return files.Schema(say) }

// FieldTables are tables, in Markdown, of every field of a scenario, of the
// laws of distributions, of units, and of the metrics that expectations may
// name. Each table has a heading of the third level.
func FieldTables() string { return files.Tables() }

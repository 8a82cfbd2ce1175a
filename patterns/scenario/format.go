package scenario

import "backchat/patterns/scenario/schema"

import "reflect"

// files is the format of scenario files.
var files = schema.Format{Of: reflect.TypeFor[Scenario](), Changes: variable}

// Schema is the JSON Schema (2020-12) of scenarios.
func Schema() []byte { return files.Schema() }

// FieldTables are tables, in Markdown, of every field of a scenario, of the
// laws of distributions, of units, and of the metrics that expectations may
// name. Each table has a heading of the third level.
func FieldTables() string { return files.Tables() }

package language

import (
	_ "embed"
	"encoding/json"
)

//go:embed de.json
var german []byte

// German is all that programs say, in German.
func German() Table {
	var t Table
	if err := json.Unmarshal(german, &t); err != nil {
		panic("language: de.json: " + err.Error())
	}
	return t
}

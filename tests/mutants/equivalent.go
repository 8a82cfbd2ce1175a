package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed equivalent.json
var equivalentFaults []byte

// An equivalent fault changes nothing that a test could notice. It is known by
// its id, which changes with its function: then the entry is void, and the
// reason has to be thought over.
type equivalent struct {
	ID     string `json:"id"`
	Where  string `json:"where"`
	Change string `json:"change"`
	Reason string `json:"reason"`
}

func readEquivalent() (map[string]equivalent, error) {
	var list []equivalent
	if err := json.Unmarshal(equivalentFaults, &list); err != nil {
		return nil, fmt.Errorf("equivalent.json: %w", err)
	}
	all := map[string]equivalent{}
	for _, e := range list {
		if e.Reason == "" {
			return nil, fmt.Errorf("equivalent.json: %s has no reason", e.ID)
		}
		all[e.ID] = e
	}
	return all, nil
}

package metrics

// rows are all there is to know, by what it is about.
type rows struct {
	flows    []row[flow]
	stations []row[station]
	nodes    []row[node]
	links    []row[link]
	runs     []row[run]
}

func catalogue() rows {
	return rows{flowRows(), stationRows(), nodeRows(), linkRows(), runRows()}
}

// Catalogue lists what metrics there are, subject by subject. Of those with a
// number in their name, one stands for all.
func Catalogue() []Definition {
	c := catalogue()
	all := definitions(c.flows)
	all = append(all, definitions(c.stations)...)
	all = append(all, definitions(c.nodes)...)
	crowd, _ := crowded(atLeast + "10")
	all = append(all, crowd.Definition)
	all = append(all, definitions(c.links)...)
	return append(all, definitions(c.runs)...)
}

func definitions[T any](rows []row[T]) []Definition {
	all := make([]Definition, len(rows))
	for i := range rows {
		all[i] = rows[i].Definition
	}
	return all
}

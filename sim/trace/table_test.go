package trace

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// tableModel is a Table beside the map it is to be equal to.
type tableModel struct {
	table Table[int]
	model map[uint32]int
	next  uint32
}

func (m *tableModel) put(id uint32, v int) {
	*m.table.Put(id) = v
	m.model[id] = v
}

func (m *tableModel) drop(id uint32) {
	m.table.Delete(id)
	delete(m.model, id)
}

func (m *tableModel) compare(t *rapid.T) {
	if m.table.Len() != len(m.model) {
		t.Fatalf("Len is %d, want %d", m.table.Len(), len(m.model))
	}
	ids := slices.Sorted(maps.Keys(m.model))
	for id, v := range m.table.All {
		if len(ids) == 0 || id != ids[0] || *v != m.model[id] {
			t.Fatalf("All yields %d: %d, want the first of %v", id, *v, ids)
		}
		ids = ids[1:]
		if got := m.table.Get(id); got != v {
			t.Fatalf("Get(%d) is %p, All yields %p", id, got, v)
		}
	}
	if len(ids) != 0 {
		t.Fatalf("All misses %v", ids)
	}
}

func TestTableIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := tableModel{model: map[uint32]int{}}
		present := func(t *rapid.T) uint32 {
			ids := slices.Sorted(maps.Keys(m.model))
			if len(ids) == 0 {
				t.Skip("empty")
			}
			return rapid.SampledFrom(ids).Draw(t, "present")
		}
		t.Repeat(map[string]func(*rapid.T){
			"": m.compare,
			"append": func(t *rapid.T) {
				for range rapid.IntRange(1, 600).Draw(t, "count") {
					m.next++
					m.put(m.next, int(m.next)*3)
				}
			},
			"leap": func(t *rapid.T) {
				m.next += rapid.Uint32Range(1, 5000).Draw(t, "gap")
				m.put(m.next, 1)
			},
			"putNear": func(t *rapid.T) {
				back := rapid.Uint32Range(0, min(m.next, 2000)).Draw(t, "back")
				m.put(m.next-back, 2)
			},
			"putZero": func(t *rapid.T) {
				id := present(t)
				if v := m.table.Put(id); *v != 0 {
					t.Fatalf("Put gives %d, want 0", *v)
				}
				m.model[id] = 0
			},
			"delete": func(t *rapid.T) { m.drop(present(t)) },
			"deleteAbsent": func(t *rapid.T) {
				id := m.next + rapid.Uint32Range(1, 1<<30).Draw(t, "beyond")
				m.drop(id)
			},
			"deleteMost": func(t *rapid.T) {
				keep := rapid.IntRange(1, 50).Draw(t, "every")
				for i, id := range slices.Sorted(maps.Keys(m.model)) {
					if i%keep != 0 || keep == 1 {
						m.drop(id)
					}
				}
			},
			"deleteWhileYielded": func(t *rapid.T) {
				for id := range m.table.All {
					m.drop(id)
				}
			},
			"get": func(t *rapid.T) {
				id := rapid.Uint32Range(0, m.next+600).Draw(t, "id")
				_, in := m.model[id]
				if v := m.table.Get(id); (v != nil) != in {
					t.Fatalf("Get(%d) is %v, want presence %v", id, v, in)
				}
			},
		})
	})
}

func TestTableHasBothEndsOfTheIDs(t *testing.T) {
	var table Table[int]
	*table.Put(1<<32 - 1) = 7
	if v := table.Get(1<<32 - 1); v == nil || *v != 7 {
		t.Fatalf("the highest id gives %v", v)
	}
	table.Delete(1<<32 - 1)
	*table.Put(0) = 8
	if v := table.Get(0); v == nil || *v != 8 || table.Len() != 1 {
		t.Fatalf("the lowest id gives %v", v)
	}
}

func TestTableMemoryFollowsWhatIsPresent(t *testing.T) {
	var table Table[[4]int]
	const window = 1000
	step := func(id uint32) {
		table.Put(id)
		if id > window {
			table.Delete(id - window)
		}
	}
	id := uint32(1)
	for ; id < 100_000; id++ {
		step(id)
	}
	n := testing.AllocsPerRun(200_000, func() { step(id); id++ })
	if n != 0 {
		t.Errorf("%v allocations a step", n)
	}
	if c := cap(table.room); c > 64 {
		t.Errorf("an index of %d pages for a window of %d ids", c, window)
	}
}

func TestTableGivesACrowdsPagesBack(t *testing.T) {
	var table Table[int]
	const crowd = 100_000
	for id := range uint32(crowd) {
		table.Put(id)
	}
	if table.spare != 0 {
		t.Fatalf("%d pages are spare that nobody has used", table.spare)
	}
	for id := range uint32(crowd) {
		table.Delete(id)
		if most := max(table.used/4, fewPages); table.spare > most {
			t.Fatalf("%d pages are spare beside %d in use", table.spare, table.used)
		}
	}
	if table.used != 0 {
		t.Errorf("%d pages are in use by nobody", table.used)
	}
}

func BenchmarkTable(b *testing.B) {
	var table Table[[4]int]
	var sum int
	id := uint32(1)
	for b.Loop() {
		table.Put(id)[0] = int(id)
		if v := table.Get(id - 500); v != nil {
			sum += v[0]
		}
		table.Delete(id - 1000)
		id++
	}
	_ = sum
}

func BenchmarkTableGet(b *testing.B) {
	var table Table[int]
	for id := range uint32(2000) {
		*table.Put(id + 1e6) = int(id)
	}
	sum, id := 0, uint32(0)
	for b.Loop() {
		sum += *table.Get(1e6 + id)
		if id++; id == 2000 {
			id = 0
		}
	}
	_ = sum
}

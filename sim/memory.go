package sim

import (
	"fmt"
	"slices"
	"strings"
)

// Memory adds up what a run keeps, and ends it where that takes more than its
// bound. It counts things, not what the machine says: each kind has a fixed
// number of bytes, what readers of the records remember of it included, so
// that a run ends at the same record wherever it runs. What was once taken
// counts from then on, whether it is given back or not: a run is charged for
// the most that it had of each kind.
type Memory struct {
	kernel   *Kernel
	bound    int64
	ofHost   bool // the bound is the host's, not the scenario's
	used     int64
	accounts []*Account
}

// An Account is what a run keeps of one kind.
type Account struct {
	memory *Memory
	things string // in the plural
	each   int64  // bytes
	now    int64
	most   int64 // that there were at a time
}

// Keeps opens an account of things, named in the plural, of that many bytes
// each. One that is there already is shared. It is not inlined, since it is called
// in a hundred places, and in each once.
//
//go:noinline
func (k *Kernel) Keeps(things string, each int64) *Account {
	m := &k.memory
	for _, a := range m.accounts {
		if a.things == things && a.each == each {
			return a
		}
	}
	a := &Account{memory: m, things: things, each: each}
	m.accounts = append(m.accounts, a)
	return a
}

// Add notes n more things, or fewer. It does not return where they are too
// many: [Kernel.Run], or [Kernel.Within], does.
func (a *Account) Add(n int) {
	if a == nil {
		return
	}
	a.now += int64(n)
	if a.now > a.most {
		a.memory.charge(a)
	}
}

// Set notes that there are n things now.
func (a *Account) Set(n int) { a.Add(n - int(a.now)) }

// charge charges a for the most things that there were. It is not inlined, so that
// Add is.
//
//go:noinline
func (m *Memory) charge(a *Account) {
	m.used += (a.now - a.most) * a.each
	a.most = a.now
	if m.used > m.bound {
		panic(&exhaustion{m.exhausted()})
	}
}

// An exhaustion unwinds the handler during which memory ran out: one event
// may bring about any number of things, so it cannot be let come to its end.
type exhaustion struct{ err *LimitError }

// Within does f, and returns the [*LimitError] where f took too much memory.
func (k *Kernel) Within(f func() error) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case *exhaustion:
			err = p.err
		default:
			panic(p)
		}
	}()
	return f()
}

const memoryLimit = "of memory"

func megabytes(n int64) string { return fmt.Sprintf("%d.%d MB", n/1e6, n%1e6/1e5) }

// exhausted says what took the memory, the most first.
func (m *Memory) exhausted() *LimitError {
	all := slices.Clone(m.accounts)
	Sort(all, func(a, b *Account) int { return int(min(max(b.most*b.each-a.most*a.each, -1), 1)) })
	var most []string
	for _, a := range all[:min(3, len(all))] {
		if a.most > 0 {
			most = append(most, fmt.Sprintf("%d %s (%s)", a.most, a.things, megabytes(a.most*a.each)))
		}
	}
	remedy := "let less be under way at a time, or raise limits.memory"
	if m.ofHost {
		remedy = "let less be under way at a time, or use the command line, which has more"
	}
	return &LimitError{
		Limit: memoryLimit, Bound: m.bound, At: m.kernel.now,
		Why: fmt.Sprintf("most for %s; %s", strings.Join(most, ", "), remedy),
	}
}

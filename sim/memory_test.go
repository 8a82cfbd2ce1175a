package sim

import (
	"context"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

func TestMemoryEndsAHandlerInItsMidst(t *testing.T) {
	k := NewKernel(Second, Limits{Memory: 1e6})
	var s Slab[int64]
	s.Keep(k.Keeps("marbles", 16))
	k.Keeps("bags", 100).Add(3)
	made := 0
	k.At(1000, k.Register(handlerFunc(func(Event) {
		for ; made < 1e9; made++ {
			s.New()
		}
	})), 0, 0, 0)
	err := k.Run(context.Background())
	want := "at 1us of virtual time the run had more than 1.0 MB of memory: most for 62720 marbles (1.0 MB), 3 bags (0.0 MB); let less be under way at a time, or raise limits.memory"
	if limit := (*LimitError)(nil); !errors.As(err, &limit) || err.Error() != want {
		t.Errorf("Run returned %v, want %s", err, want)
	}
	if made*16 > 1e6 {
		t.Errorf("%d marbles were made", made)
	}
}

func TestMemoryIsChargedForTheMostThereWasAtATime(t *testing.T) {
	k := NewKernel(Second, Limits{Memory: 1000})
	a, again := k.Keeps("marbles", 10), k.Keeps("marbles", 10)
	churn := func() error {
		for range 1000 {
			a.Add(40)
			again.Add(40)
			a.Add(-40)
			again.Set(0)
		}
		return nil
	}
	if err := k.Within(churn); err != nil {
		t.Errorf("80 at a time: %v", err)
	}
	if err := k.Within(func() error { a.Add(80); a.Add(21); return nil }); err == nil {
		t.Error("101 at a time are within a bound of 100")
	}
}

func TestLentMemoryNamesAnotherRemedy(t *testing.T) {
	k := NewKernel(Second, Limits{Memory: 1, OfHost: true})
	err := k.Within(func() error { k.Keeps("marbles", 10).Add(1); return nil })
	if err == nil || strings.Contains(err.Error(), "raise") {
		t.Errorf("%v", err)
	}
}

func TestPanicsThatAreNotOfMemoryGoOn(t *testing.T) {
	defer func() {
		if recover() != "misused" {
			t.Error("another panic ends at Within")
		}
	}()
	_ = NewKernel(Second, Limits{}).Within(func() error { panic("misused") })
}

func TestPendingEventsAndTimersAreChargedForTheirSize(t *testing.T) {
	if strconv.IntSize != 64 {
		t.Skip("the sizes are those of 64 bits")
	}
	for _, row := range []struct {
		what         string
		bytes, least uintptr
	}{
		{"event", eventBytes, reflect.TypeFor[node]().Size()},
		{"timer", timerBytes, reflect.TypeFor[timer]().Size() + 5},
	} {
		if row.bytes < row.least {
			t.Errorf("%s: charged %d bytes, takes %d", row.what, row.bytes, row.least)
		}
	}
}

package check

import (
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
)

func TestAPipeAtRestIsPackedAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pipe{unanswered: rapid.Int32Range(0, 1<<31-1).Draw(t, "unanswered"), last: sim.Time(rapid.Int64Range(0, 1<<62).Draw(t, "last"))}
		for i := range p.lanes {
			p.lanes[i] = direction{
				surplus: rapid.Int64().Draw(t, "surplus"), owed: rapid.Uint64().Draw(t, "owed"), window: rapid.Uint32().Draw(t, "window"),
				number: rapid.Uint32().Draw(t, "number"), largest: rapid.Uint32().Draw(t, "largest"), arrived: rapid.Uint32().Draw(t, "arrived"),
				lossy: rapid.Bool().Draw(t, "lossy"),
			}
		}
		x := sim.Packing{Room: make([]byte, 128)}
		p.pack(&x)
		var q pipe
		if q.unpack(&sim.Packing{Room: x.Room}); q != p {
			t.Fatalf("%+v is unpacked as %+v", p, q)
		}
	})
}

func TestACrowdOfPipesAtRestIsPacked(t *testing.T) {
	var all pipes
	const many = crowd + 100
	for conn := uint32(1); conn <= many; conn++ {
		p := all.have(conn)
		p.last, p.lanes[0].number = sim.Time(conn), conn
		if conn == many {
			p.messages = 1
		}
	}
	for conn := uint32(1); conn <= many; conn++ {
		all.lull(conn, all.get(conn))
	}
	if n := all.awake.Live(); n != crowd {
		t.Errorf("%d of %d stay as they are, want %d", n, many, crowd)
	}
	for _, conn := range []uint32{1, 100, many} {
		if p := all.get(conn); p.last != sim.Time(conn) || p.lanes[0].number != conn {
			t.Errorf("the pipe of connection %d is %+v", conn, *p)
		}
	}
	if all.get(many).messages != 1 {
		t.Error("a pipe on which a message is under way has forgotten it")
	}
	for conn := uint32(1); conn <= many; conn++ {
		all.get(conn)
		all.drop(conn)
	}
	if all.awake.Live() != 0 || all.known.Len() != 0 {
		t.Error("pipes that were dropped are there")
	}
}

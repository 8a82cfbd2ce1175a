package transport

import (
	"fmt"
	"slices"
	"testing"
)

// flights are the sizes of the datagrams of a small download over QUIC, as IP
// carries them, those of the client first, at each half round trip.
func flights(t *testing.T, c QUIC) [2][]int {
	t.Helper()
	var sizes [2][]int
	d := &download{ask: 45, answer: 51}
	d.w = newWorld(d, wire{delay: 50 * ms}, 1)
	d.w.watch = func(_ *Conn, end int, id uint32, _ string) {
		if d.w.Now() < 225*ms {
			sizes[end] = append(sizes[end], int(d.w.transport.datagrams.At(id&^ofQUIC).bytes)+28)
		}
	}
	d.w.open(d.w.transport.UseQUIC(c))
	d.w.run(t)
	return sizes
}

// goHandshake is that of a quic-go whose server has a certificate of 400 B.
var goHandshake = Crypto{ClientHello: 1509, ServerHello: 1178, ServerFlight: 655, ClientFinish: 36, Tickets: 215}

// TestFirstFlightsAreThoseOfQuicGo holds what is sent until the first answer is
// acknowledged against the log of packets of quic-go: the ends of the handshake
// and what is for the application in datagrams of their own, ids with the
// server's proof and the client's end, a token with what ends the handshake, one
// acknowledgement for all that is there at one instant.
func TestFirstFlightsAreThoseOfQuicGo(t *testing.T) {
	c := quicGo
	c.Handshake = goHandshake
	want := [2][]int{{1308, 1308, 1308, 99, 57}, {1308, 817, 371, 105}}
	if got := flights(t, c); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, and it would be %v", got, want)
	}
}

func TestWhatAnEndGivesInItsFirstFlightsIsSaid(t *testing.T) {
	with := quicGo
	with.Handshake = goHandshake
	sum := func(c QUIC, end int) (n int) {
		for _, size := range flights(t, c)[end] {
			n += size
		}
		return n
	}
	for _, row := range []struct {
		what string
		take func(c *QUIC)
		end  int
		less int
	}{
		{"three ids of 24 B, and the header of a packet of their own", func(c *QUIC) { c.FurtherIDs = 0 }, 1, 3*24 + 23},
		{"ids of no bytes are none, nor are there any in what is not padded", func(c *QUIC) { c.ServerID = 0 }, 1, 3*24 + 23 + 4},
		{"a token of 91 B", func(c *QUIC) { c.Token = 0 }, 1, 94},
	} {
		without := with
		row.take(&without)
		if less := sum(with, row.end) - sum(without, row.end); less != row.less {
			t.Errorf("%s: %d B, and it would be %d", row.what, less, row.less)
		}
	}
}

// TestADatagramTakesAFurtherPacketWhereThereIsRoom lets 18 B of the server's
// proof ride with its hello where whatever room is left is used.
func TestADatagramTakesAFurtherPacketWhereThereIsRoom(t *testing.T) {
	c := quicGo
	c.Handshake, c.FurtherIDs, c.Coalesce = goHandshake, 0, 0
	filled := flights(t, c)[1][1]
	c.Coalesce = 128
	if own := flights(t, c)[1][1]; own != filled+18 {
		t.Errorf("the rest of the proof takes %d B, all of it %d", filled, own)
	}
}

// TestWhatIsThereAtOnceIsAnsweredAtOnce counts the acknowledgements of a burst
// that arrives at one instant: one for every batch of datagrams.
func TestWhatIsThereAtOnceIsAnsweredAtOnce(t *testing.T) {
	for _, row := range []struct{ batch, acks int }{{1, 5}, {2, 5}, {4, 3}, {32, 1}} {
		c := rfcQUIC
		c.Pacing, c.SlowPacing, c.Batch, c.FurtherIDs = 0, 0, row.batch, 0
		d := &download{ask: 45, answer: 10 * 1150}
		d.w = newWorld(d, wire{delay: 50 * ms}, 1)
		acks := 0
		d.w.watch = func(_ *Conn, end int, id uint32, _ string) {
			if p := d.w.part(id, application); end == 0 && d.w.Now() == 200*ms && p.acks() {
				acks++
			}
		}
		d.w.open(d.w.transport.UseQUIC(c))
		d.w.run(t)
		if acks != row.acks {
			t.Errorf("in batches of %d: %d acknowledgements, not %d", row.batch, acks, row.acks)
		}
	}
}

// TestWhatWasGivenAndLostIsGivenAgain loses the datagram with ids and proof, and
// the one with the token.
func TestWhatWasGivenAndLostIsGivenAgain(t *testing.T) {
	for kind, times := range map[frameKind]int{furtherID: 6 + 3, token: 1 + 1} {
		d := &download{ask: 45, answer: 51}
		d.w = newWorld(d, wire{delay: 50 * ms}, 1)
		lost, sent := false, 0
		given := func(id uint32) (n int) {
			for f := d.w.part(id, application).first(); f != nil; f = d.w.transport.after(f) {
				if f.kind == kind {
					n++
				}
			}
			return n
		}
		d.w.lose = func(end int, id uint32) bool {
			was := lost
			lost = lost || end == 1 && given(id) > 0
			return lost && !was
		}
		d.w.watch = func(_ *Conn, _ int, id uint32, _ string) { sent += given(id) }
		d.w.open(d.w.transport.UseQUIC(quicGo))
		d.w.run(t)
		if sent != times || !slices.Equal(d.got[:], []int64{51, 45}) {
			t.Errorf("it is given %d times, not %d; %d arrived", sent, times, d.got)
		}
	}
}

package check

import "backchat/sim/trace"

// An underway holds what is known of each message under way. Numbers that are even
// and odd have tables of their own: where a crowd opens its connections, those of
// handshakes and of requests that wait for these take turns, and a table has room
// for all between the first and the last.
type underway[T any] struct{ tables [2]trace.Table[T] }

func (u *underway[T]) Get(msg uint32) *T { return u.tables[msg&1].Get(msg >> 1) }

func (u *underway[T]) Put(msg uint32) *T { return u.tables[msg&1].Put(msg >> 1) }

func (u *underway[T]) Delete(msg uint32) { u.tables[msg&1].Delete(msg >> 1) }

// All yields messages with what is known of them: those with even numbers first.
func (u *underway[T]) All(yield func(uint32, *T) bool) {
	for odd := range u.tables {
		for half, v := range u.tables[odd].All {
			if !yield(half<<1|uint32(odd), v) {
				return
			}
		}
	}
}

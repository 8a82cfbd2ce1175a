import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import test, { after } from 'node:test'
import zlib from 'node:zlib'
import { asSent } from '../../site/build/code.mjs'
import { withFunctions } from '../../site/build/instructions.mjs'
import { CODE, sectionsOf } from '../../site/build/module.mjs'
import { withoutReturns } from '../../site/build/noreturn.mjs'
import { inFewInstructions } from '../../site/build/peephole.mjs'

/**
 * Follows pointers of which some are nil, collects garbage before it goes on, and goes deep enough for its stack to grow,
 * beside goroutines that wait.
 */
const source = `package main

import (
	"fmt"
	"runtime"
)

type cell struct {
	n    int
	next *cell
}

//go:noinline
func second(c *cell) int { return c.next.n }

func tried(c *cell) (n int, err any) {
	kept := &cell{n: 7}
	defer func() {
		err = recover()
		runtime.GC()
		n += kept.n
	}()
	return second(c), nil
}

func deep(n int, to chan int) int {
	var room [64]int
	if n == 0 {
		return 1
	}
	room[n%64] = n
	if n%1000 == 0 {
		to <- n
	}
	return deep(n-1, to) + room[n%64]
}

func main() {
	fmt.Println(tried(&cell{next: &cell{n: 7}}))
	for range 3 {
		fmt.Println(tried(&cell{}))
		fmt.Println(tried(nil))
	}
	to, done := make(chan int), make(chan int)
	for range 3 {
		go func() { done <- deep(20000, to) }()
	}
	heard, sum := 0, 0
	for range 3 * 21 {
		select {
		case n := <-to:
			heard += n
		case n := <-done:
			sum += n
		}
	}
	fmt.Println(heard, sum)
	second(nil)
}
`

function built(folder) {
  const file = path.join(folder, 'main.go')
  fs.writeFileSync(file, source)
  const program = path.join(folder, 'main.wasm')
  const env = { ...process.env, GOOS: 'js', GOARCH: 'wasm', GOFLAGS: '-trimpath' }
  execFileSync('go', ['build', '-ldflags=-s -w', '-o', program, file], { cwd: folder, env })
  return program
}

/** What a program prints, and the first line of how it ends. */
function run(program) {
  const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim()
  const launcher = path.join(goroot, 'lib', 'wasm', 'wasm_exec_node.js')
  try {
    return [execFileSync(process.execPath, [launcher, program], { encoding: 'utf8', stdio: 'pipe' })]
  } catch (e) {
    return [e.stdout, e.stderr.split('\n')[0], e.status]
  }
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'backchat-code-'))
after(() => fs.rmSync(folder, { recursive: true }))
const program = built(folder)
const before = fs.readFileSync(program)
const plain = run(program)
const codeIn = (wasm) => sectionsOf(wasm).find(({ id }) => id === CODE).content

/** What a program prints that lies in the place of the one built. */
function runs(wasm) {
  fs.writeFileSync(program, wasm)
  return run(program)
}

test('the program recovers from pointers that are nil, and ends with one', () => {
  assert.match(
    plain[0],
    /^14 <nil>\n(7 runtime error: invalid memory address or nil pointer dereference\n){6}630000 600030003\n$/,
  )
  assert.deepEqual(plain.slice(1), ['panic: runtime error: invalid memory address or nil pointer dereference', 2])
})

test('a program that is told which calls never come back does what it did', () => {
  const told = withoutReturns(before)
  const [plainCode, code] = [before, told].map(codeIn)
  const others = [...code.keys()].filter((at) => code[at] !== plainCode[at])
  assert.ok(others.length > 1000, `${others.length} branches`)
  assert.ok(others.every((at) => plainCode[at] === 0x0d && code[at] === 0x0c))
  assert.deepEqual(runs(told), plain)
})

test('a program as it is sent does what it did, and is smaller to send', () => {
  const sent = asSent(before)
  assert.deepEqual(runs(sent), plain)
  const [long, short] = [before, sent].map((wasm) => zlib.brotliCompressSync(codeIn(wasm), quick).length)
  assert.ok(short < 0.92 * long, `${short} bytes of ${long}`)
})

const quick = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5, [zlib.constants.BROTLI_PARAM_LGWIN]: 24 } }

test('a call after which a function goes on elsewhere is an error', () => {
  const branch = codeIn(before).indexOf(Buffer.from([0x23, 0, 0x21, 1, 0x0d, 5]))
  const broken = Buffer.from(before)
  broken[before.indexOf(codeIn(before)) + branch + 5] = 4
  assert.throws(() => asSent(broken), /^Error: calls: .* has a call after which it goes on elsewhere$/)
})

test('a call that does not say where it comes from is an error', () => {
  const call = Buffer.from([0x41, 8, 0x6b, 0x22, 1, 0x24, 0, 0x20, 1, 0x42]) // i32.const 8, i32.sub ... i64.const
  const broken = Buffer.from(before)
  broken[broken.indexOf(call) + 1] = 16
  assert.throws(() => asSent(broken), /^Error: calls: .* has a call from nowhere$/)
})

test('an instruction that is not known is an error', () => {
  const code = (...body) => Buffer.from([1, body.length + 1, 0, ...body])
  assert.ok(withFunctions(code(0x01, 0x0b), (f) => f).equals(code(0x01, 0x0b)))
  assert.throws(() => withFunctions(code(0xfd, 0x0b), (f) => f), /^Error: instructions: fd0b is none that is known$/)
})

test('places on the stack are offsets, and it is given back at once', () => {
  const written = (...instructions) => instructions.map((i) => Buffer.from(i))
  const prologue = written([0x23, 0], [0x21, 1])
  const place = written([0x20, 1], [0xad], [0x42, 8], [0x7c], [0xa7])
  const give = (n) => written([0x20, 1], [0x41, n], [0x6a], [0x22, 1], [0x24, 0])
  const back = written([0x41, 0], [0x0f])
  const short = (...parts) => inFewInstructions({ locals: [], body: [...prologue, ...parts.flat()] }).body.slice(2)
  assert.deepEqual(short(place, written([0x29, 3, 16])), written([0x20, 1], [0x29, 3, 24]))
  const value = written([0x20, 2], [0xa7], [0x29, 3, 0])
  assert.deepEqual(short(place, value, written([0x37, 3, 0])), [
    ...written([0x20, 1]),
    ...value,
    ...written([0x37, 3, 8]),
  ])
  const reckoned = written([0x20, 1], [0x41, 8], [0x6a])
  assert.deepEqual(
    short(place, written([0x21, 3])),
    [...reckoned, ...written([0x21, 3])],
    'what is no address is reckoned',
  )
  assert.deepEqual(
    short(place, written([0x04, 0x40])),
    [...reckoned, ...written([0x04, 0x40])],
    'and what is not known',
  )
  const returned = (n) => [...written([0x20, 1], [0x41, n], [0x6a], [0x24, 0]), ...back]
  assert.deepEqual(short(give(32), give(8), back), returned(40))
  assert.deepEqual(short(give(8), back), returned(8))
  assert.deepEqual(short(give(32), value), [...give(32), ...value], 'where it goes on, the pointer is needed')
  assert.equal(inFewInstructions({ locals: [], body: place }).body, place, 'a function of another form stays')
})

test('a program whose functions are not known is left alone', () => {
  const none = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 11, 7, 1, 0, 0x41, 8, 0x0b, 1, 9])
  assert.equal(withoutReturns(none), null)
  assert.equal(asSent(none), null)
})

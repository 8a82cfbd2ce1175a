import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { CODE, sectionsOf } from '../../site/build/module.mjs'
import { withoutReturns } from '../../site/build/noreturn.mjs'

/** Follows pointers of which some are nil, and goes deep enough for its stack to grow, beside goroutines that wait. */
const source = `package main

import "fmt"

type cell struct {
	n    int
	next *cell
}

//go:noinline
func second(c *cell) int { return c.next.n }

func tried(c *cell) (n int, err any) {
	defer func() { err = recover() }()
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

test('a program that is told which calls never come back does what it did', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'backchat-noreturn-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  const program = built(folder)
  const before = fs.readFileSync(program)
  const plain = run(program)
  assert.match(
    plain[0],
    /^7 <nil>\n(0 runtime error: invalid memory address or nil pointer dereference\n){6}630000 600030003\n$/,
  )
  assert.deepEqual(plain.slice(1), ['panic: runtime error: invalid memory address or nil pointer dereference', 2])

  const told = withoutReturns(before)
  const [plainCode, code] = [before, told].map((wasm) => sectionsOf(wasm).find(({ id }) => id === CODE).content)
  const others = [...code.keys()].filter((at) => code[at] !== plainCode[at])
  assert.ok(others.length > 1000, `${others.length} branches`)
  assert.ok(others.every((at) => plainCode[at] === 0x0d && code[at] === 0x0c))
  fs.writeFileSync(program, told)
  assert.deepEqual(run(program), plain)
})

test('a program whose functions are not known is left alone', () => {
  assert.equal(withoutReturns(Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 11, 7, 1, 0, 0x41, 8, 0x0b, 1, 9])), null)
})

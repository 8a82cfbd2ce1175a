import assert from 'node:assert/strict'
import test from 'node:test'
import { source } from '../../site/build/source.mjs'

const {
  module: { Reel },
} = await source('scene/reel.ts')

const trace = (from, until) => ({ from, until, horizon: 900, has: (t) => t >= from && t < until })

/** A reel over pieces, whose parts are fetched when the test says so. */
function reelOf(pieces) {
  const asked = []
  const told = []
  const fetch = (piece, from) =>
    new Promise((resolve) => asked.push({ piece, from, come: () => resolve(trace(from, from + 100)) }))
  const hear = { waiting: () => {}, changed: () => told.push('changed'), failed: (e) => told.push(e) }
  const reel = new Reel(() => pieces.now, fetch, hear)
  return { reel, asked, told }
}

const soon = () => new Promise((resolve) => setTimeout(resolve))

test('what is waited for comes to the runs that are shown, whichever these are by then', async () => {
  const pieces = { now: [{ trace: trace(0, 100) }, { trace: trace(0, 100) }] }
  const { reel, asked, told } = reelOf(pieces)
  const reached = reel.reach(500)
  asked[0].come()
  await soon()
  const [first] = pieces.now
  pieces.now = [{ trace: first.trace }, { trace: trace(0, 100) }] // the runs have come to their end, and are shown
  asked[1].come()
  await soon()
  assert.equal(asked.length, 3)
  assert.equal(asked[2].piece, pieces.now[1])
  assert.equal(reel.awaited.t, 500)
  asked[2].come()
  assert.equal(await reached, true)
  assert.ok(pieces.now.every((p) => p.trace.has(500)))
  assert.equal(reel.awaited, null)
  assert.deepEqual(told, ['changed'])
})

test('where others have it already nothing more is fetched', async () => {
  const pieces = { now: [{ trace: trace(0, 100) }] }
  const { reel, asked, told } = reelOf(pieces)
  const reached = reel.reach(500)
  pieces.now = [{ trace: trace(0, Infinity) }]
  asked[0].come()
  assert.equal(await reached, true)
  assert.equal(asked.length, 1)
  assert.deepEqual(told, ['changed'])
})

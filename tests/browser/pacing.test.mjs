// The speed that is chosen by itself.
import assert from 'node:assert/strict'
import test from 'node:test'
import { source } from '../../site/build/source.mjs'

const {
  module: { instants, pacing },
} = await source('scene/pacing.ts')

const [ms, s] = [1e6, 1e9]

/** Plays from 0 to the end by frames of 16 ms: the seconds that takes, and the speed at each frame. */
function played(horizon, at) {
  const auto = pacing(horizon, at)
  const speeds = []
  for (let t = 0; t < horizon; t += 16 * ms * speeds.at(-1)) speeds.push(auto(t))
  return { takes: speeds.length * 0.016, speeds, auto }
}

test('a run takes half a minute, however long it is, and up to ten seconds more where much happens', () => {
  for (const horizon of [200 * ms, 60 * s, 3600 * s])
    for (const n of [0, 1, 4, 30]) {
      const at = Array.from({ length: n }, (_, i) => ((i + 0.5) / n) * horizon)
      const { takes } = played(horizon, at)
      assert.ok(takes > 29.8 && takes < 40.2, `${horizon / s} s with ${n} instants takes ${takes} s`)
    }
})

test('it is slow where a fault begins and ends and where a caption stands, and never jumps', () => {
  const entry = { at: 0, for: null, fault: '', say: '' }
  const timeline = [
    { ...entry, at: 20, for: 15, fault: 'crash' },
    { ...entry, at: 48, say: 'Look.' },
    { ...entry, at: 50, fault: 'cut' }, // to the end, and beyond it
  ]
  const at = instants([{ timeline }, { timeline }], 60 * s)
  assert.deepEqual(at, [20 * s, 35 * s, 48 * s, 50 * s])
  const { speeds, auto } = played(60 * s, at)
  for (const t of at) assert.ok(auto(t) < auto(10 * s) / 4, `${auto(t)}x at ${t / s} s, ${auto(10 * s)}x at 10 s`)
  for (const [i, speed] of speeds.entries())
    assert.ok(i === 0 || Math.abs(speed / speeds[i - 1] - 1) < 0.1, `from ${speeds[i - 1]}x to ${speed}x`)
})

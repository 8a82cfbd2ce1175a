// Every field by which a record says that something is not as usual has words.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './world.mjs'

const { buildSync } = createRequire(new URL('../../site/package.json', import.meta.url))('esbuild')
const folder = mkdtempSync(path.join(os.tmpdir(), 'backchat-'))
let page
before(async () => {
  const outfile = path.join(folder, 'page.mjs')
  const contents = "export { sentence } from './words/records'; export { C, K, unusual } from './trace/tables'"
  const resolveDir = path.join(root, 'site', 'src')
  buildSync({ stdin: { contents, resolveDir, loader: 'ts' }, bundle: true, format: 'esm', outfile })
  page = await import(pathToFileURL(outfile))
})
after(() => rmSync(folder, { recursive: true }))

const somewhere = { name: () => 'api' }

test('each field by which a record says that something is not as usual is in its sentence', () => {
  const said = Object.entries(page.unusual).flatMap(([name, { aux, fields }]) => {
    const usual = {
      kind: page.K[name],
      status: 0,
      shape: 0,
      op: 0,
      n: 0,
      msg: 0,
      until: 0,
      parent: 0,
      payload: 0,
      header: 0,
      aux,
    }
    const asUsual = page.sentence(somewhere, usual)
    return fields.map((field) => {
      const odd = page.sentence(somewhere, { ...usual, [field]: usual[field] + 1 })
      assert.notEqual(odd, asUsual, `${field} of ${name} has no words in site/src/words/records.ts`)
      return `${name}.${field}`
    })
  })
  assert.ok(said.length >= 8 && said.includes('degrade.parent'), said.join(' '))
})

test('who waits for a listener is said to wait for that, by whatever way it hears', () => {
  const waits = {
    kind: page.K.enter,
    cause: page.C.nextPoll,
    status: 0,
    shape: 0,
    op: 7,
    n: 1,
    msg: 0,
    until: 0,
    parent: 0,
    payload: 0,
    header: 0,
    aux: 0,
  }
  assert.equal(page.sentence(somewhere, waits), 'operation 7: waiting for its listener')
})

test('a message whose size is not known yet is sent without one', () => {
  const sent = {
    kind: page.K.send,
    status: 0,
    shape: 1,
    op: 0,
    n: 0,
    msg: 1,
    until: 0,
    parent: 0,
    payload: 0,
    header: 0,
  }
  assert.equal(page.sentence(somewhere, sent), 'api sends a request to api')
  assert.equal(page.sentence(somewhere, { ...sent, payload: 200 }), 'api sends a request to api, 200 B')
})

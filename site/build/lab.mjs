// The lab under Node: its worker's side of the conversation, without a worker.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Starts the lab and returns ask(request): a promise of {answer, bytes}. */
export async function startLab(wasm, goRuntime) {
  createRequire(import.meta.url)(goRuntime)
  const open = new Map()
  let ready
  let next = 1
  const up = new Promise((resolve) => {
    ready = resolve
  })
  globalThis.postMessage = (m) => {
    if (m.ready) return ready()
    if (m.progress !== undefined) return
    const { resolve, reject } = open.get(m.id)
    open.delete(m.id)
    if (m.faults) return reject(new Error(m.faults.map((f) => `${f.line}:${f.column}: ${f.message}`).join('\n')))
    if (m.error) return reject(new Error(m.error))
    resolve(m)
  }
  const go = new globalThis.Go()
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), go.importObject)
  go.run(instance)
  await up
  return (request) =>
    new Promise((resolve, reject) => {
      const id = next++
      open.set(id, { resolve, reject })
      globalThis.onmessage({ data: { id, ...request } })
    })
}

// The worker around the lab: it starts the Go program, which takes over from
// there. What comes before it is ready waits.
import 'go-runtime'
import 'program'

declare const LAB_WASM: string
/** The answer with the program of a file (wasm/player/frame/program.js). */
declare function backchatProgram(file: string, heard: (loaded: number, sent: number) => void): Promise<Response>
declare class Go {
  importObject: WebAssembly.Imports
  run(instance: WebAssembly.Instance): Promise<void>
}

const early: MessageEvent[] = []
self.onmessage = (e: MessageEvent) => {
  early.push(e)
}

async function start() {
  const go = new Go()
  const program = backchatProgram(LAB_WASM, (loaded, sent) => self.postMessage({ loaded, sent }))
  const { instance } = await WebAssembly.instantiateStreaming(program, go.importObject)
  const ended = go.run(instance)
  self.postMessage({ running: true })
  for (const e of early) (self.onmessage as (e: MessageEvent) => void)(e)
  await ended
  throw new Error('the lab has ended')
}

start().catch((error: unknown) => {
  self.postMessage({ crashed: String(error) })
})

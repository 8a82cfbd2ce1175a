// backchatProgram fetches a program in WebAssembly. The file is the program
// packed by gzip, so that it comes small from any host; one that has brotli
// beside it sends the program itself. The first byte tells which it is.
'use strict'

globalThis.backchatProgram = async name => {
  const packed = 0x1f // a program begins with 0
  const answer = await fetch(name)
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`)
  const glance = answer.clone().body.getReader()
  const { value } = await glance.read()
  glance.cancel()
  if (value?.[0] !== packed) return answer
  const program = answer.body.pipeThrough(new DecompressionStream('gzip'))
  const sent = answer.headers.get('content-length') ?? ''
  return new Response(program, { headers: { 'content-type': 'application/wasm', 'content-length': sent } })
}

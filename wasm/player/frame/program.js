// backchatProgram fetches a program in WebAssembly. The file is the program
// packed by gzip, so that it comes small from any host; one that has brotli
// beside it sends the program itself. The first byte tells which it is.
//
// While it comes, heard is told how many bytes of the program are there, and how
// many there are as they are sent, 0 where the host does not tell; the browser
// compiles what has arrived.
'use strict'

globalThis.backchatProgram = async (name, heard) => {
  const packed = 0x1f // a program begins with 0
  const answer = await fetch(name)
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`)
  const glance = answer.clone().body.getReader()
  const { value } = await glance.read()
  glance.cancel()
  const program = value?.[0] === packed ? answer.body.pipeThrough(new DecompressionStream('gzip')) : answer.body
  const sent = Number(answer.headers.get('content-length'))
  let loaded = 0
  const count = new TransformStream({
    transform(part, on) {
      loaded += part.length
      heard(loaded, sent)
      on.enqueue(part)
    }
  })
  return new Response(program.pipeThrough(count), { headers: { 'content-type': 'application/wasm' } })
}

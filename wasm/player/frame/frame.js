// Between the page and the player, which is Go: it checks who speaks, passes on
// what is said, and lets the player draw only where there is something new to
// be seen. What is said stands in PROTOCOL.md.
'use strict'

const backchatFrame = (() => {
  const parentPage = window.parent
  const origin = window.location.origin
  const say = (message, transfer = []) => parentPage.postMessage(message, origin, transfer)
  let receive = null // the player, once it is there
  const early = []
  let spent = 0 // milliseconds in Go since the last picture
  const tell = message => {
    if (!receive) { early.push(message); return }
    const start = performance.now()
    receive(message)
    spent += performance.now() - start
  }

  window.addEventListener('message', event => {
    if (event.source !== parentPage || event.origin !== origin || !event.data || typeof event.data.type !== 'string') return
    if (event.data.type !== 'point') tell(event.data)
  })

  // Ebitengine asks for the next animation frame without end. It gets one only
  // when a picture was asked for and can be seen.
  const animate = window.requestAnimationFrame.bind(window)
  let parked = null, wanted = true, seen = true, asked = false, drawn = null
  const run = time => {
    asked = false
    if (!parked || !wanted || !seen) return
    const call = parked
    parked = null
    wanted = false
    const start = performance.now()
    call(time)
    spent += performance.now() - start
    if (drawn) {
      drawn.goMs = spent
      say(drawn)
      drawn = null
      spent = 0
    }
  }
  const ask = () => { if (!asked && parked && wanted && seen) { asked = true; animate(run) } }
  window.requestAnimationFrame = callback => { parked = callback; ask(); return 0 }
  const wake = () => { wanted = true; ask() }
  new IntersectionObserver(entries => {
    seen = entries[entries.length - 1].isIntersecting
    ask()
  }).observe(document.documentElement)

  // Ebitengine asks with each picture how large the page is, and the browser
  // would lay out both pages to answer. So it is asked only when that changes.
  const size = { clientWidth: 0, clientHeight: 0 }
  const measure = () => {
    for (const side of Object.keys(size)) size[side] = Object.getOwnPropertyDescriptor(Element.prototype, side).get.call(document.documentElement)
    wake()
  }
  for (const side of Object.keys(size)) Object.defineProperty(HTMLBodyElement.prototype, side, { get: () => size[side] })
  measure()
  window.addEventListener('resize', measure)
  // What is drawn is shown when the browser has its turn, flushed or not.
  if (window.WebGL2RenderingContext) WebGL2RenderingContext.prototype.flush = () => {}

  // Where the scale of the screen changes, all is drawn anew, at that scale.
  const leave = () => { say({ type: 'lost' }); window.location.reload() }
  window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`).addEventListener('change', leave, { once: true })
  document.addEventListener('webglcontextlost', () => say({ type: 'lost' }), true)

  // Ebitengine takes every key for itself; none is meant for it.
  for (const kind of ['keydown', 'keyup']) document.addEventListener(kind, event => event.stopPropagation(), true)
  // A click leaves the focus where it was, in the page, which has the keys.
  document.addEventListener('mousedown', event => event.preventDefault())
  document.addEventListener('click', event => { if (receive) receive({ type: 'point', click: true, x: event.clientX, y: event.clientY }) })
  document.addEventListener('pointermove', event => {
    if (receive && event.pointerType === 'mouse') document.body.classList.toggle('over', receive({ type: 'point', x: event.clientX, y: event.clientY }) === true)
  })

  // Words are drawn by the browser, once each, and become part of the atlas.
  const sheet = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const letters = (text, size, border) => {
    const font = `${size}px ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif`
    sheet.font = font
    const width = Math.ceil(sheet.measureText(text).width) + 2 * border
    const height = Math.ceil(size * 1.3) + 2 * border
    if (sheet.canvas.width < width) sheet.canvas.width = 2 * width
    if (sheet.canvas.height < height) sheet.canvas.height = 2 * height
    sheet.font = font
    sheet.textBaseline = 'alphabetic'
    sheet.fillStyle = '#fff'
    sheet.clearRect(0, 0, width, height)
    sheet.fillText(text, border, border + Math.round(size))
    return sheet.getImageData(0, 0, width, height)
  }

  const picture = (pixels, width, height) => {
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0)
    canvas.toBlob(png => say({ type: 'snapshot', png }), 'image/png')
  }

  const hasWebGL = () => {
    const gl = document.createElement('canvas').getContext('webgl2')
    if (!gl) return false
    gl.getExtension('WEBGL_lose_context')?.loseContext()
    return true
  }

  const joined = player => {
    receive = player
    // Ebitengine makes its canvas a stop of the Tab key.
    const canvas = document.querySelector('canvas')
    if (canvas) canvas.tabIndex = -1
    say({ type: 'ready', webgl: true })
    for (const message of early.splice(0)) receive(message)
  }

  const start = async () => {
    if (!hasWebGL()) { say({ type: 'ready', webgl: false }); return }
    try {
      const go = new Go()
      const program = await backchatProgram('player.wasm', (loaded, sent) => say({ type: 'progress', loaded, sent }))
      const { instance } = await WebAssembly.instantiateStreaming(program, go.importObject)
      await go.run(instance)
    } catch (error) {
      say({ type: 'failed', error: String(error) })
    }
  }

  start()
  return {
    post: message => say(message),
    drawn: (t, sprites, first, second) => { drawn = { type: 'drawn', t, sprites, goMs: 0, sentence: [first, second] } },
    picture, letters, joined, wake
  }
})()
window.backchatFrame = backchatFrame

// One way's strip: the server above, one app below, time from left to right up to now.
// News is a bar from when it was said to when it was heard, or given up; messages are strokes.
import type { Way } from './tape'

const height = 56
const top = 12 // of the server's line
const bottom = height - 12 // of the app's
const pace = 46 // pixels a second

export class Strip {
  readonly canvas = document.createElement('canvas')
  private colours: Record<string, string> = {}

  constructor(label: string) {
    this.canvas.setAttribute('role', 'img')
    this.canvas.setAttribute('aria-label', label)
    this.restyle()
  }

  /** Takes the page's colours, which the theme changes. */
  restyle() {
    const style = getComputedStyle(document.documentElement)
    const of = (name: string) => style.getPropertyValue(`--${name}`).trim()
    const probe = document.createElement('i')
    document.body.append(probe)
    for (const name of ['line', 'raised', 'soft', 'flow-a', 'bad']) {
      probe.style.setProperty('color', of(name))
      this.colours[name] = getComputedStyle(probe).color // light-dark() is settled there
    }
    probe.remove()
  }

  /** Draws the strip as it is at an instant, in milliseconds. */
  draw(way: Way, t: number) {
    const width = this.canvas.clientWidth
    if (width === 0) return
    const scale = devicePixelRatio || 1
    if (this.canvas.width !== Math.round(width * scale)) {
      this.canvas.width = Math.round(width * scale)
      this.canvas.height = Math.round(height * scale)
    }
    const c = this.canvas.getContext('2d')!
    c.setTransform(scale, 0, 0, scale, 0, 0)
    c.clearRect(0, 0, width, height)
    const x = (at: number) => width - 10 - ((t - at) / 1e3) * pace
    const since = t - ((width + 20) / pace) * 1e3
    c.lineCap = 'round'
    this.rails(c, width)
    this.outages(c, way, t, x)
    this.held(c, way, t, x)
    for (const f of way.flights) if (f.ends >= since && f.sent <= t) this.flight(c, f, t, x)
    for (const n of way.news) if ((n.heard ?? n.lost ?? t) >= since && n.said <= t) this.news(c, n, t, x)
  }

  private rails(c: CanvasRenderingContext2D, width: number) {
    c.strokeStyle = this.colours['line']!
    c.lineWidth = 1
    for (const y of [top, bottom]) line(c, 0, y, width, y)
  }

  private outages(c: CanvasRenderingContext2D, way: Way, t: number, x: (at: number) => number) {
    c.strokeStyle = this.colours['bad']!
    c.lineWidth = 5
    c.setLineDash([2, 6])
    for (const [from, to] of way.down) if (from <= t) line(c, x(from), top, x(Math.min(to, t)), top)
    c.setLineDash([])
  }

  /** A request that the server holds is a hollow bar on its line. */
  private held(c: CanvasRenderingContext2D, way: Way, t: number, x: (at: number) => number) {
    for (const [from, to] of way.held) {
      if (from > t) continue
      for (const [colour, width] of [
        ['soft', 7],
        ['raised', 4.4],
      ] as const) {
        c.strokeStyle = this.colours[colour]!
        c.lineWidth = width
        line(c, x(from), top, x(Math.min(to, t)), top)
      }
    }
  }

  private flight(c: CanvasRenderingContext2D, f: Way['flights'][number], t: number, x: (at: number) => number) {
    const [a, b] = f.up ? [bottom, top] : [top, bottom]
    const far = f.ends <= t ? 1 : Math.min(1, (t - f.sent) / 40) // where its end is not known, it is on its way
    c.strokeStyle = f.lost ? this.colours['bad']! : this.colours['soft']!
    c.lineWidth = 1.2
    const end = Math.min(f.ends, t)
    const y = a + (b - a) * (f.lost ? 0.5 : far)
    line(c, x(f.sent), a, x(f.ends <= t ? end : Math.min(end, f.sent + 40)), y)
    if (f.lost && f.ends <= t) cross(c, x(end), y)
  }

  private news(c: CanvasRenderingContext2D, n: Way['news'][number], t: number, x: (at: number) => number) {
    const heard = n.heard !== null && n.heard <= t
    const lost = n.lost !== null && n.lost <= t
    const end = x(Math.min(n.heard ?? n.lost ?? t, t))
    c.strokeStyle = c.fillStyle = this.colours['flow-a']!
    c.lineWidth = 3
    line(c, x(n.said), top, end, top)
    if (heard) line(c, end, top, end, bottom)
    dot(c, x(n.said), top, 5)
    if (heard) dot(c, end, bottom, 5)
    if (lost) this.lost(c, end)
  }

  /** Where news is given up: it comes to nobody, and a ring that is crossed out says so. */
  private lost(c: CanvasRenderingContext2D, x: number) {
    c.strokeStyle = this.colours['bad']!
    c.fillStyle = this.colours['raised']!
    c.lineWidth = 2
    c.setLineDash([1, 4])
    line(c, x, top + 6, x, bottom - 6)
    c.setLineDash([])
    dot(c, x, bottom, 6)
    c.stroke()
    line(c, x - 4, bottom + 4, x + 4, bottom - 4)
  }
}

function line(c: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number) {
  c.beginPath()
  c.moveTo(x1, y1)
  c.lineTo(x2, y2)
  c.stroke()
}

function dot(c: CanvasRenderingContext2D, x: number, y: number, r: number) {
  c.beginPath()
  c.arc(x, y, r, 0, 2 * Math.PI)
  c.fill()
}

function cross(c: CanvasRenderingContext2D, x: number, y: number) {
  c.lineWidth = 2
  line(c, x - 4, y - 4, x + 4, y + 4)
  line(c, x - 4, y + 4, x + 4, y - 4)
}

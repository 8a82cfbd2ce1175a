// Figures in words, and the notation of scenarios.

const scales: Record<string, [number, string][]> = {
  s: [[3600, 'h'], [60, 'min'], [1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']],
  B: [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB'], [1, 'B']],
}

/** A figure in its unit (s, B, 1/s, 1), to three digits; Infinity is never. */
export function figure(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? 'never' : '–'
  if (value === 0) return unit === '1' ? '0' : unit === '1/s' ? '0/s' : `0 ${unit}`
  const size = Math.abs(value)
  if (unit === '1/s') return `${digits(value)}/s`
  for (const [scale, name] of scales[unit] ?? []) {
    if (size >= scale * 0.99999 && !(scale >= 60 && unit === 's' && size < 600)) return `${digits(value / scale)} ${name}`
  }
  return digits(value) + (unit === '1' || unit === 's' || unit === 'B' ? '' : ` ${unit}`)
}

/** A share as a percentage, other figures as they are. */
export function figureOf(name: string, value: number | null | undefined, unit: string): string {
  if (unit === '1' && value != null && Number.isFinite(value) && /(Share|share|utilization|availability|waited)$/.test(name)) return `${digits(value * 100)} %`
  return figure(value, unit)
}

function digits(x: number): string {
  const size = Math.abs(x)
  if (size >= 1e6) return `${digits(x / 1e6)} M`
  if (size >= 1000) return Math.round(x).toLocaleString('en').replaceAll(',', ' ')
  if (size !== 0 && size < 0.001) return x.toExponential(1)
  return String(Number(x.toPrecision(3)))
}

/** An instant on the clock. */
export function clock(ns: number, horizon: number): string {
  const places = horizon >= 600e9 ? 1 : horizon >= 1e9 ? 3 : 6
  return `${(ns / 1e9).toFixed(places)} s`
}

/** A time as a scenario writes it, exact to the nanosecond. */
export function duration(ns: number): string {
  for (const [scale, name] of [[1e9, 's'], [1e6, 'ms'], [1e3, 'us']] as const) {
    if (ns % scale === 0 || scale === 1e3 && ns % 1 === 0 && ns % 1e3 === 0) return `${ns / scale}${name}`
  }
  return `${Math.round(ns)}ns`
}

const units: Record<string, [number, string]> = {
  ns: [1e-9, 's'], us: [1e-6, 's'], 'µs': [1e-6, 's'], ms: [1e-3, 's'], s: [1, 's'], m: [60, 's'], min: [60, 's'], h: [3600, 's'],
  B: [1, 'B'], KiB: [1024, 'B'], MiB: [2 ** 20, 'B'], GiB: [2 ** 30, 'B'], kB: [1000, 'B'], MB: [1e6, 'B'], GB: [1e9, 'B'],
  'bit/s': [1, 'bit/s'], 'kbit/s': [1e3, 'bit/s'], 'Mbit/s': [1e6, 'bit/s'], 'Gbit/s': [1e9, 'bit/s'],
  '/s': [1, '/s'], '/ms': [1000, '/s'], '/m': [1 / 60, '/s'], '/min': [1 / 60, '/s'], '/h': [1 / 3600, '/s'],
}

export interface Quantity { value: number; unit: string }

/** Reads "40ms", "0.2/s", "20Mbit/s", "0.5" into base units. */
export function quantity(text: string): Quantity | null {
  const m = /^\s*([-+0-9.eE]+?)\s*([a-zA-Zµ/]*)\s*$/.exec(text)
  if (!m || m[1] === '' || Number.isNaN(Number(m[1]))) return null
  const known = m[2] === '' ? ([1, ''] as [number, string]) : units[m[2]!]
  return known ? { value: Number(m[1]) * known[0], unit: known[1] } : null
}

/** Writes a value in base units the way a scenario has it, to three digits. */
export function notation(value: number, unit: string, whole: boolean): string {
  const short = (x: number) => String(Number(x.toPrecision(3)))
  if (unit === '') return whole ? String(Math.round(value)) : short(value)
  if (unit === '/s') return `${short(value)}/s`
  if (value === 0) return `0${unit}`
  const list: [number, string][] = unit === 's' ? [[1, 's'], [1e-3, 'ms'], [1e-6, 'us'], [1e-9, 'ns']]
    : unit === 'B' ? [[2 ** 20, 'MiB'], [1024, 'KiB'], [1, 'B']] : [[1e9, 'Gbit/s'], [1e6, 'Mbit/s'], [1e3, 'kbit/s'], [1, 'bit/s']]
  for (const [scale, name] of list) {
    if (value >= scale) return (unit === 'B' && scale === 1 ? String(Math.round(value)) : short(value / scale)) + name
  }
  const last = list.at(-1)!
  return `${Math.round(value / last[0])}${last[1]}`
}

/** camelCase in words: "longPolling" is "long polling". */
export function plain(id: string): string {
  return id.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
}

export function capital(text: string): string { return text.charAt(0).toUpperCase() + text.slice(1) }

/** The name of a pattern, as people write it. */
export function pattern(id: string): string {
  return ({ requestResponse: 'request and response', publishSubscribe: 'publish/subscribe', queue: 'message queue' } as Record<string, string>)[id] ?? plain(id)
}

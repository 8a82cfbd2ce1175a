// Figures in words, and the notation of scenarios.
import { decimal, fixed, pointed } from '../language/number'
import { language } from '../language/language'
import { t } from '../language/text'
import type { Partly } from '../lab/data'

const scales: Record<string, [number, string][]> = {
  s: [
    [1, 's'],
    [1e-3, 'ms'],
    [1e-6, 'µs'],
    [1e-9, 'ns'],
  ],
  B: [
    [1e12, 'TB'],
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
    [1, 'B'],
  ],
  'B/s': [
    [1e9, 'GB/s'],
    [1e6, 'MB/s'],
    [1e3, 'kB/s'],
    [1, 'B/s'],
  ],
}

/** A figure in its unit (s, B, B/s, 1/s, 1), to three digits; Infinity is never. */
export function figure(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? t('never') : '–'
  if (unit === '1') return decimal(value)
  if (unit === '1/s') return `${decimal(value)}/s`
  const steps = scales[unit]
  if (!steps || value === 0) return `${decimal(value)} ${unit}`
  const [size, name] = steps.find(([size]) => Math.abs(value) >= size * 0.9995) ?? steps.at(-1)!
  return `${decimal(value / size)} ${name}`
}

/** Of a time that is never in some runs alone there is no mean, and a bare never would be said of all of them. */
export function partlyNever({ n, of }: Partly): string {
  return t('{n} of {all} never', { n, all: of })
}

/** Whether a figure is a share, told in percent. */
function isShare(name: string): boolean {
  return /(Share|share|withinObjective|utilization|availability|waited)$/.test(name)
}

/** A share as a percentage, other figures as they are. */
export function figureOf(name: string, value: number | null | undefined, unit: string): string {
  return unit === '1' && value != null && Number.isFinite(value) && isShare(name) ? percent(value) : figure(value, unit)
}

/** The size of a difference: of shares in percentage points. */
export function differenceOf(name: string, size: number, unit: string): string {
  return unit === '1' && isShare(name) ? t('{size} pp', { size: size * 100 }) : figure(size, unit)
}

/** Bytes in megabytes, as what is loaded is counted. */
export function megabytes(bytes: number): string {
  return fixed(bytes / 1e6, 1)
}

export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return `<${pointed('0.1')} %`
  if (share > 0.9995 && share < 1) return `>${pointed('99.9')} %`
  return `${decimal(Math.round(share * 1000) / 10)} %`
}

/** An instant on the clock. */
export function clock(ns: number, horizon: number): string {
  const places = horizon >= 600e9 ? 1 : horizon >= 1e9 ? 3 : 6
  return `${fixed(ns / 1e9, places)} s`
}

/** An instant in whole seconds, or to a tenth of one where it is none. */
export function brief(ns: number): string {
  return clock(ns, 600e9).replace(/[.,]0 s/, ' s')
}

/** A day and a time of it, from milliseconds since 1970. */
export function date(ms: number): string {
  return new Date(ms).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
}

/** How many simulated seconds go by in one. */
export function times(speed: number): string {
  return `${pointed(String(speed))}x`
}

/** A time as a scenario writes it, exact to the nanosecond. */
export function duration(ns: number): string {
  for (const [scale, name] of [
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'us'],
  ] as const) {
    if (ns >= scale) return `${ns / scale}${name}`
  }
  return `${Math.round(ns)}ns`
}

const units: Record<string, [number, string]> = {
  ns: [1e-9, 's'],
  us: [1e-6, 's'],
  µs: [1e-6, 's'],
  ms: [1e-3, 's'],
  s: [1, 's'],
  m: [60, 's'],
  min: [60, 's'],
  h: [3600, 's'],
  B: [1, 'B'],
  KiB: [1024, 'B'],
  MiB: [2 ** 20, 'B'],
  GiB: [2 ** 30, 'B'],
  kB: [1000, 'B'],
  KB: [1000, 'B'],
  MB: [1e6, 'B'],
  GB: [1e9, 'B'],
  'bit/s': [1, 'bit/s'],
  'kbit/s': [1e3, 'bit/s'],
  'Mbit/s': [1e6, 'bit/s'],
  'Gbit/s': [1e9, 'bit/s'],
  '/s': [1, '/s'],
  '/ms': [1000, '/s'],
  '/m': [1 / 60, '/s'],
  '/min': [1 / 60, '/s'],
  '/h': [1 / 3600, '/s'],
}

export interface Quantity {
  value: number
  unit: string
}

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
  const list: [number, string][] =
    unit === 's'
      ? [
          [1, 's'],
          [1e-3, 'ms'],
          [1e-6, 'us'],
          [1e-9, 'ns'],
        ]
      : unit === 'B'
        ? [
            [2 ** 20, 'MiB'],
            [1024, 'KiB'],
            [1, 'B'],
          ]
        : [
            [1e9, 'Gbit/s'],
            [1e6, 'Mbit/s'],
            [1e3, 'kbit/s'],
            [1, 'bit/s'],
          ]
  for (const [scale, name] of list) {
    if (value >= scale) return (unit === 'B' && scale === 1 ? String(Math.round(value)) : short(value / scale)) + name
  }
  const last = list.at(-1)!
  return `${Math.round(value / last[0])}${last[1]}`
}

/** A text whose lines do not end between a number and its unit. */
export function together(text: string): string {
  return text.replace(/(\d) (?=(%|[nµm]?s|[kMGT]?B)(?![a-z]))/g, '$1\u00a0')
}

/** A quantity as a scenario writes it, for people: "100us" is "100 µs". */
export function spoken(text: string): string {
  return text.replace(/^([-+0-9.eE]+)\s*([a-zA-Zµ][a-zA-Zµ/]*)?$/, (_, n: string, unit?: string) =>
    unit ? `${pointed(n)} ${unit.replace(/^us$/, 'µs')}` : pointed(n),
  )
}

/** camelCase in words: "backingOff" is "backing off". */
export function plain(id: string): string {
  return id.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** An explanation as a sentence. */
export function sentenceOf(says: string) {
  return /[.?!]$/.test(says) ? capital(says) : `${capital(says)}.`
}

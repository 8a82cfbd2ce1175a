// Numbers, as the page's language writes them. The rules for English are those of
// the command line, so that a figure reads alike wherever it stands.
import { language } from './language'

/** A number to three digits, but with all its whole ones, in groups of three. */
export function decimal(x: number): string {
  const size = Math.abs(x)
  if (size >= 1e15 || (size > 0 && size < 1e-6))
    return pointed(
      String(Number(x.toPrecision(3)))
        .replace('e+', 'e')
        .replaceAll('-', '−'),
    )
  const text =
    size >= 100 || Number.isInteger(x)
      ? Math.round(size).toLocaleString(language)
      : pointed(String(Number(size.toPrecision(3))))
  return x < 0 ? `−${text}` : text
}

/** A number with so many places. */
export function fixed(x: number, places: number): string {
  return pointed(x.toFixed(places))
}

/** A number that is written with a point, or without one, as the language writes it. */
export function pointed(number: string): string {
  return language === 'de' ? number.replace('.', ',') : number
}

// Elements by the line. Text goes in as text: nothing here parses HTML.

type Child = Node | string | number | null | undefined | false
type Value = string | number | boolean | null | undefined | EventListener

const svgNames = new Set(['svg', 'path', 'line', 'rect', 'circle', 'g', 'text', 'title', 'polyline'])

/** Makes an element: h('button.solid', { onclick }, 'Share'). */
export function h<T extends Element = HTMLElement>(
  name: string,
  props: Record<string, Value> = {},
  ...children: Child[]
): T {
  const [tag, ...classes] = name.split('.') as [string, ...string[]]
  const element = svgNames.has(tag)
    ? document.createElementNS('http://www.w3.org/2000/svg', tag)
    : document.createElement(tag)
  if (classes.length) element.setAttribute('class', classes.join(' '))
  for (const [key, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value)
    else if (typeof value === 'boolean' && !key.startsWith('aria-')) element.toggleAttribute(key, value)
    else if (value != null) element.setAttribute(key, String(value))
  }
  element.append(...kept(children))
  return element as unknown as T
}

/**
 * Puts children in place of what an element holds. Whoever has the focus there
 * hands it on to the one of the same name, or else to the one in the same place.
 */
export function fill(element: Element, ...children: Child[]) {
  const held = element.contains(document.activeElement) ? stops(element) : []
  const place = held.indexOf(document.activeElement as HTMLElement)
  const name = place < 0 ? '' : named(held[place]!)
  element.replaceChildren(...kept(children))
  if (place < 0 || element.contains(document.activeElement)) return
  const now = stops(element)
  const heir = now.find((e) => named(e) === name) ?? now[Math.min(place, now.length - 1)]
  heir?.focus({ preventScroll: true })
}

/** What can have the focus, within an element. */
function stops(element: Element): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex]')]
}

function named(e: HTMLElement): string {
  return `${e.tagName} ${e.getAttribute('aria-label') ?? (e instanceof HTMLSelectElement ? '' : e.textContent)}`
}

function kept(children: Child[]) {
  return children
    .filter((c) => c !== null && c !== undefined && c !== false)
    .map((c) => (typeof c === 'number' ? String(c) : (c as Node | string)))
}

/** What may be chosen: its value, and what it is called; an element, where that is in another language (english). */
export type Option = [value: string, called: string | HTMLElement]

/** A select. */
export function choice(label: string, options: Option[], value: string, changed: (value: string) => void) {
  const select = h<HTMLSelectElement>('select', { 'aria-label': label })
  for (const [v, called] of options) {
    const [text, lang] = typeof called === 'string' ? [called, null] : [called.textContent, called.lang]
    select.append(h('option', { value: v, selected: v === value, lang }, text))
  }
  select.addEventListener('change', () => changed(select.value))
  return select
}

/** Says something for a few seconds, also to screen readers. */
export function toast(text: string) {
  document.querySelector('.toast')?.remove()
  const box = h('div.toast', { role: 'status' }, text)
  document.body.append(box)
  setTimeout(() => box.remove(), 4000)
}

/** Hands a file to the person. */
export function download(name: string, content: BlobPart, type: string) {
  const a = h<HTMLAnchorElement>('a', { href: URL.createObjectURL(new Blob([content], { type })), download: name })
  a.click()
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000)
}

/** The icons of the deck. */
export function icon(path: string, size = 18) {
  return h<SVGElement>(
    'svg',
    { width: size, height: size, viewBox: '0 0 18 18', 'aria-hidden': 'true' },
    h('path', {
      d: path,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 2,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
  )
}

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')

/** Scrolls as far as it takes to see an element whole. */
export function bring(element: Element) {
  element.scrollIntoView({ block: 'nearest', behavior: reducedMotion.matches ? 'auto' : 'smooth' })
}

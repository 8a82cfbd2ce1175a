// Two runs where there is room for one: a tab for each, with what is counted in
// both, and one of them to be seen. Where there is but one, what is counted in it.
import { t } from '../language/text'
import { fill, h } from '../elements/dom'

/** Where two stages have no room beside each other. */
const narrow = matchMedia('(max-width: 671px)')

export class Tabs {
  readonly element = h('div.sides')
  private tabs: HTMLElement[] = []
  private at = 0

  /** The tabs of a panel; changed is told when another side is to be seen. */
  constructor(
    private readonly panel: HTMLElement,
    private readonly changed: () => void,
  ) {
    panel.id ||= 'stages'
    this.element.addEventListener('keydown', (e) => this.key(e))
  }

  /** Which side alone is seen; null: all are. */
  get only(): number | null {
    return this.tabs.length > 1 && narrow.matches ? this.at : null
  }

  /** Whether what is counted stands here, and not over each stage. */
  get counting() {
    return narrow.matches
  }

  /** Tells when there is more room, or less, until it is ended. */
  watch(told: () => void, signal: AbortSignal) {
    narrow.addEventListener('change', told, { signal })
  }

  /** Sets the titles of the sides that are there, and what is counted in each, for which there may be room elsewhere. */
  set(titles: string[], counts: Element[]) {
    this.tabs = titles.map((title, slot) =>
      h(
        'button.tab',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${slot}`,
          'aria-controls': this.panel.id,
          onclick: () => this.see(slot),
        },
        h('span', {}, h(slot === 0 ? 'i.dot' : 'i.dot.b'), title),
        counts[slot]!,
      ),
    )
    this.at = Math.min(this.at, titles.length - 1)
    fill(this.element, ...(titles.length > 1 ? this.tabs : [counts[0]!]))
    this.draw()
  }

  see(slot: number) {
    if (slot === this.at || slot >= this.tabs.length) return
    this.at = slot
    this.draw()
    if (narrow.matches) this.changed() // elsewhere both are seen
  }

  draw() {
    const { only, panel, element } = this
    element.hidden = !this.counting
    for (const [slot, tab] of this.tabs.entries()) {
      tab.setAttribute('aria-selected', String(slot === this.at))
      tab.tabIndex = slot === this.at ? 0 : -1
    }
    const there = only !== null
    mark(element, there, { role: 'tablist', 'aria-label': t('Which run is seen') })
    mark(panel, there, { role: 'tabpanel', 'aria-labelledby': `tab-${only}` })
  }

  private key(e: KeyboardEvent) {
    const last = this.tabs.length - 1
    const to = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 0, End: last }[e.key]
    if (to === undefined || e.ctrlKey || e.metaKey || e.altKey) return
    e.preventDefault()
    this.see((to + last + 1) % (last + 1))
    this.tabs[this.at]?.focus()
  }
}

/** Gives an element attributes, or takes them from it. */
function mark(element: Element, there: boolean, attributes: Record<string, string>) {
  for (const [name, value] of Object.entries(attributes)) {
    if (there) element.setAttribute(name, value)
    else element.removeAttribute(name)
  }
}

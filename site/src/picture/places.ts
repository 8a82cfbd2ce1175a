// The buttons that stand where the places stand in the picture.
import { t } from '../language/text'
import { fill, h } from '../elements/dom'
import type { Scene } from '../scene/scene'
import type { Layout, Spot } from './player'

const mostDrawn = 400 // places that a crowd is made of
const least = 24 // pixels that a button is wide and high

export class Places {
  readonly element = h('div.places', { role: 'group', 'aria-label': t('Places in the picture') })
  /** Where everything stands, on either side, as far as the player has told. */
  private readonly layouts: (Layout | undefined)[] = []
  /** The place that had the focus before it was gone; '' for none. */
  private focused = ''

  constructor(
    private readonly scene: Scene,
    private readonly pick: (slot: number, place: number) => void,
    private readonly unfold: (family: string, open: boolean) => void,
  ) {}

  lay(layout: Layout) {
    this.layouts[layout.slot] = layout
    this.draw()
  }

  clear() {
    this.layouts.length = 0
    this.draw()
  }

  /** Draws the buttons anew. The focus stays where it is, and comes back to a place that was gone meanwhile. */
  draw() {
    this.focused = this.element.querySelector<HTMLElement>(':focus')?.dataset.place ?? this.focused
    if (document.activeElement !== document.body && !this.element.contains(document.activeElement)) this.focused = ''
    fill(this.element, ...this.layouts.flatMap((layout) => (layout ? this.buttons(layout) : [])))
    if (!this.focused) return
    const place = this.element.querySelector<HTMLElement>(`[data-place="${this.focused}"]`)
    place?.focus({ preventScroll: true })
    if (place) this.focused = ''
  }

  private buttons(layout: Layout): HTMLElement[] {
    const { sides } = this.scene.runs
    const side = sides[layout.slot]
    if (!side) return []
    const of = sides[1] ? `, ${side.variant.title}` : ''
    const drawn = layout.places.filter((p, i) => p.count === 1 || i < mostDrawn)
    return drawn.flatMap((spot) => {
      const button = this.button(layout, spot, of)
      return spot.family ? [button, this.opener(layout, spot, of)] : [button]
    })
  }

  /** The button that shows one by one of whom there is a crowd, or takes them together again. */
  private opener({ slot }: Layout, { family, open, name, x, y, w }: Spot, of: string): HTMLElement {
    const says = (open ? t('Group {family} again', { family }) : t('Show {name} one by one', { name })) + of
    const mark = h<SVGElement>(
      'svg',
      { viewBox: '0 0 24 24', 'aria-hidden': 'true' },
      h('circle', { cx: 12, cy: 12, r: 8.5 }),
      h('path', { d: open ? 'M8 12h8' : 'M8 12h8M12 8v8' }),
    )
    const button = h<HTMLButtonElement>(
      'button',
      {
        type: 'button',
        'aria-label': says,
        title: says,
        onclick: () => this.unfold(family, !open),
        'data-place': `${slot} ${family}`,
      },
      mark,
    )
    const size = `${least}px`
    const place = { left: `${x + w - (open ? 0 : least / 2)}px`, top: `${y - least / 2}px`, width: size, height: size }
    Object.assign(button.style, place, { pointerEvents: 'auto' })
    Object.assign(mark.style, { fill: 'var(--raised)', stroke: 'var(--soft)', strokeWidth: '1.6' })
    return button
  }

  private button(layout: Layout, { place, name, x, y, w, h: high }: Spot, of: string): HTMLElement {
    const { selected } = this.scene
    const button = h<HTMLButtonElement>(
      'button',
      {
        type: 'button',
        'aria-pressed': String(selected?.slot === layout.slot && selected.place === place),
        onclick: () => this.pick(layout.slot, place),
        'data-place': `${layout.slot} ${place}`,
      },
      name,
      of && of,
    )
    Object.assign(button.style, {
      left: `${x - Math.max(0, least - w) / 2}px`,
      top: `${y - Math.max(0, least - high) / 2}px`,
      width: `${Math.max(least, w)}px`,
      height: `${Math.max(least, high)}px`,
    })
    button.tabIndex = tabbable(layout, place) ? 0 : -1
    return button
  }
}

/** Of many replicas only the first is a stop of the Tab key. */
function tabbable(l: Layout, place: number): boolean {
  const p = l.places.find((q) => q.place === place)!
  return (
    l.places.filter((q) => q.node === p.node).length <= 4 || l.places.find((q) => q.node === p.node)!.place === place
  )
}

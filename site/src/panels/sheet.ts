// The panel around the editor: run, format, reset, and the faults in words.
import { english } from '../elements/english'
import { t } from '../language/text'
import { download, h, fill, toast } from '../elements/dom'
import type { Fault } from '../lab/data'
import { FaultsError, lab } from '../lab/lab'
import type { Scene } from '../scene/scene'
import type { Sheet } from './editor'
import { withValue, without } from '../scene/asking'
import { Drafting } from './drafting'

/** Where the editor stands beside the runs, and not below them. */
const wide = matchMedia('(min-width: 1200px)')
const calm = 350 // milliseconds without a change, after which a text is checked

export class SheetPanel {
  readonly element: HTMLElement
  private readonly host = h('div.sheet')
  private readonly builders = h('div.builders')
  private readonly drafting: Drafting
  private readonly faults = h('ul.faults', { 'aria-live': 'polite' })
  private readonly says = h('p.refusal', { role: 'alert' })
  private readonly first = h('p.first') // the first fault, where it is seen while one writes; all are told below
  private readonly run = button(t('Run this'), () => void this.go(), 'button.solid')
  private sheet: Sheet | undefined
  private timer = 0
  private from: Element | null = null // what had the focus before it was opened

  constructor(
    private readonly scene: Scene,
    opener: HTMLElement,
  ) {
    this.drafting = new Drafting(scene, (text) => void this.bring(text))
    const format = button(t('Format'), () => this.format())
    const reset = button(t('Reset'), () => this.sheet?.replace(scene.original))
    const save = button(t('Save as a file'), () =>
      download(scene.file, this.sheet?.text() ?? scene.text, 'application/json'),
    )
    const close = button(t('Close'), () => this.close())
    this.element = h(
      'section.editor',
      { 'aria-label': t('Edit the scenario'), hidden: true, tabindex: -1 },
      h('h2', {}, `${t('The scenario')} `, h('small', {}, t('JSON; Escape leaves the editor'))),
      h('div.row', {}, this.run, format, reset, opener, save, close),
      this.says,
      this.first,
      this.builders,
      this.host,
      this.faults,
    )
    scene.on('text', () => {
      if (this.sheet && this.sheet.text() !== scene.text) this.sheet.replace(scene.text)
    })
    scene.on('faults', () => this.tell())
    this.element.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape' || e.defaultPrevented) return // from the text, Escape leads to the buttons
      e.preventDefault()
      this.close()
    })
  }

  /** Opens it, and where a person has asked for it, leads there. */
  async open(asked = true) {
    if (this.element.hidden) this.from = document.activeElement
    this.element.hidden = false
    this.sheet ??= await this.edit()
    if (!wide.matches) this.element.scrollIntoView({ behavior: 'auto', block: 'start' })
    const there = this.element.contains(document.activeElement) // who is in the text already stays there
    if (asked && !there) this.element.focus({ preventScroll: true })
    this.tell()
  }

  /** Offers what was left here, in its place on the page. */
  get left(): HTMLElement {
    return this.drafting.element
  }

  /** Keeps what is written, and not yet looked at. */
  keep() {
    const text = this.sheet?.text() ?? this.scene.text
    if (text !== this.scene.text) this.drafting.keep(text)
  }

  /** Takes a text into the editor, and runs it if it has no faults. */
  private async bring(text: string) {
    await this.open()
    this.sheet!.replace(text)
    await this.go()
  }

  /** Writes into the text the first of these values with the fewest faults, and runs it if it has none. */
  private async put(pointer: string, ...values: unknown[]) {
    const before = this.sheet!.text()
    let best = { text: before, faults: Infinity }
    for (const value of values) {
      const text = await withValue(before, pointer, written(value))
      const faults = (await this.faultsOf(text))?.length ?? Infinity
      if (faults < best.faults) best = { text, faults }
    }
    this.sheet!.replace(best.text)
    if (best.faults === 0 && best.text !== before) void this.go()
  }

  /** Takes something out of the text, with all that names it, and runs what is left; or says why it stays. */
  private async take(pointer: string) {
    const { removal } = await import('./removal')
    const before = this.sheet!.text()
    const faults = (text: string) => this.faultsOf(text)
    const done = await removal(before, pointer, { without, faults })
    if (before !== this.sheet!.text()) return // it has been written on meanwhile
    if ('refused' in done) return this.refuse(done.refused)
    this.sheet!.replace(done.text)
    this.scene.select(null)
    await this.go(done.says)
  }

  private async build() {
    const { building, differing, kindsOfNode } = await import('./building')
    const kinds = await kindsOfNode()
    const bench = {
      text: () => this.sheet!.text(),
      put: (pointer: string, ...values: unknown[]) => this.put(pointer, ...values),
      take: (pointer: string) => this.take(pointer),
    }
    const { name, original, words } = this.scene
    fill(this.builders, building(bench, words, kinds), name === null ? null : differing(bench, original))
  }

  /** Closes it, and gives the focus back. */
  private close() {
    this.element.hidden = true
    if (this.from instanceof HTMLElement) this.from.focus({ preventScroll: true })
  }

  private async edit(): Promise<Sheet> {
    const [{ edit }, { anyNumber }] = await Promise.all([import('./editor'), import('./anynumber')])
    void this.build()
    const { element, at } = anyNumber(this.scene, (...value) => void this.move(...value))
    this.host.before(element)
    const changed = () => {
      clearTimeout(this.timer)
      this.timer = window.setTimeout(() => void this.check(), calm)
    }
    return edit(this.host, this.scene.text, { leave: () => this.run.focus(), changed, at })
  }

  /** Writes a value into the text and runs it: with all else that is written by now. */
  private async move(pointer: string, json: string, says: string) {
    const text = this.sheet!.text()
    if (text === this.scene.text) return void (await this.scene.set(pointer, json, says))
    this.sheet!.replace(await withValue(text, pointer, json).catch(() => text)) // what is no JSON says so below
    await this.go()
  }

  /** Looks for faults in what is written, unless it has been written on meanwhile. */
  private async check() {
    const text = this.sheet!.text()
    const found = await this.faultsOf(text)
    if (text !== this.sheet!.text()) return
    if (text !== this.scene.text) this.drafting.keep(text)
    for (const box of this.builders.children) box.dispatchEvent(new Event('changed'))
    if (found) this.scene.faults = found
    if (found?.length === 0) this.says.textContent = ''
    this.tell()
  }

  /** The faults of a text; null where they could not be found out. */
  private async faultsOf(text: string): Promise<Fault[] | null> {
    try {
      await lab.ask({ do: 'show', file: this.scene.file, text })
      return []
    } catch (error) {
      return error instanceof FaultsError ? error.faults : null
    }
  }

  private tell() {
    const { faults } = this.scene
    this.sheet?.show(faults)
    const held = this.faults.contains(document.activeElement)
    const line = (f: Fault) => [this.leads(f), ...said(f), ...this.fixes(f)]
    fill(this.faults, ...faults.map((f) => h('li', {}, ...line(f))))
    fill(this.first, ...faults.slice(0, 1).flatMap(line))
    if (held && faults.length === 0) this.run.focus({ preventScroll: true })
  }

  /** Buttons that do what a fault's message proposes. */
  private fixes(fault: Fault): HTMLElement[] {
    return (this.sheet?.fixes(fault) ?? []).map((fix) => button(fix.says, fix.apply, 'button.fix'))
  }

  /** A button with the place of a fault, that leads there. */
  private leads(fault: Fault) {
    return button(`${fault.line}:${fault.column}`, () => this.sheet?.go(fault), 'button.link')
  }

  private async go(says?: string) {
    this.says.textContent = ''
    const good = await this.scene.setText(this.sheet!.text(), says)
    this.tell()
    const { faults, trouble } = this.scene
    if (good) toast(says ?? t('Running this text.'))
    else if (faults.length > 0)
      this.refuse(
        t('This is not run: there is a fault. | This is not run: there are {n} faults.', { n: faults.length }),
      )
    else this.refuse(trouble || t('This was stopped before it was read.'))
  }

  /** Says beside the button why a text is not run, where it is seen. */
  private refuse(text: string) {
    this.says.textContent = text
    this.says.scrollIntoView({ block: 'nearest' })
  }

  private format() {
    try {
      this.sheet?.replace(JSON.stringify(JSON.parse(this.sheet.text()), null, 2) + '\n')
    } catch {
      toast(t('What is no JSON cannot be formatted.'))
    }
  }
}

function button(text: string, onclick: () => void, name = 'button') {
  return h<HTMLButtonElement>(name, { type: 'button', onclick }, text)
}

function said({ pointer, message, told }: Fault): (Node | string)[] {
  return [` ${pointer ? pointer + ': ' : ''}`, told ?? english(message)]
}

/** A value as JSON on one line, as scenarios have it. */
function written(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(([key, v]) => `${JSON.stringify(key)}: ${written(v)}`)
  return `{${members.join(', ')}}`
}

// The panel around the editor: run, format, reset, and the faults in words.
import { h, fill, toast } from '../elements/dom'
import type { Fault } from '../lab/data'
import { FaultsError, lab } from '../lab/lab'
import type { Scene } from '../scene/scene'
import type { Sheet } from './editor'

const calm = 350 // milliseconds without a change, after which a text is checked

export class SheetPanel {
  readonly element: HTMLElement
  private readonly host = h('div.sheet')
  private readonly faults = h('ul.faults', { 'aria-live': 'polite' })
  private readonly says = h('p.refusal', { role: 'alert' })
  private readonly run = button('Run this', () => void this.go(), 'button.solid')
  private sheet: Sheet | undefined
  private timer = 0

  constructor(private readonly scene: Scene) {
    const format = button('Format', () => this.format())
    const reset = button('Reset', () => this.sheet?.replace(scene.original))
    const close = button('Close', () => this.close())
    this.element = h(
      'section.editor',
      { 'aria-label': 'Edit the scenario', hidden: true },
      h('h2', {}, 'The scenario ', h('small', {}, 'JSON; Escape leaves the editor')),
      h('div.row', {}, this.run, format, reset, close),
      this.says,
      this.host,
      this.faults,
    )
    scene.on('text', () => {
      if (this.sheet && this.sheet.text() !== scene.text) this.sheet.replace(scene.text)
    })
    scene.on('faults', () => this.tell())
  }

  async open() {
    this.element.hidden = false
    this.sheet ??= await this.edit()
    this.element.scrollIntoView({ behavior: 'auto', block: 'start' })
    this.tell()
  }

  private close() {
    this.element.hidden = true
  }

  private async edit(): Promise<Sheet> {
    const { edit } = await import('./editor')
    const changed = () => {
      clearTimeout(this.timer)
      this.timer = window.setTimeout(() => void this.check(), calm)
    }
    return edit(this.host, this.scene.text, () => this.run.focus(), changed)
  }

  /** Looks for faults in what is written, unless it has been written on meanwhile. */
  private async check() {
    const text = this.sheet!.text()
    const found = await this.faultsOf(text)
    if (text !== this.sheet!.text()) return
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
    const line = (f: Fault) => h('li', {}, this.leads(f, `${f.line}:${f.column}`), said(f))
    fill(this.faults, ...faults.map(line))
  }

  private leads(fault: Fault, text: string) {
    return button(text, () => this.sheet?.go(fault), 'button.link')
  }

  private async go() {
    this.says.textContent = ''
    const good = await this.scene.setText(this.sheet!.text())
    this.tell()
    const { faults, trouble } = this.scene
    if (good) toast('Running this text.')
    else if (faults.length === 1) this.refuse('This is not run: there is a fault.')
    else if (faults.length > 1) this.refuse(`This is not run: there are ${faults.length} faults.`)
    else this.refuse(trouble || 'This was stopped before it was read.')
  }

  /** Says beside the button why a text is not run, where it is seen, and leads to the first fault. */
  private refuse(text: string) {
    const first = this.scene.faults[0]
    fill(this.says, text, first && ' ', first && this.leads(first, 'To the first'))
    this.says.scrollIntoView({ block: 'center' })
  }

  private format() {
    try {
      this.sheet?.replace(JSON.stringify(JSON.parse(this.sheet.text()), null, 2) + '\n')
    } catch {
      toast('What is no JSON cannot be formatted.')
    }
  }
}

function button(text: string, onclick: () => void, name = 'button') {
  return h<HTMLButtonElement>(name, { type: 'button', onclick }, text)
}

function said({ pointer, message }: Fault) {
  return ` ${pointer ? pointer + ': ' : ''}${message}`
}

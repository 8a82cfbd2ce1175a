// The panel around the editor: run, format, reset, and the faults in words.
import { h, fill, toast } from '../elements/dom'
import type { Sheet } from './editor'
import { lab } from '../lab/lab'
import type { Scene } from '../scene/scene'

export function sheet(scene: Scene): { element: HTMLElement; open(): Promise<void>; isOpen(): boolean; close(): void } {
  const host = h('div.sheet')
  const faults = h('ul.faults', { 'aria-live': 'polite' })
  const says = h('p.refusal', { role: 'alert' })
  const run = h<HTMLButtonElement>('button.solid', { type: 'button', onclick: () => void go() }, 'Run this')
  const bar = h(
    'div.row',
    {},
    run,
    h('button', { type: 'button', onclick: () => format() }, 'Format'),
    h('button', { type: 'button', onclick: () => editor?.replace(scene.original) }, 'Reset'),
    h('button', { type: 'button', onclick: () => close() }, 'Close'),
  )
  const element = h(
    'section.editor',
    { 'aria-label': 'Edit the scenario', hidden: true },
    h('h2', {}, 'The scenario ', h('small', {}, 'JSON; Escape leaves the editor')),
    bar,
    says,
    host,
    faults,
  )
  let editor: Sheet | undefined
  let timer = 0

  const check = async () => {
    const text = editor!.text()
    try {
      await lab.ask({ do: 'show', file: scene.file, text })
      if (text === editor!.text()) {
        scene.faults = []
        says.textContent = ''
      }
    } catch (error) {
      if (text !== editor!.text()) return
      const found = (error as { faults?: typeof scene.faults }).faults
      if (found) scene.faults = found
    }
    tell()
  }
  const tell = () => {
    editor?.show(scene.faults)
    fill(
      faults,
      ...scene.faults.map((f) =>
        h(
          'li',
          {},
          h('button.link', { type: 'button', onclick: () => editor?.go(f) }, `${f.line}:${f.column}`),
          ` ${f.pointer ? f.pointer + ': ' : ''}${f.message}`,
        ),
      ),
    )
  }
  const go = async () => {
    says.textContent = ''
    const good = await scene.setText(editor!.text())
    tell()
    if (good) toast('Running this text.')
    else if (scene.faults.length > 0)
      refuse(
        `This is not run: ${scene.faults.length === 1 ? 'there is a fault' : `there are ${scene.faults.length} faults`}.`,
      )
    else refuse(scene.trouble || 'This was stopped before it was read.')
  }
  /** Says beside the button why a text is not run, where it is seen, and leads to the first fault. */
  const refuse = (text: string) => {
    const first = scene.faults[0]
    fill(
      says,
      text,
      first ? ' ' : null,
      first ? h('button.link', { type: 'button', onclick: () => editor?.go(first) }, 'To the first') : null,
    )
    says.scrollIntoView({ block: 'center' })
  }
  const format = () => {
    try {
      editor?.replace(JSON.stringify(JSON.parse(editor.text()), null, 2) + '\n')
    } catch {
      toast('What is no JSON cannot be formatted.')
    }
  }
  const open = async () => {
    element.hidden = false
    if (!editor) {
      const { edit } = await import('./editor')
      editor = edit(
        host,
        scene.text,
        () => run.focus(),
        () => {
          clearTimeout(timer)
          timer = window.setTimeout(() => void check(), 350)
        },
        fetch('schema.json').then((r) => r.json()),
      )
    }
    element.scrollIntoView({ behavior: 'auto', block: 'start' })
    tell()
  }
  const close = () => {
    element.hidden = true
  }
  scene.on('text', () => {
    if (editor && editor.text() !== scene.text) editor.replace(scene.text)
  })
  scene.on('faults', tell)
  return { element, open, isOpen: () => !element.hidden, close }
}

// A dialog over the page, which holds the focus until it is closed.
import { t } from '../language/text'
import { h } from './dom'

/** Shows a dialog with a title, beside which something may stand. */
export function modal(title: string, look: string, beside: Node | null, ...body: Node[]): HTMLDialogElement {
  const touch = matchMedia('(pointer: coarse)').matches // there, a field must not raise a keyboard over the rest
  const close = h('button', { type: 'button', autofocus: touch || !beside, onclick: () => dialog.close() }, t('Close'))
  const dialog = h<HTMLDialogElement>(
    `dialog.${look}`,
    { 'aria-label': title },
    h('div.title', {}, h('h2', {}, title), beside, close),
    ...body,
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

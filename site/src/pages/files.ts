// Scenarios as files: one that is chosen, or dropped on the page, is opened.
import { t } from '../language/text'
import { h, toast } from '../elements/dom'
import { fragmentOf, mostText } from '../scene/address'
import { draftKey, keepDraft } from '../scene/drafts'

/** Goes to a scenario of the reader's own, with the editor open. */
export async function openText(text: string) {
  const title = titleOf(text)
  const key = draftKey(null, title)
  location.hash = await fragmentOf(text, () => {
    if (!keepDraft(key, { title, text, good: text })) toast(t('This browser has no room to keep it.'))
    return key
  })
}

/** The title that a text gives itself, if it can be read. */
export function titleOf(text: string): string {
  try {
    return String(JSON.parse(text).title ?? t('Scenario'))
  } catch {
    return t('Scenario')
  }
}

/** Goes to what a file holds. */
export async function openFile(file: File) {
  if (file.size > mostText)
    return toast(t('{file} is too long for a scenario: it has more than 512 KiB.', { file: file.name }))
  await openText(await file.text())
}

/** A button that asks for a file, and opens it. */
export function fileButton(name = 'button'): HTMLElement {
  const input = h<HTMLInputElement>('input', {
    type: 'file',
    accept: '.json,application/json',
    hidden: true,
    'aria-label': t('A scenario, as a file'),
  })
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    input.value = ''
    if (file) void openFile(file)
  })
  const button = h(name, { type: 'button', onclick: () => input.click() }, t('Open a file …'))
  return h('span', {}, button, input)
}

/** Opens what is dropped on the page. */
export function takeDrops() {
  const files = (e: DragEvent) => e.dataTransfer?.types.includes('Files')
  addEventListener('dragover', (e) => {
    if (files(e)) e.preventDefault()
  })
  addEventListener('drop', (e) => {
    if (!files(e)) return
    e.preventDefault()
    const file = e.dataTransfer!.files[0]
    if (file) void openFile(file)
  })
}

// Copies a link to a scene, or the code that shows it in a page of somebody
// else.
import { t } from '../language/text'
import { h, toast } from '../elements/dom'
import type { Scene } from '../scene/scene'
import { fragment } from '../scene/address'

/** How high the frame is: two stages side by side, the deck and the words. */
const height = 640

export async function copyLink(scene: Scene) {
  scene.playhead.pause()
  const link = await fragment(scene.link())
  if (link === null) return toast(t('This scenario is too long for a link. Export it as JSON instead.'))
  history.replaceState(null, '', link)
  if (await copied(address(link))) toast(t('Copied: a link to this scenario, at this instant.'))
  else toast(t('The address bar has the link.'))
}

export async function copyCode(scene: Scene) {
  scene.playhead.pause()
  const link = await fragment(scene.link(true))
  if (link === null) return toast(t('This scenario is too long to be embedded by a link. Export it as JSON instead.'))
  const code = frame(address(link), scene.show.title)
  if (await copied(code)) toast(t('Copied: the HTML of a frame with this scenario, for a page of yours.'))
  else display(code)
}

/** The HTML that embeds a scene. */
function frame(url: string, title: string): string {
  const quoted = (text: string) =>
    `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`
  const size = `width="100%" height="${height}"`
  const name = quoted(`${title} · Backchat`)
  return `<iframe src=${quoted(url)} ${size} title=${name} loading="lazy" allow="fullscreen"></iframe>`
}

/** Whether the clipboard has taken it. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

function address(fragment: string) {
  return location.href.split('#')[0] + fragment
}

/** Shows what the clipboard did not take, ready to be copied by hand. */
function display(code: string) {
  const text = h<HTMLTextAreaElement>(
    'textarea',
    { readonly: true, rows: 6, 'aria-label': t('The code to embed') },
    code,
  )
  const dialog = h<HTMLDialogElement>(
    'dialog.code',
    { 'aria-label': t('Code to embed') },
    h(
      'div.title',
      {},
      h('h2', {}, t('Code to embed')),
      h('button', { type: 'button', onclick: () => dialog.close() }, t('Close')),
    ),
    text,
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  text.select()
}

// What is written is kept by the browser as it comes, and what was left is
// offered again.
import { date } from '../words/format'
import { t } from '../language/text'
import { fill, h, toast } from '../elements/dom'
import { draft, draftKey, forgetDraft, keepDraft } from '../scene/drafts'
import type { Scene } from '../scene/scene'

/** Keeps what is written in the editor; and, of what is run, that it was. */
export class Drafting {
  /** Offers what was left here before, unless it is what is shown. */
  readonly element = h('p.returning', { hidden: true })
  private refused = false

  constructor(
    private readonly scene: Scene,
    bring: (text: string) => void,
  ) {
    const left = draft(this.key)
    if (left && left.text !== scene.text) this.offer(left.text, left.at, bring)
    scene.on('text', () => this.keep(scene.text))
  }

  private get key() {
    return draftKey(this.scene.name, this.scene.show.title)
  }

  /** Keeps a text as it is now, which need not be a scenario. */
  keep(text: string) {
    const { scene } = this
    this.element.hidden = true
    if (scene.name !== null && text === scene.original) return forgetDraft(this.key)
    const kept = keepDraft(this.key, { title: scene.show.title, text, good: scene.text })
    if (!kept && !this.refused) toast(t('The browser has no room to keep this: save it as a file.'))
    this.refused = !kept
  }

  private offer(text: string, at: number, bring: (text: string) => void) {
    const { element } = this
    const button = (says: string, act: () => void) =>
      h(
        'button.link',
        {
          type: 'button',
          onclick: () => {
            element.hidden = true
            act()
          },
        },
        says,
      )
    element.hidden = false
    const back = button(t('Bring it back'), () => bring(text))
    fill(
      element,
      `${t('You changed this on {date}.', { date: date(at) })} `,
      back,
      ' ',
      button(t('Forget it'), () => forgetDraft(this.key)),
    )
  }
}

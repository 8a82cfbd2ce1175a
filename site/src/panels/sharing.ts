// What others can be given: a link to this very picture, or a frame of it for
// a page of their own.
import { t } from '../language/text'
import { later } from './later'
import { menu } from '../elements/menu'
import type { Scene } from '../scene/scene'

export function sharing(scene: Scene): HTMLElement {
  const copy = (what: 'copyLink' | 'copyCode') => () => {
    later((extras) => extras[what](scene))
  }
  return menu(t('Share'), 'solid', [
    [t('Copy link'), copy('copyLink')],
    [t('Copy code to embed'), copy('copyCode')],
  ])
}

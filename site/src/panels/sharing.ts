// What others can be given: a link to this very picture, or a frame of it for
// a page of their own.
import { toast } from '../elements/dom'
import { menu } from '../elements/menu'
import type { Scene } from '../scene/scene'
import { fragment } from '../scene/share'

export function sharing(scene: Scene): HTMLElement {
  const copy = (what: 'copyLink' | 'copyCode') => () => {
    import('./extras').then((extras) => extras[what](scene), () => toast('This could not be loaded. Try again.'))
  }
  return menu('Share', 'solid', [['Copy link', copy('copyLink')], ['Copy code to embed', copy('copyCode')]])
}

/** The fragment of what is shown now; null where it would be too long. */
export function shown(scene: Scene, embed = false): Promise<string | null> {
  const text = scene.edited ? scene.text : null
  return fragment({ name: text === null ? scene.name : null, text, a: scene.wanted[0] ?? 'base', b: scene.wanted[1] ?? null, seed: scene.seed, t: scene.t / 1e9, speed: scene.speed, embed })
}

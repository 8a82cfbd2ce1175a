// What a scene's page sees to as long as it is open: the address bar has what is
// shown, so that to load it anew and to come back lose nothing; and what plays
// waits where nobody can see it.
import { fragment } from '../scene/address'
import type { Scene } from '../scene/scene'

const calm = 400 // milliseconds from a change to the address that has it
const calmer = 1000 // while it plays: browsers allow no more than some three a second

interface Keeper {
  /** Keeps it now, and not soon. */
  keep(): Promise<void>
  end(): void
}

/** Keeps the address of the page that of the scene. */
export function keepAddress(scene: Scene): Keeper {
  let mine = location.hash
  let timer = 0
  let ended = false
  const keep = async () => {
    timer = 0
    const link = (await fragment(scene.link())) ?? (scene.name === null ? null : `#v1/scenario/${scene.name}`)
    if (ended || link === null || location.hash !== mine) return // the reader has gone elsewhere
    mine = link
    history.replaceState(null, '', link)
  }
  const later = () => {
    timer ||= window.setTimeout(() => void keep(), scene.playhead.playing ? calmer : calm)
  }
  for (const news of ['time', 'runs', 'text', 'playing'] as const) scene.on(news, later)
  const end = () => {
    ended = true
    clearTimeout(timer)
  }
  return { keep, end }
}

/** Has playing wait while none of these elements is seen; what is returned ends it. */
export function playWhileSeen({ playhead }: Scene, ...elements: Element[]): () => void {
  const seen = new Set<Element>()
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target)
      else seen.delete(target)
    }
    playhead.away = seen.size === 0
  })
  for (const element of elements) watch.observe(element)
  return () => watch.disconnect()
}

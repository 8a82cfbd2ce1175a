// The runs on the whole screen, for a room: with the clock, and all letters as
// large as the screen allows.
import { t } from '../language/text'
import { h } from '../elements/dom'

const fits = { width: 1180, height: 760 } // of a screen on which letters have their usual size
const least = 1

interface Screen {
  button: HTMLElement | null
  toggle(): void
  end(): void
}

/** A button that gives a page's main part the whole screen, where the browser lets it, and what the button does. */
export function fullScreen(main: HTMLElement): Screen {
  if (!document.fullscreenEnabled) return { button: null, toggle: () => {}, end: () => {} }
  const ac = new AbortController()
  const { signal } = ac
  const on = () => document.fullscreenElement === main
  const toggle = () => void (on() ? document.exitFullscreen() : main.requestFullscreen()).catch(() => {})
  const button = h('button.link', { type: 'button', 'aria-keyshortcuts': 'f', onclick: toggle })
  const draw = () => {
    const room = Math.min(innerWidth / fits.width, innerHeight / fits.height)
    main.style.zoom = on() ? String(Math.max(least, room)) : ''
    button.textContent = on() ? t('Leave full screen') : t('Full screen')
  }
  document.addEventListener('fullscreenchange', draw, { signal })
  addEventListener('resize', draw, { signal })
  draw()
  const end = () => {
    ac.abort()
    main.style.zoom = ''
    if (on()) void document.exitFullscreen()
  }
  return { button, toggle, end }
}

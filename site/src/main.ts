// The page: the gallery, or a scenario, by the fragment of its address.
import { h, fill } from './dom'
import { showGallery } from './gallery'
import { showScene } from './page'
import type { Shown } from './page'
import { address } from './share'

const main = document.querySelector<HTMLElement>('main')!
const crumbs = document.querySelector<HTMLElement>('.crumbs')!
const acts = document.querySelector<HTMLElement>('.acts')!
let shown: Shown | undefined
let turn = 0

async function show() {
  const mine = ++turn
  shown?.end()
  shown = undefined
  fill(acts)
  try {
    const at = await address(location.hash)
    if (mine !== turn) return
    if (at === null) await showGallery(main, crumbs)
    else {
      const next = await showScene(at, main, crumbs, acts)
      if (mine === turn) shown = next
      else next.end()
    }
  } catch (error) {
    document.title = 'Backchat'
    fill(crumbs, h('a', { href: '#' }, 'Gallery'))
    fill(main, h('h1', {}, 'This cannot be shown'), h('p', {}, error instanceof Error ? error.message : String(error)), h('p', {}, h('a', { href: '#' }, 'To the gallery')))
  }
}

/** The page's own theme: the system's, light or dark. */
function theme() {
  const order = ['', 'light', 'dark'], names = ['as the system', 'light', 'dark']
  let now = Math.max(0, order.indexOf(localStorage.getItem('theme') ?? ''))
  const button = h('button.link', { type: 'button', onclick: () => { now = (now + 1) % 3; set() } })
  const set = () => {
    if (order[now]) document.documentElement.dataset.theme = order[now]
    else delete document.documentElement.dataset.theme
    localStorage.setItem('theme', order[now]!)
    button.textContent = `Theme: ${names[now]}`
    document.dispatchEvent(new Event('themechange'))
  }
  set()
  return button
}

fill(document.querySelector('.foot')!, h('span', {}, 'A run is a pure function of its scenario and seed.'), theme())
document.querySelector('.skip')!.addEventListener('click', (e) => { e.preventDefault(); main.focus() })
addEventListener('hashchange', () => { scrollTo(0, 0); void show() })
void show()

// The page: the gallery, or a scenario, by the fragment of its address.
import { language } from '../language/language'
import { english } from '../elements/english'
import { t } from '../language/text'
import { words } from '../lab/shipped'
import { h, fill } from '../elements/dom'
import { showEmbedded } from './embed'
import { showGallery } from './gallery'
import { openGlossary } from '../panels/later'
import { FaultsError } from '../lab/lab'
import { showScene } from './scenario'
import type { Shown } from './scenario'
import { takeDrops } from './files'
import { workOffline } from './offline'
import { comeBack, tongues } from './tongues'
import { address } from '../scene/address'

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
  const embedded = /[?&]embed=1(&|$)/.test(location.hash)
  document.body.classList.toggle('embedded', embedded)
  try {
    const at = await address(location.hash)
    if (mine !== turn) return
    if (at === null) await showGallery(main, crumbs, () => mine === turn)
    else {
      const next = at.embed ? await showEmbedded(at, main) : await showScene(at, main, crumbs, acts)
      if (mine === turn) shown = next
      else next.end()
    }
  } catch (error) {
    document.title = 'Backchat'
    fill(crumbs, h('a', { href: '#' }, t('Gallery')))
    fill(
      main,
      h('h1', {}, t('This cannot be shown')),
      ...why(error),
      h('p', {}, h('a', { href: '#', target: embedded ? '_blank' : null, rel: 'noopener' }, t('To the gallery'))),
    )
  }
}

/** What went wrong: the faults of a scenario one a line, all else as it says itself. */
function why(error: unknown): HTMLElement[] {
  if (!(error instanceof FaultsError)) return [h('p', {}, error instanceof Error ? error.message : String(error))]
  return [
    h('p', {}, t('The scenario that came with this link has faults:')),
    h(
      'ul.faults',
      {},
      ...error.faults.map(({ line, column, pointer, message, told }) =>
        h('li', {}, `${line}:${column} ${pointer ? pointer + ': ' : ''}`, told ?? english(message)),
      ),
    ),
  ]
}

/** The theme that was chosen last. A frame in another page may have no storage. */
function remembered(): string {
  try {
    return localStorage.getItem('theme') ?? ''
  } catch {
    return ''
  }
}

/** The page's own theme: the system's, light or dark. */
function theme() {
  const order = ['', 'light', 'dark']
  const names = [t('Theme: as the system'), t('Theme: light'), t('Theme: dark')]
  let now = Math.max(0, order.indexOf(remembered()))
  const button = h('button.link', {
    type: 'button',
    onclick: () => {
      now = (now + 1) % 3
      set()
    },
  })
  const set = () => {
    if (order[now]) document.documentElement.dataset.theme = order[now]
    else delete document.documentElement.dataset.theme
    try {
      localStorage.setItem('theme', order[now]!)
    } catch {
      /* it lasts as long as the page */
    }
    button.textContent = names[now]!
    document.dispatchEvent(new Event('themechange'))
  }
  set()
  return button
}

/** All terms, for where the header has no room for it. */
function glossary() {
  return h('button.link.terms-link', { type: 'button', onclick: () => void words().then(openGlossary) }, t('Glossary'))
}

fill(
  document.querySelector('.foot')!,
  h('span', {}, t('A run is a pure function of its scenario and seed.')),
  glossary(),
  theme(),
  tongues(async () => shown?.keep()),
  h('a', { href: 'THIRD-PARTY.md', target: '_blank', rel: 'noopener' }, t('Licences')),
)
document.documentElement.lang = language
crumbs.setAttribute('aria-label', t('Where you are'))
document.querySelector('.skip')!.textContent = t('Skip to content')
document.querySelector('.skip')!.addEventListener('click', (e) => {
  e.preventDefault()
  main.focus()
})
takeDrops()
workOffline()
addEventListener('hashchange', () => {
  scrollTo(0, 0)
  void show()
})
void show().then(() => comeBack(main))

// A scenario's page: the question first, then the guess, then the two runs on
// one clock, then what it costs, then what to try.
import { charts } from './charts'
import { download, h, fill, toast } from './dom'
import { caption, deck } from './deck'
import { openGlossary } from './glossary'
import { hand } from './hand'
import { inspector } from './inspector'
import { lab, longLab } from './lab'
import { log } from './log'
import { replications, Scene } from './scene'
import { scorecard } from './score'
import { fragment } from './share'
import type { Address } from './share'
import { sheet } from './sheet'
import { stage, title } from './stage'
import { trying } from './trying'
import { unfold } from './unfold'
import { clock, figure } from './format'

export interface Shown { end(): void }

export async function showScene(at: Address, main: HTMLElement, crumbs: HTMLElement, acts: HTMLElement): Promise<Shown> {
  const scene = new Scene(at.name)
  fill(main, h('p.status', { role: 'status' }, 'Opening…'))
  await scene.open(at)
  document.title = `${scene.show.title} · Backchat`
  fill(crumbs, h('a', { href: '#' }, 'Gallery'), h('span', { 'aria-hidden': 'true' }, '/'), h('b', { 'aria-current': 'page' }, scene.show.title))

  const view = stage(scene), json = sheet(scene), closer = inspector(scene)
  fill(main,
    intro(scene), view.element, hand(scene, () => closer.scrollIntoView({ block: 'start' })), deck(scene), caption(scene), view.sentence, status(scene),
    h('div.lower', {}, scorecard(scene), charts(scene), trying(scene)),
    h('div.more', {}, closer, log(scene)),
    unfold('Sequence', 'who says what to whom, and when', async () => (await import('./sequence')).sequence(scene)),
    h('div.more.plain', {}, expectations(scene), settings(scene)),
    json.element)
  fill(acts,
    h('button.quiet.wide', { type: 'button', onclick: () => openGlossary(scene.words) }, 'Glossary'),
    h('button.quiet', { type: 'button', onclick: () => void json.open() }, 'Edit JSON'),
    exportMenu(scene, () => view.player.snapshot()),
    h('button.solid', { type: 'button', onclick: () => void share(scene) }, 'Share'))
  lab.onrestart = longLab.onrestart = () => toast('The simulator has crashed, and is started again.')
  void view.player.settled.then(() => {
    if (scene.name !== null && !scene.edited && scene.seed === null) void scene.verify()
    if (scene.compared === null && scene.sides[1]) void scene.contrastBoth(replications)
  })
  return { end: () => { view.player.end(); scene.end() } }
}

function intro(scene: Scene): HTMLElement {
  const predict = scene.show.predict
  const box = h('div'), answer = h('div.answer', { hidden: true })
  const buttons: HTMLElement[] = []
  const reveal = (chosen: number | null) => {
    if (!predict) return
    buttons[predict.right]?.classList.add('right')
    answer.hidden = false
    fill(answer, h('p', {}, chosen === null ? '' : chosen === predict.right ? 'That is how it comes out. ' : `It comes out otherwise: ${predict.options[predict.right]}. `, scene.show.lesson))
  }
  if (predict) {
    let chosen: number | null = null
    const show = h('button.link', { type: 'button', hidden: true, onclick: () => reveal(chosen) }, 'What comes out?')
    predict.options.forEach((text, i) => buttons.push(h('button', {
      type: 'button', 'aria-pressed': 'false', onclick: () => {
        chosen = i
        buttons.forEach((b, k) => b.setAttribute('aria-pressed', String(k === i)))
        show.hidden = false
        if (!answer.hidden) reveal(chosen)
      },
    }, text)))
    fill(box, h('div.predict', { role: 'group', 'aria-label': 'Your guess' }, h('span', {}, 'Your guess:'), ...buttons, show))
  } else if (scene.show.lesson) {
    fill(box, h('details', {}, h('summary', {}, 'What comes out'), h('p', {}, scene.show.lesson)))
  }
  return h('section.intro', {}, h('h1', {}, scene.show.title), h('p', {}, scene.show.question), box, answer)
}

/** What is going on, and what went wrong. */
function status(scene: Scene): HTMLElement {
  const box = h('div.status', { role: 'status' })
  const draw = () => {
    const limits = scene.traces().filter((s) => s.outcome.limit).map((s) => `${title(scene, s.variant)} ended early: ${s.outcome.limit}.`)
    const broken = scene.traces().flatMap((s) => s.outcome.broken)
    box.classList.toggle('bad', scene.trouble !== '' || limits.length > 0 || broken.length > 0)
    const awaited = scene.reel.awaited
    if (awaited) {
      fill(box, `Running to ${clock(awaited.t, scene.horizon)}`, h('progress', { max: 1, value: awaited.share, 'aria-label': 'Running to that instant' }), h('button.link', { type: 'button', onclick: () => scene.cancel() }, 'Stop'))
    } else if (scene.busy !== null) {
      fill(box, 'Running', h('progress', { max: 1, value: scene.busy, 'aria-label': 'Running' }), h('button.link', { type: 'button', onclick: () => scene.cancel() }, 'Stop'))
    } else fill(box, [scene.trouble, ...limits, ...broken.slice(0, 1)].filter(Boolean).join(' '))
    box.hidden = box.textContent === ''
  }
  for (const news of ['busy', 'runs', 'faults'] as const) scene.on(news, draw)
  draw()
  return box
}

/** What the scenario says must come out, and whether it does. */
function expectations(scene: Scene): HTMLElement {
  const list = h('tbody'), note = h('small'), judge = h<HTMLButtonElement>('button', { type: 'button', onclick: () => { note.textContent = 'judging…'; void scene.judge() } }, 'Judge them on this text')
  const draw = () => {
    const verdicts = scene.judged ?? scene.show.expect.map((e) => ({ ...e, unit: '1', measured: null, bound: null, holds: false, why: ' ' }))
    note.textContent = scene.judged ? `${verdicts.filter((v) => v.holds).length} of ${verdicts.length} hold, seed ${scene.seed ?? scene.show.seed}` : ''
    judge.hidden = scene.judged !== null
    fill(list, ...verdicts.map((v) => h('tr', {}, h('th', { scope: 'row' }, h('code', {}, v.that)), h('td', {}, v.claim), h('td', {}, v.measured === null ? '' : figure(v.measured, v.unit)),
      h(v.holds || !scene.judged ? 'td' : 'td.fails', {}, v.why ? v.why : v.holds ? 'holds' : 'does not hold'))))
  }
  scene.on('judged', draw)
  scene.on('text', draw)
  draw()
  return h('section', { 'aria-label': 'What must come out' }, h('h2', {}, 'What must come out ', note),
    h('div.sideways', { tabindex: 0, role: 'region', 'aria-label': 'Expectations' }, h('table', {}, h('thead', {}, h('tr', {}, ...['Expectation', 'Claim', 'Measured', 'Verdict'].map((t) => h('th', { scope: 'col' }, t)))), list)), judge)
}

function settings(scene: Scene): HTMLElement {
  const seed = h<HTMLInputElement>('input', { type: 'number', min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, value: scene.seed ?? scene.show.seed, id: 'seed' })
  seed.addEventListener('change', () => { if (seed.checkValidity() && seed.value !== '') scene.setSeed(Number(seed.value)) })
  const facts = h('p')
  const draw = () => { facts.textContent = scene.traces().map((s) => `${title(scene, s.variant)}: ${figure(s.outcome.events, '1')} events, ${figure(s.outcome.records, '1')} records${s.outcome.kept === null ? '' : '; the page keeps those around the playhead'}.`).join(' ') }
  scene.on('runs', draw)
  draw()
  return h('section', { 'aria-label': 'The run' }, h('h2', {}, 'The run'), h('div.row', {}, h('label', { for: 'seed' }, 'Seed'), seed), h('p', {}), facts)
}

/** Copies a link to this very picture, or says why there is none. */
async function share(scene: Scene) {
  scene.pause()
  const link = await fragment({ name: scene.edited ? null : scene.name, text: scene.edited ? scene.text : null, a: scene.wanted[0] ?? 'base', b: scene.wanted[1] ?? null, seed: scene.seed, t: scene.t / 1e9, speed: scene.speed })
  if (link === null) return toast('This scenario is too long for a link. Export it as JSON instead.')
  const url = location.href.split('#')[0] + link
  history.replaceState(null, '', link)
  try {
    await navigator.clipboard.writeText(url)
    toast('Copied: a link to this scenario, at this instant.')
  } catch {
    toast('The address bar has the link.')
  }
}

function exportMenu(scene: Scene, picture: () => Promise<Blob | null>): HTMLElement {
  const name = scene.name ?? 'scenario'
  const side = () => scene.traces()[0]!
  const trace = async (form: string, ending: string, type: string) => {
    list.hidden = true
    const { bytes } = await longLab.ask({ do: 'export', file: scene.file, text: scene.text, variant: side().variant, form, ...(scene.seed === null ? {} : { seed: scene.seed }) })
    download(`${name}.${side().variant}.${ending}`, bytes!, type)
  }
  const act = (label: string, onclick: () => void) => h('button', { type: 'button', onclick: () => { list.hidden = true; onclick() } }, label)
  const list = h('div', { hidden: true, role: 'group', 'aria-label': 'Export' },
    act('Scenario, JSON', () => download(scene.file, scene.text, 'application/json')),
    act('Figures, CSV', () => download(`${name}.figures.csv`, figures(scene), 'text/csv')),
    act('Events, CSV', () => void trace('csv', 'csv', 'text/csv')),
    act('Trace for Perfetto', () => void trace('perfetto', 'perfetto.json', 'application/json')),
    act('Trace, binary', () => void trace('binary', 'trace', 'application/octet-stream')),
    act('Picture, PNG', () => void picture().then((png) => (png ? download(`${name}.png`, png, 'image/png') : toast('There is no picture to export without WebGL.')))))
  const button = h('button.quiet', { type: 'button', 'aria-expanded': 'false', onclick: () => { list.hidden = !list.hidden; button.setAttribute('aria-expanded', String(!list.hidden)) } }, 'Export')
  const menu = h('div.menu', {}, button, list)
  menu.addEventListener('keydown', (e) => { if (e.key === 'Escape') { list.hidden = true; button.focus() } })
  menu.addEventListener('focusout', (e) => { if (!menu.contains(e.relatedTarget as Node | null)) list.hidden = true })
  return menu
}

function figures(scene: Scene): string {
  const lines = ['variant,metric,value,unit']
  for (const s of scene.traces()) for (const m of s.outcome.metrics) lines.push(`${s.variant},${m.name},${m.value ?? ''},${m.unit}`)
  return lines.join('\n') + '\n'
}

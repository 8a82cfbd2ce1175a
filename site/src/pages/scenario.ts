// A scenario's page: the question first, then the guess, then the two runs on
// one clock, then what it costs, then what to try.
import { t } from '../language/text'
import { breakpoint } from '../panels/breakpoint'
import { charts } from '../panels/charts'
import { bring, fill, h, toast } from '../elements/dom'
import { onKeys } from '../elements/keys'
import { caption } from '../panels/caption'
import { colours } from '../picture/colours'
import { deck, thrift } from '../panels/deck'
import { openGlossary, openSigns } from '../panels/later'
import { expectations } from '../panels/expectations'
import { fileButton } from './files'
import { finds } from '../panels/finds'
import { exporting } from '../panels/exporting'
import { hand } from '../panels/hand'
import { inspector } from '../panels/inspector'
import { intro } from '../panels/intro'
import { lab, longLab } from '../lab/lab'
import { log } from '../panels/log'
import { Scene } from '../scene/scene'
import { scorecard } from '../panels/score'
import type { Address } from '../scene/address'
import { settings } from '../panels/settings'
import { sharing } from '../panels/sharing'
import { SheetPanel } from '../panels/sheet'
import { Stage } from '../picture/stage'
import { notes } from '../panels/notes'
import { onward } from '../panels/onward'
import { open } from './opening'
import { fullScreen } from './screen'
import { keepAddress, playWhileSeen } from './keeping'
import { step } from '../panels/step'
import { status } from '../panels/status'
import { trying } from '../panels/trying'
import { undoing, undoKeys } from '../panels/undoing'
import { reach, unfold } from '../elements/unfold'
import { afterGuess, veil } from '../panels/veil'
import type { Overview } from '../panels/table'
import { verdict } from '../panels/verdict'

export interface Shown {
  /** Has the browser keep all that loading the page anew shows again. */
  keep(): Promise<void>
  end(): void
}

export async function showScene(
  at: Address,
  main: HTMLElement,
  crumbs: HTMLElement,
  acts: HTMLElement,
): Promise<Shown> {
  const scene = new Scene(at.name)
  const { under, line } = await open(scene, at, main)
  fill(crumbs, ...trail(scene.show.title))
  const json = new SheetPanel(scene, fileButton())
  const closer = inspector(scene)
  const look = () => closer.scrollIntoView({ block: 'start' })
  const tools = hand(scene, look)
  const view = new Stage(scene, under, (again) => {
    bring(tools)
    if (again) tools.querySelector('button')?.focus() // Enter leads on from a place to what can be done to it
  })
  const time = deck(scene)
  const curves = charts(scene)
  const out = expectations(scene)
  const lower = answers(scene, curves, out)
  const screen = fullScreen(main)
  const below = h('div.below', {}, thrift(scene), breakpoint(scene), screen.button, signsButton())
  const table = tabled(scene)
  line.replaceWith(intro(scene))
  view.element.after(
    tools,
    notes(scene),
    finds(scene, look),
    undoing(scene),
    json.left,
    status(scene),
    time,
    below,
    caption(scene),
    view.sentence,
    colours(scene),
    verdict(scene, table && table.reach),
    step(scene) ?? '',
    lower,
    h('div.more', {}, closer, log(scene)),
    table?.part ?? '',
    unfold(t('Sequence'), t('who says what to whom, and when'), async () =>
      (await import('../sequence/sequence')).sequence(scene),
    ),
    h('div.more.plain', {}, out, settings(scene)),
    json.element,
    onward(scene.name, scene.words) ?? '',
  )
  fill(acts, ...offers(scene, json, () => view.player.snapshot()))
  lab.onrestart = longLab.onrestart = () => toast(t('The simulator has crashed, and is started again.'))
  void view.player.settled.then(() => findOut(scene))
  if (at.edit) void json.open(false)
  const address = keepAddress(scene)
  const ends = [
    onKeys({ '?': openSigns, f: screen.toggle }),
    screen.end,
    undoKeys(scene),
    address.end,
    playWhileSeen(scene, view.element, time, curves),
  ]
  return {
    keep: () => (json.keep(), address.keep()),
    end: () => {
      for (const end of ends) end()
      view.end()
      scene.end()
    },
  }
}

/** The way to this page. */
function trail(title: string): HTMLElement[] {
  const slash = h('span', { 'aria-hidden': 'true' }, '/')
  return [h('a', { href: '#' }, t('Gallery')), slash, h('b', { 'aria-current': 'page' }, title)]
}

/** What comes out, and what there is to try: what gives the answer away is veiled, and grey where it is of another run. */
function answers(scene: Scene, curves: HTMLElement, out: HTMLElement): HTMLElement {
  const figures = scorecard(scene)
  for (const part of [curves, figures, out]) veil(scene, part)
  const lower = h('div.lower', {}, curves, figures, trying(scene))
  greyWhileStale(scene, lower)
  return lower
}

/** Greys figures that are not those of what is asked for by now. */
function greyWhileStale(scene: Scene, figures: HTMLElement) {
  const age = () => figures.classList.toggle('old', scene.runs.stale)
  for (const news of ['busy', 'runs', 'text', 'faults'] as const) scene.on(news, age)
}

/** Has the simulator confirm what the build has asked it, and compare what nobody has compared yet. */
function findOut({ name, edited, seed, runs, study }: Scene) {
  if (name !== null && !edited && seed === null) void runs.verify()
  if (study.compared === null && runs.busy === null && runs.sides[1]) void study.compare(runs.wanted)
}

function signsButton(): HTMLElement {
  return h('button.link', { type: 'button', 'aria-keyshortcuts': '?', onclick: openSigns }, t('Keys and signs'))
}

/** All variants beside each other, where there are more than are on stage; who is led there has them measured as they are now. */
function tabled(scene: Scene): { part: HTMLElement; reach(): void } | null {
  const { table, variants } = scene.show
  if (!table && variants.length < 3) return null
  const hint = table ? table : t('all {n} variants beside each other', { n: variants.length })
  let overview: Overview | null = null
  let led = false
  const part = unfold(t('Table'), hint, async () => {
    const { Overview: Table } = await import('../panels/table')
    return afterGuess(scene, () => {
      overview = new Table(scene)
      if (led) overview.renew()
      return overview.element
    })
  })
  const follow = () => {
    led = true
    overview?.renew()
    reach(part)
  }
  return { part, reach: follow }
}

/** What can be done with all of it, beside the title. */
function offers(scene: Scene, json: SheetPanel, picture: () => Promise<Blob | null>): HTMLElement[] {
  return [
    h('button.quiet.wide', { type: 'button', onclick: () => openGlossary(scene.words) }, t('Glossary')),
    h('button.quiet', { type: 'button', onclick: () => void json.open() }, t('Edit JSON')),
    exporting(scene, picture),
    sharing(scene),
  ]
}

// A report to print or to keep: the question, the guess, the runs, the figures,
// and how to get the same again. It is a page that stands alone.
import { language } from '../language/language'
import { t, woven } from '../language/text'
import { h } from '../elements/dom'
import type { Scene } from '../scene/scene'
import { figure, figureOf, together } from '../words/format'
import { costs } from './score'
import { commandLine, subject } from './trying'

const look = `
  body { font: 15px/1.5 ui-sans-serif, system-ui, sans-serif; color: #1d2129; max-width: 760px; margin: 32px auto; padding: 0 16px }
  h1 { font-size: 26px; margin-bottom: 4px } h2 { font-size: 17px; margin: 28px 0 6px }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
  th, td { text-align: right; padding: 5px 8px; border-bottom: 1px solid #ddd; vertical-align: top }
  th:first-child, td:first-child { text-align: left; font-weight: 400 } thead th { font-weight: 600 }
  td svg { display: none } button { all: unset } .sr { display: none }
  code, pre { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
  img { max-width: 100% } @media print { body { margin: 0; max-width: none } tr, img { break-inside: avoid } }`

/** The report as HTML; the picture, if there is one, is in it. */
export async function report(scene: Scene, picture: Blob | null): Promise<string> {
  const body = h('body', {}, ...(await parts(scene, picture)))
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`
  const named = document.createElement('title') // h makes that of a picture
  named.textContent = `${scene.show.title} · Backchat`
  const start = `<!doctype html>\n<html lang="${language}"><head>${head}${named.outerHTML}<style>${look}</style></head>`
  return `${start}\n${body.outerHTML}</html>\n`
}

async function parts(scene: Scene, picture: Blob | null): Promise<(HTMLElement | null)[]> {
  const { show, study, acts } = scene
  const compared = study.compared?.sentences.map((s) => s.text).join(' ')
  const verdict = compared ?? scene.runs.shown.flatMap((s) => s.outcome.words).join(' ')
  const table = costs(scene)
  const time = figure(scene.playhead.t / 1e9, 's')
  return [
    h('h1', {}, show.title),
    h('p', {}, together(study.judged?.question ?? show.question)),
    guessed(scene),
    picture && h('img', { src: await inText(picture), alt: t('The runs at {time}', { time }) }),
    h('h2', {}, t('What comes out')),
    h('p', {}, h('b', {}, together(verdict))),
    scene.secret ? null : h('p', {}, together(study.judged?.lesson ?? '')),
    table,
    acts.length ? h('h2', {}, t('What was done to it')) : null,
    acts.length ? h('ul', {}, ...acts.map((a) => h('li', {}, a.says))) : null,
    show.goals.length ? h('h2', {}, t('Goals')) : null,
    show.goals.length ? goals(scene) : null,
    h('h2', {}, t('The runs')),
    runs(scene),
    h('p', {}, `${t('The same on the command line')}: `, h('code', {}, commandLine(scene))),
    h('h2', {}, t('The scenario')),
    h('pre', {}, scene.text),
  ]
}

function guessed(scene: Scene): HTMLElement | null {
  const { predict } = scene.show
  if (!predict) return null
  const { guess } = scene
  const mine = guess === null ? t('none') : predict.options[guess]!
  const right = woven('It comes out: {answer}.', { answer: predict.options[predict.right]! })
  return h('p', {}, ...woven('The guess: {answer}.', { answer: mine }), ' ', ...(scene.secret ? [] : right))
}

function goals(scene: Scene): HTMLElement {
  const outcome = (scene.runs.shown.find((s) => s.variant.id === 'base') ?? scene.runs.shown[0])?.outcome
  return h(
    'ul',
    {},
    ...scene.show.goals.map(({ text, that }, i) => {
      const goal = outcome?.goals[i]
      const value = goal?.known && goal.left !== null && figureOf(subject(that), goal.left, goal.unit)
      const reached = goal?.known && goal.holds ? t('reached') : t('not reached')
      return h('li', {}, text, `: ${reached}`, value && `, ${t('in this run {value}', { value })}`)
    }),
  )
}

function runs(scene: Scene): HTMLElement {
  const row = (cells: string[], name: string) => h('tr', {}, ...cells.map((text) => h(name, {}, text)))
  return h(
    'table',
    {},
    h('thead', {}, row([t('Run'), t('Seed'), t('Length'), t('Events'), t('Digest')], 'th')),
    h(
      'tbody',
      {},
      ...scene.runs.shown.map(({ variant, outcome: o }) => {
        const facts = [variant.title, String(o.seed), figure(o.seconds, 's'), figure(o.events, '1'), o.digest]
        return row(facts, 'td')
      }),
    ),
  )
}

/** A picture as text that a page can hold. */
function inText(picture: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.readAsDataURL(picture)
  })
}

// Where scenarios of the reader's own begin: with a template, a file, or what was
// left in this browser.
import { date } from '../words/format'
import { t, told } from '../language/text'
import { fill, h } from '../elements/dom'
import { drafts, forgetDraft } from '../scene/drafts'
import type { Draft } from '../scene/drafts'
import { fileButton, openText, titleOf } from './files'
import blank from '../templates/one-client-one-server.json'
import balancer from '../templates/servers-behind-a-balancer.json'
import cache from '../templates/three-tiers-with-a-cache.json'
import events from '../templates/publish-and-subscribe.json'
import news from '../templates/poll-or-push.json'
import queue from '../templates/queue-with-workers.json'

const templates = [cache, news, queue, balancer, events]

/** A template with its texts in the page's language. */
function inLanguage(template: string): string {
  const texts = /("(?:title|note|question|label|say)": )("(?:[^"\\]|\\.)*")/g
  return template.replace(texts, (_, field: string, text: string) => field + JSON.stringify(told(JSON.parse(text))))
}

export function making(): HTMLElement {
  const left = h('div')
  const draw = () => fill(left, ...leftHere(draw))
  draw()
  return h(
    'section.making',
    { 'aria-labelledby': 'making' },
    h('h2', { id: 'making' }, t('Make one of your own')),
    h('p', {}, t('Begin with one of these, or with a file: drop it anywhere. All of it stays in your browser.')),
    h(
      'div.row',
      {},
      h('button.solid', { type: 'button', onclick: () => void openText(inLanguage(blank)) }, t('New')),
      ...templates
        .map(inLanguage)
        .map((text) => h('button', { type: 'button', onclick: () => void openText(text) }, titleOf(text))),
      fileButton(),
    ),
    left,
  )
}

/** What was left in this browser, if anything was. */
function leftHere(draw: () => void): (HTMLElement | null)[] {
  const all = drafts()
  if (all.length === 0) return [null]
  return [
    h('h3', { id: 'left' }, t('What you left here')),
    h('ul', { role: 'list', 'aria-labelledby': 'left' }, ...all.map((d) => line(d, draw))),
  ]
}

function line(d: Draft, draw: () => void): HTMLElement {
  const forget = () => {
    forgetDraft(d.key)
    draw()
  }
  return h(
    'li',
    {},
    h('a', { href: `#v1/draft/${d.key}` }, d.title),
    h('small', {}, date(d.at)),
    h(
      'button.link',
      { type: 'button', 'aria-label': t('Forget {title}', { title: d.title }), onclick: forget },
      t('Forget'),
    ),
  )
}

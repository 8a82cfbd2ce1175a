// A space-time diagram as the text of a Mermaid sequence diagram: messages in
// the order of sending, with what else happens between them as notes.
import { t } from '../language/text'
import type { Diagram } from './spacetime'
import { shapes } from '../trace/tables'
import { tag } from '../words/records'
import { grain, instant } from './strokes'

const plainly = /[^A-Za-z0-9 .,:/()'×+_-]/gu

/** Text as Mermaid takes it literally: anything out of the ordinary as a numbered entity. */
function literal(text: string): string {
  return text.replace(plainly, (c) => `#${c.codePointAt(0)!};`)
}

export function mermaid(d: Diagram, says: string): string {
  const step = grain(d.window.to - d.window.from)
  const p = (line: number) => `p${line + 1}`
  const sends = d.arrows.map((a) => {
    const dashed = shapes[a.shape]!.manner === 'answers' ? '--' : '-'
    return {
      at: a.sent,
      line: `${p(a.a)}${dashed}${a.fate === 'lost' ? 'x' : '>>'}${p(a.b)}: ${literal(`${instant(a.sent, step)} ${tag(a)}`)}`,
    }
  })
  const notes = d.marks.map((m) => ({
    at: m.at,
    line: `Note over ${p(m.line)}: ${literal(`${instant(m.at, step)} ${happens(m)}`)}`,
  }))
  return (
    [
      `%% ${says.replace(/[\s{}%;]+/g, ' ')}`,
      'sequenceDiagram',
      ...d.lifelines.map((l, i) => `  participant ${p(i)} as ${literal(l.name)}`),
      ...[...notes, ...sends].sort((a, b) => a.at - b.at).map((x) => `  ${x.line}`),
    ].join('\n') + '\n'
  )
}

/** What a mark says. */
function happens({ what, msg }: Diagram['marks'][number]): string {
  if (what === 'drop') return t('drops message {number}', { number: `${msg}` })
  return what === 'down' ? t('crashes') : t('is back')
}

// Records in words.
import type { Words } from '../lab/data'
import { figure, plain } from './format'
import type { Rec, Trace } from '../trace/trace'

/** One record as a short sentence. */
export function sentence(trace: Trace, words: Words, r: Rec): string {
  const kind = words.kinds[r.kind] ?? '?'
  const shape = plain(words.shapes[r.shape] ?? '')
  const status = plain(words.statuses[r.status] ?? '')
  const node = trace.name(r.node)
  const peer = r.peer ? trace.name(r.peer) : ''
  const ops = r.op === 0 ? '' : r.n > 1 ? `operations ${r.op} to ${r.op + r.n - 1}` : `operation ${r.op}`
  const bytes = figure(r.payload + r.header, 'B')
  switch (kind) {
    case 'begin':
      return `${node} wants something: ${ops}`
    case 'enter':
      return `${ops}: ${plain(words.causes[r.cause] ?? '')}`
    case 'ask':
      return `${node} asks${r.aux > 1 ? ` again, for the ${r.aux}th time` : ''}${ops ? ` (${ops})` : ''}`
    case 'accepted':
      return `${ops} is taken in charge`
    case 'applied':
      return `${ops} takes effect at ${node}${r.aux > 0 ? ', once more' : ''}`
    case 'end':
      return `${ops} ${r.n > 1 ? 'end' : 'ends'}: ${status}`
    case 'send':
      return `${node} sends ${article(shape)} to ${peer}, ${bytes}`
    case 'block':
      return `message ${r.msg} waits behind earlier ones`
    case 'carry':
      return `message ${r.msg} carries ${ops} as well`
    case 'arrive':
      return `${node} receives ${article(shape)} from ${peer}`
    case 'lost':
      return `${article(shape) || 'a message'} from ${node} to ${peer} is lost: ${status}`
    case 'discard':
      return `${node} throws ${article(shape)} away: ${status}`
    case 'queue':
      return `${r.msg ? `message ${r.msg}` : 'work'} waits at ${node}, ${r.aux} in the queue`
    case 'serve':
      return `${node} takes up ${article(shape)}${r.aux > 0 ? ` after ${figure(r.aux / 1e9, 's')}` : ''}`
    case 'finish':
      return `${node} is done with ${article(shape)}: ${status}`
    case 'drop':
      return `${node} drops ${r.msg ? `message ${r.msg}` : 'work'}: ${status}`
    case 'hold':
      return `${node} holds a request until there is news`
    case 'free':
      return `${node} takes a held request up again: ${status}`
    case 'store':
      return `${node} keeps message ${r.msg}, ${r.aux} in all`
    case 'unstore':
      return `message ${r.msg} leaves ${node}: ${status}`
    case 'deliver':
      return `${node} hands message ${r.msg} to ${peer}${r.aux > 1 ? ', once more' : ''}`
    case 'open':
      return `${node} opens a connection to ${peer}`
    case 'opened':
      return `connection ${r.conn} is open`
    case 'close':
      return `connection ${r.conn} is closed`
    case 'reset':
      return `connection ${r.conn} breaks: ${status}`
    case 'down':
      return `${node} crashes${status === 'silent' ? ' with its host' : ''}`
    case 'up':
      return `${node} is back`
    case 'cut':
      return `what ${node} sends${peer ? ` to ${peer}` : ''} is lost from now on`
    case 'mend':
      return `what ${node} sends${peer ? ` to ${peer}` : ''} arrives again`
    case 'speed':
      return r.aux === 0 ? `${node} stops working` : `${node} works at ${figure(r.aux / 1e6, '1')} of its speed`
    default:
      return [node, kind, peer, shape, status].filter((x) => x && x !== 'none' && x !== 'nowhere').join(' ')
  }
}

/** The shapes whose own word is no thing that one sends. */
const thing: Record<string, string> = {
  health: 'health check',
  publish: 'message',
  subscribe: 'subscription',
  ack: 'acknowledgement',
  cancel: 'cancellation',
}

function article(shape: string): string {
  if (!shape || shape === 'none') return ''
  if (shape === 'news') return 'news'
  const named = thing[shape] ?? shape
  return `${/^[aeiou]/.test(named) ? 'an' : 'a'} ${named}`
}

/** Whether a record is trouble. */
export function isTrouble(words: Words, r: Rec): boolean {
  const kind = words.kinds[r.kind]
  const bad = !['none', 'ok', 'empty'].includes(words.statuses[r.status] ?? 'none')
  return (
    kind === 'lost' ||
    kind === 'down' ||
    kind === 'reset' ||
    kind === 'drop' ||
    kind === 'cut' ||
    ((kind === 'end' || kind === 'finish') && bad)
  )
}

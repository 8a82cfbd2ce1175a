// What the numbers in records stand for, as sim/trace has it.
// Generated: go test ./tests/docs -update

/** The kinds of record. */
export const K = {
  none: 0,
  begin: 1,
  enter: 2,
  ask: 3,
  accepted: 4,
  applied: 5,
  end: 6,
  send: 7,
  block: 8,
  carry: 9,
  arrive: 10,
  lost: 11,
  discard: 12,
  queue: 13,
  serve: 14,
  finish: 15,
  drop: 16,
  hold: 17,
  free: 18,
  store: 19,
  unstore: 20,
  deliver: 21,
  subscribed: 22,
  unsubscribed: 23,
  open: 24,
  opened: 25,
  close: 26,
  reset: 27,
  down: 28,
  up: 29,
  speed: 30,
  cut: 31,
  mend: 32,
  degrade: 33,
  unfit: 34,
  fit: 35,
  trip: 36,
  probe: 37,
  restore: 38,
  packet: 39,
  again: 40,
  began: 41,
  written: 42,
  interrupted: 43,
  inquired: 44,
  resumed: 45,
  spurious: 46,
  released: 47,
  want: 48,
  take: 49,
  yield: 50,
  forgo: 51,
  hit: 52,
  miss: 53,
  load: 54,
  loaded: 55,
  keep: 56,
  forget: 57,
  flushed: 58,
  wrote: 59,
  assign: 60,
  revoke: 61,
  commit: 62,
  rebalance: 63,
  turn: 64,
  errs: 65,
  eject: 66,
  readmit: 67,
  sized: 68,
  limits: 69,
  replay: 70,
  rebuilt: 71,
  ailing: 72,
  lookedUp: 73,
  stall: 74,
  extend: 75,
  aside: 76,
  panic: 77,
  skewed: 78,
  spend: 79,
  fork: 80,
  beside: 81,
  prevail: 82,
  admitted: 83,
  barred: 84,
  untaken: 85,
} as const

/** The causes. */
export const C = {
  none: 0,
  connecting: 1,
  handshake: 2,
  waitingConnection: 3,
  transfer: 4,
  inFlight: 5,
  headOfLine: 6,
  queued: 7,
  inService: 8,
  held: 9,
  backingOff: 10,
  nextPoll: 11,
  unanswered: 12,
  gathering: 13,
  congestion: 14,
  receiver: 15,
  recovering: 16,
  waitingUnit: 17,
  pausing: 18,
} as const

/** The statuses. */
export const S = {
  none: 0,
  ok: 1,
  empty: 2,
  rejected: 3,
  timedOut: 4,
  failed: 5,
  lost: 6,
  unfinished: 7,
  cancelled: 8,
  expired: 9,
  deadLettered: 10,
  dropped: 11,
  duplicate: 12,
  late: 13,
  refused: 14,
  crashed: 15,
  silent: 16,
  partitioned: 17,
  noise: 18,
  breakerOpen: 19,
  noTarget: 20,
  away: 21,
  idle: 22,
  coalesced: 23,
  noConnection: 24,
  noPort: 25,
  miss: 26,
  notFound: 27,
  limited: 28,
  throttled: 29,
  leaving: 30,
  conflict: 31,
  notEnoughReplicas: 32,
  truncated: 33,
} as const

/** What a sentence may have in braces. */
export type Field =
  | 'a shape'
  | 'again'
  | 'aside'
  | 'asked'
  | 'bytes'
  | 'cause'
  | 'clock'
  | 'conn'
  | 'count'
  | 'disk'
  | 'ends'
  | 'failing'
  | 'fleet'
  | 'held'
  | 'host'
  | 'key'
  | 'killed'
  | 'later'
  | 'life'
  | 'lost'
  | 'measured'
  | 'message'
  | 'msg'
  | 'node'
  | 'number'
  | 'offset'
  | 'ops'
  | 'other'
  | 'panic'
  | 'partition'
  | 'peer'
  | 'rank'
  | 'repeats'
  | 'restarted'
  | 'speed'
  | 'status'
  | 'wait'
  | 'waits'
  | 'which'
  | 'work'
  | 'worse'

export type Subject =
  | 'operations'
  | 'messages'
  | 'work and queues'
  | 'subscriptions and kept messages'
  | 'connections'
  | 'places and wires'
  | 'packets'
  | 'what is kept by key'

export interface Kind {
  name: string
  about: Subject | 'nothing'
  says: string // a sentence; what stands in brackets is left out where a field in it has nothing to say
}
export interface Cause {
  name: string
  words?: string // as people say it, where that is not its name in words
  spent: 'nothing' | 'work' | 'wire' | 'wait' | 'trouble'
}
export interface Shape {
  name: string
  manner: 'tells' | 'asks' | 'answers'
  aside: boolean // no part of a conversation, but about one
  one: string // in words
}
export interface Status {
  name: string
  outcome: boolean // an operation may end with it
  well: boolean
  refuses: boolean // an answer with it says no
}

export const kinds: readonly Kind[] = [
  { name: 'none', about: 'nothing', says: '' },
  { name: 'begin', about: 'operations', says: '{node} wants something: {ops}' },
  { name: 'enter', about: 'operations', says: '[{ops}: ][{message}: ]{cause}' },
  { name: 'ask', about: 'operations', says: '{node} asks[ again, attempt {again}][ ({ops})]' },
  { name: 'accepted', about: 'operations', says: '{ops}: taken in charge' },
  { name: 'applied', about: 'operations', says: '{ops}: takes effect at {node}[ again: {repeats}]' },
  { name: 'end', about: 'operations', says: '{ops} {ends}: {status}' },
  { name: 'send', about: 'messages', says: '{node} sends {a shape} to {peer}[, {bytes}]' },
  { name: 'block', about: 'messages', says: 'message {msg} waits behind earlier ones' },
  { name: 'carry', about: 'messages', says: 'message {msg} carries {ops} as well' },
  { name: 'arrive', about: 'messages', says: '{node} receives {a shape} from {peer}' },
  { name: 'lost', about: 'messages', says: '{a shape} from {node} to {peer} is lost: {status}' },
  { name: 'discard', about: 'messages', says: '{node} throws {a shape} away: {status}' },
  { name: 'queue', about: 'work and queues', says: '{work} waits at {node}, {count} in the queue' },
  { name: 'serve', about: 'work and queues', says: '{node} takes up {a shape}[ after {wait}]' },
  { name: 'finish', about: 'work and queues', says: '{node} is done with {a shape}: {status}' },
  { name: 'drop', about: 'work and queues', says: '{node} drops {work}: {status}' },
  { name: 'hold', about: 'work and queues', says: '{node} holds a request until there is news' },
  { name: 'free', about: 'work and queues', says: '{node} takes a held request up again[: {status}]' },
  { name: 'store', about: 'subscriptions and kept messages', says: '{node} keeps message {msg}[ of rank {rank}], {count} in all' },
  { name: 'unstore', about: 'subscriptions and kept messages', says: 'message {msg} leaves {node}: {status}' },
  { name: 'deliver', about: 'subscriptions and kept messages', says: '{node} hands message {msg}[ of rank {rank}] to {peer}[ again, attempt {again}]' },
  { name: 'subscribed', about: 'subscriptions and kept messages', says: '{peer} is subscribed at {node}' },
  { name: 'unsubscribed', about: 'subscriptions and kept messages', says: '{peer} is no longer subscribed at {node}[: {status}]' },
  { name: 'open', about: 'connections', says: '{node} opens a connection to {peer}' },
  { name: 'opened', about: 'connections', says: 'connection {conn} is open[, and {waits} at {peer} to be accepted]' },
  { name: 'close', about: 'connections', says: 'connection {conn} is closed' },
  { name: 'reset', about: 'connections', says: 'connection {conn} breaks: {status}' },
  { name: 'down', about: 'places and wires', says: '{node} crashes[ with {host}][, out of memory: {held} connections are open]' },
  { name: 'up', about: 'places and wires', says: '{node} is back[: {other} has its address]' },
  { name: 'speed', about: 'places and wires', says: '{node} works at {speed}' },
  { name: 'cut', about: 'places and wires', says: 'what {node} sends to {peer} is lost from now on' },
  { name: 'mend', about: 'places and wires', says: 'what {node} sends to {peer} arrives again' },
  { name: 'degrade', about: 'places and wires', says: 'the wire from {node} to {peer} {worse}' },
  { name: 'unfit', about: 'places and wires', says: '{node} no longer counts on {peer}: its health check fails' },
  { name: 'fit', about: 'places and wires', says: '{node} counts on {peer} again: its health check is well' },
  { name: 'trip', about: 'places and wires', says: 'the circuit breaker of {node} towards {peer} opens' },
  { name: 'probe', about: 'places and wires', says: 'the circuit breaker of {node} towards {peer} lets a trial through' },
  { name: 'restore', about: 'places and wires', says: 'the circuit breaker of {node} towards {peer} closes' },
  { name: 'packet', about: 'packets', says: '{node} sends packet {number} to {peer}, {bytes}[, which is lost: {status}]' },
  { name: 'again', about: 'packets', says: '{node} sends again to {peer}, in packet {number}, {bytes}[, which is lost: {status}]' },
  { name: 'began', about: 'messages', says: '{node} has the beginning of message {msg} from {peer}' },
  { name: 'written', about: 'operations', says: '{node} stores {bytes} of {ops} from {peer}' },
  { name: 'interrupted', about: 'operations', says: '{ops} is interrupted at {node}: {status}' },
  { name: 'inquired', about: 'operations', says: '{node} asks how much of {ops} is there' },
  { name: 'resumed', about: 'operations', says: '{node} goes on with {ops}' },
  { name: 'spurious', about: 'packets', says: '{node} sends again to {peer} what is not lost, in packet {number}, {bytes}[, which is lost: {status}]' },
  { name: 'released', about: 'connections', says: '{node} may use the port of connection {conn} again' },
  { name: 'want', about: 'work and queues', says: '{work} waits at {node} for a unit of a pool, {count} in all' },
  { name: 'take', about: 'work and queues', says: '{work} has a unit of a pool of {node}[ after {wait}]' },
  { name: 'yield', about: 'work and queues', says: '{work} gives a unit of a pool of {node} back' },
  { name: 'forgo', about: 'work and queues', says: '{work} gets no unit of a pool of {node}: {status}' },
  { name: 'hit', about: 'what is kept by key', says: '{node} has {key}[, {later} writes behind]' },
  { name: 'miss', about: 'what is kept by key', says: '{node} does not have {key}[ as it was read: {status}]' },
  { name: 'load', about: 'what is kept by key', says: '{node} asks for {key}, {count} such requests under way' },
  { name: 'loaded', about: 'what is kept by key', says: '{node} asks for {key} no longer' },
  { name: 'keep', about: 'what is kept by key', says: '{node} keeps {key}, {count} in all' },
  { name: 'forget', about: 'what is kept by key', says: '{node} forgets {key}: {status}' },
  { name: 'flushed', about: 'what is kept by key', says: 'all that {node} keeps by key: {status}' },
  { name: 'wrote', about: 'what is kept by key', says: '{node} writes {key}: version {count}' },
  { name: 'assign', about: 'subscriptions and kept messages', says: '{peer} reads partition {partition} at {node}' },
  { name: 'revoke', about: 'subscriptions and kept messages', says: '{peer} no longer reads partition {partition} at {node}: {status}' },
  { name: 'commit', about: 'subscriptions and kept messages', says: 'the group of {peer} is done with all before {offset} of partition {partition} at {node}' },
  { name: 'rebalance', about: 'subscriptions and kept messages', says: '{node} has the group of {peer} share its partitions anew' },
  { name: 'turn', about: 'places and wires', says: '{node} {life}[, {killed}, with {lost} requests in its hands]' },
  { name: 'errs', about: 'places and wires', says: '{node} answers {failing} with errors' },
  { name: 'eject', about: 'places and wires', says: '{node} ejects {peer}, whose requests fail[, time {again}]: {status}' },
  { name: 'readmit', about: 'places and wires', says: '{node} sends to {peer} again[: {status}]' },
  { name: 'sized', about: 'places and wires', says: 'the autoscaler of {fleet} finds {measured} at each, which asks for {asked}: {count} from now' },
  { name: 'limits', about: 'places and wires', says: '{node} has at most {count} requests in hand' },
  { name: 'replay', about: 'subscriptions and kept messages', says: '{peer} reads partition {partition} at {node} again, up to {offset}' },
  { name: 'rebuilt', about: 'subscriptions and kept messages', says: '{peer} has its state of partition {partition} at {node} again' },
  { name: 'ailing', about: 'places and wires', says: '{node} fails its liveness check[, time {again}][, and {restarted}]: {status}' },
  { name: 'lookedUp', about: 'places and wires', says: '{node} looks up whom to ask: {peer}' },
  { name: 'stall', about: 'places and wires', says: 'the disk of {node} {disk}' },
  { name: 'extend', about: 'subscriptions and kept messages', says: '{node} hears that {peer} is at work on message {msg} still' },
  { name: 'aside', about: 'subscriptions and kept messages', says: 'message {msg} {aside} the dead letters of {node}, {count} there' },
  { name: 'panic', about: 'places and wires', says: '{node} {panic}' },
  { name: 'skewed', about: 'places and wires', says: 'the clock of {node} {clock}' },
  { name: 'spend', about: 'work and queues', says: 'the bucket of {node}[ for {peer}][: {message} takes a token][ is full: {status}]' },
  { name: 'fork', about: 'operations', says: '{ops}: another attempt is made beside the one that there is' },
  { name: 'beside', about: 'operations', says: '{ops}, the attempt beside: {cause}' },
  { name: 'prevail', about: 'operations', says: '{ops}: {which} counts' },
  { name: 'admitted', about: 'connections', says: '{peer} accepts connection {conn}, which has waited' },
  { name: 'barred', about: 'places and wires', says: 'the circuit breaker of {node} lets nothing through[ ({ops})]' },
  { name: 'untaken', about: 'packets', says: '{peer} does not take a packet of {node}, {bytes}: {status}' },
]

export const causes: readonly Cause[] = [
  { name: 'none', spent: 'nothing' },
  { name: 'connecting', spent: 'wire' },
  { name: 'handshake', spent: 'wire' },
  { name: 'waitingConnection', spent: 'wait' },
  { name: 'transfer', spent: 'wire' },
  { name: 'inFlight', spent: 'wire' },
  { name: 'headOfLine', spent: 'wait' },
  { name: 'queued', spent: 'wait' },
  { name: 'inService', spent: 'work' },
  { name: 'held', spent: 'wait' },
  { name: 'backingOff', spent: 'trouble' },
  { name: 'nextPoll', words: 'waiting for its listener', spent: 'wait' },
  { name: 'unanswered', spent: 'trouble' },
  { name: 'gathering', spent: 'wait' },
  { name: 'congestion', spent: 'wire' },
  { name: 'receiver', spent: 'wait' },
  { name: 'recovering', spent: 'trouble' },
  { name: 'waitingUnit', spent: 'wait' },
  { name: 'pausing', spent: 'wait' },
]

export const shapes: readonly Shape[] = [
  { name: 'none', manner: 'tells', aside: false, one: 'message' },
  { name: 'request', manner: 'asks', aside: false, one: 'request' },
  { name: 'response', manner: 'answers', aside: false, one: 'answer' },
  { name: 'poll', manner: 'asks', aside: false, one: 'poll' },
  { name: 'news', manner: 'answers', aside: false, one: 'answer to a poll' },
  { name: 'subscribe', manner: 'asks', aside: false, one: 'subscription' },
  { name: 'push', manner: 'tells', aside: false, one: 'push' },
  { name: 'publish', manner: 'asks', aside: false, one: 'published message' },
  { name: 'delivery', manner: 'tells', aside: false, one: 'delivery' },
  { name: 'ack', manner: 'answers', aside: false, one: 'acknowledgement' },
  { name: 'health', manner: 'tells', aside: true, one: 'health check' },
  { name: 'handshake', manner: 'tells', aside: true, one: 'handshake' },
  { name: 'reset', manner: 'tells', aside: false, one: 'reset' },
  { name: 'cancel', manner: 'tells', aside: true, one: 'cancellation' },
  { name: 'batch', manner: 'asks', aside: false, one: 'batch of messages' },
]

export const statuses: readonly Status[] = [
  { name: 'none', outcome: false, well: false, refuses: false },
  { name: 'ok', outcome: true, well: true, refuses: false },
  { name: 'empty', outcome: true, well: true, refuses: false },
  { name: 'rejected', outcome: true, well: false, refuses: true },
  { name: 'timedOut', outcome: true, well: false, refuses: true },
  { name: 'failed', outcome: true, well: false, refuses: true },
  { name: 'lost', outcome: true, well: false, refuses: false },
  { name: 'unfinished', outcome: true, well: false, refuses: false },
  { name: 'cancelled', outcome: true, well: false, refuses: false },
  { name: 'expired', outcome: true, well: false, refuses: false },
  { name: 'deadLettered', outcome: true, well: false, refuses: false },
  { name: 'dropped', outcome: true, well: false, refuses: false },
  { name: 'duplicate', outcome: false, well: false, refuses: false },
  { name: 'late', outcome: false, well: false, refuses: false },
  { name: 'refused', outcome: true, well: false, refuses: false },
  { name: 'crashed', outcome: true, well: false, refuses: false },
  { name: 'silent', outcome: false, well: false, refuses: false },
  { name: 'partitioned', outcome: false, well: false, refuses: false },
  { name: 'noise', outcome: false, well: false, refuses: false },
  { name: 'breakerOpen', outcome: true, well: false, refuses: false },
  { name: 'noTarget', outcome: true, well: false, refuses: false },
  { name: 'away', outcome: false, well: false, refuses: false },
  { name: 'idle', outcome: false, well: false, refuses: false },
  { name: 'coalesced', outcome: true, well: false, refuses: false },
  { name: 'noConnection', outcome: true, well: false, refuses: false },
  { name: 'noPort', outcome: true, well: false, refuses: false },
  { name: 'miss', outcome: false, well: true, refuses: false },
  { name: 'notFound', outcome: true, well: false, refuses: true },
  { name: 'limited', outcome: true, well: false, refuses: true },
  { name: 'throttled', outcome: true, well: false, refuses: false },
  { name: 'leaving', outcome: false, well: false, refuses: false },
  { name: 'conflict', outcome: true, well: false, refuses: true },
  { name: 'notEnoughReplicas', outcome: true, well: false, refuses: true },
  { name: 'truncated', outcome: true, well: false, refuses: false },
]

/** By which fields of a record something is not as usual, and what its aux is where it is. */
export const unusual = {
  speed: { aux: 1000000, fields: ['aux'] },
  degrade: { aux: 0, fields: ['aux', 'parent', 'payload', 'header'] },
  turn: { aux: 2, fields: ['aux'] },
  errs: { aux: 0, fields: ['aux'] },
  stall: { aux: 0, fields: ['aux'] },
  panic: { aux: 0, fields: ['aux'] },
  skewed: { aux: 0, fields: ['aux'] },
} as const

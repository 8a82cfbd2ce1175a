// The service worker: after a first visit the page works without a network, as far
// as it was visited. What the network has comes first; what is named by its own
// content, which cannot have changed, comes from what is kept. A build keeps
// nothing of another one.
declare const VERSION: string
/** What the page cannot do without, and small. */
declare const SHELL: string[]
/** What it can do without until it is asked for, and is asked for without a network, too. */
declare const AFTERWARDS: string[]

interface Lasting extends Event {
  waitUntil(until: Promise<unknown>): void
}
interface Fetching extends Lasting {
  request: Request
  respondWith(answer: Promise<Response>): void
}
interface Told extends Lasting {
  data: { visited?: string[] }
}
interface Worker {
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
  addEventListener(type: 'install' | 'activate', heard: (e: Lasting) => void): void
  addEventListener(type: 'fetch', heard: (e: Fetching) => void): void
  addEventListener(type: 'message', heard: (e: Told) => void): void
}

const worker = self as unknown as Worker
const prefix = 'backchat-'
const kept = () => caches.open(prefix + VERSION)
const byContent = /-[A-Z0-9]{8}\.(js|css|wasm)$/

worker.addEventListener('install', (e) => {
  const all = kept().then((cache) => cache.addAll(SHELL))
  e.waitUntil(all.then(() => worker.skipWaiting()))
})

worker.addEventListener('activate', (e) => {
  const others = (names: string[]) => names.filter((n) => n.startsWith(prefix) && n !== prefix + VERSION)
  const gone = caches.keys().then((names) => Promise.all(others(names).map((name) => caches.delete(name))))
  e.waitUntil(gone.then(() => worker.clients.claim()))
})

worker.addEventListener('fetch', (e) => {
  const { request } = e
  if (request.method !== 'GET' || !request.url.startsWith(location.origin)) return
  e.respondWith(byContent.test(request.url) ? keptFirst(e) : networkFirst(e))
})

/** Keeps what was loaded before the worker was there, and then what nobody has loaded yet. */
worker.addEventListener('message', (e) => {
  const visited = (e.data.visited ?? []).filter((url) => url.startsWith(location.origin))
  e.waitUntil(keep([...visited, ...AFTERWARDS]))
})

async function keep(urls: string[]) {
  const cache = await kept()
  for (const url of urls) if (!(await cache.match(url))) await cache.add(url).catch(() => {})
}

async function keptFirst(e: Fetching): Promise<Response> {
  return (await (await kept()).match(e.request)) ?? networkFirst(e)
}

async function networkFirst(e: Fetching): Promise<Response> {
  const cache = await kept()
  try {
    const answer = await fetch(e.request)
    // A full quota is no reason to fail.
    if (answer.ok) e.waitUntil(put(cache, e.request, answer.clone()).catch(() => {}))
    return answer
  } catch (error) {
    const before = await cache.match(e.request)
    if (before) return before
    throw error
  }
}

/**
 * Keeps an answer that is another than what is kept, once all of it is there: what is kept already goes when another
 * begins to be written, and would be lost with a network that ends meanwhile.
 */
async function put(cache: Cache, request: Request, answer: Response) {
  const before = await cache.match(request)
  const dated = (r: Response) => r.headers.get('etag') ?? r.headers.get('last-modified')
  if (before && dated(before) !== null && dated(before) === dated(answer)) return
  const body = await answer.arrayBuffer()
  const headers = new Headers(answer.headers)
  for (const name of ['content-encoding', 'content-length', 'vary']) headers.delete(name) // the body is decoded
  await cache.put(request, new Response(body, { headers }))
}

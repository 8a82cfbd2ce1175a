// The page's side of the lab: one worker a bench, which is started when it is
// first asked, and started anew when it dies, with the same requests.
declare const LAB_WORKER: string
declare const LAB_BYTES: number // of its program

import { programs } from '../language/language'
import { retold } from '../language/messages'
import { t } from '../language/text'
import type { Fault } from './data'

export interface Ask {
  do: string
  [key: string]: unknown
}
export interface Reply<T> {
  answer: T
  bytes?: ArrayBuffer
}

export class FaultsError extends Error {
  constructor(readonly faults: Fault[]) {
    super(faults.map((f) => `${f.line}:${f.column} ${f.told ?? f.message}`).join('\n'))
  }
}
export class CancelledError extends Error {
  constructor() {
    super(t('This was stopped before it was done.'))
  }
}

interface Pending {
  id: number
  ask: Ask
  tries: number
  progress: ((share: number) => void) | undefined
  resolve(reply: Reply<unknown>): void
  reject(error: Error): void
}

/** What there is of a program that comes slowly. */
interface Coming {
  share: number
  sent: number // bytes of all of it, as they are sent; 0: nobody knows
}

const mostTries = 3
const soon = 500 // milliseconds in which a program comes of which nothing need be said

/** What the lab says in the page's language: of each text a line with its English, and one with what it is. */
const told = Object.entries(programs).flat().join('\n')

export class Lab {
  private worker: Worker | null = null
  private pending = new Map<number, Pending>()
  private next = 1
  private heardAt = 0
  private watch = 0
  private begun = 0
  private listens = false // its program has come, and runs
  /** Null: its program does not come slowly, or is there. */
  coming: Coming | null = null

  /** A worker that owes an answer and is silent for so long, in milliseconds, is dead. */
  constructor(private readonly patience: number) {}

  /** Told of every restart, for the page to say so. */
  onrestart: (() => void) | undefined

  /** Asks for something. Cancelling rejects with a CancelledError. */
  ask<T>(ask: Ask, progress?: (share: number) => void, signal?: AbortSignal): Promise<Reply<T>> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new CancelledError())
      const id = this.next++
      this.pending.set(id, { id, ask, tries: 0, progress, resolve: resolve as (r: Reply<unknown>) => void, reject })
      this.post(this.pending.get(id)!)
      signal?.addEventListener('abort', () => this.cancel(id))
    })
  }

  private post(p: Pending) {
    this.worker ??= this.start()
    p.tries++
    this.heardAt = performance.now()
    this.watch ||= window.setInterval(() => this.look(), 1000)
    this.worker.postMessage({ id: p.id, language: told, ...p.ask })
  }

  private start(): Worker {
    const worker = new Worker(LAB_WORKER)
    this.begun = performance.now()
    this.listens = false
    worker.onmessage = (e) => {
      if (worker === this.worker) this.heard(e.data)
    }
    worker.onerror = (e) => {
      e.preventDefault()
      if (worker === this.worker) this.died(e.message)
    }
    return worker
  }

  private heard(m: {
    id: number
    loaded?: number
    running?: boolean
    sent?: number
    progress?: number
    answer?: unknown
    bytes?: ArrayBuffer
    faults?: Fault[]
    error?: string
    cancelled?: boolean
    crashed?: string
  }) {
    this.heardAt = performance.now()
    if (m.crashed) return this.died(m.crashed)
    if (m.running) this.listens = true
    if (m.loaded !== undefined) return this.arrives(m.loaded / LAB_BYTES, m.sent ?? 0)
    const p = this.pending.get(m.id)
    if (!p) return
    if (m.progress !== undefined) return p.progress?.(m.progress)
    this.pending.delete(m.id)
    if (m.faults) void refusal(m.faults).then(p.reject)
    else if (m.cancelled) p.reject(new CancelledError())
    else if (m.error !== undefined) void failure(m.error).then(p.reject)
    else p.resolve({ answer: m.answer, ...(m.bytes ? { bytes: m.bytes } : {}) })
  }

  /** More of the program is there. That it comes slowly is told as soon as it shows, and until all is there. */
  private arrives(share: number, sent: number) {
    const took = performance.now() - this.begun
    const slow = took > soon && (took / share) * (1 - share) > soon
    const coming = share < 1 && (this.coming || slow) ? { share, sent } : null
    if (!coming && !this.coming) return
    this.coming = coming
    document.dispatchEvent(new Event('arrival'))
  }

  /** Looks whether the worker still lives. */
  private look() {
    if (this.pending.size === 0) {
      clearInterval(this.watch)
      this.watch = 0
    } else if (performance.now() - this.heardAt > this.patience) this.died(t('it fell silent'))
  }

  private stop() {
    this.worker?.terminate()
    this.worker = this.coming = null
  }

  /** The worker has crashed: another one takes its requests over. */
  private died(why: string) {
    this.stop()
    this.onrestart?.()
    for (const p of [...this.pending.values()]) {
      if (p.tries < mostTries) {
        this.post(p)
        continue
      }
      this.pending.delete(p.id)
      p.reject(new Error(t('the simulator crashed {n} times: {why}', { n: p.tries, why })))
    }
  }

  /** Takes a request back. A worker that does not listen is ended. */
  private cancel(id: number) {
    const p = this.pending.get(id)
    if (!p) return
    const early = !this.listens
    this.worker?.postMessage({ do: 'cancel', target: id })
    setTimeout(() => {
      if (!this.pending.delete(id)) return
      p.reject(new CancelledError())
      if (early) return // it will listen, and what has come of its program has not come in vain
      this.stop()
      for (const other of this.pending.values()) this.post(other)
    }, 1500)
  }
}

/** What is wrong with a scenario, in the page's language too. */
async function refusal(faults: Fault[]): Promise<FaultsError> {
  const inIt = await Promise.all(faults.map(({ message }) => retold(message)))
  return new FaultsError(faults.map((fault, i) => ({ ...fault, ...(inIt[i] && { told: inIt[i] }) })))
}

async function failure(message: string): Promise<Error> {
  return new Error((await retold(message)) ?? message)
}

/** One bench for what the person waits for, one for long work. */
export const lab = new Lab(20_000)
export const longLab = new Lab(120_000)

/** How much one account or address may ask for, over time and at once: each key pays for itself and for nobody else. */

import { countedKeysMax } from '../shared/limits.ts'
import type { Clock } from './clock.ts'

type Bucket = { left: number; at: number }

/** So many at once, and so many a second after that, for each key. */
export class Rate {
  readonly #perSecond: number
  readonly #burst: number
  readonly #clock: Pick<Clock, 'now'>
  /** The one unused for longest first: a Map keeps the order of insertion. */
  readonly #buckets = new Map<string, Bucket>()

  constructor(perSecond: number, burst: number, clock: Pick<Clock, 'now'>) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#clock = clock
  }

  /** Takes one. 0: it was there; else the milliseconds until one is, and none was taken. */
  take(key: string): number {
    const bucket = this.#filled(key)
    if (bucket.left < 1) return Math.ceil(((1 - bucket.left) / this.#perSecond) * 1000)
    bucket.left--
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size > countedKeysMax) this.#forgetOne()
    return 0
  }

  /** Milliseconds until one is there; takes none. */
  wait(key: string): number {
    const { left } = this.#filled(key)
    return left < 1 ? Math.ceil(((1 - left) / this.#perSecond) * 1000) : 0
  }

  #filled(key: string): Bucket {
    const now = this.#clock.now()
    const { left, at } = this.#buckets.get(key) ?? { left: this.#burst, at: now }
    const seconds = Math.max(0, now - at) / 1000 // a clock may be set back
    return { left: Math.min(this.#burst, left + seconds * this.#perSecond), at: now }
  }

  #forgetOne(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key)
      return
    }
  }
}

/** So much at once, and so much a second after that, for each key; what something has cost is known afterwards only, and may be more. */
export class Debts {
  readonly #perSecond: number
  readonly #burst: number
  readonly #clock: Pick<Clock, 'now'>
  /** What each key owes. The one unused for longest first. */
  readonly #owed = new Map<string, { readonly sum: number; readonly at: number }>()

  constructor(perSecond: number, burst: number, clock: Pick<Clock, 'now'>) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#clock = clock
  }

  /** Milliseconds until the key owes no more than it may; 0: it may go on. */
  wait(key: string): number {
    return Math.max(0, Math.ceil(((this.#sum(key) - this.#burst) / this.#perSecond) * 1000))
  }

  spend(key: string, amount: number): void {
    const sum = this.#sum(key) + amount
    this.#owed.delete(key)
    this.#owed.set(key, { sum, at: this.#clock.now() })
    if (this.#owed.size > countedKeysMax)
      for (const oldest of [...this.#owed.keys()].slice(0, 1)) this.#owed.delete(oldest)
  }

  #sum(key: string): number {
    const owed = this.#owed.get(key)
    if (owed === undefined) return 0
    const now = this.#clock.now()
    // A clock was set back: what is owed is paid off from there.
    if (now < owed.at) this.#owed.set(key, { sum: owed.sum, at: now })
    return Math.max(0, owed.sum - (Math.max(0, now - owed.at) / 1000) * this.#perSecond)
  }
}

/** So many at the same time, for each key. */
export class AtOnce {
  readonly #max: number
  readonly #counts = new Map<string, number>()

  constructor(max: number) {
    this.#max = max
  }

  /** False: there are as many as there may be. Else `leave` follows. */
  enter(key: string): boolean {
    const count = this.#counts.get(key) ?? 0
    if (count >= this.#max) return false
    this.#counts.set(key, count + 1)
    return true
  }

  leave(key: string): void {
    const count = (this.#counts.get(key) ?? 0) - 1
    if (count > 0) this.#counts.set(key, count)
    else this.#counts.delete(key)
  }
}

/** So many at the same time, for each key; who comes while all are taken waits their turn. */
export class Lanes {
  readonly #max: number
  readonly #taken = new Map<string, { count: number; readonly waiting: (() => void)[] }>()

  constructor(max: number) {
    this.#max = max
  }

  /** Resolves when it is one's turn; `leave` follows. */
  async enter(key: string): Promise<void> {
    const lanes = this.#taken.get(key) ?? { count: 0, waiting: [] }
    this.#taken.set(key, lanes)
    if (lanes.count < this.#max) lanes.count++
    else await new Promise<void>((resolve) => lanes.waiting.push(resolve))
  }

  leave(key: string): void {
    const lanes = this.#taken.get(key)
    if (lanes === undefined) return
    const next = lanes.waiting.shift()
    if (next !== undefined) return next() // one's lane becomes the next one's
    lanes.count--
    if (lanes.count === 0) this.#taken.delete(key)
  }
}

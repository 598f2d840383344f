/** Asks every connection for a sign of life in turn, so that thousands are not asked in the same moment. */

import { aliveEveryMs } from '../../shared/limits.ts'
import type { Clock, Timer } from '../clock.ts'

export interface Alive {
  keepAlive(): void
}

const TURNS = 20

export class Heartbeat<A extends Alive> {
  readonly #clock: Clock
  readonly #turns: readonly Set<A>[] = Array.from({ length: TURNS }, () => new Set<A>())
  #now = 0
  #timer: Timer | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#turns.reduce((sum, turn) => sum + turn.size, 0)
  }

  add(alive: A): void {
    // The turn that has just been: a whole round from now.
    this.#turns[this.#now]?.add(alive)
    this.#timer ??= this.#clock.after(aliveEveryMs / TURNS, () => this.#beat())
  }

  remove(alive: A): void {
    for (const turn of this.#turns) turn.delete(alive)
  }

  *[Symbol.iterator](): Iterator<A> {
    for (const turn of this.#turns) yield* turn
  }

  #beat(): void {
    this.#timer = this.size > 0 ? this.#clock.after(aliveEveryMs / TURNS, () => this.#beat()) : null
    this.#now = (this.#now + 1) % TURNS
    for (const alive of [...(this.#turns[this.#now] ?? [])]) alive.keepAlive()
  }
}

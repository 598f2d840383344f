/** Virtual time for everything in a simulated world: clocks that are handed in, and the timers that libraries take from the globals. */

import type { Clock } from '../../server/clock.ts'

type Waiting = { readonly at: number; readonly run: () => void }

const real = {
  setTimeout: globalThis.setTimeout,
  setInterval: globalThis.setInterval,
  clearTimeout: globalThis.clearTimeout,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
}

/** Runs everything that promises have put off. */
const promisesRun = () => new Promise<void>((resolve) => real.setImmediate(resolve))

export class VirtualTime {
  now = 1_000_000
  #timers = new Set<Waiting>()
  #soon: (() => void)[] = []

  /** A clock that stops for ever when its process dies. */
  clock(isAlive: () => boolean): Clock {
    return {
      now: () => this.now,
      after: (ms, run) => {
        const timer = { at: this.now + Math.max(0, ms), run: () => isAlive() && run() }
        this.#timers.add(timer)
        return { cancel: () => this.#timers.delete(timer) }
      },
      soon: (run) => {
        this.#soon.push(() => isAlive() && run())
      },
    }
  }

  /** Lets the turn end: promises, and what was put off to its end, until nothing is left. */
  async settle(): Promise<void> {
    do {
      await promisesRun()
      for (const run of this.#soon.splice(0)) run()
      await promisesRun()
    } while (this.#soon.length > 0)
  }

  async advance(ms: number): Promise<void> {
    const end = this.now + ms
    for (;;) {
      let next: Waiting | undefined
      for (const timer of this.#timers) if (timer.at <= end && (!next || timer.at < next.at)) next = timer
      if (next === undefined) break
      this.#timers.delete(next)
      this.now = Math.max(this.now, next.at)
      next.run()
      await this.settle()
    }
    this.now = end
  }

  /** Takes over the global timers while `run` runs: y-websocket and awareness use them. */
  async own<T>(run: () => Promise<T>): Promise<T> {
    const clock = this.clock(() => true)
    const cancel = (timer: unknown) => (timer as { cancel?: () => void } | undefined)?.cancel?.()
    const repeat = (run: () => void, ms: number) => {
      let timer = clock.after(ms, again)
      function again() {
        timer = clock.after(ms, again)
        run()
      }
      return { cancel: () => timer.cancel() }
    }
    Object.assign(globalThis, {
      setTimeout: (run: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) =>
        clock.after(ms, () => run(...values)),
      setInterval: repeat,
      clearTimeout: cancel,
      clearInterval: cancel,
    })
    try {
      return await run()
    } finally {
      Object.assign(globalThis, real)
    }
  }
}

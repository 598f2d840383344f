/** Time that moves only when a test says so. */

import type { Clock } from '../../server/clock.ts'

export type FakeClock = Clock & {
  /** Moves time on, running what falls due, in its order. */
  advance(ms: number): void
  /** Runs what was put off to the end of the turn, and what that puts off in turn. */
  turn(): void
  /** How many timers wait. */
  readonly waiting: number
}

export type FakeClockOptions = {
  readonly start?: number
  /** Lets the ends of turns come by themselves: for tests with real sockets, in which only timers are the test's. */
  readonly turns?: 'by hand' | 'by themselves'
}

type Waiting = { readonly at: number; readonly run: () => void }

export function createFakeClock({ start = 1_000_000, turns = 'by hand' }: FakeClockOptions = {}): FakeClock {
  let now = start
  let timers: Waiting[] = []
  const soon: (() => void)[] = []

  const turn = () => {
    while (soon.length > 0) for (const run of soon.splice(0)) run()
  }

  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + Math.max(0, ms), run }
      timers.push(timer)
      return {
        cancel: () => {
          timers = timers.filter((other) => other !== timer)
        },
      }
    },
    soon(run) {
      if (turns === 'by themselves') setImmediate(run)
      else soon.push(run)
    },
    turn,
    advance(ms) {
      const end = now + ms
      turn()
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (due === undefined) break
        timers = timers.filter((timer) => timer !== due)
        now = Math.max(now, due.at)
        due.run()
        turn()
      }
      now = end
    },
    get waiting() {
      return timers.length
    },
  }
}

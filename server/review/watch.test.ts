import { expect, it } from 'vitest'
import { beginPhase } from '../../shared/review/phase.ts'
import { createFakeClock } from '../../tests/support/fake-clock.ts'
import { silentLog } from '../log.ts'
import type { SessionNow, SessionRow } from '../store/reviews.ts'
import { SessionWatch } from './watch.ts'

const MINUTE = 60_000

/** A session of ten minutes, in which Bob has fifteen; what the watch has asked for, with its minute. */
async function watched(startsAt = 0) {
  const clock = createFakeClock({ start: startsAt })
  const session = { id: 's', class: 'c', clock: beginPhase('review', 0, 10 * MINUTE) } as SessionRow
  const kept = { session, readsFail: false }
  const said: string[] = []
  const minute = () => clock.now() / MINUTE
  const records = {
    async runningSessions() {
      if (kept.readsFail) throw new Error('not now')
      const { endsAt, pausedAt } = kept.session.clock
      return endsAt !== null && pausedAt === null ? [kept.session] : []
    },
    studentsOf: async () => [{ timePercent: 100 }, { timePercent: 150 }] as never,
    sessionNow: async () =>
      ({
        session: kept.session,
        texts: [{ article: 'text' }],
        pairs: [{ copy: 'copy' }],
      }) as unknown as SessionNow,
  }
  const watch = new SessionWatch({
    records,
    articles: { accessChanged: (article) => void said.push(`${article} ${minute()}`) },
    async follow() {
      said.push(`next ${minute()}`)
      kept.session = { ...kept.session, clock: beginPhase('hold', clock.now()) }
    },
    clock,
    log: silentLog,
  })
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  watch.start()
  await settle()
  return {
    said,
    kept,
    clock,
    watch,
    /** In steps, because the watch reads between them. */
    async pass(minutes: number) {
      for (let step = 0; step < minutes * 60; step++) {
        clock.advance(1_000)
        await settle()
      }
    },
  }
}

it('roles are asked for anew when the time of the others is over, and the next phase begins with the last one’s', async () => {
  const { said, pass, watch } = await watched()
  await pass(9)
  expect(said).toEqual([])
  await pass(5)
  // A look and a timer may both come at that moment: asking twice changes nothing.
  expect([...new Set(said)]).toEqual(['text 10', 'copy 10'])
  await pass(3)
  expect([...new Set(said)]).toEqual(['text 10', 'copy 10', 'next 15'])
  watch.end()
})

it('an end that was moved is no end any more, and a pause has none', async () => {
  const { said, kept, clock, pass, watch } = await watched()
  await pass(9)
  kept.session = { ...kept.session, clock: { ...kept.session.clock, endsAt: 12 * MINUTE } }
  await pass(2)
  expect(said).toEqual([])
  kept.session = { ...kept.session, clock: { ...kept.session.clock, pausedAt: clock.now() } }
  await pass(20)
  expect(said).toEqual([])
  watch.end()
})

it('moments that passed before the start are made up for', async () => {
  const { said, watch } = await watched(40 * MINUTE)
  expect(said).toEqual(['next 40'])
  watch.end()
})

it('after a failed look it looks again, and after its end never', async () => {
  const { said, kept, clock, pass, watch } = await watched()
  kept.readsFail = true
  await pass(14)
  kept.readsFail = false
  await pass(2)
  expect(said.at(-1)).toBe('next 15')
  kept.session = { ...kept.session, clock: beginPhase('review', clock.now(), clock.now() + MINUTE) }
  watch.end()
  const before = said.length
  await pass(5)
  expect(said).toHaveLength(before)
  expect(clock.waiting).toBe(0)
})

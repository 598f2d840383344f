import { describe, expect, it } from 'vitest'
import type { ArticleId } from '../../shared/ids.ts'
import { changesPollMs } from '../../shared/limits.ts'
import { createFakeClock } from '../../tests/support/fake-clock.ts'
import { silentLog } from '../log.ts'
import type { Deadline } from '../store/sharing.ts'
import { Deadlines, type DeadlinesOptions } from './deadlines.ts'

const ARTICLE = 'article000000001' as ArticleId
const OTHER = 'article000000002' as ArticleId
const START = 1_000_000

/** A store with these moments, of which `unsealed` are freezes; what is done is written down with its time. */
function world(moments: readonly Deadline[] = [], unsealed = new Set<ArticleId>()) {
  const clock = createFakeClock({ start: START })
  const done: string[] = []
  const note = (what: string) => void done.push(`${what} ${clock.now() - START}`)
  let broken = false
  let held: ArticleId | null = null
  const options: DeadlinesOptions = {
    records: {
      deadlines: async (after, until) => {
        if (broken) throw new Error('the store is away')
        return moments.filter(({ at }) => at > after && at <= until)
      },
      unsealed: async () => [...unsealed],
      seal: async (article) => {
        note('sealed')
        return unsealed.delete(article)
      },
    },
    clock,
    random: (count) => new Uint8Array(count),
    log: silentLog,
    askAnew: async () => note('asked'),
    settle: async (article) => {
      if (article === held) await new Promise(() => {})
      note('settled')
    },
  }
  const deadlines = new Deadlines(options)
  deadlines.start()
  const settle = async () => {
    for (let turns = 0; turns < 20; turns++) await Promise.resolve()
  }
  return {
    deadlines,
    done,
    break: (on: boolean) => {
      broken = on
    },
    /** What had arrived there is never judged. */
    hold(article: ArticleId) {
      held = article
    },
    async moved(ms: number) {
      await settle()
      clock.advance(ms)
      await settle()
      return done
    },
  }
}

const at = (ms: number): Deadline => ({ article: ARTICLE, at: START + ms })

describe('a deadline', () => {
  it('[R6] is kept at its moment, not at the next look: roles first, then what was admitted, then the seal', async () => {
    const { moved } = world([at(300)])
    expect(await moved(299)).toEqual([])
    expect(await moved(1)).toEqual(['asked 300', 'settled 300', 'sealed 300'])
    expect(await moved(10 * changesPollMs)).toHaveLength(3)
  })

  it('[R6] that is set between two looks is not missed', async () => {
    const moments: Deadline[] = []
    const { moved } = world(moments)
    await moved(100)
    moments.push(at(200))
    await moved(changesPollMs)
    expect(await moved(0)).toContain(`sealed ${100 + changesPollMs}`)
  })

  it('that passed while no server ran is made up for at the start', async () => {
    const { moved } = world([], new Set([ARTICLE]))
    expect(await moved(0)).toEqual(['asked 0', 'settled 0', 'sealed 0'])
  })

  it('[R6] is kept also while what had arrived elsewhere is waited for', async () => {
    const lab = world([at(300)], new Set([OTHER]))
    lab.hold(OTHER)
    expect(await lab.moved(300)).toEqual(['asked 0', 'asked 300', 'settled 300', 'sealed 300'])
    await lab.moved(5 * changesPollMs)
    expect(lab.done.filter((what) => what.startsWith('sealed'))).toHaveLength(1)
  })

  it('is looked for again when the store was away', async () => {
    const lab = world([at(changesPollMs + 500)])
    lab.break(true)
    expect(await lab.moved(changesPollMs)).toEqual([])
    lab.break(false)
    await lab.moved(changesPollMs)
    expect(await lab.moved(0)).toContain(`sealed ${2 * changesPollMs}`)
  })

  it('is not kept by a server that has ended', async () => {
    const { deadlines, moved } = world([at(300)])
    await moved(100)
    deadlines.end()
    expect(await moved(5 * changesPollMs)).toEqual([])
  })
})

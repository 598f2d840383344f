import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import type { AccountId, PersonId } from '../../shared/ids.ts'
import { addedLoadMsMax, trialMsMax, trialsPerAccountMax, trialsWaitingMax } from '../../shared/limits.ts'
import { createFakeClock, type FakeClock } from '../../tests/support/fake-clock.ts'
import { silentLog } from '../log.ts'
import { admit } from './admission.ts'
import { type Trial, type TrialResult, tryOut } from './trial.ts'
import { ThreadTrials } from './trials.ts'

const start = newArticleUpdate([{ ...BLOCK_DEFAULTS, runs: [{ text: 'Hello', formats: {} }] }])
const ed = 'ed' as PersonId
const account = (name: string | number) => `account ${name}` as AccountId

const written = (() => {
  const doc = openDoc()
  Y.applyUpdate(doc, start)
  doc.clientID = 4_000
  const before = Y.encodeStateVector(doc)
  articleText(doc).insert(1, 'x')
  return Y.encodeStateAsUpdate(doc, before)
})()
const trial: Trial = {
  article: [start],
  erased: [],
  owners: [[4_000, ed]],
  sender: { person: ed, role: 'editor' },
  update: written,
}
const dropped: TrialResult = { kind: 'dropped' }

describe('the thread', () => {
  let clock: FakeClock
  let threads: { asked: number; ended: boolean; ready: () => void; answer: () => void; die: () => void }[]
  let trials: ThreadTrials
  beforeEach(() => {
    clock = createFakeClock()
    threads = []
    trials = new ThreadTrials(clock, silentLog, ({ onReady, onResult, onEnd }) => {
      const answer = () => onResult(dropped)
      const thread = { asked: 0, ended: false, ready: onReady, answer, die: () => onEnd('it died') }
      threads.push(thread)
      return {
        ask: () => {
          thread.asked++
        },
        end: () => {
          thread.ended = true
        },
      }
    })
  })

  test('is begun for the first trial and does one after the other', async () => {
    const results = [trials.run(account(1), trial), trials.run(account(2), trial)]
    expect(threads.map(({ asked }) => asked)).toEqual([1])
    threads[0]!.answer()
    expect(threads.map(({ asked }) => asked)).toEqual([2])
    threads[0]!.answer()
    expect(await Promise.all(results)).toEqual([dropped, dropped])
    expect(clock.waiting).toBe(0)
  })

  test.each([
    ['takes too long', () => clock.advance(trialMsMax)],
    ['has died', () => threads[0]!.die()],
  ])('that %s is ended, its trial refused, and the next trial gets another', async (_why, fail) => {
    const results = [trials.run(account(1), trial), trials.run(account(2), trial)]
    threads[0]!.ready()
    fail()
    expect(threads.map(({ asked, ended }) => [asked, ended])).toEqual([
      [1, true],
      [1, false],
    ])
    threads[1]!.answer()
    expect(await Promise.all(results)).toMatchObject([{ kind: 'refused', code: 'too-large' }, dropped])
  })

  test('has as long as it needs to start, and each trial its own time', async () => {
    const results = [trials.run(account(1), trial), trials.run(account(2), trial)]
    clock.advance(10 * trialMsMax)
    threads[0]!.ready()
    clock.advance(trialMsMax - 1)
    threads[0]!.answer()
    clock.advance(trialMsMax - 1)
    threads[0]!.answer()
    expect(await Promise.all(results)).toEqual([dropped, dropped])
  })

  test('is waited for by so many, and by fewer of one account', () => {
    for (let n = 0; n < trialsPerAccountMax; n++) expect(trials.run(account('eve'), trial)).not.toBeNull()
    expect(trials.run(account('eve'), trial)).toBeNull()
    for (let n = trialsPerAccountMax; n < trialsWaitingMax; n++) {
      expect(trials.run(account(n), trial)).not.toBeNull()
    }
    expect(trials.run(account('ann'), trial)).toBeNull()
    threads[0]!.answer()
    expect(trials.run(account('ann'), trial)).not.toBeNull()
  })

  test('is gone when the server is', () => {
    void trials.run(account(1), trial)
    trials.close()
    expect([threads[0]!.ended, clock.waiting]).toEqual([true, 0])
  })
})

test('a real thread that is ended in the midst is followed by one that works', async () => {
  const clock = createFakeClock()
  const trials = new ThreadTrials(clock, silentLog)
  const first = trials.run(account(1), trial)
  while (clock.waiting === 0) await new Promise(setImmediate) // until it has started
  clock.advance(trialMsMax)
  expect(await first).toMatchObject({ kind: 'refused', code: 'too-large' })
  expect(await trials.run(account(1), trial)).toMatchObject({ kind: 'admitted' })
  trials.close()
})

describe('a trial', () => {
  const still = () => 0

  test('answers what the room would have: what was new, and the article with it', () => {
    const result = tryOut(trial, admit, still)
    const doc = openDoc()
    if (result.kind !== 'admitted') throw new Error(result.kind)
    Y.applyUpdate(doc, result.tried.state)
    expect(articleText(doc).toString()).toBe('xHello')
    expect(result).toMatchObject({ binds: [4_000], emitted: expect.any(Uint8Array) })
  })

  test('that refuses has not touched the room', () => {
    const broken: typeof admit = () => ({ kind: 'refused', code: 'malformed', reason: 'x', touched: true })
    expect(tryOut(trial, broken, still)).toMatchObject({ code: 'malformed', touched: false })
  })

  /** Read before and after each opening: of the article as it was and with the update, so many milliseconds apart. */
  const slowerBy = (...added: readonly number[]) => {
    const readings = added.flatMap((ms) => [0, 9, 10, 19 + ms])
    return { readings, now: () => readings.shift() ?? 0 }
  }
  const [fast, slow] = [addedLoadMsMax, addedLoadMsMax + 1]

  test.each([
    ['once at most so much longer', [fast], 'admitted'],
    ['longer only while something else runs', [slow, slow, slow, slow, fast], 'admitted'],
    ['longer each time', [slow, slow, slow, slow, slow], 'refused'],
  ])('after which the article takes %s to open ends as it should', (_what, added, kind) => {
    const { readings, now } = slowerBy(...added)
    expect(tryOut(trial, admit, now)).toMatchObject({ kind })
    expect(readings).toEqual([])
  })

  test('of an update without anything new asks nothing more', () => {
    const known = { ...trial, article: [start, written] }
    expect(tryOut(known, admit, still)).toEqual({ kind: 'dropped' })
  })
})

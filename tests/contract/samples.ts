/** The laws of server/store/samples.ts: one sample of a session, one copy of it for each student, and nothing that stays behind. */

import { expect } from 'vitest'
import type { SampleWrites } from '../../server/store/samples.ts'
import type { Store } from '../../server/store/store.ts'
import { beginPhase } from '../../shared/review/phase.ts'
import type { Sample, SampleReview } from '../../shared/review/session.ts'
import { account, article, bytes, type Law, law, person, refusedWith } from './lab.ts'
import { copy, withSession } from './reviews.ts'

const [teacher, ann, bob] = [account('teacher'), account('ann'), account('bob')]

const sample = (id: string, some: Partial<Sample> = {}): Sample => ({
  id,
  title: 'On the bridge 다리',
  key: { c: { value: 7, comment: 'It names both.' } },
  isShown: false,
  ...some,
})
const review = (name: 'ann' | 'bob', n: number, some: Partial<SampleReview> = {}): SampleReview => ({
  id: `r-${name}`,
  student: `s-${name}`,
  copy: article(n),
  state: 'opened',
  submittedAt: null,
  answers: {},
  ...some,
})
const write = (store: Store, writes: SampleWrites) => store.records.changeSample('s', () => writes)
const calibrating = async (store: Store) => {
  await withSession(store)
  await store.records.changeSession('s', () => ({ session: { clock: beginPhase('calibrate', 1) } }))
  await write(store, { sample: sample('one'), update: bytes(1) })
}
/** Both have answered. */
const answered = async (store: Store) => {
  await calibrating(store)
  const reviews = [review('ann', 101), review('bob', 102)]
  await write(store, { reviews, copies: [copy(101), copy(102)] })
}
const students = async ({ records }: Store) =>
  ((await records.sampleNow('s'))?.reviews ?? []).map(({ student }) => student)

export const SAMPLE_LAWS: readonly Law[] = [
  law('a sample is kept as it was given, with what was answered about it', async ({ store, crash }) => {
    expect([await store.records.sampleNow('none'), await store.records.sampleText('none')]).toEqual([
      null,
      null,
    ])
    await calibrating(store)
    const before = (await store.records.sampleNow('s'))!
    expect([before.sample, before.reviews, before.session.rev]).toEqual([sample('one'), [], 2])
    const started = review('bob', 102, { state: 'started' })
    await write(store, { reviews: [started, review('ann', 101)], copies: [copy(101), copy(102)] })
    const answers = { c: { value: 3, comment: '좋아요' } }
    await write(store, { reviews: [{ ...started, state: 'submitted', submittedAt: 9, answers }] })
    await write(store, { sample: sample('one', { isShown: true, key: {} }) })
    const { records } = await crash()
    const now = (await records.sampleNow('s'))!
    expect(now.reviews).toEqual([
      { ...started, state: 'submitted', submittedAt: 9, answers },
      review('ann', 101),
    ])
    // What is answered is no change of the session.
    expect([now.sample, now.session.rev]).toEqual([sample('one', { isShown: true, key: {} }), 3])
    expect(await records.sampleText('s')).toEqual(bytes(1))
  }),

  law(
    'a sample’s change is decided on what is there, and what is not decided changes nothing',
    async (lab) => {
      const { store, another } = lab
      await calibrating(store)
      const failure = new Error('no')
      const fails = store.records.changeSample('s', () => {
        throw failure
      })
      await expect(fails).rejects.toBe(failure)
      await expect(store.records.changeSample('none', () => ({}))).rejects.toEqual(refusedWith('not-found'))
      const other = await another()
      const open = (from: Store, n: number) =>
        from.records.changeSample('s', ({ reviews }) =>
          reviews.length > 0 ? null : { reviews: [review('ann', n)], copies: [copy(n)] },
        )
      await Promise.all([open(store, 101), open(other, 102), open(store, 103)])
      const { reviews } = (await store.records.sampleNow('s'))!
      expect(reviews).toHaveLength(1)
      const made = (await store.records.allArticles()).length
      expect(made).toBe(0)
      const there = await Promise.all([101, 102, 103].map((n) => store.records.article(article(n))))
      expect(there.filter((one) => one !== null)).toHaveLength(1)
    },
  ),

  law('with another sample, or none, what was answered is gone', async ({ store }) => {
    await answered(store)
    await write(store, { sample: sample('two'), update: bytes(2) })
    const now = (await store.records.sampleNow('s'))!
    expect([now.sample?.id, now.reviews]).toEqual(['two', []])
    expect(await store.records.sampleText('s')).toEqual(bytes(2))
    expect((await store.records.reviewGrant(article(101), ann))?.parties).toEqual([])
    await write(store, { reviews: [review('bob', 103)], copies: [copy(103)] })
    await write(store, { sample: null })
    expect([(await store.records.sampleNow('s'))?.sample, await students(store)]).toEqual([null, []])
    expect(await store.records.sampleText('s')).toBeNull()
  }),

  law(
    '[R6] a copy of the sample is its student’s alone, without names, and in no list',
    async ({ store }) => {
      await answered(store)
      const { records } = store
      const [last] = await records.changesAfter(null)
      await write(store, { roles: [article(101)] })
      expect((await records.changesAfter(last?.seq ?? 0)).map((change) => change.article)).toEqual([
        article(101),
      ])
      const of = async (n: number, one: typeof ann) => {
        const grant = (await records.grants(article(n), one)).review
        expect(grant).toEqual(await records.reviewGrant(article(n), one))
        return [grant?.of, grant?.parties.filter((party) => party !== 'teacher'), grant?.facts.isShown]
      }
      expect(await of(101, ann)).toEqual(['sample', ['reviewer'], false])
      for (const one of [bob, teacher, account('stranger')])
        expect(await of(101, one)).toEqual(['sample', [], false])
      await write(store, { sample: sample('one', { isShown: true }) })
      expect(await of(102, bob)).toEqual(['sample', ['reviewer'], true])
      expect(await records.pensIn(article(101))).toEqual({ everybody: 1, persons: new Map() })
      for (const one of [teacher, ann, bob]) expect(await records.articlesOf(one)).toEqual([])
      expect(await records.reviewedArticle(article(101))).toMatchObject({ session: 's', pair: 'r-ann' })
      // Nor is it a text or a review of the session.
      const { texts, pairs } = (await records.sessionNow('s'))!
      expect([texts, pairs, (await records.reviewsOf('s')).size]).toEqual([[], [], 0])
      await records.personOf(article(101), ann, person('ann'))
    },
  ),

  law('what somebody has answered goes with their place, their claim, their account', async ({ store }) => {
    await answered(store)
    const { records } = store
    await records.removeStudent('c', 's-ann')
    expect(await students(store)).toEqual(['s-bob'])
    await records.undoClaim('c', 's-bob')
    expect(await students(store)).toEqual([])
    await records.claimStudent('CODE', 'bob', account('carl'), 3)
    await write(store, { reviews: [review('bob', 103)], copies: [copy(103)] })
    await records.eraseAccount(account('carl'), teacher)
    expect(await students(store)).toEqual([])
  }),

  law('a sample goes with its class', async ({ store }) => {
    await answered(store)
    await store.records.deleteClass('c')
    expect([await store.records.sampleNow('s'), await store.records.sampleText('s')]).toEqual([null, null])
    for (const n of [101, 102]) expect(await store.records.article(article(n))).toBeNull()
  }),

  law('who is made one with another has answered what one of the two has', async ({ store }) => {
    await answered(store)
    const { records } = store
    await records.mergeStudents('c', 's-ann', 's-bob')
    expect((await records.sampleNow('s'))?.reviews.map(({ id, student }) => [id, student])).toEqual([
      ['r-bob', 's-bob'],
    ])
    await records.putStudents('c', [{ id: 's-twin', handle: 'twin', key: 'twin' }], 9)
    await records.mergeStudents('c', 's-bob', 's-twin')
    expect(await students(store)).toEqual(['s-twin'])
  }),
]

/** Stores with a bug in them: each must be noticed by the laws that are there for it, or the laws are worth nothing. */

import { describe, expect, it } from 'vitest'
import type { Append, AppendResult, ArticleLog, Records, Store } from '../../server/store/store.ts'
import type { ArticleId } from '../../shared/ids.ts'
import { memoryDriver } from './drivers.ts'
import { breaks, planted } from './suite.ts'

const withLog =
  (bug: (log: ArticleLog) => Partial<ArticleLog>) =>
  (store: Store): Store => ({
    ...store,
    log: { ...store.log, ...bug(store.log) },
  })

/** Appends under whatever epoch is in force. */
const epochIgnored = () => {
  const epochs = new Map<ArticleId, number>()
  return withLog((log) => ({
    async open(article) {
      const opened = await log.open(article)
      if (opened !== null) epochs.set(article, opened.epoch)
      return opened
    },
    append: (batch) =>
      log.append(batch.map((append) => ({ ...append, epoch: epochs.get(append.article) ?? append.epoch }))),
  }))
}

/** Takes the newest checkpoint for the whole article. */
const laterRowsDeleted = withLog((log) => ({
  async open(article) {
    const opened = await log.open(article)
    return opened?.checkpoint ? { ...opened, rows: [] } : opened
  },
}))

/** Says that the second of a batch is stored, and leaves it out. */
const secondDropped = withLog((log) => ({
  async append(batch) {
    const [first, second, ...rest] = await log.append(batch.filter((_, index) => index !== 1))
    return batch.length < 2 || first === undefined
      ? [first, second, ...rest].filter((each): each is AppendResult => each !== undefined)
      : [first, first, ...[second, ...rest].filter((each): each is AppendResult => each !== undefined)]
  },
}))

/** A transaction for each row of a batch. */
const batchInParts = withLog((log) => ({
  async append(batch) {
    const answers: AppendResult[] = []
    for (const append of batch) answers.push(...(await log.append([append])))
    return answers
  },
}))

/** Calls stored what was not. */
const failureIgnored = withLog((log) => ({
  append: (batch: readonly Append[]) =>
    log.append(batch).catch(() => batch.map((): AppendResult => ({ kind: 'stored', seq: 2 }))),
}))

/** Answers before the write. */
const answeredEarly = withLog((log) => ({
  async append(batch) {
    void log.append(batch).catch(() => {})
    return batch.map((): AppendResult => ({ kind: 'stored', seq: 2 }))
  },
}))

const bindsForgotten = withLog((log) => ({
  append: (batch) => log.append(batch.map((append) => ({ ...append, binds: [] }))),
}))

/** Notes a decision by itself, before its update. */
const notedApart = withLog((log) => ({
  async append(batch) {
    for (const { note, ...append } of batch)
      if (note !== undefined) {
        const opened = await log.open(append.article)
        const empty = { ...append, epoch: opened?.epoch ?? 0, update: new Uint8Array([0, 0]) }
        await log.append([{ ...empty, note }])
      }
    return log.append(batch.map(({ note: _, ...append }) => append))
  },
}))

/** Reads the uses that are left, and writes one less. */
const inviteReadThenWritten = (store: Store): Store => {
  const { inviteByHash, useInvite: takeOne } = store.records
  const withoutLock: typeof takeOne = async (id, now) => {
    const before = await inviteByHash('hash-1')
    const left = before !== null && before.usesLeft > 0
    if (left) void takeOne(id, now)
    return left
  }
  return { ...store, records: { ...store.records, useInvite: withoutLock } }
}

/** Looks at how much waits before it is that one's turn. */
const lateCountedApart = (store: Store): Store => {
  const { addLate, lateOf } = store.records
  const apart: typeof addLate = async (row, { count, bytes }) => {
    const own = (await lateOf(row.article)).filter(({ account }) => account === row.account)
    return own.length < count && addLate(row, { count: 1_000, bytes })
  }
  return { ...store, records: { ...store.records, addLate: apart } }
}

const withRecords =
  (bug: (records: Records) => Partial<Records>) =>
  (store: Store): Store => ({ ...store, records: { ...store.records, ...bug(store.records) } })

/** Decides about a sample, and writes it later. */
const sampleDecidedEarly = withRecords((records) => ({
  async changeSample(session, decide) {
    const now = await records.sampleNow(session)
    const writes = now === null ? null : decide(now)
    await records.changeSample(session, () => writes)
  },
}))

/** Takes somebody off the roster and leaves what they have answered. */
const answersLeftBehind = withRecords((records) => ({
  async removeStudent(id, student) {
    const kept = (await records.sampleNow('s'))?.reviews ?? []
    const isGone = await records.removeStudent(id, student)
    await records.changeSample('s', () => ({ reviews: kept }))
    return isGone
  },
}))

/** Takes a class away and leaves its sessions. */
const sessionsLeftBehind = withRecords((records) => ({
  async deleteClass(id) {
    const left = await records.sessionsOf(id)
    const isGone = await records.deleteClass(id)
    for (const session of left) await records.createSession(session)
    return isGone
  },
}))

/** Knows who has landed only as long as there is a session. */
const pensForgotten = withRecords((records) => ({
  async pensIn(article) {
    const isInSession = (await records.reviewedArticle(article)) !== null
    return isInSession ? records.pensIn(article) : { everybody: null, persons: new Map() }
  },
}))

describe('a planted bug is noticed', () => {
  it('fsync left out', async () => {
    expect(
      await breaks(memoryDriver({ fsync: false }), '[S1] what was answered stored survives a crash'),
    ).toBe(true)
  })

  const plants: readonly (readonly [string, () => (store: Store) => Store, string])[] = [
    ['the epoch ignored', epochIgnored, '[A3] a stale article in a batch leaves the others alone'],
    [
      'rows after a checkpoint deleted',
      () => laterRowsDeleted,
      '[S3] a checkpoint stands for the rows up to it and loses nothing later',
    ],
    [
      'the second of a batch dropped',
      () => secondDropped,
      '[S2] open and read give rows in log order, with who and when',
    ],
    [
      'a batch written in parts',
      () => batchInParts,
      "[S1] a batch that binds somebody else's id stores nothing of itself",
    ],
    [
      'a failed write ignored',
      () => failureIgnored,
      '[S1] a write that fails rejects, leaves nothing behind, and the store goes on after the repair',
    ],
    [
      'stored before durable',
      () => answeredEarly,
      '[S1] a write that fails rejects, leaves nothing behind, and the store goes on after the repair',
    ],
    ['binds forgotten', () => bindsForgotten, 'an id is reserved, then bound by the update that uses it'],
    ['a decision noted apart', () => notedApart, '[S1] a decision is there exactly when its update is'],
    [
      'late changes counted, then added',
      () => lateCountedApart,
      'nobody has more waiting for a text than there may be, also of what comes at once',
    ],
    [
      'an invite read, then written',
      () => inviteReadThenWritten,
      'an invite admits as many as it says, also when all come at once, and none after its time',
    ],
    [
      'a sample decided about, then written',
      () => sampleDecidedEarly,
      'a sample’s change is decided on what is there, and what is not decided changes nothing',
    ],
    [
      'answers left behind by who is erased',
      () => answersLeftBehind,
      'what somebody has answered goes with their place, their claim, their account',
    ],
    [
      'sessions left behind by their class',
      () => sessionsLeftBehind,
      'with a class go its sessions and their copies; texts stay, and who has landed in them',
    ],
    [
      'who has landed forgotten with the class',
      () => pensForgotten,
      'with a class go its sessions and their copies; texts stay, and who has landed in them',
    ],
  ]
  for (const [name, plant, law] of plants)
    it(name, async () => {
      expect(await breaks(planted(memoryDriver(), plant()), law)).toBe(true)
    })
})

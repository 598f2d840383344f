import { beforeEach, describe, expect, test } from 'vitest'
import type { ArticleId, PersonId } from '../../shared/ids.ts'
import { journalBytesMax } from '../../shared/limits.ts'
import { createFakeClock } from '../../tests/support/fake-clock.ts'
import type { Append, AppendResult } from '../store/store.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import { Journal, type JournalFailure, type JournalOptions } from './journal.ts'

/** A disk that keeps a batch when told to. */
class Disk {
  readonly batches: (readonly Append[])[] = []
  #answers: ((results: readonly AppendResult[] | Error) => void)[] = []
  #seqs = new Map<ArticleId, number>()

  append = (batch: readonly Append[]): Promise<readonly AppendResult[]> => {
    this.batches.push(batch)
    return new Promise((resolve, reject) => {
      this.#answers.push((results) => (results instanceof Error ? reject(results) : resolve(results)))
    })
  }

  async answer(answer: 'stored' | 'stale' | 'fails' = 'stored'): Promise<void> {
    const batch = this.batches[this.batches.length - this.#answers.length]!
    const reply = this.#answers.shift()!
    if (answer === 'fails') reply(new Error('no room on the disk'))
    else reply(batch.map(({ article }) => (answer === 'stale' ? { kind: 'stale' } : this.#stored(article))))
    await new Promise(setImmediate)
  }

  #stored(article: ArticleId): AppendResult {
    const seq = (this.#seqs.get(article) ?? 0) + 1
    this.#seqs.set(article, seq)
    return { kind: 'stored', seq }
  }
}

let disk: Disk
let commits: GroupCommit
let said: string[]
let failures: JournalFailure[]

const journalOf = (article: string, more: Partial<JournalOptions> = {}) =>
  new Journal({
    article: article as ArticleId,
    epoch: 1,
    seq: 0,
    commits,
    clock: createFakeClock(),
    onFailed: (why) => failures.push(why),
    ...more,
  })
const row = (byte: number, length = 1) => ({
  person: 'p' as PersonId,
  update: new Uint8Array(length).fill(byte),
  binds: [],
})
const say = (what: string) => () => void said.push(what)

beforeEach(() => {
  disk = new Disk()
  commits = createGroupCommit(disk)
  said = []
  failures = []
})

test('it writes at once when idle, and in one batch what came meanwhile, for all articles', async () => {
  const [a, b] = [journalOf('a'), journalOf('b')]
  a.write(row(1), say('a1'))
  a.write(row(2), say('a2'))
  b.write(row(3), say('b1'))
  expect(disk.batches.map((batch) => batch.length)).toEqual([1])
  await disk.answer()
  expect(disk.batches.map((batch) => batch.length)).toEqual([1, 2])
  expect(said).toEqual(['a1'])
  await disk.answer()
  expect(said).toEqual(['a1', 'a2', 'b1'])
  expect(a.seq).toBe(2)
})

test('with a clock, commits keep their distance under load; the first after a pause is not put off', async () => {
  const clock = createFakeClock()
  commits = createGroupCommit(disk, clock)
  const journal = journalOf('a')
  journal.write(row(1), say('1'))
  await disk.answer()
  journal.write(row(2), say('2'))
  clock.advance(2)
  journal.write(row(3), say('3'))
  expect(disk.batches).toHaveLength(1)
  clock.advance(2)
  await new Promise(setImmediate)
  expect(disk.batches.map((batch) => batch.length)).toEqual([1, 2])
  await disk.answer()
  expect(said).toEqual(['1', '2', '3'])
  clock.advance(50)
  journal.write(row(4), say('4'))
  expect(disk.batches).toHaveLength(3)
})

describe('while nobody could be told anyway', () => {
  let untoldMs = 0
  let clock: ReturnType<typeof createFakeClock>
  let journal: Journal
  beforeEach(() => {
    clock = createFakeClock()
    untoldMs = 40
    journal = journalOf('a', { clock, untoldMs: () => untoldMs })
  })
  const sizes = () => disk.batches.map((batch) => batch.length)

  test('rows are gathered into one commit, begun in time to be told then', async () => {
    journal.write(row(1), say('1'))
    clock.advance(20)
    untoldMs = 20
    journal.write(row(2), say('2'))
    clock.advance(9)
    expect(sizes()).toEqual([])
    clock.advance(1)
    expect(sizes()).toEqual([2])
    await disk.answer()
    expect(said).toEqual(['1', '2'])
  })

  test('order is kept when one could be told at once behind those that wait', async () => {
    journal.write(row(1), say('1'))
    untoldMs = 0
    journal.write(row(2), say('2'))
    expect(sizes()).toEqual([])
    clock.advance(30)
    await disk.answer()
    expect(disk.batches.flat().map(({ update }) => update[0])).toEqual([1, 2])
  })

  test('who waits for just that keeps nothing waiting', async () => {
    journal.write(row(1), say('1'))
    const durable = journal.durable()
    expect(sizes()).toEqual([1])
    await disk.answer()
    expect(await durable).toBe(1)
  })

  test('[R2] what a journal that ends has gathered is never written, whoever asks afterwards', async () => {
    journal.write(row(1), say('1'))
    journal.end()
    clock.advance(100)
    expect(await journal.durable()).toBeNull()
    expect(sizes()).toEqual([])
  })

  test('[R2] nothing is written behind a row that failed', async () => {
    untoldMs = 0
    journal.write(row(1), say('1'))
    untoldMs = 40
    journal.write(row(2), say('2'))
    await disk.answer('fails')
    expect(failures).toEqual(['cannot-store'])
    clock.advance(100)
    expect(await journal.durable()).toBeNull()
    expect(sizes()).toEqual([1])
  })

  test('more than a mebibyte is not gathered', () => {
    for (let n = 0; n < 5; n++) journal.write(row(n, 256 * 1024), () => {})
    expect(sizes()).toEqual([5])
  })

  test('a store that has lately been slow is asked so much sooner', async () => {
    commits = createGroupCommit(disk, clock)
    journal = journalOf('a', { clock, untoldMs: () => untoldMs })
    untoldMs = 0
    journal.write(row(1), say('1'))
    clock.advance(25)
    await disk.answer()
    expect(commits.tookMs).toBe(25)
    untoldMs = 40
    journal.write(row(2), say('2'))
    clock.advance(10)
    expect(sizes()).toEqual([1])
    clock.advance(1)
    expect(sizes()).toEqual([1, 1])
  })
})

test('[R3] what waits runs after everything before it is durable, and before what comes after it', async () => {
  const journal = journalOf('a')
  journal.after(say('nothing to wait for'))
  journal.write(row(1), say('1'))
  journal.after(say('after 1'))
  journal.write(row(2), say('2'))
  journal.after(say('after 2'))
  expect(said).toEqual(['nothing to wait for'])
  await disk.answer()
  expect(said.slice(1)).toEqual(['1', 'after 1'])
  await disk.answer()
  expect(said.slice(3)).toEqual(['2', 'after 2'])
})

test('the seq that is durable is that of the last row before the question', async () => {
  const journal = journalOf('a')
  journal.write(row(1), () => {})
  journal.write(row(2), () => {})
  const asked = journal.durable()
  journal.write(row(3), () => {})
  await disk.answer()
  await disk.answer()
  expect(await asked).toBe(2)
  expect(journal.seq).toBe(3)
})

describe('[R4] a journal that cannot write', () => {
  test.each([
    ['stale', 'stale'],
    ['fails', 'cannot-store'],
  ] as const)('ends when the store answers %s, and says nothing that waits', async (answer, why) => {
    const journal = journalOf('a')
    journal.write(row(1), say('1'))
    journal.after(say('after'))
    const asked = journal.durable()
    await disk.answer(answer)
    expect(failures).toEqual([why])
    expect(said).toEqual([])
    expect(await asked).toBeNull()
    journal.write(row(2), say('2'))
    journal.after(say('later'))
    expect(said).toEqual([])
    expect(disk.batches).toHaveLength(1)
  })

  test('[R2] writes no row after one that failed', async () => {
    const journal = journalOf('a')
    const other = journalOf('b')
    journal.write(row(1), say('1'))
    journal.write(row(2), say('2'))
    other.write(row(3), say('other'))
    await disk.answer('fails')
    expect(disk.batches[1]?.map(({ article }) => article)).toEqual(['b'])
    await disk.answer()
    expect(said).toEqual(['other'])
  })

  test('ends when more waits for the disk than it may', () => {
    const journal = journalOf('a')
    journal.write(row(1, journalBytesMax), () => {})
    expect(failures).toEqual([])
    journal.write(row(2), () => {})
    expect(failures).toEqual(['cannot-store'])
  })
})

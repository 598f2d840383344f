/** The laws of client/sync/cache.ts, for every driver. They run in a browser too, so they know no test runner. */

import type { Cache, Rescue } from '../../client/sync/cache.ts'
import { assert } from '../../shared/assert.ts'

/** Opens the cache of an article on a device that is empty when a law begins; each call is another tab. */
export type OpenCache = (article: 'one' | 'other') => Promise<Cache>

const bytes = (...values: number[]) => new Uint8Array(values)
const rescue: Rescue = { id: 'a', text: 'lost', html: '<p><ins>lost</ins></p>', reason: 'content' }

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [actual, expected].map((value) =>
    JSON.stringify(value, (_key, part) => (part instanceof Uint8Array ? [...part] : part)),
  )
  assert(a === b, `${what}: ${a} is ${b}`)
}

const updatesOf = async (cache: Cache) => (await cache.load()).rows.map(({ update }) => update)

export const cacheLaws: Record<string, (open: OpenCache) => Promise<void>> = {
  'an empty cache has nothing': async (open) => {
    same(await (await open('one')).load(), { rows: [], rescues: [], spares: 0 }, 'what is kept')
  },

  'rows come back in the order in which they were appended, by whichever tab': async (open) => {
    const [a, b] = [await open('one'), await open('one')]
    const first = await a.append([
      { writer: 10, update: bytes(1) },
      { writer: null, update: bytes(2) },
    ])
    const second = await b.append([{ writer: 20, update: bytes(3, 0, 255) }])
    const { rows } = await (await open('one')).load()
    same(
      rows.map(({ key, writer, update }) => ({ key, writer, update })),
      [
        { key: first[0], writer: 10, update: bytes(1) },
        { key: first[1], writer: null, update: bytes(2) },
        { key: second[0], writer: 20, update: bytes(3, 0, 255) },
      ],
      'rows',
    )
    assert(
      rows.every(({ key }, index) => key > (rows[index - 1]?.key ?? 0)),
      'keys grow',
    )
  },

  'what was confirmed survives a close': async (open) => {
    const tab = await open('one')
    await tab.append([{ writer: 10, update: bytes(7) }])
    await tab.addSpares([100])
    tab.close()
    const again = await open('one')
    same(await updatesOf(again), [bytes(7)], 'rows')
    same((await again.load()).spares, 1, 'spares')
  },

  'articles do not see each other': async (open) => {
    const [one, other] = [await open('one'), await open('other')]
    await one.append([{ writer: 10, update: bytes(1) }])
    await one.addSpares([100])
    await one.rescue([], rescue)
    await one.markSaved(10, 1_000)
    const [key = 0] = await other.append([{ writer: 10, update: bytes(2) }])
    same(
      await other.load(),
      { rows: [{ key, writer: 10, update: bytes(2), saved: false }], rescues: [], spares: 0 },
      'kept of the other article',
    )
    same(await other.takeSpare(), null, 'a spare of the other article')
    await other.forgetArticle()
    await other.forgetRescues(['a'])
    same(
      (await one.load()).rows.length + (await one.load()).rescues.length,
      2,
      'rows and rescues of the first',
    )
  },

  'a spare id is given once, to one tab': async (open) => {
    const tabs = await Promise.all([open('one'), open('one'), open('one')])
    await tabs[0]?.addSpares([100, 102, 104, 106])
    const taken = await Promise.all([...tabs, ...tabs].map((tab) => tab.takeSpare()))
    same(
      taken.filter((id) => id !== null).sort((a, b) => a - b),
      [100, 102, 104, 106],
      'taken ids',
    )
    same(taken.filter((id) => id === null).length, 2, 'tabs that got none')
    same(await (await open('one')).takeSpare(), null, 'a spare after all are taken')
  },

  'a row is saved when its writer is marked up to it, and what the server sent always is': async (open) => {
    const tab = await open('one')
    const [a = 0] = await tab.append([{ writer: 10, update: bytes(1) }])
    await tab.append([
      { writer: 20, update: bytes(2) },
      { writer: 10, update: bytes(3) },
      { writer: null, update: bytes(4) },
    ])
    await tab.markSaved(10, a)
    await tab.markSaved(10, a - 1)
    const { rows } = await tab.load()
    same(
      rows.map(({ saved }) => saved),
      [true, false, false, true],
      'saved',
    )
  },

  'a snapshot stands for the rows it names and no others': async (open) => {
    const [a, b] = [await open('one'), await open('one')]
    const keys = await a.append([
      { writer: 10, update: bytes(1) },
      { writer: null, update: bytes(2) },
    ])
    await b.append([{ writer: 20, update: bytes(3) }])
    const key = await a.compact(keys, bytes(9))
    const { rows } = await b.load()
    same(
      rows.map(({ update, writer, saved }) => ({ update, writer, saved })),
      [
        { update: bytes(3), writer: 20, saved: false },
        { update: bytes(9), writer: null, saved: true },
      ],
      'rows',
    )
    same(rows.at(-1)?.key, key, 'the key of the snapshot')
  },

  'a rescue takes its rows out and stays until it is forgotten': async (open) => {
    const tab = await open('one')
    const [a = 0] = await tab.append([
      { writer: 10, update: bytes(1) },
      { writer: 20, update: bytes(2) },
    ])
    await tab.rescue([a], rescue)
    const again = await open('one')
    same(await updatesOf(again), [bytes(2)], 'rows')
    same((await again.load()).rescues, [rescue], 'rescues')
    await tab.rescue([], { ...rescue, id: 'b' })
    await again.forgetRescues(['a', 'c'])
    same((await tab.load()).rescues, [{ ...rescue, id: 'b' }], 'rescues')
  },

  'what was refused is suggested by one tab only, and its words stay': async (open) => {
    const [a, b, other] = [await open('one'), await open('one'), await open('other')]
    await a.rescue([], { ...rescue, unsent: bytes(1, 2) })
    await a.rescue([], { ...rescue, id: 'b', unsent: bytes(3) })
    same((await b.load()).rescues[0]?.unsent, bytes(1, 2), 'what was refused')
    await a.markSaved(10, 7)
    const ids = [
      { client: 10, clock: 5, length: 3 },
      { client: 11, clock: 0, length: 2 },
    ]
    const taken = await Promise.all([a.takeUnsent(['a'], ids), b.takeUnsent(['a'], ids)])
    same(taken, [ids, []], 'what each tab got')
    await a.markSaved(10, 8)
    const more = [{ client: 10, clock: 6, length: 4 }]
    same(await b.takeUnsent([], more), [{ client: 10, clock: 8, length: 2 }], 'what came later')
    same((await b.load()).rescues, [rescue, { ...rescue, id: 'b', unsent: bytes(3) }], 'rescues')
    same(await other.takeUnsent(['b'], ids), ids, 'of the other article')
  },

  'forgetting an article keeps rescues and spare ids': async (open) => {
    const tab = await open('one')
    await tab.append([{ writer: 10, update: bytes(1) }])
    await tab.rescue([], rescue)
    await tab.addSpares([100])
    await tab.forgetArticle()
    same(await tab.load(), { rows: [], rescues: [rescue], spares: 1 }, 'what is kept')
  },
}

/** What tests/sync/cache.test.ts asks of a page in a real browser. */

import type { Cache } from '../../client/sync/cache.ts'
import {
  articlesWithUnsavedWork,
  forgetCaches,
  openIndexedDbCache,
} from '../../client/sync/cache-indexeddb.ts'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { cacheLaws } from './cache-laws.ts'

const me = 'me' as AccountId
const article = (name: string) => name as ArticleId
const open = (name = 'one', account: AccountId = me, now = 0) =>
  openIndexedDbCache(account, article(name), now)

let held: Cache | undefined
/** The one that this page has opened once and holds. */
async function own(): Promise<Cache> {
  held ??= await open()
  return held
}

export async function runLaw(name: string): Promise<void> {
  await cacheLaws[name]?.((name) => open(name))
}

export const addSpares = async (clients: number[]) => (await own()).addSpares(clients)

export async function takeSpares(count: number): Promise<(number | null)[]> {
  const cache = await own()
  return Promise.all(Array.from({ length: count }, () => cache.takeSpare()))
}

export async function appendNumbers(from: number, count: number): Promise<void> {
  const cache = await own()
  const numbers = Array.from({ length: count }, (_, index) => from + index)
  await Promise.all(numbers.map((value) => cache.append([{ writer: 10, update: new Uint8Array([value]) }])))
}

export async function readNumbers(account: string = me): Promise<number[]> {
  const { rows } = await (await open('one', account as AccountId)).load()
  return rows.flatMap(({ update }) => [...update])
}

export const forget = (account: string | null) => forgetCaches(account as AccountId | null)

/** Writes through the cache that was open when its database was deleted. */
export const appendToForgotten = async () =>
  (await own()).append([{ writer: 10, update: new Uint8Array([1]) }])

export async function fillTwoArticles(now: number): Promise<void> {
  const saved = await open('saved', me, now)
  const [key = 0] = await saved.append([{ writer: 10, update: new Uint8Array([1]) }])
  await saved.markSaved(10, key)
  await (await open('unsaved', me, now)).append([{ writer: 10, update: new Uint8Array([2]) }])
}

/** Opens a third article at `now`, then counts what is left of the two. */
export async function countRows(now: number): Promise<{ saved: number; unsaved: number }> {
  await open('third', me, now)
  const count = async (name: string) => (await (await open(name, me, 0)).load()).rows.length
  return { saved: await count('saved'), unsaved: await count('unsaved') }
}

export const unsavedArticles = () => articlesWithUnsavedWork(me)

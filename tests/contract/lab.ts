/** What the laws of the store need of a driver under test, and the small values they are written in. */

import { expect } from 'vitest'
import type { Append, Store } from '../../server/store/store.ts'
import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import { type RefusalCode, Refused } from '../../shared/refusals.ts'

/** One empty database, open. */
export interface Lab {
  readonly store: Store
  /** Another handle on the same database, as another process has one. */
  another(): Promise<Store>
  /** The process dies without warning: a store on what survives. `store` hears nothing any more. */
  crash(): Promise<Store>
  /** From now on nothing big can be written, until `repair`. */
  breakDisk(): Promise<{ repair(): Promise<void> }>
  destroy(): Promise<void>
}

/** Makes labs; what it started itself, it ends in `stop`. */
export interface Driver {
  readonly name: string
  lab(): Promise<Lab>
}

export type Law = { readonly name: string; readonly holds: (lab: Lab) => Promise<void> }

export const law = (name: string, holds: Law['holds']): Law => ({ name, holds })

export const refusedWith = (code: RefusalCode) =>
  expect.objectContaining({ constructor: Refused, code }) as unknown as Error

export const article = (n: number) => `article${String(n).padStart(9, '0')}` as ArticleId
export const account = (name: string) => `account-${name}` as AccountId
export const person = (name: string) => `person-${name}` as PersonId
/** Bytes that say which they are; long ones do not fit what is free in a full database. */
export const bytes = (n: number, length = 4) =>
  Uint8Array.from({ length }, (_, index) => (index < 4 ? n >> (8 * index) : 7) & 0xff)

export async function withArticle(store: Store, n = 1): Promise<ArticleId> {
  await store.records.createArticle(
    { id: article(n), title: `Article ${n}`, at: 1000 + n },
    account('owner'),
    bytes(0),
  )
  return article(n)
}

export async function openEpoch(store: Store, id: ArticleId): Promise<number> {
  const opened = await store.log.open(id)
  if (opened === null) throw new Error(`${id} is not there`)
  return opened.epoch
}

export const append = (
  id: ArticleId,
  epoch: number,
  update: Uint8Array,
  more: Partial<Append> = {},
): Append => ({
  article: id,
  epoch,
  person: person('ann'),
  at: 2000,
  update,
  binds: [],
  ...more,
})

/** What was decided about characters: the read model of the keys of `dec` that name ids, which only the server writes. */

import type { ClientId } from '../ids.ts'
import { IdSet } from './idset.ts'
import { type IdRange, readClockRanges } from './record.ts'

/** What a key of `dec` says about the characters of a client. */
export type DecidedKey =
  /** `a<client>`: accepted, so they are the article's. */
  | { readonly kind: 'accepted'; readonly client: ClientId }
  /** `o<client>`: were accepted, and are suggested again since. */
  | { readonly kind: 'reopened'; readonly client: ClientId }
  /** `x<client>.<day>`: a decision of that day, counted since 1970, has taken them away. They stay in the doc for a while. */
  | { readonly kind: 'removed'; readonly client: ClientId; readonly day: number }

const KEY = /^([ao])(\d{1,10})$|^x(\d{1,10})\.(\d{1,10})$/

export function readDecidedKey(key: string): DecidedKey | null {
  const [, letter, client, removed, day] = KEY.exec(key) ?? []
  if (removed !== undefined) return { kind: 'removed', client: Number(removed), day: Number(day) }
  if (letter === undefined) return null
  return { kind: letter === 'a' ? 'accepted' : 'reopened', client: Number(client) }
}

export function decidedKey(key: DecidedKey): string {
  if (key.kind === 'removed') return `x${key.client}.${key.day}`
  return `${key.kind === 'accepted' ? 'a' : 'o'}${key.client}`
}

const NEVER: ReadonlyMap<number, IdSet> = new Map()

export class DecidedIds {
  readonly accepted = new IdSet()
  readonly reopened = new IdSet()
  /** Nobody is shown them, also of what is not suggested. */
  readonly removed = new IdSet()
  private readonly days = new Map<ClientId, Map<number, IdSet>>()

  /** Reads what a key holds now. Returns the ids of which it says something else than before. */
  read(key: DecidedKey, value: unknown): readonly IdRange[] {
    const { client } = key
    const now = new IdSet()
    for (const [clock, length] of readClockRanges(value) ?? []) if (length > 0) now.add(client, clock, length)
    const ids = this.setOf(key)
    const before = copyOf(ids, client)
    if (key.kind === 'removed') replace(ids, client, this.onAllDays(client, key.day, now))
    else replace(ids, client, [now])
    return differenceOf(client, before, ids)
  }

  /** What decisions have taken away of a client's characters, day by day. */
  removedBy(client: ClientId): ReadonlyMap<number, IdSet> {
    return this.days.get(client) ?? NEVER
  }

  private onAllDays(client: ClientId, day: number, now: IdSet): Iterable<IdSet> {
    const days = this.days.get(client) ?? new Map<number, IdSet>()
    this.days.set(client, days)
    if (now.isEmpty) days.delete(day)
    else days.set(day, now)
    return days.values()
  }

  private setOf({ kind }: DecidedKey): IdSet {
    switch (kind) {
      case 'accepted':
        return this.accepted
      case 'reopened':
        return this.reopened
      case 'removed':
        return this.removed
    }
  }
}

function copyOf(ids: IdSet, client: ClientId): IdSet {
  const copy = new IdSet()
  ids.each(client, (clock, length) => copy.add(client, clock, length))
  return copy
}

function replace(ids: IdSet, client: ClientId, by: Iterable<IdSet>): void {
  ids.clear(client)
  for (const some of by) some.each(client, (clock, length) => ids.add(client, clock, length))
}

/** What is in one of two sets of a client's ids and not in the other. */
function differenceOf(client: ClientId, before: IdSet, after: IdSet): readonly IdRange[] {
  return [...missingIn(client, before, after), ...missingIn(client, after, before)]
}

/** What of a client's ids is in the one and not in the other. */
export function missingIn(client: ClientId, one: IdSet, other: IdSet): readonly IdRange[] {
  const ranges: IdRange[] = []
  one.each(client, (from, count) =>
    other.cut(client, from, count, (clock, length, inBoth) => {
      if (!inBoth) ranges.push({ client, clock, length })
    }),
  )
  return ranges
}

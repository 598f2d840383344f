/** Under which new ids characters live on that somebody deleted and brought back: the read model of the root `alias`. */

import type { ClientId } from '../ids.ts'
import { IdSet } from './idset.ts'
import type { Alias, IdRange } from './record.ts'

/** An alias of an alias of …: undone and redone so often. */
export const aliasDepthMax = 50

export class Aliases {
  private readonly byKey = new Map<string, Alias>()
  private readonly byOld = new Spans('old')
  private readonly byNow = new Spans('now')

  get(key: string): Alias | undefined {
    return this.byKey.get(key)
  }

  set(key: string, alias: Alias): void {
    this.delete(key)
    this.byKey.set(key, alias)
    this.byOld.add(alias)
    this.byNow.add(alias)
  }

  delete(key: string): void {
    const alias = this.byKey.get(key)
    if (alias === undefined) return
    this.byKey.delete(key)
    this.byOld.remove(alias)
    this.byNow.remove(alias)
  }

  /** The new ids that parts of a range were given directly: `from` counts in the range. */
  *onwards(range: IdRange): Generator<Traced> {
    for (const { now, old } of this.byOld.over(range)) {
      const { from, length } = overlap(range, old)
      yield {
        from: from - range.clock,
        now: { client: now.client, clock: now.clock + from - old.clock, length },
      }
    }
  }

  /** The old ids of parts of a range, in order: `from` counts in the range. */
  *backwards(range: IdRange): Generator<{ readonly from: number; readonly old: IdRange }> {
    for (const { now, old } of this.byNow.over(range)) {
      const { from, length } = overlap(range, now)
      yield {
        from: from - range.clock,
        old: { client: old.client, clock: old.clock + from - now.clock, length },
      }
    }
  }

  /** A range and all ids under which parts of it live on, each id once, however many ways lead there. */
  lives(range: IdRange): readonly IdRange[] {
    return this.traced(range).map(({ now }) => now)
  }

  /** The same, each with what part of the range it is: `from` counts in the range. */
  traced(range: IdRange): readonly Traced[] {
    const seen = new IdSet()
    const found: Traced[] = []
    let reached: readonly Traced[] = [{ from: 0, now: range }]
    for (let depth = 0; depth <= aliasDepthMax && reached.length > 0; depth++) {
      const next: Traced[] = []
      for (const one of reached) {
        for (const fresh of unseen(seen, one.now)) {
          seen.add(fresh.client, fresh.clock, fresh.length)
          const from = one.from + fresh.clock - one.now.clock
          found.push({ from, now: fresh })
          for (const onward of this.onwards(fresh)) next.push({ from: from + onward.from, now: onward.now })
        }
      }
      reached = next
    }
    return found
  }
}

/** What a part of a range has come to be called. */
export type Traced = { readonly from: number; readonly now: IdRange }

function unseen(seen: IdSet, { client, clock, length }: IdRange): readonly IdRange[] {
  const fresh: IdRange[] = []
  seen.cut(client, clock, length, (at, count, isSeen) => {
    if (!isSeen) fresh.push({ client, clock: at, length: count })
  })
  return fresh
}

function overlap(a: IdRange, b: IdRange): { readonly from: number; readonly length: number } {
  const from = Math.max(a.clock, b.clock)
  return { from, length: Math.min(a.clock + a.length, b.clock + b.length) - from }
}

/** Aliases by one of their two ends, each client's sorted by where that begins. */
class Spans {
  private readonly spans = new Map<ClientId, Alias[]>()
  private readonly longest = new Map<ClientId, number>()

  constructor(private readonly end: 'old' | 'now') {}

  add(alias: Alias): void {
    const { client, clock, length } = alias[this.end]
    const all = this.spans.get(client) ?? []
    all.splice(this.firstFrom(all, clock), 0, alias)
    this.spans.set(client, all)
    this.longest.set(client, Math.max(this.longest.get(client) ?? 0, length))
  }

  remove(alias: Alias): void {
    const all = this.spans.get(alias[this.end].client) ?? []
    const at = all.indexOf(alias)
    if (at >= 0) all.splice(at, 1)
  }

  *over({ client, clock, length }: IdRange): Generator<Alias> {
    const all = this.spans.get(client) ?? []
    const longest = this.longest.get(client) ?? 0
    for (let i = this.firstFrom(all, clock - longest + 1); i < all.length; i++) {
      const alias = all[i]
      if (alias === undefined || alias[this.end].clock >= clock + length) return
      if (alias[this.end].clock + alias[this.end].length > clock) yield alias
    }
  }

  /** The index of the first that begins at a clock or behind it. */
  private firstFrom(all: readonly Alias[], clock: number): number {
    let [low, high] = [0, all.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((all[middle]?.[this.end].clock ?? 0) < clock) low = middle + 1
      else high = middle
    }
    return low
  }
}

/**
 * What people have deleted lately, so that the server knows the characters again when their undo brings them back: Yjs
 * throws the content of what is deleted away. Bounded: what is forgotten counts as newly written when it comes back.
 */

import * as Y from 'yjs'
import { textOf } from '../../../shared/article/items.ts'
import type { IdRange } from '../../../shared/article/record.ts'
import type { PersonId } from '../../../shared/ids.ts'
import { erasedUnitsMax } from '../../../shared/limits.ts'

/** Characters that somebody deleted, as they were. A plain value: it goes with a trial to another thread. */
export type ErasedRun = IdRange & { readonly person: PersonId; readonly text: string }

export class Erased {
  /** The latest last. */
  readonly #runs: ErasedRun[] = []
  /** Of each person and client, by their clocks: an id is deleted once, so they do not overlap. */
  readonly #byClock = new Map<string, ErasedRun[]>()
  #units = 0

  constructor(runs: readonly ErasedRun[] = []) {
    for (const run of runs) this.#add(run)
  }

  get runs(): readonly ErasedRun[] {
    return this.#runs
  }

  /** Keeps what the transaction deletes of the text, as this person's deed. To be called before the transaction ends. */
  note(transaction: Y.Transaction, text: Y.Text, person: PersonId): void {
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (item) => {
      if (!(item instanceof Y.Item) || item.parent !== text || !item.countable) return
      const { client, clock } = item.id
      const was = textOf(item) ?? '\u0000'.repeat(item.length)
      this.#add({ person, client, clock, length: item.length, text: was })
    })
  }

  /** The stretches of a range that this person deleted, as they were, in order; not what is forgotten. `from`: where in the range. */
  *knownIn(
    person: PersonId,
    { client, clock, length }: IdRange,
  ): Generator<{ readonly from: number; readonly text: string }> {
    const runs = this.#byClock.get(keyOf(person, client)) ?? []
    for (let i = firstEndingAfter(runs, clock); i < runs.length; i++) {
      const run = runs[i]
      if (run === undefined || run.clock >= clock + length) return
      const at = Math.max(clock, run.clock)
      yield { from: at - clock, text: run.text.slice(at - run.clock, clock + length - run.clock) }
    }
  }

  #add(run: ErasedRun): void {
    const key = keyOf(run.person, run.client)
    const runs = this.#byClock.get(key) ?? []
    const at = firstEndingAfter(runs, run.clock)
    const next = runs[at]
    if (next !== undefined && next.clock < run.clock + run.length) return // noted before, in the same transaction
    runs.splice(at, 0, run)
    this.#byClock.set(key, runs)
    this.#runs.push(run)
    this.#units += run.length
    while (this.#units > erasedUnitsMax) this.#forgetFirst()
  }

  #forgetFirst(): void {
    const first = this.#runs.shift()
    if (first === undefined) return
    this.#units -= first.length
    const key = keyOf(first.person, first.client)
    const runs = this.#byClock.get(key) ?? []
    runs.splice(firstEndingAfter(runs, first.clock), 1)
    if (runs.length === 0) this.#byClock.delete(key)
  }
}

const keyOf = (person: PersonId, client: number): string => `${person} ${client}`

/** The index of the first of these sorted runs that ends behind a clock. */
function firstEndingAfter(runs: readonly ErasedRun[], clock: number): number {
  let [low, high] = [0, runs.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const run = runs[middle]
    if (run !== undefined && run.clock + run.length <= clock) low = middle + 1
    else high = middle
  }
  return low
}

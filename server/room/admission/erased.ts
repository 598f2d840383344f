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
  #runs: ErasedRun[] = []
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
      this.#add({
        person,
        client,
        clock,
        length: item.length,
        text: textOf(item) ?? '\u0000'.repeat(item.length),
      })
    })
  }

  /** The stretches of a range that this person deleted, as they were, in order; not what is forgotten. `from`: where in the range. */
  *knownIn(
    person: PersonId,
    { client, clock, length }: IdRange,
  ): Generator<{ readonly from: number; readonly text: string }> {
    const isTheirs = (one: ErasedRun) => one.person === person && one.client === client
    for (let at = clock; at < clock + length; ) {
      const run = this.#runs.findLast(
        (one) => isTheirs(one) && one.clock <= at && at < one.clock + one.length,
      )
      if (run !== undefined) {
        const text = run.text.slice(at - run.clock, clock + length - run.clock)
        yield { from: at - clock, text }
        at += text.length
        continue
      }
      const later = this.#runs.filter((one) => isTheirs(one) && one.clock > at).map((one) => one.clock)
      at = Math.min(clock + length, ...later)
    }
  }

  #add(run: ErasedRun): void {
    this.#runs.push(run)
    this.#units += run.length
    while (this.#units > erasedUnitsMax) this.#units -= this.#runs.shift()?.length ?? 0
  }
}

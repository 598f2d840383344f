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

  /** The characters under these ids, if this person deleted all of them; null when not, or when it is forgotten. */
  textOf(person: PersonId, { client, clock, length }: IdRange): string | null {
    let text = ''
    for (let at = clock; at < clock + length; ) {
      const here = at
      const run = this.#runs.findLast(
        (one) =>
          one.person === person &&
          one.client === client &&
          one.clock <= here &&
          here < one.clock + one.length,
      )
      if (run === undefined) return null
      const units = run.text.slice(here - run.clock, clock + length - run.clock)
      text += units
      at += units.length
    }
    return text
  }

  #add(run: ErasedRun): void {
    this.#runs.push(run)
    this.#units += run.length
    while (this.#units > erasedUnitsMax) this.#units -= this.#runs.shift()?.length ?? 0
  }
}

/**
 * What stays undrawn while somebody composes (Korean, Japanese, Chinese): changes of others in that block. They are in
 * the doc at once; the document shows the block as it was, and local steps are addressed by what it shows.
 */

import type * as Y from 'yjs'
import { IdSet } from '../../shared/article/idset.ts'
import type { MarkerMap } from '../../shared/article/items.ts'
import { isNewIn } from '../../shared/article/touched.ts'
import type { Shown } from '../../shared/article/view.ts'
import type { Pieces } from './remote-steps.ts'

export class HeldChanges {
  /** Came, and is not drawn. */
  private added = new IdSet()
  /** Went, and is still drawn. */
  private removed = new IdSet()
  /** Of the block that is being composed in; null: nothing is held. */
  private held: MarkerMap | null = null

  get marker(): MarkerMap | null {
    return this.held
  }

  /** What the document shows of an item: all that lives, but for what is held. */
  readonly shown: Shown = (item, use) => {
    if (this.held === null) {
      if (!item.deleted) use(0, item.length)
      return
    }
    const { client, clock } = item.id
    const set = item.deleted ? this.removed : this.added
    set.cut(client, clock, item.length, (at, length, inSet) => {
      if (inSet === item.deleted) use(at - clock, length)
    })
  }

  /** Keeps what the transaction did to these items of the block from being drawn. */
  hold(marker: MarkerMap, transaction: Y.Transaction, items: readonly Y.Item[]): void {
    this.held = marker
    for (const item of items) {
      const { client, clock } = item.id
      if (!item.deleted) {
        this.added.add(client, clock, item.length)
      } else if (!isNewIn(transaction, item)) {
        this.added.cut(client, clock, item.length, (at, length, undrawn) => {
          if (!undrawn) this.removed.add(client, at, length)
        })
      }
    }
  }

  /** The writer has deleted what is drawn there: nothing of it is drawn any more. */
  forget(item: Y.Item): void {
    this.removed.delete(item.id.client, item.id.clock, item.length)
  }

  /** Ends the holding; returns what was drawn and what is to be. */
  release(): Pieces {
    const { added, removed } = this
    this.added = new IdSet()
    this.removed = new IdSet()
    this.held = null
    return (item, use) => {
      const { client, clock } = item.id
      if (item.deleted) {
        removed.cut(client, clock, item.length, (at, length, drawn) => {
          if (drawn) use(at - clock, length, true, false)
        })
      } else {
        added.cut(client, clock, item.length, (at, length, undrawn) =>
          use(at - clock, length, !undrawn, true),
        )
      }
    }
  }
}

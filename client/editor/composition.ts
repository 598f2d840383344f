/**
 * What stays undrawn while somebody composes (Korean, Japanese, Chinese): changes of others in that block. They are in
 * the doc at once; the document shows the block as it was, and local steps are addressed by what it shows.
 */

import type { EditorView } from '@tiptap/pm/view'
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
  /** Of the blocks that are drawn as they were: the one that is being composed in, and what ran together with it. */
  private markers = new Set<MarkerMap>()
  /** What Yjs would have thrown away the content of, by which we know markers and ends. */
  private readonly kept: Y.Item[] = []

  get isEmpty(): boolean {
    return this.markers.size === 0
  }

  /** The markers of the blocks that are held, in no order. */
  get blocks(): ReadonlySet<MarkerMap> {
    return this.markers
  }

  /** What the document shows of an item: all that lives, but for what is held. */
  readonly shown: Shown = (item, use) => {
    if (this.isEmpty) {
      if (!item.deleted) use(0, item.length)
      return
    }
    const { client, clock } = item.id
    const set = item.deleted ? this.removed : this.added
    set.cut(client, clock, item.length, (at, length, inSet) => {
      if (inSet === item.deleted) use(at - clock, length)
    })
  }

  /** Keeps what the transaction did to these items from being drawn, and the attributes of these blocks. */
  hold(markers: readonly MarkerMap[], transaction: Y.Transaction, items: readonly Y.Item[]): void {
    for (const marker of markers) this.markers.add(marker)
    for (const item of items) {
      if (!item.deleted) this.added.add(item.id.client, item.id.clock, item.length)
      else if (!isNewIn(transaction, item)) this.holdRemoved(item)
    }
  }

  private holdRemoved(item: Y.Item): void {
    const { client, clock } = item.id
    this.added.cut(client, clock, item.length, (at, length, undrawn) => {
      if (!undrawn) this.removed.add(client, at, length)
    })
    if (item.keep) return
    item.keep = true
    this.kept.push(item)
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
    this.markers = new Set()
    for (const item of this.kept.splice(0)) item.keep = false
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

/** ProseMirror's own reader of what the browser changed; it has no other name for "read it now". */
type ReadsDom = { readonly domObserver?: { flush(): void } }

/** Reads into the document what the input method has written so far. */
export function readComposition(view: object): void {
  ;(view as ReadsDom).domObserver?.flush()
}

/** Ends a composition with what it has: the input method lets go when the editor loses the focus. */
export function commitComposition(view: Pick<EditorView, 'dom'>): void {
  readComposition(view)
  view.dom.blur()
  view.dom.focus({ preventScroll: true })
  readComposition(view)
}

/**
 * What stays undrawn while somebody composes (Korean, Japanese, Chinese): changes of others in that block. They are in
 * the doc at once; the document shows the block as it was, and local steps are addressed by what it shows.
 */

import type { EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { IdSet } from '../../shared/article/idset.ts'
import type { MarkerMap } from '../../shared/article/items.ts'
import type { IdRange } from '../../shared/article/record.ts'
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

  /** `now`: what would be drawn if nothing were held. */
  constructor(private readonly now: Shown) {}

  get isEmpty(): boolean {
    return this.markers.size === 0
  }

  /** The markers of the blocks that are held, in no order. */
  get blocks(): ReadonlySet<MarkerMap> {
    return this.markers
  }

  /** What the document shows of an item. */
  readonly shown: Shown = (item, use) => {
    if (this.isEmpty) return this.now(item, use)
    this.eachUnit(item, (offset, length, _isShown, isDrawn) => {
      if (isDrawn) use(offset, length)
    })
  }

  /** Keeps what happened to these items from being drawn, and the attributes of these blocks. */
  hold(markers: readonly MarkerMap[], items: readonly Y.Item[], pieces: Pieces): void {
    for (const marker of markers) this.markers.add(marker)
    for (const item of items) {
      pieces(item, (offset, length, was, is) => {
        if (was === is) return
        const [from, to] = is ? [this.removed, this.added] : [this.added, this.removed]
        const { client, clock } = item.id
        from.cut(client, clock + offset, length, (at, count, heldBefore) => {
          if (!heldBefore) to.add(client, at, count)
        })
      })
      if (item.deleted) this.keep(item)
    }
  }

  private keep(item: Y.Item): void {
    if (item.keep) return
    item.keep = true
    this.kept.push(item)
  }

  /** Deleted here, where it is drawn: nothing of it is drawn any more. */
  forget({ client, clock, length }: IdRange): void {
    this.removed.delete(client, clock, length)
  }

  /** Ends the holding; returns what was drawn and what is to be. */
  release(): Pieces {
    const { added, removed } = this
    this.added = new IdSet()
    this.removed = new IdSet()
    this.markers = new Set()
    for (const item of this.kept.splice(0)) item.keep = false
    return (item, use) =>
      this.eachUnit(
        item,
        (offset, length, isShown, isDrawn) => {
          if (isShown || isDrawn) use(offset, length, isDrawn, isShown)
        },
        { added, removed },
      )
  }

  /** What would be drawn of an item and what is, in stretches. */
  private eachUnit(
    item: Y.Item,
    use: (offset: number, length: number, isShown: boolean, isDrawn: boolean) => void,
    { added, removed } = { added: this.added, removed: this.removed },
  ): void {
    const { client, clock } = item.id
    const part = (from: number, until: number, isShown: boolean) => {
      if (from >= until) return
      const held = isShown ? added : removed
      held.cut(client, clock + from, until - from, (at, length, inSet) =>
        use(at - clock, length, isShown, isShown !== inSet),
      )
    }
    let at = 0
    this.now(item, (offset, length) => {
      part(at, offset, false)
      part(offset, offset + length, true)
      at = offset + length
    })
    part(at, item.length, false)
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

/** One transaction of the server's about suggestions: what every decision does to the doc, and the frames that every view needs after it. */

import * as Y from 'yjs'
import { IdSet } from '../../shared/article/idset.ts'
import { itemsIn } from '../../shared/article/item-at.ts'
import { isEnd, isMarker } from '../../shared/article/items.ts'
import type { IdRange } from '../../shared/article/record.ts'
import { repairOrphans } from '../../shared/article/repair.ts'
import { rangesOf, type Suggestions } from '../../shared/article/suggestions.ts'
import { isShown, type Shown } from '../../shared/article/view.ts'
import { assert } from '../../shared/assert.ts'
import { SERVER_CLIENT, SERVER_SUGGESTING } from '../../shared/ids.ts'
import { idsOf } from './ranges.ts'
import { type Day, takeAway } from './taken-away.ts'

export class Deciding {
  private readonly touched = new IdSet()
  /** Frames without words that were there before: nobody's fault, and perhaps wanted. */
  readonly bareBefore: IdSet

  private constructor(
    readonly transaction: Y.Transaction,
    readonly suggestions: Suggestions,
    private readonly today: Day,
  ) {
    this.bareBefore = idsOf(bareFramesIn(suggestions))
  }

  /** Runs a change in one transaction, and what belongs behind it. The doc writes under SERVER_CLIENT. */
  static run<T>(
    suggestions: Suggestions,
    today: Day,
    change: (deciding: Deciding) => T,
    behind?: (answer: T, deciding: Deciding) => void,
  ): T {
    const { doc } = suggestions
    assert(doc.clientID === SERVER_CLIENT, "the room's doc writes under the server's client id")
    return doc.transact((transaction) => {
      const deciding = new Deciding(transaction, suggestions, today)
      const answer = change(deciding)
      deciding.finish()
      behind?.(answer, deciding)
      return answer
    })
  }

  /** Nobody is shown these any more. Returns whether anybody was. */
  takeAway(ranges: readonly IdRange[]): boolean {
    this.touch(ranges)
    return takeAway(this.transaction, this.suggestions, ranges, this.today)
  }

  /** Frames that may stay without words. */
  keepBare(frames: readonly IdRange[]): void {
    for (const { client, clock, length } of frames) this.bareBefore.add(client, clock, length)
  }

  /** Something else may stand around these now. */
  touch(ranges: readonly IdRange[]): void {
    for (const { client, clock, length } of ranges) this.touched.add(client, clock, length)
  }

  /** Reads what has changed in the roots. */
  feed(): void {
    const reading = this.suggestions.feed(this.transaction)
    if (reading !== null) this.touch([...rangesOf(reading.touched)])
  }

  private finish(): void {
    this.feed()
    const bare = bareFramesIn(this.suggestions)
    const emptied = bare.filter(({ client, clock }) => !this.bareBefore.has(client, clock))
    if (emptied.length > 0) this.takeAway(emptied)
    repairOrphans(this.transaction, this.suggestions, this.touched)
    this.feed()
  }
}

/** Frames that the server put around suggested words, and whose words are gone. */
export function bareFramesIn(suggestions: Suggestions): readonly IdRange[] {
  const { doc } = suggestions
  const shown = suggestions.shownIn('marked')
  const frames = { client: SERVER_SUGGESTING, clock: 0, length: Y.getState(doc.store, SERVER_SUGGESTING) }
  return [...itemsIn(doc, frames)]
    .filter((item) => !item.deleted && isMarker(item))
    .filter((item) => suggestions.isOpen(item.id.client, item.id.clock) && isBare(item, shown))
    .map(({ id: { client, clock } }) => ({ client, clock, length: 1 }))
}

/** Whether nothing that is shown stands between a marker and the next end or marker. */
function isBare(marker: Y.Item, shown: Shown): boolean {
  for (let item = marker.right; item !== null; item = item.right) {
    if (item.countable && isShown(item, shown)) return isEnd(item) || isMarker(item)
  }
  return true
}

/** What a review suggests, as its copy has it: words between two characters of the text that was copied. */

import type * as Y from 'yjs'
import type { FormatSet } from '../../shared/article/formats.ts'
import {
  afterFormat,
  atomOf,
  isEnd,
  isFormatItem,
  isMarker,
  NO_FORMATS,
  textOf,
} from '../../shared/article/items.ts'
import type { PlacedRecord } from '../../shared/article/placed-records.ts'
import { readAttributes } from '../../shared/article/projection.ts'
import type { IdRange } from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import type { Wording } from '../../shared/article/wording.ts'
import type { Token } from '../../shared/article/writer.ts'
import { intersection } from '../room/ranges.ts'

/** What was inserted in one place. */
export type Insertion = {
  /** How many units of the copied text stand before it. */
  readonly place: number
  readonly parts: readonly Part[]
}

/** A token, and the units of the copy that it is. */
export type Part = {
  readonly token: Token
  readonly source: IdRange
  /** Its author has taken it back, in one go with striking words of the text. Only openings and closings are here then. */
  readonly takenBackBy: PlacedRecord | null
}

/**
 * Everything that is suggested to be inserted, and that its author has not taken back, in the order of the text. A break that went
 * together with breaks of the text, and without which these are half of something, is there too.
 */
export function insertionsIn(
  copy: Suggestions,
  base: Wording,
  landed: readonly IdRange[] = [],
): readonly Insertion[] {
  const insertions: { place: number; parts: Part[] }[] = []
  let [place, isNew] = [0, true]
  let formats = NO_FORMATS
  for (let item = copy.text._start; item !== null; item = item.right) {
    const here = item
    if (isFormatItem(here)) {
      if (!here.deleted) formats = afterFormat(formats, here)
      continue
    }
    if (!here.countable) continue
    const { client, clock } = here.id
    copy.stretches(here, (offset, length, { isOpen, isHidden, records }) => {
      const source = { client, clock: clock + offset, length }
      if (!isOpen) {
        for (const found of base.find(source)) place = found.at + found.length
        isNew ||= !isHidden || intersection([source], landed).length > 0
        return
      }
      const takenBackBy = isHidden ? hiding(here, records) : null
      if (isHidden && takenBackBy === null) return
      if (isNew) insertions.push({ place, parts: [] })
      isNew = false
      for (const token of tokensOf(here, source, formats))
        insertions.at(-1)?.parts.push({ token, source, takenBackBy })
    })
  }
  return insertions

  function hiding(item: Y.Item, records: readonly PlacedRecord[]): PlacedRecord | null {
    if (!isMarker(item) && !isEnd(item)) return null
    const isAlsoOfText = ({ record, ranges }: PlacedRecord) =>
      record.kind === 'delete' && ranges.some((range) => !base.find(range).next().done)
    return records.find(isAlsoOfText) ?? null
  }
}

function tokensOf(item: Y.Item, { clock, length }: IdRange, formats: FormatSet): readonly Token[] {
  if (isMarker(item)) return [{ kind: 'open', attributes: readAttributes(item.content.type) }]
  if (isEnd(item)) return [{ kind: 'close' }]
  const from = clock - item.id.clock
  const text = textOf(item)?.slice(from, from + length)
  if (text !== undefined) return [{ kind: 'text', text, formats }]
  const atom = atomOf(item)
  return atom.type === 'unknown' ? [] : [{ kind: 'atom', atom, formats }]
}

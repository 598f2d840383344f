/** Whose a record is, and whether what it names is there: judged when everything that came with it is in its place. */

import { isPlainObject } from '../../../shared/article/formats.ts'
import type { IdSet } from '../../../shared/article/idset.ts'
import { isMarker } from '../../../shared/article/items.ts'
import { type IdRange, readRecord, readRecordKey, SERVERS } from '../../../shared/article/record.ts'
import { rangesOf } from '../../../shared/article/suggestions.ts'
import { isSuggesting } from '../../../shared/ids.ts'
import { recordRangesPerPersonMax, recordsOverOneMax } from '../../../shared/limits.ts'
import { Refused } from '../../../shared/refusals.ts'
import { type Arrival, cutsPair, isSenders, knownAt, nextClock } from './arrival.ts'
import type { Content } from './update.ts'
import { mayUse } from './writers.ts'

/** Refuses a key of another person, or one under which the sender may not write now: an even key's record hides what others suggest. */
export function judgeRecordOwner(arrival: Arrival, key: string): void {
  const owner = readRecordKey(key)
  if (owner === null) throw new Refused('record', 'not the key of a record')
  if (!isSenders(arrival, owner.client)) {
    throw new Refused('record-owner', "a record of somebody else's")
  }
  if (!mayUse(owner.client, arrival.sender.role)) throw new Refused('record-owner', 'a record of an editor')
}

/** Refuses a record about what is not there, about half a character, or about more than its author may say. */
export function judgeRecord(arrival: Arrival, key: string, content: Content): void {
  judgeRecordOwner(arrival, key)
  if (content.type === 'deleted') return
  const isEditors = !isSuggesting(readRecordKey(key)?.client ?? 0)
  for (const value of content.type === 'values' ? content.values : [null])
    judgeValue(arrival, value, isEditors)
}

function judgeValue(arrival: Arrival, value: unknown, isEditors: boolean): void {
  const record = readRecord(value)
  if (record === null) throw new Refused('record', 'not a record')
  if (isPlainObject(value) && SERVERS.some((key) => key in value)) {
    throw new Refused('record', "what was decided is the server's to say")
  }
  if (isEditors && record.kind !== 'delete') throw new Refused('record', 'an editor edits')
  for (const range of record.ranges) {
    if (isEditors && !isSuggesting(range.client))
      throw new Refused('record', 'an editor deletes what is not suggested')
    judgeRange(arrival, range, record.kind === 'delete')
  }
  if (record.kind === 'block') judgeMarker(arrival, record.ranges[0])
  const ranges = arrival.suggestions.rangesOf(arrival.sender.person) + record.ranges.length
  if (ranges > recordRangesPerPersonMax)
    throw new Refused('too-large', 'more records than one person may have')
}

/** Refuses what makes too many records of one person be about the same: everybody who reads that looks at each. `touched`: what they say something new about. */
export function judgeOverlaps({ suggestions, sender }: Arrival, touched: IdSet): void {
  for (const range of rangesOf(touched)) {
    if (suggestions.deepestOver(sender.person, range) > recordsOverOneMax)
      throw new Refused('too-large', 'more records about the same than one person may have')
  }
}

function judgeRange(arrival: Arrival, { client, clock, length }: IdRange, deletes: boolean): void {
  if (clock + length > nextClock(arrival.doc, client))
    throw new Refused('record', 'a record about what is not there')
  if (cutsPair(arrival, client, clock) || cutsPair(arrival, client, clock + length)) {
    throw new Refused('surrogate-pair', 'a record that ends inside a character')
  }
  const first = arrival.text._start?.id
  if (deletes && first?.client === client && clock <= first.clock && first.clock < clock + length) {
    throw new Refused('first-marker', 'a deletion of the first marker')
  }
}

function judgeMarker({ doc, text }: Arrival, id: { client: number; clock: number }): void {
  const item = knownAt(doc, id)
  if (item === null || !('parent' in item) || item.deleted) return // gone meanwhile: nothing to say about it
  if (item.parent !== text || !isMarker(item)) throw new Refused('record', 'attributes of what is no block')
}

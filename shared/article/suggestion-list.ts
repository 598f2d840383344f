/** What is open to be decided, in the order of the article: each run of suggested characters, and each record. */

import type { PersonId } from '../ids.ts'
import { listedUnitsMax } from '../limits.ts'
import { isEnd, isInline, isMarker, wordsOf } from './items.ts'
import type { PlacedRecord } from './placed-records.ts'
import { type FormatChange, flatRanges, type IdRange, joinedRanges, type SuggestionRecord } from './record.ts'
import type { Suggestions } from './suggestions.ts'

export type SuggestionKind = 'insertion' | 'deletion' | 'format' | 'block'

export type Suggestion = {
  /** `i<client>.<clock>` of its first character, or `r` and the record's key. */
  readonly id: string
  readonly kind: SuggestionKind
  /** Whose it is, by the id inside the article; null: nobody's whom the article knows. */
  readonly person: PersonId | null
  /** What it is about: client, clock and length, one behind the other. Sent back with a decision, it says what was seen. */
  readonly ranges: readonly number[]
  /** The characters that it is about, of a record the first some thousand; a break as a line's end. */
  readonly text: string
  readonly formats?: FormatChange
  readonly attributes?: object
}

type Run = { readonly client: number; readonly first: number; readonly ranges: IdRange[]; text: string }

/** One walk over the article. */
export function listSuggestions(suggestions: Suggestions): readonly Suggestion[] {
  const runs: Run[] = []
  const words = new Map<PlacedRecord, { at: number; text: string }>()
  let run: Run | null = null
  for (let item = suggestions.text._start; item !== null; item = item.right) {
    const here = item
    if (here.deleted || !(isInline(here) || isMarker(here) || isEnd(here))) continue
    const { client, clock } = here.id
    suggestions.stretches(here, (offset, length, { isOpen, isHidden, records }) => {
      if (isHidden) return
      const text = wordsOf(here, offset, length)
      if (!isOpen) run = null
      else if (run === null || run.client !== client) {
        run = { client, first: clock + offset, ranges: [], text: '' }
        runs.push(run)
      }
      if (run !== null) {
        run.ranges.push({ client, clock: clock + offset, length })
        run.text += text
      }
      for (const placed of records) {
        if (placed.record.kind === 'run') continue
        const known = words.get(placed)
        if (known === undefined) words.set(placed, { at: runs.length, text: beginningOf(text) })
        else if (known.text.length < listedUnitsMax) known.text = beginningOf(known.text + text)
      }
    })
  }
  const ofRecords = [...words].map(([placed, { at, text }]) => ({
    at,
    one: ofRecord(suggestions, placed, text),
  }))
  const ofRuns = runs.map((one, index) => ({ at: index + 0.5, one: ofRun(suggestions, one) }))
  return [...ofRecords, ...ofRuns].sort((a, b) => a.at - b.at).map(({ one }) => one)
}

/** Characters are in one insertion only, but any number of records may be about them. */
const beginningOf = (text: string): string =>
  text.length <= listedUnitsMax ? text : text.slice(0, listedUnitsMax).replace(/[\ud800-\udbff]$/, '')

const ofRun = (suggestions: Suggestions, { client, first, ranges, text }: Run): Suggestion => ({
  id: `i${client}.${first}`,
  kind: 'insertion',
  person: suggestions.personOf(client) ?? null,
  ranges: flatRanges(joinedRanges(ranges)),
  text,
})

const KINDS: Record<Exclude<SuggestionRecord['kind'], 'run'>, SuggestionKind> = {
  delete: 'deletion',
  format: 'format',
  block: 'block',
}

/** A record as it is listed, with these words. */
export function ofRecord(
  suggestions: Suggestions,
  { key, owner, record, ranges }: PlacedRecord,
  text: string,
): Suggestion {
  return {
    id: `r${key}`,
    kind: record.kind === 'run' ? 'insertion' : KINDS[record.kind],
    person: suggestions.personOf(owner.client) ?? null,
    ranges: flatRanges(ranges),
    text,
    ...(record.kind === 'format' && { formats: record.formats }),
    ...(record.kind === 'block' && { attributes: record.attributes }),
  }
}

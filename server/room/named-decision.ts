/** A decision as somebody outside the room asks for it: by the names of suggestions, and with what they saw of each. */

import { IdSet } from '../../shared/article/idset.ts'
import { itemsIn } from '../../shared/article/item-at.ts'
import { isEnd, isInline, wordsOf } from '../../shared/article/items.ts'
import { compareKeys, type IdRange, readRecordKey } from '../../shared/article/record.ts'
import { listSuggestions, ofRecord, type Suggestion } from '../../shared/article/suggestion-list.ts'
import { rangesOf, type Suggestions } from '../../shared/article/suggestions.ts'
import { assert } from '../../shared/assert.ts'
import type { DecidedPart, DecisionVerb } from '../../shared/decisions.ts'
import { isSuggesting, type PersonId } from '../../shared/ids.ts'
import { decidedPartsMax, decidedQuoteUnitsMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { decide, type Subject } from './decisions.ts'
import { ofWholeCharacters, without } from './ranges.ts'
import type { Reversal } from './reversal.ts'
import type { Day } from './taken-away.ts'

export type NamedDecision = {
  readonly verb: DecisionVerb
  readonly suggestions: readonly NamedSuggestion[]
}
export type NamedSuggestion = {
  /** `i<client>.<clock>` or `r<key>`, as listed. */
  readonly id: string
  /** What the decider saw: client, clock and length, one behind the other; null: all that there is. */
  readonly seen: readonly number[] | null
}

/** What a decision has come to. */
export type NamedOutcome = {
  /** The suggestions that were decided, in the order of the article. */
  readonly suggestions: readonly string[]
  /** The first of them as they were. */
  readonly parts: readonly DecidedPart[]
  readonly reversal: Reversal
}

type Asked = {
  readonly id: string
  readonly subject: Subject
  readonly listed: Suggestion | null
  readonly at: number
}

/**
 * Carries it out, in one transaction; null where nothing of it was left to decide. Throws `record-owner` when somebody would withdraw
 * what is not theirs, `invalid` when a name or the ranges are none; then nothing has changed.
 */
export function decideNamed(
  suggestions: Suggestions,
  person: PersonId,
  { verb, suggestions: named }: NamedDecision,
  today: Day,
): NamedOutcome | null {
  const asked = askedOf(suggestions, named)
  if (verb === 'withdraw') {
    const foreign = asked.find(({ subject }) => !isOwn(suggestions, person, subject))
    if (foreign !== undefined)
      throw new Refused('record-owner', `${foreign.id} is somebody else's suggestion.`)
  }
  const parts = new Map(asked.map((one) => [one.subject, partOf(suggestions, one)]))
  const subjects = asked.map(({ subject }) => subject).sort(inOrderOfApplying)
  const decided = decide(suggestions, verb === 'accept' ? 'accept' : 'reject', subjects, today)
  if (decided.subjects.length === 0) return null
  const done = new Set(decided.subjects)
  const inOrder = asked.filter(({ subject }) => done.has(subject)).sort((a, b) => a.at - b.at)
  return {
    suggestions: inOrder.map(({ id }) => id),
    parts: inOrder.slice(0, decidedPartsMax).flatMap(({ subject }) => parts.get(subject) ?? []),
    reversal: decided.reversal,
  }
}

/**
 * What is asked for, each suggestion once and each suggested character once, under whatever names, without those that are not there.
 * One walk over the article.
 */
function askedOf(suggestions: Suggestions, named: readonly NamedSuggestion[]): readonly Asked[] {
  const all = listSuggestions(suggestions)
  const listed = new Map(all.map((one, at) => [one.id, { one, at }]))
  const asked = new Map<string, Asked>()
  const characters = new IdSet()
  for (const { id, seen } of named) {
    const { one = null, at = all.length } = listed.get(id) ?? {}
    const subject = subjectOf(suggestions, id, seen, one)
    if (subject === null || asked.has(id)) continue
    const left =
      subject.kind === 'insertion' ? { ...subject, ranges: taken(subject.ranges, characters) } : subject
    if (left.kind === 'record' || left.ranges.length > 0)
      asked.set(id, { id, subject: left, listed: one, at })
  }
  return [...asked.values()]
}

/** Those of the ids that are not in the set yet; now they are. */
function taken(ranges: readonly IdRange[], ids: IdSet): readonly IdRange[] {
  const left: IdRange[] = []
  for (const { client, clock, length } of ranges) {
    ids.cut(client, clock, length, (at, count, inSet) => {
      if (!inSet) left.push({ client, clock: at, length: count })
    })
    ids.add(client, clock, length)
  }
  return left
}

const NAME = /^([ir])(\d{1,10}\.\d{1,16})$/

function subjectOf(
  suggestions: Suggestions,
  id: string,
  seen: readonly number[] | null,
  listed: Suggestion | null,
): Subject | null {
  const [, kind, key = ''] = NAME.exec(id) ?? []
  if (kind === undefined) throw new Refused('invalid', `“${id}” is no suggestion's name.`)
  const ranges = seen === null ? null : rangesOfFlat(seen)
  if (kind === 'r')
    return suggestions.record(key) === undefined ? null : { kind: 'record', key, seen: ranges }
  if (ranges === null)
    return listed === null ? null : { kind: 'insertion', ranges: rangesOfFlat(listed.ranges) }
  const clients = new Set(ranges.map(({ client }) => client))
  if (![...clients].every(isSuggesting)) throw new Refused('invalid', 'ranges: of what is suggested.')
  // The log is about who suggested it, by its name.
  const author = suggestions.personOf(Number.parseInt(key, 10))
  if ([...clients].some((client) => suggestions.personOf(client) !== author))
    throw new Refused('invalid', 'ranges: of what somebody else has suggested.')
  return { kind: 'insertion', ranges }
}

function isOwn(suggestions: Suggestions, person: PersonId, subject: Subject): boolean {
  const clients =
    subject.kind === 'insertion'
      ? subject.ranges.map(({ client }) => client)
      : [suggestions.record(subject.key)?.owner.client]
  return clients.every((client) => client === undefined || suggestions.personOf(client) === person)
}

/** Characters before what is said about them, and records in the order of their keys, as everywhere. */
function inOrderOfApplying(a: Subject, b: Subject): number {
  if (a.kind !== 'record' || b.kind !== 'record')
    return Number(a.kind === 'record') - Number(b.kind === 'record')
  const [one, other] = [readRecordKey(a.key), readRecordKey(b.key)]
  return one === null || other === null ? 0 : compareKeys(one, other)
}

function partOf(suggestions: Suggestions, { id, subject, listed }: Asked): DecidedPart {
  const seen = subject.kind === 'insertion' ? subject.ranges : subject.seen
  const isWhole =
    listed !== null && (seen === null || without(rangesOfFlat(listed.ranges), seen).length === 0)
  const text = isWhole ? listed.text : textOf(suggestions, ofWholeCharacters(suggestions.doc, seen ?? []))
  const part = { suggestion: id, text: beginningOf(text) }
  if (subject.kind === 'insertion') {
    const [first] = subject.ranges
    const person = first === undefined ? undefined : suggestions.personOf(first.client)
    return { ...part, kind: 'insertion', person: person ?? null, change: null }
  }
  const placed = suggestions.record(subject.key)
  assert(placed !== undefined, 'a record that was asked for and found')
  const { kind, person, formats, attributes } = ofRecord(suggestions, placed, text)
  return { ...part, kind, person, change: formats ?? attributes ?? null }
}

/** The first of some words, and no half of a character. */
const beginningOf = (text: string): string =>
  text.slice(0, decidedQuoteUnitsMax).replace(/[\ud800-\udbff]$/, '')

/** What is shown of these characters, in the order in which they are named. */
function textOf(suggestions: Suggestions, ranges: readonly IdRange[]): string {
  const shown = suggestions.shownIn('marked')
  let text = ''
  for (const { client, clock, length } of ranges) {
    if (text.length > decidedQuoteUnitsMax) break
    for (const item of itemsIn(suggestions.doc, { client, clock, length })) {
      if (item.parent !== suggestions.text || !(isInline(item) || isEnd(item))) continue
      shown(item, (offset, count) => {
        const from = Math.max(offset, clock - item.id.clock)
        const until = Math.min(offset + count, clock + length - item.id.clock)
        if (from < until) text += wordsOf(item, from, until - from)
      })
    }
  }
  return text
}

function rangesOfFlat(flat: readonly number[]): readonly IdRange[] {
  const ranges = new IdSet() // each id once, however often it is named
  for (let i = 0; i < flat.length; i += 3) {
    const [client, clock, length] = flat.slice(i, i + 3)
    if (client === undefined || clock === undefined || length === undefined || length < 1) {
      throw new Refused('invalid', 'ranges: client, clock and length, one behind the other.')
    }
    if (!Number.isSafeInteger(clock + length))
      throw new Refused('invalid', 'ranges: beyond the whole numbers.')
    ranges.add(client, clock, length)
  }
  return [...rangesOf(ranges)]
}

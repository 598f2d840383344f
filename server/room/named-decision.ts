/** A decision as somebody outside the room asks for it: by the name of a suggestion, and with what they saw of it. */

import { IdSet } from '../../shared/article/idset.ts'
import type { IdRange } from '../../shared/article/record.ts'
import { listSuggestions } from '../../shared/article/suggestion-list.ts'
import { rangesOf, type Suggestions } from '../../shared/article/suggestions.ts'
import { isSuggesting, type PersonId } from '../../shared/ids.ts'
import type { DecisionVerb } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { decide, type Subject, type Verb } from './decisions.ts'

export type NamedDecision = {
  /** `i<client>.<clock>` or `r<key>`, as listed. */
  readonly suggestion: string
  readonly verb: DecisionVerb
  /** What the decider saw: client, clock and length, one behind the other; null: all that there is. */
  readonly seen: readonly number[] | null
}

/**
 * Carries it out. Returns whether anything was left to decide. Throws `record-owner` when somebody would withdraw what is not
 * theirs, `invalid` when the name or the ranges are none; then nothing has changed.
 */
export function decideNamed(suggestions: Suggestions, person: PersonId, decision: NamedDecision): boolean {
  const { suggestion, verb } = decision
  const subject = subjectOf(suggestions, decision)
  if (subject === null) return false
  if (verb === 'withdraw' && !isOwn(suggestions, person, subject)) {
    throw new Refused('record-owner', `${suggestion} is somebody else's suggestion.`)
  }
  return decide(suggestions, VERBS[verb], [subject])
}

const VERBS: Record<DecisionVerb, Verb> = {
  accept: 'accept',
  reject: 'reject',
  withdraw: 'reject',
  reopen: 'reopen',
}

const NAME = /^([ir])(\d{1,10}\.\d{1,16})$/

function subjectOf(suggestions: Suggestions, { suggestion, verb, seen }: NamedDecision): Subject | null {
  const [, kind, key = ''] = NAME.exec(suggestion) ?? []
  if (kind === undefined) throw new Refused('invalid', `“${suggestion}” is no suggestion's name.`)
  const ranges = seen === null ? null : rangesOfFlat(seen)
  if (kind === 'r') return { kind: 'record', key, seen: ranges }
  if (ranges !== null) {
    if (ranges.every(({ client }) => isSuggesting(client))) return { kind: 'insertion', ranges }
    throw new Refused('invalid', 'ranges: of what is suggested.')
  }
  // What was accepted is not listed: which of it shall be suggested again must be said.
  if (verb === 'reopen') throw new Refused('invalid', 'ranges: what to reopen.')
  const listed = listSuggestions(suggestions).find(({ id }) => id === suggestion)
  return listed === undefined ? null : { kind: 'insertion', ranges: rangesOfFlat(listed.ranges) }
}

function isOwn(suggestions: Suggestions, person: PersonId, subject: Subject): boolean {
  const clients =
    subject.kind === 'insertion'
      ? subject.ranges.map(({ client }) => client)
      : [suggestions.record(subject.key)?.owner.client]
  return clients.every((client) => client === undefined || suggestions.personOf(client) === person)
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

/** What an allocation may still decide: the places that frozen pairs leave, and the pairs that nothing forbids. */

import { assert } from '../assert.ts'
import { reviewPeopleMax, reviewWishMax } from '../limits.ts'
import {
  type AllocationInput,
  byId,
  forbidding,
  frozenPairs,
  type Pair,
  pairKey,
  type ReviewedText,
  type Reviewer,
  type StandingPair,
} from './pairs.ts'

/** Places of one reviewer or text: `share` are due, `most` are possible, `held` are taken by frozen pairs. */
export type Places = {
  readonly id: string
  readonly share: number
  readonly most: number
  readonly held: number
}

/** Reviewers and texts are in the order of their ids, whatever order they came in, and are named by their place in it. */
export type Plan = {
  readonly reviewers: readonly Places[]
  readonly texts: readonly Places[]
  readonly frozen: readonly Pair[]
  readonly standing: readonly StandingPair[]
  /** Whether the rules let a reviewer who is here at a text that is not withdrawn, frozen or not. */
  readonly allows: (reviewer: number, text: number) => boolean
}

export function planOf(input: AllocationInput): Plan {
  check(input)
  const frozen = frozenPairs(input)
  const heldBy = countBy(frozen, ({ reviewer }) => reviewer)
  const heldOn = countBy(frozen, ({ text }) => text)
  const people = [...input.reviewers].sort(byId)
  const texts = [...input.texts].sort(byId)
  const forbids = forbidding(input)
  const allowed = people.map((reviewer) =>
    texts.map((text) => reviewer.present && !text.withdrawn && forbids(reviewer, text) === null),
  )
  return {
    reviewers: people.map((one) => ({
      id: one.id,
      ...placesOf(one, texts.length),
      held: heldBy.get(one.id) ?? 0,
    })),
    texts: texts.map((one) => ({ id: one.id, ...roomOf(one, people.length), held: heldOn.get(one.id) ?? 0 })),
    frozen: frozen.map(({ reviewer, text }) => ({ reviewer, text })),
    standing: input.pairs,
    allows: (reviewer, text) => allowed[reviewer]?.[text] === true,
  }
}

function placesOf({ present, quota, extra }: Reviewer, texts: number) {
  if (!present) return { share: 0, most: 0 }
  return { share: Math.min(quota, texts), most: Math.min(quota + extra, texts) }
}

function roomOf({ withdrawn, target, cap }: ReviewedText, people: number) {
  return withdrawn ? { share: 0, most: 0 } : { share: target, most: Math.min(cap, people) }
}

export function countBy<Value>(values: readonly Value[], of: (value: Value) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(of(value), (counts.get(of(value)) ?? 0) + 1)
  return counts
}

function check({ reviewers, texts, rules, pairs }: AllocationInput): void {
  const people = new Set(reviewers.map(({ id }) => id))
  const named = new Set(texts.map(({ id }) => id))
  assert(
    people.size === reviewers.length && named.size === texts.length,
    'everybody and every text is named once',
  )
  assert(
    people.size <= reviewPeopleMax && named.size <= reviewPeopleMax,
    'a session has no more people than its limit',
  )
  assert(new Set(pairs.map(pairKey)).size === pairs.length, 'a standing pair is named once')
  assert(
    pairs.every(({ reviewer, text }) => people.has(reviewer) && named.has(text)),
    'a standing pair is of a reviewer and a text that are named',
  )
  assert(
    reviewers.every(({ quota, extra }) => isCount(quota) && isCount(extra)) &&
      texts.every(({ target, cap }) => isCount(target) && isCount(cap) && target <= cap),
    'quotas, targets and caps are whole numbers, and no cap is below its target',
  )
  assert(
    rules.wishes.every(({ weight }) => Number.isInteger(weight) && Math.abs(weight) <= reviewWishMax),
    'a wish weighs no more than its limit',
  )
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0

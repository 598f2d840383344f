/** What happens in the middle of a session, as the next thing to allocate: somebody comes late, leaves or does not show up, or is fast. */

import { type Allocation, allocate } from './allocation.ts'
import {
  type AllocationInput,
  forbidding,
  type Pair,
  pairKey,
  type ReviewedText,
  type Reviewer,
} from './pairs.ts'

/** Somebody comes late, or was absent until now; their texts, if they have any, with them. */
export function joins(
  input: AllocationInput,
  late: Reviewer,
  texts: readonly ReviewedText[],
): AllocationInput {
  const reviewers = [...input.reviewers.filter(({ id }) => id !== late.id), { ...late, present: true }]
  const named = new Set(texts.map(({ id }) => id))
  return { ...input, reviewers, texts: [...input.texts.filter(({ id }) => !named.has(id)), ...texts] }
}

/** Somebody leaves for good, and every text with them that has no other author here. What is begun stays. */
export function leaves(input: AllocationInput, person: string): AllocationInput {
  const without = isMissing(input, person)
  const here = new Set(without.reviewers.filter(({ present }) => present).map(({ id }) => id))
  const goes = ({ authors }: ReviewedText) =>
    authors.includes(person) && !authors.some((author) => here.has(author))
  return { ...without, texts: input.texts.map((text) => (goes(text) ? { ...text, withdrawn: true } : text)) }
}

/** Somebody does not show up, or stops reviewing: what they have not begun is free for others, and their text stays. */
export function isMissing(input: AllocationInput, person: string): AllocationInput {
  const reviewers = input.reviewers.map((one) => (one.id === person ? { ...one, present: false } : one))
  return { ...input, reviewers }
}

/** Asks people for one review beyond their share: those who can have one more, in the place of who is missing. */
export function asksOneMore(input: AllocationInput, people: Iterable<string>): AllocationInput {
  const asked = new Set(people)
  const reviewers = input.reviewers.map((one) => (asked.has(one.id) ? { ...one, extra: one.extra + 1 } : one))
  return { ...input, reviewers }
}

/**
 * The text that somebody who has finished could review beside their share, where that takes no review from anybody else: everybody
 * keeps what they have, and whoever has places left can still fill as many. `null` when no such text is left.
 */
export function extraFor(input: AllocationInput, reviewer: string): Pair | null {
  const settled = { ...input, pairs: input.pairs.map((pair) => ({ ...pair, pinned: true })) }
  const without = allocate(settled).pairs
  const withExtra = allocate(asksOneMore(settled, [reviewer])).pairs
  if (withExtra.length === without.length) return null
  const theirs = new Set(without.filter((pair) => pair.reviewer === reviewer).map(({ text }) => text))
  return withExtra.find((pair) => pair.reviewer === reviewer && !theirs.has(pair.text)) ?? null
}

/**
 * Who of those here may read a text that goes short in this allocation, and does not read it yet: whom to ask for one more. Once all of
 * the allocation is handed out, `extraFor` finds a text for each of them.
 */
export function couldTakeMore(input: AllocationInput, { pairs, unmet }: Allocation): readonly string[] {
  const forbids = forbidding(input)
  const standing = new Set(pairs.map(pairKey))
  const names = new Set(unmet.flatMap(({ short }) => short.map(({ text }) => text)))
  const short = input.texts.filter(({ id, withdrawn }) => names.has(id) && !withdrawn)
  const could = (one: Reviewer) => (text: ReviewedText) =>
    forbids(one, text) === null && !standing.has(pairKey({ reviewer: one.id, text: text.id }))
  return input.reviewers.filter((one) => one.present && short.some(could(one))).map(({ id }) => id)
}

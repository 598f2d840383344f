/** Random classes for the allocation: 1 to 60 people, groups, conflicts, quotas, absences and reviews that are already begun. */

import type {
  AllocationInput,
  Pair,
  PairState,
  ReviewedText,
  Reviewer,
  StandingPair,
} from '../../shared/review/pairs.ts'
import { type Random, seededRandom } from '../text/random.ts'

const GROUPS: readonly (readonly number[])[] = [
  [15, 5, 5, 5],
  [20, 5, 5],
]
const STATES: readonly PairState[] = ['allocated', 'allocated', 'allocated', 'opened', 'started', 'submitted']

const two = (index: number): string => String(index).padStart(2, '0')

/** A class without rules: everybody has written one text, and does and gets `k` reviews. */
export function plainClass(people: number, k: number, seed = 'seed'): AllocationInput {
  const each = Array.from({ length: people }, (_, index) => index)
  return {
    seed,
    reviewers: each.map((index) => reviewer(`s${two(index + 1)}`, k)),
    texts: each.map((index) => textBy(`s${two(index + 1)}`, k)),
    rules: { acrossGroups: false, mustNot: [], earlier: [], wishes: [] },
    pairs: [],
  }
}

export const reviewer = (id: string, quota: number, groups: readonly string[] = []): Reviewer => ({
  id,
  groups,
  present: true,
  quota,
  extra: 0,
})

export const textBy = (author: string, target: number): ReviewedText => ({
  id: author.replace('s', 't'),
  authors: [author],
  target,
  cap: target,
  withdrawn: false,
})

/** The same class with the groups that are written as sizes: 15/5/5/5. */
export function inGroups(input: AllocationInput, sizes: readonly number[]): AllocationInput {
  const groupOf = sizes.flatMap((size, group) => Array.from({ length: size }, () => 'ABCDEFGH'[group] ?? 'H'))
  const reviewers = input.reviewers.map((one, index) => ({ ...one, groups: [groupOf[index] ?? 'Z'] }))
  return { ...input, reviewers, rules: { ...input.rules, acrossGroups: true } }
}

export const standing = (pairs: readonly Pair[], state: PairState = 'allocated'): StandingPair[] =>
  pairs.map(({ reviewer: id, text }) => ({ reviewer: id, text, state, pinned: false }))

/** Any class. About a third are plain, a third are in groups of those sizes that go wrong elsewhere. */
export function randomClass(seed: number): AllocationInput {
  const random = seededRandom(seed)
  const { below, chance } = random
  const sizes = seed % 3 === 0 ? GROUPS[below(2)] : undefined
  const people = sizes ? 30 : 1 + below(chance() < 0.4 ? 6 : 60)
  let input = plainClass(people, 1 + below(4), `seed ${seed}`)
  if (sizes) input = inGroups(input, sizes)
  else if (chance() < 0.3) input = inGroups(input, [below(people + 1), below(people + 1), 5])
  if (seed % 3 === 2) return input
  if (chance() < 0.5) input = withPeople(input, random)
  if (chance() < 0.5) input = withTexts(input, random)
  if (chance() < 0.6) input = withRules(input, random)
  return chance() < 0.6 ? { ...input, pairs: somePairs(input, random) } : input
}

function withPeople(input: AllocationInput, { below, chance }: Random): AllocationInput {
  const reviewers = input.reviewers.map((one) => ({
    ...one,
    present: chance() > 0.1,
    quota: chance() < 0.2 ? below(5) : one.quota,
    extra: chance() < 0.2 ? 1 + below(2) : 0,
  }))
  return { ...input, reviewers }
}

function withTexts(input: AllocationInput, { below, chance, pick }: Random): AllocationInput {
  const texts = input.texts.map((one) => {
    const target = chance() < 0.15 ? below(4) : one.target
    return {
      ...one,
      target,
      cap: target + (chance() < 0.2 ? below(3) : 0),
      withdrawn: chance() < 0.05,
      authors: chance() < 0.2 ? [...one.authors, pick(input.reviewers).id] : one.authors,
    }
  })
  return { ...input, texts: texts.filter(() => chance() > 0.05) }
}

function withRules(input: AllocationInput, random: Random): AllocationInput {
  const some = (most: number) => anyPairs(input, random, random.below(most))
  const wishes = some(12).map((pair) => ({ ...pair, weight: random.below(21) - 10 }))
  return { ...input, rules: { ...input.rules, mustNot: some(20), earlier: some(20), wishes } }
}

/** Pairs in all states; they may break rules, quotas and caps, because those can be changed later. */
function somePairs(input: AllocationInput, random: Random): StandingPair[] {
  const count = random.below(1 + 2 * input.texts.length)
  const isLate = random.chance() < 0.3
  return (isLate ? dealt(input) : anyPairs(input, random, count)).map((pair) => ({
    ...pair,
    state: isLate ? 'submitted' : random.pick(STATES),
    pinned: random.chance() < 0.05,
  }))
}

/** Everybody has the next ones of the list, as many as their quota. */
function dealt({ reviewers, texts }: AllocationInput): Pair[] {
  return reviewers.flatMap(({ id, quota }, place) => {
    const next = Array.from(
      { length: Math.min(quota, texts.length) },
      (_, step) => texts[(place + 1 + step) % texts.length]!,
    )
    return next.map((text) => ({ reviewer: id, text: text.id }))
  })
}

function anyPairs(input: AllocationInput, { pick }: Random, count: number): Pair[] {
  if (input.texts.length === 0) return []
  const found = new Map<string, Pair>()
  for (let i = 0; i < count; i++) {
    const pair = { reviewer: pick(input.reviewers).id, text: pick(input.texts).id }
    found.set(`${pair.reviewer} ${pair.text}`, pair)
  }
  return [...found.values()]
}

/** The same in another order everywhere. */
export function shuffled(input: AllocationInput, { below }: Random): AllocationInput {
  const mixed = <Value>(values: readonly Value[]): Value[] => {
    const all = [...values]
    for (let i = all.length - 1; i > 0; i--) {
      const j = below(i + 1)
      ;[all[i], all[j]] = [all[j]!, all[i]!]
    }
    return all
  }
  const { rules } = input
  return {
    ...input,
    reviewers: mixed(input.reviewers.map((one) => ({ ...one, groups: mixed(one.groups) }))),
    texts: mixed(input.texts.map((one) => ({ ...one, authors: mixed(one.authors) }))),
    pairs: mixed(input.pairs),
    rules: {
      ...rules,
      mustNot: mixed(rules.mustNot),
      earlier: mixed(rules.earlier),
      wishes: mixed(rules.wishes),
    },
  }
}

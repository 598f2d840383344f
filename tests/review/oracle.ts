/** What an allocation may do and what the best one is, found another way than the product does: by plain counting and searching. */

import { createHash } from 'node:crypto'
import type { AllocationInput, Pair } from '../../shared/review/pairs.ts'

/** Limits of one reviewer or text: of `most`, `held` are taken by what stays, and `share` are due. */
type Limits = { readonly share: number; readonly most: number; readonly held: number }

export type World = {
  readonly input: AllocationInput
  readonly reviewers: ReadonlyMap<string, Limits>
  readonly texts: ReadonlyMap<string, Limits>
  readonly frozen: readonly Pair[]
  readonly allows: (reviewer: string, text: string) => boolean
}

export const nameOf = ({ reviewer, text }: Pair): string => `${reviewer}→${text}`

export function worldOf(input: AllocationInput): World {
  const isThere = ({ reviewer, text }: Pair) =>
    input.reviewers.some(({ id, present }) => id === reviewer && present) &&
    input.texts.some(({ id, withdrawn }) => id === text && !withdrawn)
  const frozen = input.pairs.filter((pair) => pair.state !== 'allocated' || (pair.pinned && isThere(pair)))
  const held = (of: 'reviewer' | 'text', id: string) => frozen.filter((pair) => pair[of] === id).length
  const groups = (person: string) => input.reviewers.find(({ id }) => id === person)?.groups ?? []
  const among = (pairs: readonly Pair[]) => new Set(pairs.map(nameOf))
  const [mustNot, earlier] = [among(input.rules.mustNot), among(input.rules.earlier)]
  const allowed = new Set<string>()
  for (const { id, present } of input.reviewers)
    for (const text of input.texts) {
      const name = nameOf({ reviewer: id, text: text.id })
      const own = text.authors.includes(id)
      const near =
        input.rules.acrossGroups &&
        text.authors.some((author) => groups(author).some((one) => groups(id).includes(one)))
      if (present && !text.withdrawn && !own && !near && !mustNot.has(name) && !earlier.has(name))
        allowed.add(name)
    }
  const people = input.reviewers.length
  return {
    input,
    frozen,
    allows: (reviewer, text) => allowed.has(nameOf({ reviewer, text })),
    reviewers: new Map(
      input.reviewers.map(({ id, present, quota, extra }) => {
        const most = present ? Math.min(quota + extra, input.texts.length) : 0
        return [
          id,
          { share: present ? Math.min(quota, input.texts.length) : 0, most, held: held('reviewer', id) },
        ]
      }),
    ),
    texts: new Map(
      input.texts.map(({ id, withdrawn, target, cap }) => {
        const most = withdrawn ? 0 : Math.min(cap, people)
        return [id, { share: withdrawn ? 0 : target, most, held: held('text', id) }]
      }),
    ),
  }
}

/** The most new pairs there can be within those limits, one search for a place after the other (Ford and Fulkerson). */
export function mostPairs(
  { reviewers, texts, frozen, allows }: World,
  doesMost: (reviewer: string) => number,
  getsMost: (text: string) => number,
): number {
  const stays = new Set(frozen.map(nameOf))
  const given = new Map([...texts.keys()].map((text) => [text, new Set<string>()]))
  const place = (reviewer: string, seen: Set<string>): boolean => {
    for (const [text, by] of given) {
      if (seen.has(text) || by.has(reviewer) || !allows(reviewer, text)) continue
      if (stays.has(nameOf({ reviewer, text }))) continue
      seen.add(text)
      const full = by.size >= getsMost(text) - (texts.get(text)?.held ?? 0)
      if (!full) {
        by.add(reviewer)
        return true
      }
      for (const other of by) {
        if (!place(other, seen)) continue
        by.delete(other)
        by.add(reviewer)
        return true
      }
    }
    return false
  }
  let pairs = 0
  for (const [reviewer, { held }] of reviewers)
    for (let free = doesMost(reviewer) - held; free > 0; free--) if (place(reviewer, new Set())) pairs += 1
  return pairs
}

// ---- what a whole costs, level by level, as docs/allocation.md says it

const marginal = ({ share }: Limits, before: number, top: number): number =>
  2 * before + 1 + Math.max(0, before + 1 - share) * (2 * top + 2)

export function priceList(world: World) {
  const { input } = world
  const top = (all: ReadonlyMap<string, Limits>) => Math.max(0, ...[...all.values()].map(({ most }) => most))
  const [topText, topReviewer] = [top(world.texts), top(world.reviewers)]
  const before = new Set(input.pairs.map(nameOf))
  const wishes = new Map(input.rules.wishes.map((wish) => [nameOf(wish), wish.weight]))
  const ahead = aheadOf(input)
  return {
    /** The text's next review, when it has so many. */
    text: (id: string, has: number): readonly number[] => {
      const limits = world.texts.get(id)!
      return [has >= limits.share ? 1 : 0, marginal(limits, has, topText), 0, 0, 0, 0]
    },
    /** The reviewer's next review, when they have so many: what is not left unused any more is a gain. */
    reviewer: (id: string, has: number): readonly number[] => {
      const limits = world.reviewers.get(id)!
      return [has >= limits.share ? -1 : -2, 0, marginal(limits, has, topReviewer), 0, 0, 0]
    },
    pair: (pair: Pair): readonly number[] => {
      const bits = createHash('sha256')
        .update(`${input.seed}|${pair.reviewer}|${pair.text}`)
        .digest('hex')
        .slice(0, 5)
      const chance = Number.parseInt(bits, 16) + (ahead(pair) ? 0 : 2 ** 20)
      return [0, 0, 0, before.has(nameOf(pair)) ? 0 : 1, -(wishes.get(nameOf(pair)) ?? 0), chance]
    },
  }
}

function aheadOf({ seed, reviewers, texts }: AllocationInput): (pair: Pair) => boolean {
  const people = [...new Set([...reviewers.map(({ id }) => id), ...texts.flatMap(({ authors }) => authors)])]
  const hash = (id: string) => createHash('sha256').update(`${seed}|${id}`).digest('hex')
  people.sort((a, b) => (hash(a) < hash(b) ? -1 : 1))
  const place = new Map(people.map((id, index) => [id, index]))
  const first = new Map(
    texts.map(({ id, authors }) => [id, Math.min(...authors.map((author) => place.get(author)!))]),
  )
  return ({ reviewer, text }) => {
    const [from, to] = [place.get(reviewer)!, first.get(text)!]
    const steps = (to - from + people.length) % people.length
    return steps < people.length / 2 || (steps === people.length / 2 && from < to)
  }
}

/** One number that is compared as its levels are. */
const weigh = (cost: readonly number[]): bigint =>
  cost.reduce((sum, level) => sum * 2n ** 40n + BigInt(level), 0n)

/**
 * Whether some exchange would make these pairs cheaper: a cycle of negative cost among what could be added and taken away. There is
 * none exactly when no other pairs are cheaper (Klein).
 */
export function canBeImproved(world: World, pairs: readonly Pair[]): boolean {
  const prices = priceList(world)
  const stays = new Set(world.frozen.map(nameOf))
  const taken = new Set(pairs.map(nameOf))
  const edges: { from: string; to: string; cost: bigint }[] = []
  const both = (from: string, to: string, cost: bigint, isFree: boolean) =>
    edges.push(isFree ? { from, to, cost } : { from: to, to: from, cost: -cost })
  for (const [reviewer, { most, held }] of world.reviewers) {
    const does = pairs.filter((pair) => pair.reviewer === reviewer).length
    if (does < most) both('hub', `r ${reviewer}`, weigh(prices.reviewer(reviewer, does)), true)
    if (does > held) both('hub', `r ${reviewer}`, weigh(prices.reviewer(reviewer, does - 1)), false)
    for (const text of world.texts.keys()) {
      const name = nameOf({ reviewer, text })
      if (stays.has(name) || (!world.allows(reviewer, text) && !taken.has(name))) continue
      both(`r ${reviewer}`, `t ${text}`, weigh(prices.pair({ reviewer, text })), !taken.has(name))
    }
  }
  for (const [text, { most, held }] of world.texts) {
    const gets = pairs.filter((pair) => pair.text === text).length
    if (gets < most) both(`t ${text}`, 'hub', weigh(prices.text(text, gets)), true)
    if (gets > held) both(`t ${text}`, 'hub', weigh(prices.text(text, gets - 1)), false)
  }
  return hasNegativeCycle(edges, 1 + world.reviewers.size + world.texts.size)
}

function hasNegativeCycle(
  edges: readonly { readonly from: string; readonly to: string; readonly cost: bigint }[],
  nodes: number,
): boolean {
  const distance = new Map<string, bigint>()
  for (let round = 0; round <= nodes; round++) {
    let isCalm = true
    for (const { from, to, cost } of edges) {
      const way = (distance.get(from) ?? 0n) + cost
      if (way >= (distance.get(to) ?? 0n)) continue
      distance.set(to, way)
      isCalm = false
    }
    if (isCalm) return false
  }
  return true
}

/** The cost of the best of all sets of pairs there are; for classes so small that one can try them all. */
export function cheapestOfAll(world: World): bigint {
  const stays = new Set(world.frozen.map(nameOf))
  const free = [...world.reviewers.keys()].flatMap((reviewer) =>
    [...world.texts.keys()]
      .filter((text) => world.allows(reviewer, text) && !stays.has(nameOf({ reviewer, text })))
      .map((text) => ({ reviewer, text })),
  )
  let best: bigint | null = null
  for (let chosen = 0; chosen < 2 ** free.length; chosen++) {
    const pairs = [...world.frozen, ...free.filter((_, index) => (chosen >> index) & 1)]
    if (!isWithin(world, pairs)) continue
    const cost = costOf(world, pairs)
    if (best === null || cost < best) best = cost
  }
  return best!
}

function isWithin({ reviewers, texts }: World, pairs: readonly Pair[]): boolean {
  const fits = (all: ReadonlyMap<string, Limits>, of: 'reviewer' | 'text') =>
    [...all].every(
      ([id, { most, held }]) => pairs.filter((pair) => pair[of] === id).length <= Math.max(most, held),
    )
  return fits(reviewers, 'reviewer') && fits(texts, 'text')
}

export function costOf(world: World, pairs: readonly Pair[]): bigint {
  const prices = priceList(world)
  const stays = new Set(world.frozen.map(nameOf))
  let cost = 0n
  for (const pair of pairs) if (!stays.has(nameOf(pair))) cost += weigh(prices.pair(pair))
  for (const [id, { held }] of world.reviewers)
    for (let has = held; has < pairs.filter(({ reviewer }) => reviewer === id).length; has++)
      cost += weigh(prices.reviewer(id, has))
  for (const [id, { held }] of world.texts)
    for (let has = held; has < pairs.filter(({ text }) => text === id).length; has++)
      cost += weigh(prices.text(id, has))
  return cost
}

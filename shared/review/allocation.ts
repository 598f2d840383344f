/**
 * Who reviews what: a min-cost flow source → reviewer → text → sink. docs/allocation.md has the rule, the order of the costs and
 * the laws L1 to L9.
 */

import { must } from '../assert.ts'
import { reviewWishMax } from '../limits.ts'
import { type Arc, cheapestFlow } from './flow.ts'
import { type Notice, noticesOf } from './notices.ts'
import { type AllocationInput, byPair, type Forbidden, forbidding, type Pair, pairKey } from './pairs.ts'
import { type Places, type Plan, planOf } from './plan.ts'
import { isAhead, ringOf, tieBreak } from './seeded.ts'
import { type Unmet, unmetOf } from './unmet.ts'

export type Allocation = {
  readonly seed: string
  /** All of them, the frozen ones too, by reviewer and text. */
  readonly pairs: readonly Pair[]
  readonly added: readonly Pair[]
  /** Standing pairs that are no more. */
  readonly removed: readonly (Pair & { readonly because: Removal })[]
  /** Of the removed ones those that could have stayed: what their reviewer does instead, or null for nothing. */
  readonly moved: readonly { readonly reviewer: string; readonly from: string; readonly to: string | null }[]
  readonly unmet: readonly Unmet[]
  readonly notices: readonly Notice[]
}

/** `rearranged`: nothing spoke against it but a better whole. */
export type Removal = Forbidden | 'absent' | 'withdrawn' | 'rearranged'

/** The best allocation. The same people, texts, rules, pairs and seed give the same one, in whatever order they are named. */
export function allocate(input: AllocationInput): Allocation {
  const plan = planOf(input)
  const pairs = [...plan.frozen, ...chosen(input, plan)].sort(byPair)
  return {
    seed: input.seed,
    pairs,
    ...changes(input, pairs),
    unmet: unmetOf(input, plan, pairs),
    notices: noticesOf(input, plan, pairs),
  }
}

// ---- the flow

/**
 * Each free place of a reviewer is a unit that goes to a text and so to the sink, or straight to the sink: unused. The levels of a
 * cost are: reviews that are not made, evenness of texts, evenness of reviewers, new pairs, wishes, chance.
 *
 * A review counts twice: it is somebody's share, and a text shall have it. What is beyond a share, or beyond a target, counts once,
 * and both together nothing: nobody is asked for more than their share for a text that has all it shall have.
 */
function chosen(input: AllocationInput, plan: Plan): readonly Pair[] {
  const { reviewers, texts } = plan
  const sink = reviewers.length + texts.length
  const candidates = candidatesOf(input, plan)
  const places = marginalCosts(reviewers)
  const dearest = places.reduce((most, { cost }) => Math.max(most, cost), 0)
  const arcs: Arc[] = [
    ...candidates.map(({ reviewer, text, cost }) => ({ from: reviewer, to: reviewers.length + text, cost })),
    ...marginalCosts(texts).map(({ index, isBeyond, cost }) => ({
      from: reviewers.length + index,
      to: sink,
      cost: [isBeyond ? 1 : 0, cost, 0, 0, 0, 0],
    })),
    // What a place would cost is saved when it is unused, the dearest one first.
    ...places.map(({ index, isBeyond, cost }) => ({
      from: index,
      to: sink,
      cost: [isBeyond ? 1 : 2, 0, dearest - cost, 0, 0, 0],
    })),
  ]
  const units = places.map(({ index }) => index)
  const carries = cheapestFlow({ nodes: sink + 1, sink, arcs, units })
  return candidates.filter((_, arc) => carries[arc] === true).map(({ pair }) => pair)
}

type Place = { readonly index: number; readonly isBeyond: boolean; readonly cost: number }

/**
 * What each free place costs. The j-th review costs 2j + 1, so that one more is cheapest where there are fewest; beyond a share each
 * one costs more than any within, and a second beyond more than any first.
 */
function marginalCosts(all: readonly Places[]): readonly Place[] {
  const most = all.reduce((highest, one) => Math.max(highest, one.most), 0)
  return all.flatMap(({ held, share, most: last }, index) =>
    Array.from({ length: Math.max(0, last - held) }, (_, place) => {
      const before = held + place
      const beyond = Math.max(0, before + 1 - share)
      return { index, isBeyond: beyond > 0, cost: 2 * before + 1 + beyond * (2 * most + 2) }
    }),
  )
}

/** Every pair that may be, with what it costs: to be new, not to be wished for, and by chance. */
function candidatesOf(input: AllocationInput, { reviewers, texts, frozen, allows }: Plan) {
  const { seed, rules } = input
  const held = new Set(frozen.map(pairKey))
  const kept = new Set(input.pairs.map(pairKey))
  const wishes = new Map(rules.wishes.map((wish) => [pairKey(wish), wish.weight]))
  const isAheadOf = aheadOn(input)
  return reviewers.flatMap(({ id, most, held: taken }, reviewer) =>
    taken >= most
      ? []
      : texts.flatMap((places, text) => {
          if (places.held >= places.most || !allows(reviewer, text)) return []
          const pair = { reviewer: id, text: places.id }
          const key = pairKey(pair)
          if (held.has(key)) return []
          const tie = tieBreak(seed, id, places.id, isAheadOf(id, places.id))
          return [
            {
              reviewer,
              text,
              pair,
              cost: [0, 0, 0, kept.has(key) ? 0 : 1, reviewWishMax - (wishes.get(key) ?? 0), tie],
            },
          ]
        }),
  )
}

/** Whether a text is ahead of a reviewer on the ring; one of several authors stands where the first of them does. */
function aheadOn({ seed, reviewers, texts }: AllocationInput): (reviewer: string, text: string) => boolean {
  const ring = ringOf(seed, [...reviewers.map(({ id }) => id), ...texts.flatMap(({ authors }) => authors)])
  const place = (id: string) => ring.get(id) ?? 0
  const authorOf = new Map(texts.map(({ id, authors }) => [id, Math.min(...authors.map(place))]))
  return (reviewer, text) => {
    const author = authorOf.get(text) ?? Number.POSITIVE_INFINITY
    return Number.isFinite(author) && isAhead(place(reviewer), author, ring.size)
  }
}

// ---- against what stood before

function changes(
  input: AllocationInput,
  pairs: readonly Pair[],
): Pick<Allocation, 'added' | 'removed' | 'moved'> {
  const [before, after] = [new Set(input.pairs.map(pairKey)), new Set(pairs.map(pairKey))]
  const why = removalOf(input)
  const added = pairs.filter((pair) => !before.has(pairKey(pair)))
  const removed = input.pairs
    .filter((pair) => !after.has(pairKey(pair)))
    .map(({ reviewer, text }) => ({ reviewer, text, because: why({ reviewer, text }) }))
    .sort(byPair)
  const instead = [...added]
  const moved = removed
    .filter(({ because }) => because === 'rearranged')
    .map(({ reviewer, text }) => {
      const next = instead.findIndex((pair) => pair.reviewer === reviewer)
      const to = next < 0 ? null : (instead.splice(next, 1)[0]?.text ?? null)
      return { reviewer, from: text, to }
    })
  return { added, removed, moved }
}

function removalOf(input: AllocationInput): (pair: Pair) => Removal {
  const people = new Map(input.reviewers.map((one) => [one.id, one]))
  const texts = new Map(input.texts.map((one) => [one.id, one]))
  const forbids = forbidding(input)
  return ({ reviewer, text }) => {
    const [person, reviewed] = [must(people.get(reviewer), 'a reviewer'), must(texts.get(text), 'a text')]
    if (!person.present) return 'absent'
    return reviewed.withdrawn ? 'withdrawn' : (forbids(person, reviewed) ?? 'rearranged')
  }
}

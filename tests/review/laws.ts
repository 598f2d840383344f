/** The laws L1 to L9 of docs/allocation.md, each a function that says how an allocator breaks it, or nothing. */

import type { Allocation, allocate } from '../../shared/review/allocation.ts'
import { asksOneMore, isMissing, joins, leaves } from '../../shared/review/late.ts'
import type { AllocationInput, Pair } from '../../shared/review/pairs.ts'
import { seededRandom } from '../text/random.ts'
import { plainClass, randomClass, reviewer, shuffled, standing, textBy } from './classes.ts'
import { canBeImproved, cheapestOfAll, costOf, mostPairs, nameOf, type World, worldOf } from './oracle.ts'

export type Allocator = typeof allocate
export type Law = (seed: number, allocator: Allocator) => string | null

const does = (pairs: readonly Pair[], id: string): number =>
  pairs.filter((pair) => pair.reviewer === id).length
const gets = (pairs: readonly Pair[], id: string): number => pairs.filter((pair) => pair.text === id).length
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0)

/** Looks at what an allocator makes of any class. */
const ofAnyClass =
  (look: (world: World, result: Allocation) => string | null): Law =>
  (seed, allocator) => {
    const input = randomClass(seed)
    return look(worldOf(input), allocator(input))
  }

const onlyAllowedPairs = ofAnyClass((world, { pairs }) => {
  const stays = new Set(world.frozen.map(nameOf))
  if (new Set(pairs.map(nameOf)).size < pairs.length) return 'a pair is there twice'
  const wrong = pairs.find((pair) => !stays.has(nameOf(pair)) && !world.allows(pair.reviewer, pair.text))
  return wrong ? `${nameOf(wrong)} is not allowed` : null
})

const withinLimits = ofAnyClass(({ reviewers, texts }, { pairs }) => {
  for (const [id, { most, held }] of reviewers)
    if (does(pairs, id) > Math.max(most, held)) return `${id} does ${does(pairs, id)} of ${most}`
  for (const [id, { most, held }] of texts)
    if (gets(pairs, id) > Math.max(most, held)) return `${id} gets ${gets(pairs, id)} of ${most}`
  return null
})

const shareOf =
  (all: World['reviewers'] | World['texts']) =>
  (id: string): number =>
    all.get(id)!.share

const perfectWhenPossible = ofAnyClass((world, { pairs, unmet }) => {
  const { reviewers, texts } = world
  const missing = (all: World['reviewers']) => [...all.values()].map(({ share, held }) => share - held)
  const [places, wanted] = [missing(reviewers), missing(texts)]
  const isPerfect =
    [...places, ...wanted].every((free) => free >= 0) &&
    sum(places) === sum(wanted) &&
    mostPairs(world, shareOf(reviewers), shareOf(texts)) === sum(wanted)
  if (!isPerfect) return null
  for (const [id, { share }] of reviewers)
    if (does(pairs, id) !== share)
      return `${id} does ${does(pairs, id)} of ${share} though it could be perfect`
  for (const [id, { share }] of texts)
    if (gets(pairs, id) !== share)
      return `${id} gets ${gets(pairs, id)} of ${share} though it could be perfect`
  return unmet.length > 0 ? 'it is perfect, and something is unmet' : null
})

/**
 * Without anything beyond shares and targets the most even allocation is known by its sums: of what texts get, counted up to any
 * number, no other one has more (it is the base of a polymatroid).
 */
const mostEven = ofAnyClass((world, { pairs }) => {
  const { reviewers, texts } = world
  const isPlain =
    [...reviewers.values()].every(({ share, most }) => share === most) &&
    new Set([...texts.values()].filter(({ most }) => most > 0).map(({ share }) => share)).size <= 1
  if (!isPlain) return null
  const highest = Math.max(0, ...[...texts.values()].map(({ most }) => most))
  for (let level = 1; level <= highest; level++) {
    const upTo = (id: string) => Math.min(texts.get(id)!.most, level)
    const best = mostPairs(world, (id) => reviewers.get(id)!.most, upTo)
    const stays = sum([...texts.values()].map(({ held }) => Math.min(held, level)))
    const has = sum([...texts.keys()].map((id) => Math.min(gets(pairs, id), level)))
    if (has !== best + stays) return `up to ${level} each, texts get ${has} and could get ${best + stays}`
  }
  return null
})

const best = ofAnyClass((world, { pairs }) => {
  if (canBeImproved(world, pairs)) return 'an exchange would make it cheaper'
  if (world.reviewers.size > 3) return null
  return costOf(world, pairs) === cheapestOfAll(world) ? null : 'another one of all there are is cheaper'
})

const shortageIsNamed = ofAnyClass((world, { pairs, unmet }) => {
  const { reviewers, texts } = world
  const short = [...texts].filter(([id, { share }]) => gets(pairs, id) < share).map(([id]) => id)
  const named = unmet.flatMap((one) => one.short.map(({ text }) => text))
  if (String([...named].sort()) !== String(short.sort())) return `short are ${short}, named ${named}`
  for (const { code, texts: competing, allowed, wanted, places, missing, short: theirs } of unmet) {
    const of = new Set(competing)
    const can = [...reviewers].filter(
      ([id, { most, held }]) => most + held > 0 && competing.some((text) => world.allows(id, text)),
    )
    if (String(can.map(([id]) => id).sort()) !== String(allowed)) return `allowed are not ${allowed}`
    if (missing !== sum(theirs.map(({ target, gets: has }) => target - has)))
      return `${missing} are not missing`
    if (wanted !== sum(competing.map((id) => texts.get(id)!.share))) return `${wanted} are not wanted`
    const held = sum(competing.map((id) => texts.get(id)!.held))
    const room = (id: string) => (of.has(id) ? Math.max(texts.get(id)!.share, texts.get(id)!.held) : 0)
    const possible = held + mostPairs(world, (id) => reviewers.get(id)!.most, room)
    if (places !== possible)
      return `${competing} have ${places} and could have ${possible} if there were no others`
    if ((code === 'nobody-allowed') !== (allowed.length === 0))
      return `${code} with ${allowed.length} allowed`
  }
  return null
})

const sameFromSame: Law = (seed, allocator) => {
  const input = randomClass(seed)
  const result = allocator(input)
  const other = allocator(shuffled(input, seededRandom(seed + 1)))
  if (JSON.stringify(other) !== JSON.stringify(result)) return 'another order gives another allocation'
  const begun = new Map(input.pairs.map((pair) => [nameOf(pair), pair]))
  const pairs = result.pairs.map((pair) => begun.get(nameOf(pair)) ?? standing([pair])[0]!)
  const again = allocator({ ...input, pairs })
  if (again.added.length + again.removed.length > 0) return 'a second run changes something'
  return again.seed === input.seed ? null : 'the seed is not given back'
}

const frozenStay = ofAnyClass(({ frozen }, { pairs, removed }) => {
  const there = new Set(pairs.map(nameOf))
  const gone = frozen.find((pair) => !there.has(nameOf(pair)))
  if (gone) return `${nameOf(gone)} is gone`
  const said = frozen.find((pair) => removed.some((one) => nameOf(one) === nameOf(pair)))
  return said ? `${nameOf(said)} is said to be removed` : null
})

const changesAreSaid = ofAnyClass(({ input }, { pairs, added, removed, moved }) => {
  const [before, after] = [input.pairs.map(nameOf), pairs.map(nameOf)]
  const [come, gone] = [
    after.filter((one) => !before.includes(one)),
    before.filter((one) => !after.includes(one)),
  ]
  if (String(added.map(nameOf)) !== String(come)) return `${come} have come`
  if (String(removed.map(nameOf)) !== String(gone.sort())) return `${gone} have gone`
  const free = removed.filter(({ because }) => because === 'rearranged')
  return free.length === moved.length ? null : 'not every rearranged pair is said to be moved'
})

/** A class of n with k each that is perfect, in which somebody has begun now and then. */
function perfect(seed: number, allocator: Allocator, begun: number) {
  const { below, chance } = seededRandom(seed)
  const k = 1 + below(4)
  const input = plainClass(2 * k + 2 + below(50), k, `seed ${seed}`)
  const { pairs } = allocator(input)
  const states = standing(pairs).map((pair) =>
    chance() < begun ? { ...pair, state: 'started' as const } : pair,
  )
  return {
    k,
    input: { ...input, pairs: states },
    someone: input.reviewers[below(input.reviewers.length)]!.id,
  }
}

const lateJoiner: Law = (seed, allocator) => {
  const { k, input } = perfect(seed, allocator, 0.2)
  const { pairs, added, moved, removed } = allocator(joins(input, reviewer('s999', k), [textBy('s999', k)]))
  // Each of k reviewers gives up one text, of k texts in all; in a class in which nearly all are begun that is not possible.
  const free = worldOf({ ...input, pairs: input.pairs.filter(({ state }) => state === 'allocated') })
  const movable = {
    ...free,
    allows: (id: string, text: string) =>
      free.input.pairs.some((pair) => pair.reviewer === id && pair.text === text),
  }
  if (
    mostPairs(
      movable,
      () => 1,
      () => 1,
    ) < k
  )
    return null
  if (moved.length !== k || removed.length !== k || added.length !== 2 * k) {
    return `${moved.length} of ${k} move, ${removed.length} go, ${added.length} of ${2 * k} come`
  }
  return pairs.length === input.pairs.length + k ? null : `there are ${pairs.length} pairs`
}

/** How many texts that lack one could be given to those who have a place, with nobody else moved. */
function fitting(after: AllocationInput): number {
  const world = worldOf({ ...after, pairs: after.pairs.map((pair) => ({ ...pair, pinned: true })) })
  return mostPairs(
    world,
    (id) => world.reviewers.get(id)!.most,
    (id) => world.texts.get(id)!.share,
  )
}

const leaver: Law = (seed, allocator) => {
  const { k, input, someone } = perfect(seed, allocator, 0)
  const after = leaves(input, someone)
  const { added, moved, removed } = allocator(after)
  if (fitting(after) < k) return null
  if (moved.length > 0 || added.length !== k) return `${moved.length} move and ${added.length} of ${k} come`
  return removed.length === 2 * k ? null : `${removed.length} of ${2 * k} go`
}

const noShow: Law = (seed, allocator) => {
  const { k, input, someone } = perfect(seed, allocator, 0.2)
  const theirs = input.pairs.filter((pair) => pair.reviewer === someone && pair.state === 'allocated').length
  const missing = isMissing({ ...input }, someone)
  const alone = allocator(missing)
  if (theirs > 0 && sum(alone.unmet.map((one) => one.missing)) !== theirs)
    return 'what is missing is not named'
  const peers = input.reviewers.filter(({ id }) => id !== someone).map(({ id }) => id)
  const after = asksOneMore(missing, peers)
  const { pairs, added, moved } = allocator(after)
  const most = Math.max(...peers.map((id) => does(pairs, id)))
  if (most > k + 1) return `somebody does ${most}`
  if (fitting(after) < theirs) return null
  if (pairs.length !== input.pairs.length) return `${pairs.length} pairs of ${input.pairs.length}`
  return moved.length === 0 && added.length === theirs
    ? null
    : `${moved.length} move and ${added.length} come`
}

const lateText: Law = (seed, allocator) => {
  const { k, input } = perfect(seed, allocator, 1)
  const late = joins(input, reviewer('s999', k), [textBy('s999', k)])
  const first = allocator(late)
  if (first.added.length + first.removed.length > 0) return 'somebody is moved, or given what is full'
  const [asked] = first.unmet
  if (asked?.code !== 'all-started' || asked.missing !== k)
    return `${asked?.missing} are asked for: ${asked?.code}`
  const volunteers = asked.allowed.slice(0, k)
  if (volunteers.length < k) return 'too few are named whom one could ask'
  const { added, removed, unmet } = allocator(asksOneMore(late, volunteers))
  if (removed.length > 0 || added.length !== k || unmet.length > 0) return 'the volunteers are not enough'
  return new Set(added.map((pair) => pair.reviewer)).size === k ? null : 'somebody does more than one more'
}

const smallClass: Law = (seed, allocator) => {
  const { below } = seededRandom(seed)
  const people = 1 + below(5)
  const k = people + below(3)
  const { pairs, notices } = allocator(plainClass(people, k, `seed ${seed}`))
  for (let one = 1; one <= people; one++) {
    const counts = [does(pairs, `s0${one}`), gets(pairs, `t0${one}`)]
    if (counts.some((count) => count !== people - 1)) return `${counts} in a class of ${people}`
  }
  const code = people === 1 ? 'goes-to-teacher' : people === 2 ? 'each-other' : 'small-class'
  return notices.length === 1 && notices[0]?.code === code
    ? null
    : `${JSON.stringify(notices)} and not ${code}`
}

export const LAWS: Readonly<Record<string, readonly Law[]>> = {
  L1: [onlyAllowedPairs],
  L2: [withinLimits],
  L3: [perfectWhenPossible],
  L4: [mostEven, best, shortageIsNamed],
  L5: [sameFromSame],
  L6: [frozenStay],
  L7: [changesAreSaid, lateJoiner, leaver, noShow],
  L8: [lateText],
  L9: [smallClass],
}

/** What breaks at this seed, with the law's name in front. */
export function broken(seed: number, allocator: Allocator): string[] {
  return Object.entries(LAWS).flatMap(([law, checks]) =>
    checks.flatMap((check) => {
      const failure = check(seed, allocator)
      return failure === null ? [] : [`${law} at seed ${seed}: ${failure}`]
    }),
  )
}

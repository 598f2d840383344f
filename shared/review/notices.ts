/** What a teacher should know of an allocation beside who goes short. */

import { type AllocationInput, byPair, type Forbidden, forbidding, type Pair } from './pairs.ts'
import type { Places, Plan } from './plan.ts'

export type Notice =
  /** So few people that each one reviews all the others, which is `each` instead of `target`. */
  | { readonly code: 'small-class'; readonly people: number; readonly target: number; readonly each: number }
  /** Two people review each other, so neither is blind. */
  | { readonly code: 'each-other'; readonly people: readonly string[]; readonly target: number }
  /** Texts that nobody here may review. */
  | { readonly code: 'goes-to-teacher'; readonly texts: readonly string[] }
  /** Pairs that the rules forbid by now, and that stay because they are begun or pinned. */
  | { readonly code: 'stays-although'; readonly pairs: readonly (Pair & { readonly why: Forbidden })[] }
  /** Reviewers, or texts, that hold more than they may by now, because it is begun or pinned. */
  | { readonly code: 'above-quota' | 'above-cap'; readonly ids: readonly string[] }

export function noticesOf(input: AllocationInput, plan: Plan, pairs: readonly Pair[]): readonly Notice[] {
  const here = new Set(input.reviewers.filter(({ present }) => present).map(({ id }) => id))
  const open = new Set(input.texts.filter(({ withdrawn }) => !withdrawn).map(({ id }) => id))
  return [
    ...ofSize(plan, pairs, here, open),
    ...goesToTeacher(plan, pairs, open),
    ...staysAlthough(input, plan),
    ...above('above-quota', plan.reviewers, here),
    ...above('above-cap', plan.texts, open),
  ]
}

type Ids = ReadonlySet<string>

function ofSize(plan: Plan, pairs: readonly Pair[], here: Ids, open: Ids): Notice[] {
  const people = here.size
  const target = plan.texts.reduce((most, { id, share }) => (open.has(id) ? Math.max(most, share) : most), 0)
  if (people === 2 && pairs.length === 2 && pairs[0]?.reviewer !== pairs[1]?.reviewer)
    return [{ code: 'each-other', people: [...here].sort(), target }]
  return people > 2 && people <= target ? [{ code: 'small-class', people, target, each: people - 1 }] : []
}

function goesToTeacher({ reviewers, texts, allows }: Plan, pairs: readonly Pair[], open: Ids): Notice[] {
  const read = new Set(pairs.map(({ text }) => text))
  const alone = texts.filter(
    ({ id, share }, text) =>
      share > 0 &&
      open.has(id) &&
      !read.has(id) &&
      !reviewers.some(({ most }, index) => most > 0 && allows(index, text)),
  )
  return alone.length > 0 ? [{ code: 'goes-to-teacher', texts: alone.map(({ id }) => id) }] : []
}

function staysAlthough(input: AllocationInput, { frozen }: Plan): Notice[] {
  const people = new Map(input.reviewers.map((one) => [one.id, one]))
  const texts = new Map(input.texts.map((one) => [one.id, one]))
  const forbids = forbidding(input)
  const pairs = frozen.flatMap((pair) => {
    const [reviewer, text] = [people.get(pair.reviewer), texts.get(pair.text)]
    const why = reviewer && text ? forbids(reviewer, text) : null
    return why === null ? [] : [{ ...pair, why }]
  })
  return pairs.length > 0 ? [{ code: 'stays-although', pairs: pairs.sort(byPair) }] : []
}

function above(code: 'above-quota' | 'above-cap', all: readonly Places[], counted: Ids): Notice[] {
  const ids = all.filter(({ id, held, most }) => held > most && counted.has(id)).map(({ id }) => id)
  return ids.length > 0 ? [{ code, ids }] : []
}

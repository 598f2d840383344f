/**
 * Which texts have fewer reviews than they shall, and why. Behind each one stands a bottleneck (a minimum cut): texts that together
 * have all that the reviewers allowed at them can give.
 */

import type { AllocationInput, Pair } from './pairs.ts'
import { countBy, type Places, type Plan } from './plan.ts'

/** In words: `texts` want `wanted` reviews together, and the reviewers allowed at them can give them `places`. */
export type Unmet = {
  readonly code: Shortage
  /** The texts that go short. */
  readonly short: readonly { readonly text: string; readonly gets: number; readonly target: number }[]
  /** Reviews that they lack, all in all. */
  readonly missing: number
  /** They and those that compete with them for the same reviewers. */
  readonly texts: readonly string[]
  /** Groups to which an author of each of these texts belongs. */
  readonly groups: readonly string[]
  /** Everybody here with a quota who is allowed at one of these texts at least. */
  readonly allowed: readonly string[]
  readonly wanted: number
  readonly places: number
}

/**
 * - `nobody-allowed`: the rules, or absence, leave no reviewer.
 * - `all-started`: those who could have started other reviews, so that only volunteers help.
 * - `too-few-places`: everybody who is here is allowed, and all quotas are used.
 * - `too-few-allowed`: the rules leave too few reviewers.
 */
export type Shortage = 'nobody-allowed' | 'all-started' | 'too-few-places' | 'too-few-allowed'

export function unmetOf(input: AllocationInput, plan: Plan, pairs: readonly Pair[]): readonly Unmet[] {
  const state = new State(plan, pairs)
  const found: Bottleneck[] = []
  for (const [text, { share }] of plan.texts.entries()) {
    if (state.gets(text) >= share) continue
    if (!found.some(({ texts }) => texts.has(text))) found.push(merge(found, state.bottleneckOf(text)))
  }
  return found.map((bottleneck) => explained(input, plan, state, bottleneck))
}

type Bottleneck = { readonly texts: Set<number>; readonly reviewers: Set<number> }

/** Those with a text or a reviewer in common are one; what is joined is taken out of the list. */
function merge(found: Bottleneck[], bottleneck: Bottleneck): Bottleneck {
  for (let i = found.length - 1; i >= 0; i--) {
    const other = found[i]
    if (other === undefined || !overlap(other, bottleneck)) continue
    for (const text of other.texts) bottleneck.texts.add(text)
    for (const reviewer of other.reviewers) bottleneck.reviewers.add(reviewer)
    found.splice(i, 1)
  }
  return bottleneck
}

function overlap(one: Bottleneck, other: Bottleneck): boolean {
  return (
    [...one.texts].some((text) => other.texts.has(text)) ||
    [...one.reviewers].some((id) => other.reviewers.has(id))
  )
}

class State {
  private readonly textsOf: readonly Set<number>[]
  private readonly frozen: ReadonlySet<number>
  private readonly counts: ReadonlyMap<string, number>

  constructor(
    private readonly plan: Plan,
    pairs: readonly Pair[],
  ) {
    const reviewerAt = new Map(plan.reviewers.map(({ id }, index) => [id, index]))
    const textAt = new Map(plan.texts.map(({ id }, index) => [id, index]))
    const textsOf = plan.reviewers.map(() => new Set<number>())
    for (const { reviewer, text } of pairs)
      textsOf[reviewerAt.get(reviewer) ?? -1]?.add(textAt.get(text) ?? -1)
    this.textsOf = textsOf
    this.frozen = new Set(
      plan.frozen.map(({ reviewer, text }) =>
        this.key(reviewerAt.get(reviewer) ?? -1, textAt.get(text) ?? -1),
      ),
    )
    this.counts = countBy(pairs, ({ text }) => text)
  }

  gets(text: number): number {
    return this.counts.get(this.plan.texts[text]?.id ?? '') ?? 0
  }

  /** Everybody who could review it but is full, what they would have to give up for it, who could do that instead, and so on. */
  bottleneckOf(text: number): Bottleneck {
    const bottleneck = { texts: new Set([text]), reviewers: new Set<number>() }
    // A set that grows while it is gone through shows what is added, too.
    for (const wanting of bottleneck.texts) {
      for (const [reviewer, theirs] of this.textsOf.entries()) {
        if (!this.plan.allows(reviewer, wanting) || theirs.has(wanting)) continue
        bottleneck.reviewers.add(reviewer)
        for (const other of theirs)
          if (!this.frozen.has(this.key(reviewer, other))) bottleneck.texts.add(other)
      }
    }
    return bottleneck
  }

  private key(reviewer: number, text: number): number {
    return reviewer * this.plan.texts.length + text
  }
}

function explained(
  input: AllocationInput,
  plan: Plan,
  state: State,
  { texts, reviewers }: Bottleneck,
): Unmet {
  const wanting = [...texts].sort((a, b) => a - b)
  const short = wanting.filter((text) => state.gets(text) < share(plan, text))
  const allowed = plan.reviewers.flatMap(({ most, held }, index) =>
    most + held > 0 && wanting.some((text) => plan.allows(index, text)) ? [index] : [],
  )
  const names = wanting.map((text) => plan.texts[text]?.id ?? '')
  return {
    code: codeOf(plan, allowed, [...reviewers]),
    short: short.map((text) => ({
      text: plan.texts[text]?.id ?? '',
      gets: state.gets(text),
      target: share(plan, text),
    })),
    missing: short.reduce((sum, text) => sum + share(plan, text) - state.gets(text), 0),
    texts: names,
    groups: groupsOf(input, names),
    allowed: allowed.map((index) => plan.reviewers[index]?.id ?? ''),
    wanted: wanting.reduce((sum, text) => sum + share(plan, text), 0),
    places: wanting.reduce((sum, text) => sum + state.gets(text), 0),
  }
}

const share = (plan: Plan, text: number): number => plan.texts[text]?.share ?? 0

function codeOf(plan: Plan, allowed: readonly number[], full: readonly number[]): Shortage {
  if (allowed.length === 0) return 'nobody-allowed'
  const places = full.flatMap((index) => plan.reviewers[index] ?? [])
  if (places.some(({ held }) => held > 0) && places.every(({ held, most }) => held >= most))
    return 'all-started'
  const could = plan.reviewers.filter(({ most }) => most > 0).length
  const can = allowed.filter((index) => hasPlaces(plan.reviewers[index])).length
  return full.length > 0 && can === could ? 'too-few-places' : 'too-few-allowed'
}

const hasPlaces = (places: Places | undefined): boolean => places !== undefined && places.most > 0

function groupsOf({ reviewers, texts }: AllocationInput, names: readonly string[]): readonly string[] {
  const groups = new Map(reviewers.map((one) => [one.id, one.groups]))
  const authors = new Map(texts.map((one) => [one.id, one.authors]))
  const ofText = names.map(
    (text) => new Set((authors.get(text) ?? []).flatMap((author) => groups.get(author) ?? [])),
  )
  return [...(ofText[0] ?? [])].filter((group) => ofText.every((all) => all.has(group))).sort()
}

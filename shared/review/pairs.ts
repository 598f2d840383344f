/** Who may review what: the people, texts, rules and standing pairs that an allocation begins with, and why a pair is forbidden. */

/** A reviewer and a text. Ids are opaque; whoever hands them in has made them. */
export type Pair = { readonly reviewer: string; readonly text: string }

/** Somebody of the class, also one who is absent: an author's groups are looked up here. */
export type Reviewer = {
  readonly id: string
  readonly groups: readonly string[]
  readonly present: boolean
  /** Reviews that are their share. */
  readonly quota: number
  /** Reviews beyond their share that they have offered or may be asked for; they are the last to be used. */
  readonly extra: number
}

export type ReviewedText = {
  readonly id: string
  readonly authors: readonly string[]
  /** Reviews it shall have, and the most that it may have. */
  readonly target: number
  readonly cap: number
  /** Its author has left: nobody is given it any more. */
  readonly withdrawn: boolean
}

export type Rules = {
  /** Nobody reviews a text of somebody who is in a group of theirs. */
  readonly acrossGroups: boolean
  readonly mustNot: readonly Pair[]
  /** The pairs of earlier rounds. */
  readonly earlier: readonly Pair[]
  /** What the teacher would like (above 0) or rather not have (below 0); a whole number of at most `wishMax` either way. */
  readonly wishes: readonly (Pair & { readonly weight: number })[]
}

export type PairState = 'allocated' | 'opened' | 'started' | 'submitted'

export type StandingPair = Pair & {
  readonly state: PairState
  /** Placed by the teacher's own hand: stays like one that is begun, as long as its reviewer and its text are there. */
  readonly pinned: boolean
}

export type AllocationInput = {
  readonly reviewers: readonly Reviewer[]
  readonly texts: readonly ReviewedText[]
  readonly rules: Rules
  readonly pairs: readonly StandingPair[]
  readonly seed: string
}

export type Forbidden = 'author' | 'same-group' | 'must-not' | 'earlier-round'

export const isBegun = ({ state }: StandingPair): boolean => state !== 'allocated'

/** What stays whatever else changes. */
export function frozenPairs({ reviewers, texts, pairs }: AllocationInput): readonly StandingPair[] {
  const away = new Set(reviewers.filter(({ present }) => !present).map(({ id }) => id))
  const gone = new Set(texts.filter(({ withdrawn }) => withdrawn).map(({ id }) => id))
  return pairs.filter(
    (pair) => isBegun(pair) || (pair.pinned && !away.has(pair.reviewer) && !gone.has(pair.text)),
  )
}

/** Names a pair in sets and maps. */
export const pairKey = ({ reviewer, text }: Pair): string => JSON.stringify([reviewer, text])

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
export const byId = (a: { readonly id: string }, b: { readonly id: string }): number => byCode(a.id, b.id)
export const byPair = (a: Pair, b: Pair): number => byCode(a.reviewer, b.reviewer) || byCode(a.text, b.text)

/** Says of any pair of the input why it is forbidden, or null. Presence, quotas and caps are another matter. */
export function forbidding({
  reviewers,
  rules,
}: AllocationInput): (reviewer: Reviewer, text: ReviewedText) => Forbidden | null {
  const groups = new Map(reviewers.map((one) => [one.id, one.groups]))
  const mustNot = new Set(rules.mustNot.map(pairKey))
  const earlier = new Set(rules.earlier.map(pairKey))
  return (reviewer, text) => {
    if (text.authors.includes(reviewer.id)) return 'author'
    const shared = (author: string) => groups.get(author)?.some((group) => reviewer.groups.includes(group))
    if (rules.acrossGroups && text.authors.some(shared)) return 'same-group'
    const key = pairKey({ reviewer: reviewer.id, text: text.id })
    if (mustNot.has(key)) return 'must-not'
    return earlier.has(key) ? 'earlier-round' : null
  }
}

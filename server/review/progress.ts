/** How reviews come along, for the board: since when nothing has moved in one, and which were handed in without a suggestion. */

import { listSuggestions } from '../../shared/article/suggestion-list.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import type { ArticleId } from '../../shared/ids.ts'
import { idleSince } from '../../shared/review/idle.ts'
import { phaseFor } from '../../shared/review/phase.ts'
import type { SessionPair } from '../../shared/review/session.ts'
import type { StudentRow } from '../store/classes.ts'
import type { SessionNow, Written } from '../store/reviews.ts'
import type { Records } from '../store/store.ts'
import { standingIn } from './allocating.ts'
import type { ReviewedArticles } from './sessions.ts'

export type ProgressParts = {
  readonly records: Pick<Records, 'reviewsOf' | 'writtenOn'>
  readonly articles: Pick<ReviewedArticles, 'read'>
}

/** By pair. */
export type ProgressNow = {
  readonly idleSince: ReadonlyMap<string, number>
  readonly bare: ReadonlySet<string>
}

/** Copies whose suggestions are known without looking again. */
const KNOWN_MAX = 5_000

export class Progress {
  readonly #parts: ProgressParts
  /** By copy: up to which row of its log it was looked at, and whether it has a suggestion. */
  readonly #known = new Map<ArticleId, { readonly seq: number; readonly suggests: boolean }>()

  constructor(parts: ProgressParts) {
    this.#parts = parts
  }

  async of(now: SessionNow, roster: readonly StudentRow[], at: number): Promise<ProgressNow> {
    const standing = standingIn(now)
    const written = await this.#parts.records.writtenOn(standing.map(({ copy }) => copy))
    return {
      idleSince: idleIn(now, roster, standing, written, at),
      bare: await this.#bare(now, standing, written),
    }
  }

  /** Handed in, and neither the text nor a remark says what to do. */
  async #bare(
    { session }: SessionNow,
    standing: readonly SessionPair[],
    written: ReadonlyMap<ArticleId, Written>,
  ): Promise<ReadonlySet<string>> {
    const submitted = standing.filter(({ state }) => state === 'submitted')
    if (submitted.length === 0) return new Set()
    const reviews = await this.#parts.records.reviewsOf(session.id)
    const bare = new Set<string>()
    for (const { id, copy } of submitted) {
      const remarks = Object.values(reviews.get(id)?.remarks ?? {})
      if (remarks.some(({ does }) => does.suggests)) continue
      if (!(await this.#suggests(copy, written.get(copy)?.seq ?? 1))) bare.add(id)
    }
    return bare
  }

  async #suggests(copy: ArticleId, seq: number): Promise<boolean> {
    if (seq === 1) return false
    const known = this.#known.get(copy)
    if (known?.seq === seq) return known.suggests
    const found = await this.#parts.articles.read(
      copy,
      (doc) => listSuggestions(new Suggestions(doc)).length > 0,
    )
    const suggests = found === true
    if (this.#known.size >= KNOWN_MAX) this.#known.clear()
    this.#known.set(copy, { seq, suggests })
    return suggests
  }
}

/** Nobody is, while nothing counts, or whose time is over. */
function idleIn(
  { session: { clock } }: SessionNow,
  roster: readonly StudentRow[],
  standing: readonly SessionPair[],
  written: ReadonlyMap<ArticleId, Written>,
  at: number,
): ReadonlyMap<string, number> {
  if (clock.phase !== 'review' || clock.pausedAt !== null) return new Map()
  const writing = new Set(
    roster.flatMap(({ id, timePercent }) =>
      phaseFor(clock, at, timePercent / 100) === 'review' ? [id] : [],
    ),
  )
  const pairs = standing
    .filter(({ reviewer }) => writing.has(reviewer))
    .map(({ id, reviewer, state, copy, movedAt = null, submittedAt }) => {
      const moments = [movedAt, submittedAt, written.get(copy)?.at ?? null].filter((one) => one !== null)
      return { id, reviewer, state, movedAt: moments.length === 0 ? null : Math.max(...moments) }
    })
  return idleSince(pairs, clock.resumedAt ?? clock.since, at)
}

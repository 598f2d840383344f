/** What reviews have come to: what an author gets, the scores of texts and of reviewers, and the rows that a teacher takes along. */

import { anchoredText } from '../../shared/article/anchor.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import type { ArticleId } from '../../shared/ids.ts'
import { type Graded, gradeRows, scoreOfText } from '../../shared/review/grades.ts'
import {
  type Fate,
  type Remark,
  type Reviewed,
  type ReviewerScore,
  reviewerScore,
  uptake,
} from '../../shared/review/reviewer-scores.ts'
import type { Answers } from '../../shared/review/rubric.ts'
import type { Override } from '../../shared/review/scores.ts'
import {
  type Landed,
  NO_REVIEW,
  penName,
  type RemarkState,
  type SessionPair,
  type SessionReview,
  type SessionText,
} from '../../shared/review/session.ts'
import type { StudentRow } from '../store/classes.ts'
import type { SessionNow } from '../store/reviews.ts'
import type { Records } from '../store/store.ts'
import { wordsOf } from './copies.ts'
import { derivedId } from './derived.ts'
import type { ReviewedArticles } from './sessions.ts'

export type GradingParts = {
  readonly records: Pick<Records, 'reviewsOf' | 'snapshotOf' | 'lastDecisionAbout' | 'threadNow'>
  readonly articles: Pick<ReviewedArticles, 'read'>
}

/** One review as its author sees it. */
export type Received = {
  readonly reader: string
  readonly pen: number
  /** Null in a session that is not named. */
  readonly name: string | null
  readonly answers: Answers
  readonly remarks: readonly ReceivedRemark[]
  /** How many the author had, and has no more. */
  readonly takenBack: number
}
export type ReceivedRemark = {
  /** Of this remark for its author; of a thread its id in the article. */
  readonly id: string
  readonly landed: Landed
  readonly rating: number | null
  readonly fate: { readonly kind: Fate; readonly reason: string }
  readonly isEndorsed: boolean
}

/** Percent; null where there is nothing to go by, which is not 0. */
export type OwnScores = {
  readonly text: { readonly percent: number | null; readonly setByHand: Override | null } | null
  readonly reviewing: ReviewerScore | null
}

export const remarkId = (session: string, pair: Pick<SessionPair, 'id'>, remark: string): string =>
  derivedId(session, pair.id, remark)

export class Grading {
  readonly #parts: GradingParts

  constructor(parts: GradingParts) {
    this.#parts = parts
  }

  /** The reviews of a text that have landed, by the readers' numbers. `handles`: who they are, where that is to be known. */
  async received(
    now: SessionNow,
    text: SessionText,
    handles: ReadonlyMap<string, string> | null,
  ): Promise<readonly Received[]> {
    const reviews = await this.#parts.records.reviewsOf(now.session.id)
    const pairs = landedPairs(now, reviews).filter((pair) => pair.text === text.id)
    return Promise.all(
      pairs
        .sort((a, b) => a.pen - b.pen)
        .map(async (pair) => {
          const { answers, remarks } = reviews.get(pair.id) ?? NO_REVIEW
          const reached = reachedIn(remarks)
          const fates = await this.#fates(text.article, reached)
          return {
            reader: penName(pair.pen),
            pen: pair.pen,
            name: handles?.get(pair.reviewer) ?? null,
            answers,
            remarks: reached.map(({ id, state, landed }, i) => ({
              id: remarkId(now.session.id, pair, id),
              landed,
              rating: state.rating,
              fate: fates[i] ?? UNTOUCHED,
              isEndorsed: state.isEndorsed,
            })),
            takenBack: Object.values(remarks).filter(({ landed, hidden }) => landed && hidden !== null)
              .length,
          }
        }),
    )
  }

  /** What a student is told of their own: the score of their text, and how well they have reviewed. */
  async ownScores(now: SessionNow, student: string, text: SessionText | null): Promise<OwnScores> {
    const { rubric, scoreBy } = now.session.settings
    const reviews = await this.#parts.records.reviewsOf(now.session.id)
    const pairs = now.pairs.filter(({ round }) => round === now.session.round)
    const all = await Promise.all(
      pairs.map(async (pair) => {
        const review = reviews.get(pair.id) ?? NO_REVIEW
        // Only how many remarks there are to their length asks for it; and of what became of them a score knows nothing.
        const wordsRead = pair.reviewer === student ? await this.#wordsRead(now, pair) : 0
        return reviewedAs(pair, review, reachedIn(review.remarks), [], wordsRead)
      }),
    )
    const texts = text === null ? [] : [text]
    const score = text === null ? null : scoreOfText({ rubric, by: scoreBy, texts, reviews: all }, text.id)
    return {
      text: score && { percent: score.percent, setByHand: score.override },
      reviewing: all.some(({ reviewer }) => reviewer === student)
        ? reviewerScore(rubric, all, student)
        : null,
    }
  }

  async graded(now: SessionNow, roster: readonly StudentRow[]): Promise<Graded> {
    const { session, texts } = now
    const reviews = await this.#parts.records.reviewsOf(session.id)
    const pairs = now.pairs.filter(({ round }) => round === session.round)
    const reviewed = await Promise.all(pairs.map((pair) => this.#reviewed(now, pair, reviews.get(pair.id))))
    return {
      rubric: session.settings.rubric,
      by: session.settings.scoreBy,
      students: roster.map(({ id, handle }) => ({
        id,
        handle,
        isLate: pairs.some(({ reviewer, isLate }) => reviewer === id && isLate),
      })),
      texts: texts.map(({ id, authors, override }) => ({ id, authors, override })),
      reviews: reviewed.flat(),
    }
  }

  async #reviewed(
    { session, texts }: SessionNow,
    pair: SessionPair,
    review: SessionReview = NO_REVIEW,
  ): Promise<Reviewed[]> {
    const text = texts.find(({ id }) => id === pair.text)
    if (text === undefined) return []
    const reached = reachedIn(review.remarks)
    const [fates, wordsRead] = await Promise.all([
      this.#fates(text.article, reached),
      this.#wordsRead({ session }, pair),
    ])
    return [reviewedAs(pair, review, reached, fates, wordsRead)]
  }

  async #wordsRead({ session }: Pick<SessionNow, 'session'>, { text }: SessionPair): Promise<number> {
    const snapshot = await this.#parts.records.snapshotOf(session.id, text, session.round)
    return snapshot === null ? 0 : wordsOf(snapshot.update)
  }

  /** What became of each: what its author says, or else what was decided about it, or whether its words were written anew. */
  async #fates(article: ArticleId, reached: readonly Reached[]): Promise<readonly FateNow[]> {
    const open = reached.filter(({ state, landed }) => state.fate === null && landed.as === 'thread')
    const adapted = open.length === 0 ? new Set<string>() : await this.#adapted(article, open)
    return Promise.all(
      reached.map(async ({ id, state, landed }): Promise<FateNow> => {
        if (state.fate !== null) return state.fate
        if (landed.as === 'thread') return adapted.has(id) ? ADAPTED : UNTOUCHED
        if (landed.as === 'gone') return UNTOUCHED
        const decision = await this.#parts.records.lastDecisionAbout(article, landed.ids)
        if (decision === null || decision.reopened !== null) return UNTOUCHED
        if (decision.verb === 'accept') return { kind: 'accepted', reason: decision.reason ?? '' }
        return decision.verb === 'reject' ? { kind: 'declined', reason: decision.reason ?? '' } : UNTOUCHED
      }),
    )
  }

  async #adapted(article: ArticleId, reached: readonly Reached[]): Promise<ReadonlySet<string>> {
    const { records, articles } = this.#parts
    const threads = await Promise.all(
      reached.map(async ({ id, landed }) => {
        if (landed.as !== 'thread') return []
        const { thread } = await records.threadNow(article, landed.id)
        return thread?.anchor ? [{ id, anchor: thread.anchor, quote: landed.quote }] : []
      }),
    )
    const changed = await articles.read(article, (doc) => {
      const suggestions = new Suggestions(doc)
      return threads
        .flat()
        .filter(({ anchor, quote }) => !sameWords(anchoredText(suggestions, anchor), quote))
        .map(({ id }) => id)
    })
    return new Set(changed ?? [])
  }
}

const reviewedAs = (
  pair: SessionPair,
  { answers }: SessionReview,
  reached: readonly Reached[],
  fates: readonly FateNow[],
  wordsRead: number,
): Reviewed => ({
  reviewer: pair.reviewer,
  text: pair.text,
  state: pair.ended?.isExcused ? 'excused' : pair.state === 'submitted' ? 'submitted' : 'assigned',
  wordsRead,
  answers,
  weight: 1,
  remarks: reached.map(
    ({ state, landed }, i): Remark => ({
      ...state.does,
      suggests: state.does.suggests || landed.as === 'suggestions',
      isEndorsed: state.isEndorsed,
      rating: state.rating,
      fate: (fates[i] ?? UNTOUCHED).kind,
    }),
  ),
})

type FateNow = { readonly kind: Fate; readonly reason: string }
const UNTOUCHED: FateNow = { kind: 'untouched', reason: '' }
const ADAPTED: FateNow = { kind: 'adapted', reason: '' }

/** A quote is the beginning of what it quotes. */
const sameWords = (now: string | null, quote: string): boolean =>
  now !== null && (now === quote || (quote.length >= QUOTE_MAY_BE_CUT && now.startsWith(quote)))
const QUOTE_MAY_BE_CUT = 200

type Reached = { readonly id: string; readonly state: RemarkState; readonly landed: Landed }

/** What the author has got. */
const reachedIn = (remarks: SessionReview['remarks']): readonly Reached[] =>
  Object.entries(remarks).flatMap(([id, state]) =>
    state.landed === null || state.hidden !== null ? [] : [{ id, state, landed: state.landed }],
  )

/** Whole, and also while what was written since is yet to land. */
const landedPairs = (
  { session, pairs }: SessionNow,
  reviews: ReadonlyMap<string, SessionReview>,
): SessionPair[] =>
  pairs.filter(
    ({ id, round, isLanded, person }) =>
      round === session.round && person !== null && (isLanded || reviews.get(id)?.hasLanded === true),
  )

/** The scores of texts and reviewers, and the rows of the file. */
export const gradesOf = (graded: Graded) => ({
  rows: gradeRows(graded),
  texts: graded.texts.map(({ id }) => ({ text: id, ...scoreOfText(graded, id) })),
  reviewers: graded.students.map(({ id }) => ({
    student: id,
    ...reviewerScore(graded.rubric, graded.reviews, id),
    uptake: uptake(graded.reviews, id),
  })),
})

/** What is kept of somebody in review sessions: what they meant to do, what they answered, and what they made of what others said. */

import { canInSession } from '../../shared/review/permission.ts'
import { NO_REVIEW, type SessionText } from '../../shared/review/session.ts'
import type { StudentRow } from '../store/classes.ts'
import type { SessionNow } from '../store/reviews.ts'
import type { Records } from '../store/store.ts'

type Kept = Pick<Records, 'sessionsOf' | 'sessionNow' | 'reviewsOf' | 'sampleNow'>

/**
 * Of every session of the class in which there is anything of theirs. Nothing by which they could know more than their pages tell: a
 * text of another's is its number, their own has none, and a score that was set by hand is there once they may see it.
 */
export async function reviewDataOf(records: Kept, { id, class: of }: StudentRow): Promise<readonly object[]> {
  const found = []
  for (const { id: session } of await records.sessionsOf(of)) {
    const now = await records.sessionNow(session)
    if (now === null) continue
    const texts = await textsOf(records, now, id)
    const reviews = await reviewsBy(records, now, id)
    const sample = (await records.sampleNow(session))?.reviews.find(({ student }) => student === id)
    if (texts.length === 0 && reviews.length === 0 && sample === undefined) continue
    found.push({ session, name: now.session.name, texts, reviews, sample: sample?.answers ?? null })
  }
  return found
}

async function textsOf(records: Kept, { session, texts, pairs }: SessionNow, student: string) {
  const kept = await records.reviewsOf(session.id)
  const seesScores = canInSession('seeScores', session.clock.phase, ['author'])
  const saidOf = (text: SessionText) =>
    pairs.flatMap((pair) =>
      pair.text !== text.id
        ? []
        : Object.values((kept.get(pair.id) ?? NO_REVIEW).remarks).flatMap(({ rating, fate }) =>
            rating === null && fate === null ? [] : [{ rating, fate }],
          ),
    )
  return texts
    .filter(({ authors }) => authors.includes(student))
    .map((text) => ({
      article: text.article,
      plan: text.plan,
      setByHand: seesScores ? text.override : null,
      saidOfRemarks: saidOf(text),
    }))
}

async function reviewsBy(records: Kept, { session, texts, pairs }: SessionNow, student: string) {
  const kept = await records.reviewsOf(session.id)
  const numbers = new Map(texts.map((text) => [text.id, text.number]))
  const mayRead = canInSession('readCopy', session.clock.phase, ['reviewer'])
  return pairs.flatMap(({ id, reviewer, text, copy, round, state, submittedAt, ended }) => {
    if (reviewer !== student) return []
    const { answers, remarks } = kept.get(id) ?? NO_REVIEW
    const marks = Object.entries(remarks).map(([remark, { does }]) => ({ remark, ...does }))
    const declined = ended?.as === 'declined' ? ended.reason : null
    const isBegun =
      state !== 'allocated' || declined !== null || Object.keys(answers).length + marks.length > 0
    const isGiven = mayRead && round === session.round && ended === null
    if (!isBegun && !isGiven) return []
    const number = numbers.get(text) ?? null
    return [{ number, copy, round, state, submittedAt, declined, answers, marks }]
  })
}

/** What handing a text in makes of a session: pure, but for the number that a new text gets. */

import { type ArticleId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { SessionText } from '../../shared/review/session.ts'
import type { SessionNow, SessionWrites } from '../store/reviews.ts'
import { drawnNumber } from './allocating.ts'

export type HandedIn = {
  readonly article: ArticleId
  /** On the roster. */
  readonly student: string
  /** Whoever may write in it as well. */
  readonly others: readonly string[]
}

const ID_LENGTH = 12

/** The text of an article that is not in the session yet. */
export const newText = (
  texts: SessionNow['texts'],
  article: ArticleId,
  random: RandomBytes,
): SessionText => ({
  id: randomToken(random, ID_LENGTH),
  number: drawnNumber(new Set(texts.map(({ number }) => number)), random),
  ...{ article, authors: [], override: null, notes: [], teacher: null, plan: '' },
})

/**
 * It is theirs in place of the one they had, which stays whoever else’s it is. The others are its authors too, unless they have another
 * one: nobody is made the author of what they have not asked for instead of their own. Throws `conflict` where somebody reviews a text
 * that would be nobody’s.
 */
export function handedIn(
  { texts, pairs }: Pick<SessionNow, 'texts' | 'pairs'>,
  { article, student, others }: HandedIn,
  random: RandomBytes,
): SessionWrites {
  const before = texts.find((text) => text.article !== article && text.authors.includes(student))
  const left = before?.authors.filter((author) => author !== student) ?? []
  const isGone = before !== undefined && left.length === 0
  if (isGone && pairs.some(({ text }) => text === before.id))
    throw new Refused('conflict', 'Somebody reviews this text. It can be withdrawn.')
  const free = others.filter(
    (other) => !texts.some((text) => text.article !== article && text.authors.includes(other)),
  )
  const known = texts.find((text) => text.article === article) ?? newText(texts, article, random)
  return {
    texts: [
      ...(before === undefined || isGone ? [] : [{ ...before, authors: left }]),
      { ...known, authors: [student, ...free] },
    ],
    gone: isGone ? [before.id] : [],
    roles: [article, ...(before === undefined ? [] : [before.article])],
  }
}

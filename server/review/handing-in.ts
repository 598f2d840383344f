/** What handing a text in makes of a session: pure, but for the number that a new text gets. */

import type { ArticleId, RandomBytes } from '../../shared/ids.ts'
import { textAuthorsMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import type { SessionText } from '../../shared/review/session.ts'
import type { SessionNow, SessionRow, SessionWrites } from '../store/reviews.ts'
import { drawnNumber } from './allocating.ts'
import { derivedId } from './derived.ts'

export type HandedIn = {
  readonly article: ArticleId
  /** On the roster. */
  readonly student: string
  /** Whoever may write in it as well. */
  readonly others: readonly string[]
}

const ID_LENGTH = 12

type Texts = Pick<SessionNow, 'texts'> & { readonly session: Pick<SessionRow, 'id'> }

/**
 * The text of an article that is not in the session. One that was in it before is the same text again, by its id: whoever has read it, or
 * is not to, is known by that.
 */
export const newText = ({ session, texts }: Texts, article: ArticleId, random: RandomBytes): SessionText => ({
  id: derivedId(session.id, article).slice(0, ID_LENGTH),
  number: drawnNumber(new Set(texts.map(({ number }) => number)), random),
  ...{ article, authors: [], override: null, notes: [], teacher: null, plan: '' },
})

/**
 * It is theirs in place of the one they had, which stays whoever else’s it is; texts are handed in before they are locked, so that nobody
 * reviews it in this round. Of a text that is new the others are authors too, unless they have another one: nobody is made the author of
 * what they have not asked for instead of their own. Of one that was handed in before nobody else is, so that who has left it has.
 * Throws `too-many-authors`.
 */
export function handedIn(
  now: Texts,
  { article, student, others }: HandedIn,
  random: RandomBytes,
): SessionWrites {
  const { texts } = now
  const known = texts.find((text) => text.article === article)
  const before = leaving({ texts: texts.filter((text) => text !== known) }, student)
  const free = others.filter((other) => !texts.some(({ authors }) => authors.includes(other)))
  const authors = [...new Set([student, ...(known?.authors ?? free)])]
  if (authors.length > textAuthorsMax) throw tooMany()
  return {
    texts: [...(before?.texts ?? []), { ...(known ?? newText(now, article, random)), authors }],
    gone: before?.gone ?? [],
    roles: [article, ...(before?.roles ?? [])],
  }
}

/** Their text is theirs no more, and in the session no more where it was nobody else’s; null: they have none. */
function leaving(
  { texts }: Pick<SessionNow, 'texts'>,
  student: string,
): Required<Pick<SessionWrites, 'texts' | 'gone' | 'roles'>> | null {
  const text = texts.find(({ authors }) => authors.includes(student))
  if (text === undefined) return null
  const authors = text.authors.filter((author) => author !== student)
  const isGone = authors.length === 0
  return {
    texts: isGone ? [] : [{ ...text, authors }],
    gone: isGone ? [text.id] : [],
    roles: [text.article],
  }
}

/** They write with the text’s authors from now on; null: they do already. Throws `not-found` where they have another text, `too-many-authors`. */
export function joinedBy(
  { texts }: Pick<SessionNow, 'texts'>,
  article: ArticleId,
  student: string,
): SessionWrites | null {
  const text = texts.find((one) => one.article === article)
  const has = texts.find(({ authors }) => authors.includes(student))
  if (text === undefined || (has !== undefined && has !== text)) throw nobodyThere()
  if (has !== undefined) return null
  if (text.authors.length >= textAuthorsMax) throw tooMany()
  return { texts: [{ ...text, authors: [...text.authors, student] }], roles: [article] }
}

const tooMany = () => new Refused('too-many-authors', `At most ${textAuthorsMax} write one text.`)

/** The same for whoever cannot be named, so that it tells of nobody whether they are there, have joined, or have a text. */
export const nobodyThere = () => new Refused('not-found', 'Nobody who could write it with them is called so.')

/** They write no more what somebody else has begun. Throws `conflict` where that is nobody else’s text. */
export function leftBy(now: Pick<SessionNow, 'texts'>, student: string): SessionWrites {
  const left = leaving(now, student)
  if (left === null || left.texts.length === 0) throw new Refused('conflict', 'Nobody else writes this text.')
  return left
}

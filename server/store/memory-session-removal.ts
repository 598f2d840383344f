/** Removes the sessions of a class for good, and what only they were for, from a memory store. */

import type { ArticleId } from '../../shared/ids.ts'
import type { SessionText } from '../../shared/review/session.ts'
import { addChange, type MemorySession, type MemoryState } from './memory-state.ts'

export function removeSessionsOf(state: MemoryState, classId: string): void {
  for (const [id, session] of state.sessions) {
    if (session.row.class !== classId) continue
    keepPens(state, session, [...session.texts.values()])
    state.sessions.delete(id)
    for (const [article, { session: of, pair }] of state.reviewed) {
      if (of !== id) continue
      state.reviewed.delete(article)
      if (pair !== null) removeArticle(state, article)
      addChange(state, article, null)
    }
  }
}

/** Under which numbers readers have landed, before the session knows nothing of these texts any more. */
export function keepPens(
  state: MemoryState,
  { pairs }: Pick<MemorySession, 'pairs'>,
  texts: readonly SessionText[],
): void {
  for (const { id, article, teacher } of texts) {
    const pens = state.pens.get(article) ?? new Map()
    if (teacher !== null) pens.set(teacher, 0)
    for (const { text, person, pen } of pairs.values())
      if (text === id && person !== null) pens.set(person, pen)
    state.pens.set(article, pens)
  }
}

/** An article that nobody is a member of. */
function removeArticle(state: MemoryState, article: ArticleId) {
  state.articles.delete(article)
  state.noticed.delete(article)
  state.notices.rows = state.notices.rows.filter((row) => row.article !== article)
  state.late = state.late.filter((row) => row.article !== article)
  for (const [id, image] of state.images) if (image.article === article) removeImage(state, id, image.hash)
}

/** Equal images are kept once: their bytes go with the last that has them. */
function removeImage({ images, imageBytes }: MemoryState, id: string, hash: string) {
  images.delete(id)
  if (![...images.values()].some((one) => one.hash === hash)) imageBytes.delete(hash)
}

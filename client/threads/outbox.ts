/** What was posted here and the server has not confirmed: sent in order, again and again, under ids that were chosen once. */

import { refusal } from '../../shared/refusals.ts'
import type { FailureCode } from '../api.ts'
import type { Draft } from './drafts.ts'

/** A draft that its author has posted. */
export type Post = {
  readonly draft: Draft
  /** `words`: what it is about has not reached the server yet. */
  readonly waits: 'answer' | 'connection' | 'words'
  /** How often the server did not know the words. */
  readonly gaps: number
}

/** So often words may be unknown to the server although it holds everything that was typed here. */
const gapsMax = 20

/** The next one to send: of each thread the first, and none that waits for its words unless they may have come. */
export function nextToSend(posts: readonly Post[], skipped: ReadonlySet<string>): Post | null {
  const busy = new Set<string>()
  for (const post of posts) {
    const { thread, id } = post.draft
    if (!busy.has(thread) && !skipped.has(id)) return post
    busy.add(thread)
  }
  return null
}

export type Outcome =
  | { readonly kind: 'again'; readonly post: Post }
  /** Its author gets the words back. */
  | { readonly kind: 'refused'; readonly draft: Draft }

/** What becomes of a post that the server did not take. */
export function afterFailure(post: Post, code: FailureCode): Outcome {
  if (code === 'gap') {
    const gaps = post.gaps + 1
    if (gaps < gapsMax) return { kind: 'again', post: { ...post, waits: 'words', gaps } }
  } else if (canComeRight(code)) return { kind: 'again', post: { ...post, waits: 'connection' } }
  return { kind: 'refused', draft: { ...post.draft, refused: code } }
}

/** Nobody answered, or not now; and who is signed out signs in again. */
const canComeRight = (code: FailureCode): boolean =>
  code === 'offline' || code === 'sign-in' || code === 'unexpected' || refusal(code).retry

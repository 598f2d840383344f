/** What somebody is writing in answer to a thread, or to begin one: words with names in them, until they are posted. */

import type { AnchorRequest } from '../../shared/article/anchor.ts'
import type { PersonId } from '../../shared/ids.ts'
import { mentionOf, partsOf } from '../../shared/threads.ts'
import type { FailureCode } from '../api.ts'

/** What a new thread is to be about; null: the whole article. */
export type About = {
  readonly request: AnchorRequest
  /** The characters, to show which. */
  readonly ranges: readonly number[]
  readonly quote: string
} | null

export type Mention = { readonly person: PersonId; readonly name: string }

export type Draft = {
  /** Of the comment that it becomes. */
  readonly id: string
  readonly thread: string
  /** Set where it begins the thread. */
  readonly about?: About
  /** Set where it changes a comment that is there: its `id`. */
  readonly edits?: true
  /** As it is typed: "@" and a name stands for somebody mentioned. */
  readonly words: string
  /** Whom a name stands for. */
  readonly mentions: readonly Mention[]
  readonly assignee: PersonId | null
  /** Why the server did not take it. */
  readonly refused: FailureCode | null
  readonly at: number
}

/** Whether it is to be another comment of a thread that is there. */
export const isReply = ({ about, edits }: Draft): boolean => about === undefined && !edits

/** What was typed, as the server wants it. Where one name begins with another, the longer one is meant. */
export function bodyOf({ words, mentions }: Pick<Draft, 'words' | 'mentions'>): string {
  const longestFirst = [...mentions].sort((a, b) => b.name.length - a.name.length)
  let body = ''
  let at = 0
  while (at < words.length) {
    const mention = longestFirst.find(({ name }) => words.startsWith(`@${name}`, at))
    body += mention ? mentionOf(mention.person) : words.charAt(at)
    at += mention ? mention.name.length + 1 : 1
  }
  return body.trim()
}

/** A comment as it can be typed on. */
export function wordsOf(
  body: string,
  nameOf: (person: PersonId) => string,
): Pick<Draft, 'words' | 'mentions'> {
  const mentions: Mention[] = []
  const words = partsOf(body).map((part) => {
    if (typeof part === 'string') return part
    const mention = { person: part.mention, name: nameOf(part.mention) }
    mentions.push(mention)
    return `@${mention.name}`
  })
  return { words: words.join(''), mentions }
}

/** The "@…" that is being typed right before the caret, and where it begins; null: none is. */
export function mentionAt(
  words: string,
  caret: number,
): { readonly from: number; readonly typed: string } | null {
  const found = /(?:^|[\s(“"'])@([^\s@]{0,30}(?: [^\s@]{0,30})?)$/u.exec(words.slice(0, caret))
  const typed = found?.[1]
  return typed === undefined ? null : { from: caret - typed.length - 1, typed }
}

/** Those whose name, or one of its words, begins with what is typed. */
export function namesLike<P extends { readonly name: string }>(
  people: readonly P[],
  typed: string,
): readonly P[] {
  const wanted = typed.toLocaleLowerCase()
  return people.filter(({ name }) => {
    const known = name.toLocaleLowerCase()
    return known.startsWith(wanted) || known.split(/\s+/).some((word) => word.startsWith(wanted))
  })
}

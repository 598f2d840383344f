/** What people say about an article beside its text. Of people it holds ids of that article only. */

import type { Anchor } from './article/anchor.ts'
import type { PersonId } from './ids.ts'

export const THREAD_STATUSES = ['open', 'resolved'] as const
export type ThreadStatus = (typeof THREAD_STATUSES)[number]

/** How one may react to a comment; more than these nobody needs to look after in a class. */
export const REACTIONS = ['👍', '❤️', '😄', '🎉', '🤔', '👀'] as const
export type Reaction = (typeof REACTIONS)[number]

export type Thread = {
  /** 16 letters and digits, chosen by whoever starts it. */
  readonly id: string
  /** Who started it, and when (milliseconds since 1970). */
  readonly by: PersonId
  readonly at: number
  /** null: it is about the whole article. */
  readonly anchor: Anchor | null
  readonly status: ThreadStatus
  /** Who is to do something about it. */
  readonly assignee: PersonId | null
  /** Deleted with everything in it. */
  readonly removed: boolean
  /** The article's revision at which this last changed, its entries not counted. */
  readonly rev: number
}

export const ENTRY_KINDS = [
  'comment',
  'resolved',
  'reopened',
  'assigned',
  'attached',
  // A teacher has taken a reader's remark out of the article, or put it back (withheld.ts).
  'takenBack',
  'givenBack',
] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** One thing that was said or done in a thread. */
export type ThreadEntry = {
  /** 16 letters and digits, chosen by whoever says it. */
  readonly id: string
  readonly thread: string
  /** The article's revision at which it came: entries stand in this order, and one is unread whose order is above what was read. Of two of one revision the comment is the later one, and they come so. */
  readonly order: number
  /** The article's revision at which it last changed. */
  readonly rev: number
  readonly kind: EntryKind
  readonly by: PersonId
  readonly at: number
  /** Of a comment: plain text, a mention as `@{person}`. Empty once it is deleted. */
  readonly body: string
  /** Whom a comment, or an entry of kind `assigned`, has given it to; null: nobody, or nobody any more. */
  readonly assignee: PersonId | null
  readonly editedAt: number | null
  /** Its author, or a moderator. */
  readonly deletedBy: PersonId | null
  readonly reactions: readonly { readonly reaction: Reaction; readonly people: readonly PersonId[] }[]
}

/** What somebody is called who is named in threads. */
export type ThreadPerson = { readonly person: PersonId; readonly name: string; readonly guest: boolean }

/** What has changed in an article's threads by one request, or since a revision. */
export type ThreadChange = {
  /** The article's revision now; each change adds one. */
  readonly rev: number
  readonly threads: readonly Thread[]
  readonly entries: readonly ThreadEntry[]
  /** Everybody named in these. */
  readonly people: readonly ThreadPerson[]
}

const MENTION = /@\{([0-9a-z]{10})\}/g

/** `at`: where in the comment it stands. */
export type Mention = { readonly mention: PersonId; readonly at: number }

/** A comment in parts: words as they are, and mentions. */
export function partsOf(body: string): readonly (string | Mention)[] {
  const parts: (string | Mention)[] = []
  let at = 0
  for (const match of body.matchAll(MENTION)) {
    if (match.index > at) parts.push(body.slice(at, match.index))
    parts.push({ mention: match[1] as PersonId, at: match.index })
    at = match.index + match[0].length
  }
  if (at < body.length) parts.push(body.slice(at))
  return parts
}

/** Who is mentioned, each once, in order. */
export const mentionsIn = (body: string): readonly PersonId[] => [
  ...new Set(partsOf(body).flatMap((part) => (typeof part === 'string' ? [] : [part.mention]))),
]

export const mentionOf = (person: PersonId): string => `@{${person}}`

/** Whom somebody has mentioned means nothing elsewhere. */
export const withoutMentions = (body: string): string =>
  partsOf(body)
    .map((part) => (typeof part === 'string' ? part : '@…'))
    .join('')

/** An open article as the page sees it: the doc, who else is there, and what is saved. */

import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { AccountId, ArticleId, ClientId, PersonId, RandomBytes } from '../../shared/ids.ts'
import type { Hello } from '../../shared/protocol/messages.ts'
import type { Role } from '../../shared/roles.ts'
import type { Clock } from '../clock.ts'
import type { Status } from './status.ts'

/** A value that changes, in the shape of React's `useSyncExternalStore`. `get` gives the same object until it changes. */
export type Readable<T> = {
  get(): T
  /** Calls `onChange` after each change; returns what ends it. */
  subscribe(onChange: () => void): () => void
}

/** What was typed here and the server did not take. */
export type Rescue = {
  /** The words alone, a line for each block they stood in. */
  readonly text: string
  /** The blocks they stood in, with the words marked as `<ins>`; safe to insert. */
  readonly html: string
  /** Why: a refusal in words for a log, from the server or from this device. */
  readonly reason: string
}

/** What the editor stands on. Replaced as a whole: with another `generation` the page mounts a new editor. */
export type Opened = {
  readonly generation: number
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /** Whether there is an article in the doc: from the cache, or from the server. Until then nothing is shown. */
  readonly ready: boolean
  /** Whether the person may type now: a role that allows it, and a client id of this page. */
  readonly writable: boolean
  readonly clientId: ClientId | null
  /** What the server said last; null until the first connection. */
  readonly hello: Hello | null
  readonly role: Role | null
  readonly person: PersonId | null
}

export type ArticleSync = {
  readonly opened: Readable<Opened>
  readonly status: Readable<Status>
  /** What the server did not take, oldest first, kept until taken; also from earlier visits on this device. */
  readonly rescues: Readable<readonly Rescue[]>
  /** Whether leaving the page now would lose or delay words: ask first. */
  readonly hasUnsavedWork: () => boolean
  /** Shorthands for `opened.get()`. */
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly role: Role | null
  /** The person has copied or downloaded the rescue copies: forget them. */
  takeRescues(): void
  /** Connects at once: after signing in again, or because the person does not want to wait. */
  retry(): void
  /** Says goodbye: gives the client id back if nothing of this page is unsaved. For `pagehide`. */
  leave(): void
  destroy(): void
}

export type ArticleSyncOptions = {
  readonly article: ArticleId
  readonly account: AccountId
  /** Where articles are joined: `ws(s)://host/collab`. */
  readonly socketUrl: string
  /** False on a shared computer: nothing is kept on this device. */
  readonly keep: boolean
  readonly clock: Clock
  readonly random: RandomBytes
}

export declare function openArticleSync(options: ArticleSyncOptions): ArticleSync

/** The wire's table of contents: what the server says and what a client says. Bytes: codec.ts and docs/protocol.md. */

import type { DecisionChange } from '../decisions.ts'
import type { ClientId, PersonId } from '../ids.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Role } from '../roles.ts'
import type { ThreadChange } from '../threads.ts'

export const MessageType = {
  sync: 0,
  awareness: 1,
  queryAwareness: 3,
  hello: 100,
  saved: 101,
  refused: 102,
  event: 103,
  alive: 104,
  leave: 105,
} as const

export const SyncType = { step1: 0, step2: 1, update: 2 } as const

/** What the server says first on every connection. */
export type Hello = {
  readonly protocol: number
  readonly schema: number
  readonly role: Role
  /** Who you are inside this article. */
  readonly person: PersonId
  readonly name: string
  /** Index into the palette of shared/palette.ts. */
  readonly color: number
  /** You came by a link; left out for everybody else. */
  readonly guest?: true
  /** The even ids of the pairs that are yours: the first for this page, the rest spares to keep with the cache. Empty for who may not write. */
  readonly clientIds: readonly ClientId[]
}

/** Why an update was not admitted. Nothing of it is in the article. */
export type RefusedMessage = {
  /** Which of this connection's step 2 and update messages, counted from 1. */
  readonly n: number
  readonly code: RefusalCode
  readonly reason: string
}

export type ServerEvent =
  | { readonly type: 'role'; readonly role: Role }
  | { readonly type: 'slowed'; readonly on: boolean }
  | { readonly type: 'members' }
  /** Only to who may see threads. Whoever has heard of every revision before this one knows all there is; else they ask anew. */
  | ({ readonly type: 'threads' } & ThreadChange)
  /** Only to who may see suggestions: what somebody has just decided or taken back. */
  | ({ readonly type: 'decisions' } & DecisionChange)
  /** To somebody who has been told something new, or has read it. */
  | { readonly type: 'notices'; readonly unread: number }
  /** To the other tabs of a person: up to where they have read these threads. */
  | { readonly type: 'threadsRead'; readonly read: Readonly<Record<string, number>> }

export type ServerMessage =
  | { readonly type: 'syncStep1'; readonly stateVector: Uint8Array }
  | { readonly type: 'syncStep2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'hello'; readonly hello: Hello }
  | { readonly type: 'saved'; readonly n: number }
  | { readonly type: 'refused'; readonly refused: RefusedMessage }
  | { readonly type: 'event'; readonly event: ServerEvent }
  | { readonly type: 'alive' }

export type ClientMessage =
  | { readonly type: 'syncStep1'; readonly stateVector: Uint8Array }
  | { readonly type: 'syncStep2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'queryAwareness' }
  /** Everything is acknowledged and nothing is kept here: this pair may be given out again. */
  | { readonly type: 'leave'; readonly clientId: ClientId }

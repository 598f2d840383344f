/** What the page may say about saving: facts in, one status out; it never claims more than is true. */

import type { Role } from '../../shared/roles.ts'
import { can, isLower } from '../../shared/roles.ts'

/** One member for each row of the status table; the words and tones are the page's. */
export type Status =
  /** Nothing is known yet: the article has not been shown. */
  | { readonly kind: 'opening' }
  /** `at`: when the server said so; null before the first word from it was needed. */
  | { readonly kind: 'saved'; readonly at: number | null }
  | { readonly kind: 'saving' }
  /** Confirmed by this device's database. `doing`: no connection, or one that does not answer. `red` from 30 s on. */
  | { readonly kind: 'unsaved'; readonly doing: 'reconnecting' | 'trying'; readonly red: boolean }
  | { readonly kind: 'offline' }
  | { readonly kind: 'cannotStore' }
  /** Nothing can be kept on this device, or it has not confirmed it. */
  | { readonly kind: 'keepOpen' }
  | { readonly kind: 'slowed' }
  /** The server did not admit something that was typed here; it is in the rescue copy. */
  | { readonly kind: 'refused' }
  /** It is kept by the server and joins the text when a teacher opens that again. */
  | { readonly kind: 'late' }
  | { readonly kind: 'trash' }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'roleChanged'; readonly role: Role }
  | { readonly kind: 'accessEnded' }
  | { readonly kind: 'oldPage' }
  /** The article has reached its size limit and takes no more. */
  | { readonly kind: 'tooLarge' }
  /** Read-only without a connection: no client id is left on this device. One comes with the next connection. */
  | { readonly kind: 'noClientId' }
  /** Read-only: this person has used all client ids of this article and none was given back. */
  | { readonly kind: 'tooManyIds' }
  | { readonly kind: 'viewOnly' }
  | { readonly kind: 'commentOnly' }

/** Why the connection has ended for good. */
export type End = 'signedOut' | 'accessEnded' | 'notFound' | 'oldPage' | 'tooLarge'

export type SyncState = {
  /** `open`: connected and in step with the server. `down`: it was tried and is not. */
  readonly link: 'opening' | 'open' | 'down'
  readonly end: End | null
  /** Since when something typed here is not acknowledged. */
  readonly unsavedSince: number | null
  readonly savedAt: number | null
  /** Whether this device's database holds everything typed here. */
  readonly kept: 'yes' | 'writing' | 'unable'
  readonly storeFails: boolean
  readonly slowed: boolean
  /** null until the server has said it. */
  readonly role: Role | null
  /** Whether the latest change of role, while the page was open, took something away. */
  readonly demoted: boolean
  readonly refused: boolean
  /** What came when the text was locked: the server is being asked to keep it, or keeps it. */
  readonly late: 'asking' | 'kept' | null
  /** Why nothing can be typed although the role allows it. */
  readonly without: 'noClientId' | 'tooManyIds' | null
}

export const OPENING: SyncState = {
  link: 'opening',
  end: null,
  unsavedSince: null,
  savedAt: null,
  kept: 'yes',
  storeFails: false,
  slowed: false,
  role: null,
  demoted: false,
  refused: false,
  late: null,
  without: null,
}

export type SyncEvent =
  | { readonly type: 'linkOpened' }
  | { readonly type: 'linkLost'; readonly code: number | null }
  /** `since`: when the oldest change was typed that the server has not settled; null: all are. */
  | { readonly type: 'unsaved'; readonly since: number | null; readonly at: number }
  | { readonly type: 'kept'; readonly kept: SyncState['kept'] }
  | { readonly type: 'slowed'; readonly on: boolean }
  | { readonly type: 'role'; readonly role: Role }
  | { readonly type: 'refused' }
  | { readonly type: 'rescueTaken' }
  | { readonly type: 'late'; readonly late: SyncState['late'] }
  | { readonly type: 'without'; readonly without: SyncState['without'] }

const ENDS: Partial<Record<number, End>> = {
  4401: 'signedOut',
  4403: 'accessEnded',
  4404: 'notFound',
  4409: 'oldPage',
  4413: 'tooLarge',
}
const CANNOT_STORE = 1013

export function nextState(state: SyncState, event: SyncEvent): SyncState {
  switch (event.type) {
    case 'linkOpened':
      // A store that fails may still be read: only something saved, or nothing to save, proves it well.
      return {
        ...state,
        link: 'open',
        end: null,
        storeFails: state.storeFails && state.unsavedSince !== null,
      }
    case 'linkLost':
      return {
        ...state,
        link: 'down',
        slowed: false,
        end: endOf(event.code) ?? state.end,
        storeFails: state.storeFails || event.code === CANNOT_STORE,
      }
    case 'unsaved':
      return nextUnsaved(state, event.since, event.at)
    case 'kept':
      return { ...state, kept: event.kept }
    case 'slowed':
      return { ...state, slowed: event.on }
    case 'role':
      return {
        ...state,
        role: event.role,
        demoted:
          !can(event.role, 'edit') &&
          (state.role === event.role ? state.demoted : isLower(event.role, state.role)),
      }
    case 'refused':
      return { ...state, refused: true }
    case 'rescueTaken':
      return { ...state, refused: false }
    case 'late':
      return { ...state, late: event.late }
    case 'without':
      return { ...state, without: event.without }
  }
}

function nextUnsaved(state: SyncState, since: number | null, at: number): SyncState {
  if (since === state.unsavedSince) return state
  if (since !== null) return { ...state, unsavedSince: since }
  // Who goes on suggesting has seen that the role is another.
  const demoted = state.demoted && !can(state.role, 'suggest')
  return { ...state, unsavedSince: null, savedAt: at, storeFails: false, demoted }
}

/** Every code from 4400 to 4499 is final for the provider, also one that this page does not know. */
const endOf = (code: number | null): End | null =>
  code === null ? null : (ENDS[code] ?? (code >= 4400 && code < 4500 ? 'oldPage' : null))

const unsavedAfterMs = 3_000
const redAfterMs = 30_000

export function statusOf(state: SyncState, now: number): Status {
  if (state.end !== null) return endStatus(state.end, state.role)
  if (state.refused) return { kind: 'refused' }
  if (state.late === 'asking') return { kind: 'saving' }
  if (state.unsavedSince !== null) return unsavedStatus(state, now - state.unsavedSince)
  if (state.late === 'kept' && !can(state.role, 'suggest')) return { kind: 'late' }
  if (state.link === 'down')
    return state.without === 'noClientId' ? { kind: 'noClientId' } : { kind: 'offline' }
  if (state.link === 'opening') return { kind: 'opening' }
  if (state.without !== null) return { kind: state.without }
  if (state.role !== null && state.demoted) return { kind: 'roleChanged', role: state.role }
  if (state.role === null || can(state.role, 'suggest')) return { kind: 'saved', at: state.savedAt }
  return can(state.role, 'comment') ? { kind: 'commentOnly' } : { kind: 'viewOnly' }
}

/** An article that was open a moment ago and is not found now is in the trash. */
const endStatus = (end: End, role: Role | null): Status =>
  end === 'notFound' && role !== null ? { kind: 'trash' } : { kind: end }

function unsavedStatus(state: SyncState, age: number): Status {
  const open = state.link === 'open'
  if (state.slowed && open && age < redAfterMs) return { kind: 'slowed' }
  if (state.storeFails && state.kept === 'yes') return { kind: 'cannotStore' }
  if (age < unsavedAfterMs) return { kind: 'saving' }
  if (state.kept !== 'yes') return { kind: 'keepOpen' }
  return { kind: 'unsaved', doing: open ? 'trying' : 'reconnecting', red: age >= redAfterMs }
}

/** In how many milliseconds the status changes although nothing happens; null: never. */
export function nextChangeIn(state: SyncState, now: number): number | null {
  if (state.unsavedSince === null) return null
  const age = now - state.unsavedSince
  if (age < unsavedAfterMs) return unsavedAfterMs - age
  return age < redAfterMs ? redAfterMs - age : null
}

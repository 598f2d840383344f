/** What people say through awareness: where their caret is and whether they are there. Nothing else passes the server. */

import type { PersonId } from './ids.ts'
import { awarenessBytesMax } from './limits.ts'

/** Set by the server from what it knows; what a client writes here is thrown away. */
export type PresenceUser = {
  readonly person: PersonId
  readonly name: string
  /** Index into the palette of shared/palette.ts. */
  readonly color: number
  /** Came by a link, under a name of their own choice; left out for everybody else. */
  readonly guest?: true
}

/** Both ends of a selection as positions in the text: base64 of an encoded Yjs relative position. */
export type PresenceCursor = { readonly anchor: string; readonly head: string }

/** The part of a state that is its owner's to say. */
export type OwnPresence = {
  readonly cursor: PresenceCursor | null
  /** Nothing typed, moved or touched for a while. */
  readonly idle: boolean
}

/** An awareness state as every client receives it. */
export type Presence = OwnPresence & { readonly user: PresenceUser }

/** An encoded position is about 20 letters; a client of the largest id and clock needs 40. */
const positionUnitsMax = 200
const POSITION = /^[A-Za-z0-9+/_=-]*$/

/**
 * What a client may say of itself, read from whatever it sent: a wrong or missing cursor is none, a wrong `idle` is
 * false, and every other key is left out. `null` for what is no state at all.
 */
export function ownPresence(state: unknown): OwnPresence | null {
  if (!isObject(state)) return null
  return { cursor: cursorOf(own(state, 'cursor')), idle: own(state, 'idle') === true }
}

/** A received state, or `null` when its `user` is not one that the server wrote. */
export function presenceOf(state: unknown): Presence | null {
  const said = ownPresence(state)
  const user = isObject(state) ? own(state, 'user') : undefined
  if (said === null || !isObject(user)) return null
  const { person, name, color, guest } = user
  if (typeof person !== 'string' || typeof name !== 'string' || !Number.isInteger(color)) return null
  const known = { person: person as PersonId, name, color: color as number }
  return { ...said, user: guest === true ? { ...known, guest } : known }
}

/** Whether one client's encoded state is small enough to be passed on. */
export const fitsPresence = (stateBytes: number): boolean => stateBytes <= awarenessBytesMax

function cursorOf(value: unknown): PresenceCursor | null {
  if (!isObject(value)) return null
  const { anchor, head } = value
  return isPosition(anchor) && isPosition(head) ? { anchor, head } : null
}

const isPosition = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= positionUnitsMax && POSITION.test(value)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const own = (value: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined

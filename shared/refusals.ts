/**
 * Every way in which the server says no, once: code, close code of a socket, HTTP status, and whether trying again
 * can help. Errors that others cause are values of this list; they are never thrown as strings.
 */

export type Refusal = {
  readonly status: number
  /** The close code where it ends a connection. 44xx are final for y-websocket; others it retries. */
  readonly close?: number
  readonly retry: boolean
}

const refusals = {
  'sign-in': { status: 401, close: 4401, retry: false },
  'wrong-credentials': { status: 401, retry: false },
  forbidden: { status: 403, close: 4403, retry: false },
  'foreign-origin': { status: 403, close: 4403, retry: false },
  'not-found': { status: 404, close: 4404, retry: false },
  conflict: { status: 409, retry: false },
  'name-taken': { status: 409, retry: false },
  'other-session': { status: 409, retry: false },
  'too-many-authors': { status: 409, retry: false },
  'last-owner': { status: 409, retry: false },
  'last-administrator': { status: 409, retry: false },
  gone: { status: 410, retry: false },
  'old-page': { status: 409, close: 4409, retry: false },
  'too-large': { status: 413, close: 4413, retry: false },
  invalid: { status: 422, retry: false },
  'bad-image': { status: 422, retry: false },
  'too-fast': { status: 429, close: 4529, retry: true },
  'cannot-store': { status: 503, close: 1013, retry: true },
  'cannot-send': { status: 502, retry: true },
  restarting: { status: 503, close: 1012, retry: true },
  internal: { status: 500, close: 1011, retry: true },
  // what a socket refuses (102), see docs/protocol.md
  'bad-frame': { status: 400, close: 4400, retry: false },
  role: { status: 403, retry: false },
  malformed: { status: 422, retry: false },
  gap: { status: 409, retry: true },
  'client-id': { status: 403, retry: false },
  'too-many-ids': { status: 409, retry: false },
  'surrogate-pair': { status: 422, retry: false },
  root: { status: 422, retry: false },
  content: { status: 422, retry: false },
  'first-marker': { status: 422, retry: false },
  'control-characters': { status: 422, retry: false },
  format: { status: 422, retry: false },
  attribute: { status: 422, retry: false },
  deletion: { status: 422, retry: false },
  record: { status: 422, retry: false },
  'record-owner': { status: 403, retry: false },
  alias: { status: 422, retry: false },
  quarantine: { status: 409, retry: false },
} as const satisfies Record<string, Refusal>

export type RefusalCode = keyof typeof refusals

export const refusal = (code: RefusalCode): Refusal => refusals[code]
export const REFUSAL_CODES = Object.keys(refusals) as readonly RefusalCode[]

/** An error that an HTTP handler throws for the caller: the code, and words for a person who reads a log. */
export class Refused extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message)
  }
}

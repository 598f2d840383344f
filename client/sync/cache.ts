/**
 * What this device keeps of one article, so that it opens without a connection and no crash of a tab loses words.
 * tests/sync/cache-laws.ts holds every driver to this:
 *
 * - A promise resolves only when the change survives the browser; each call is one transaction, all or nothing.
 * - `load` gives rows in the order in which they were appended, by whichever tab.
 * - `takeSpare` gives each id once, ever, to one tab only, whatever is killed when.
 * - `takeUnsent` gives each character's id once, to one tab only.
 * - A row stays until a call names its key; nobody's call touches a row that another tab has appended since.
 */

import type { IdRange } from '../../shared/article/record.ts'
import type { ClientId } from '../../shared/ids.ts'

export type NewRow = {
  /** The id of the page load in which it was typed; null: it came from the server. */
  readonly writer: ClientId | null
  readonly update: Uint8Array
}
export type CachedRow = NewRow & {
  /** Grows with every row of this device. */
  readonly key: number
  /** Whether a tab has been told that the server holds it. */
  readonly saved: boolean
}

/** What was typed here and the server did not take. */
export type Rescue = {
  /** Names it on this device. */
  readonly id: string
  /** The words alone, a line for each block they stood in. */
  readonly text: string
  /** The blocks they stood in, with the words marked as `<ins>`; safe to insert. */
  readonly html: string
  /** Why: a refusal in words for a log, from the server or from this device. */
  readonly reason: string
  /** The changes themselves, as an update, for as long as no page has suggested them. */
  readonly unsent?: Uint8Array
}

export type Kept = {
  readonly rows: readonly CachedRow[]
  readonly rescues: readonly Rescue[]
  /** How many unused client ids are kept. */
  readonly spares: number
}

export interface Cache {
  load(): Promise<Kept>
  /** Answers the rows' keys. */
  append(rows: readonly NewRow[]): Promise<readonly number[]>
  /** The server holds what `writer` has appended, up to and with this key. */
  markSaved(writer: ClientId, upTo: number): Promise<void>
  /** Puts one row, of the server's, in the place of many. Answers its key. */
  compact(replaced: readonly number[], snapshot: Uint8Array): Promise<number>
  /** Takes rows out that the server will never admit and keeps their words. */
  rescue(discarded: readonly number[], rescue: Rescue): Promise<void>
  forgetRescues(rescues: readonly string[]): Promise<void>
  /** A tab suggests what these rescue copies are of: answers which of the ids no tab has taken before. */
  takeUnsent(rescues: readonly string[], ids: readonly IdRange[]): Promise<readonly IdRange[]>
  /** Ids that nobody has written under. */
  addSpares(clients: readonly ClientId[]): Promise<void>
  /** null: none is left. */
  takeSpare(): Promise<ClientId | null>
  /** Everything of this article, except rescue copies and spare ids. */
  forgetArticle(): Promise<void>
  close(): void
}

/** What of a range is above the clock up to which its client's ids are taken, and up to which they are then. */
export function freeOf({ client, clock, length }: IdRange, taken: number): [IdRange | null, number] {
  const from = Math.max(clock, taken)
  const until = clock + length
  return until > from ? [{ client, clock: from, length: until - from }, until] : [null, taken]
}

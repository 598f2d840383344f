/** An update that has arrived and is being judged, with all that its rules may ask; and what the doc holds at an id. */

import * as Y from 'yjs'
import type { Suggestions } from '../../../shared/article/suggestions.ts'
import { must } from '../../../shared/assert.ts'
import type { ClientId, PersonId } from '../../../shared/ids.ts'
import type { Role } from '../../../shared/roles.ts'
import type { Erased } from './erased.ts'
import type { Content, Id, Section, Struct, Update } from './update.ts'

/** The person a connection speaks for, with the role in force when its update arrived. */
export type Sender = { readonly person: PersonId; readonly role: Role }

/** Which person a client id belongs to in this article; kept by the room, durable through the store. */
export interface ClientOwners {
  /** Reserved for or bound to this person; undefined: nobody's yet. */
  ownerOf(client: ClientId): PersonId | undefined
  /** How many ids are bound to or reserved for this person. */
  countOf(person: PersonId): number
}

export type Arrival = {
  readonly doc: Y.Doc
  readonly text: Y.Text
  readonly suggestions: Suggestions
  readonly erased: Erased
  readonly owners: ClientOwners
  readonly sender: Sender
  readonly update: Update
  /** Ids that the update uses for the first time, which makes them the sender's: known once it is known that they may. */
  binds: readonly ClientId[]
}

/** Whether an id is the sender's, or becomes so with this update. */
export const isSenders = ({ owners, sender, binds }: Arrival, client: ClientId): boolean =>
  owners.ownerOf(client) === sender.person || binds.includes(client)

export type Known = Y.Item | Y.GC

/** The clock at which the doc expects this client's next struct. */
export const nextClock = (doc: Y.Doc, client: ClientId): number => Y.getState(doc.store, client)

/** What the doc holds at an id, of which the id may be any unit; null when it holds nothing there yet. */
export function knownAt(doc: Y.Doc, { client, clock }: Id): Known | null {
  const structs = doc.store.clients.get(client)
  if (!structs || clock >= nextClock(doc, client)) return null
  return must(structs[Y.findIndexSS(structs, clock)], 'a struct below the next clock')
}

/** What the update itself brings at an id. */
export function broughtAt({ sections }: Update, { client, clock }: Id): Struct | null {
  const section = sections.get(client)
  if (!section || clock < section.clock || clock >= section.end) return null
  let low = 0
  let high = section.structs.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (must(section.structs[middle], 'a struct between two').clock <= clock) low = middle
    else high = middle - 1
  }
  return section.structs[low] ?? null
}

/** The clients of new structs. */
export function writingClients({ doc, update }: Arrival): readonly ClientId[] {
  const clients: ClientId[] = []
  for (const { client, end } of update.sections.values())
    if (end > nextClock(doc, client)) clients.push(client)
  return clients
}

/** The part of a section that the doc does not have: what Yjs will integrate. */
export function newStructs({ clock, structs }: Section, next: number): readonly Struct[] {
  if (clock >= next) return structs
  return structs
    .filter((struct) => struct.clock + struct.length > next)
    .map((struct) => (struct.clock >= next ? struct : restOf(struct, next)))
}

function restOf(struct: Struct, next: number): Struct {
  const known = next - struct.clock
  const origin = struct.content.type === 'collected' ? null : { client: struct.client, clock: next - 1 }
  const content: Content =
    struct.content.type === 'string'
      ? { type: 'string', text: struct.content.text.slice(known) }
      : struct.content.type === 'values'
        ? { type: 'values', values: struct.content.values.slice(known) }
        : struct.content
  return { ...struct, clock: next, length: struct.length - known, origin, parent: null, key: null, content }
}

/**
 * Whether a cut just before this clock goes through a character of two UTF-16 units. Yjs would put U+FFFD for both halves,
 * silently and also in text that nobody edits: it splits where an origin points, even for structs that it has already.
 */
export function cutsPair({ doc, update }: Arrival, client: ClientId, clock: number): boolean {
  if (clock < 1) return false
  const id = { client, clock: clock - 1 }
  const known = knownAt(doc, id)
  if (known) {
    if (!(known instanceof Y.Item) || !(known.content instanceof Y.ContentString)) return false
    return isPairAt(known.content.str, id.clock - known.id.clock)
  }
  const brought = broughtAt(update, id)
  return brought?.content.type === 'string' && isPairAt(brought.content.text, id.clock - brought.clock)
}

/** Whether the two units from `index` are one character. */
export function isPairAt(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  return unit >= 0xd800 && unit <= 0xdbff && index + 1 < text.length
}

/** Judges every update against its sender's role and the content rules before anyone sees it [R1]. */

import type * as Y from 'yjs'
import type { ClientId, PersonId } from '../../shared/ids.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'

/** The person a connection speaks for, with the role in force when its update arrived. */
export type Sender = { readonly person: PersonId; readonly role: Role }

/** Which person a client id belongs to in this article; kept by the room, durable through the store. */
export interface ClientOwners {
  /** Reserved for or bound to this person; undefined: nobody's yet. */
  ownerOf(client: ClientId): PersonId | undefined
  /** How many ids are bound to or reserved for this person. */
  countOf(person: PersonId): number
}

export type Verdict =
  /** Applied. The doc has emitted what was new in it, or nothing. `binds`: ids that now belong to the sender for good. */
  | { readonly kind: 'admitted'; readonly binds: readonly ClientId[] }
  /** Nothing new in it, or only a clean-up that is not the sender's to make: not applied, not refused. */
  | { readonly kind: 'dropped' }
  /** Something before it is missing: not applied; ask for it with sync step 1. */
  | { readonly kind: 'gap' }
  /** `touched`: parts of it reached the doc, which must be thrown away and built again. */
  | {
      readonly kind: 'refused'
      readonly code: RefusalCode
      readonly reason: string
      readonly touched: boolean
    }

/**
 * Judges and applies one update, synchronously. On `admitted` the doc emits at most one 'update' event, with everything
 * the server adds (repair of orphans) in it. On `refused` with `touched`, whatever the doc emitted must be discarded.
 */
export declare function admit(doc: Y.Doc, owners: ClientOwners, sender: Sender, update: Uint8Array): Verdict

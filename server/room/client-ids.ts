/** Whose each client id of an article is, and which ones a page gets: the life of a client id, on the server. */

import {
  type ClientId,
  isSuggesting,
  newEvenClientId,
  type PersonId,
  type RandomBytes,
} from '../../shared/ids.ts'
import { clientIdsPerPersonMax, sparePairs } from '../../shared/limits.ts'
import type { ClientRow } from '../store/store.ts'
import type { ClientOwners } from './admission.ts'

/** What a page asks for: a pair to write under now, and so many to keep for a start without a connection. */
export type Wanted = { readonly own: boolean; readonly spares: number }

export class ClientIds implements ClientOwners {
  readonly #owners = new Map<ClientId, PersonId>()
  readonly #counts = new Map<PersonId, number>()
  /** Even ids that no page uses any more. */
  readonly #returned = new Map<PersonId, ClientId[]>()
  readonly #random: RandomBytes

  constructor(rows: readonly ClientRow[], random: RandomBytes) {
    this.#random = random
    for (const { client, person, returned } of rows) {
      this.own(person, client)
      if (returned) this.giveBack(person, client)
    }
  }

  ownerOf(client: ClientId): PersonId | undefined {
    return this.#owners.get(client)
  }

  countOf(person: PersonId): number {
    return this.#counts.get(person) ?? 0
  }

  /** Every id that is somebody's. */
  all(): readonly (readonly [ClientId, PersonId])[] {
    return [...this.#owners]
  }

  own(person: PersonId, client: ClientId): void {
    if (this.#owners.has(client)) return
    this.#owners.set(client, person)
    this.#counts.set(person, this.countOf(person) + 1)
  }

  /**
   * The even ids for a page: its own first, which may have been another page's and then goes on with its clock; spares
   * were never used. Fewer than wanted when the person has too many. They are nobody else's from this call on, but must
   * be in the store before the page hears of them.
   */
  take(person: PersonId, { own, spares }: Wanted): readonly ClientId[] {
    const taken: ClientId[] = []
    if (own) {
      const client = this.#returned.get(person)?.pop() ?? this.#draw(person)
      if (client === null) return []
      taken.push(client)
    }
    for (let spare = 0; spare < Math.min(spares, sparePairs); spare++) {
      const client = this.#draw(person)
      if (client !== null) taken.push(client)
    }
    return taken
  }

  /** No page uses this pair any more. False when it is not this person's to give, or given back already: nothing has changed. */
  giveBack(person: PersonId, client: ClientId): boolean {
    if (isSuggesting(client) || this.ownerOf(client) !== person) return false
    const returned = this.#returned.get(person) ?? []
    if (returned.includes(client)) return false
    this.#returned.set(person, [...returned, client])
    return true
  }

  #draw(person: PersonId): ClientId | null {
    if (this.countOf(person) + 2 > clientIdsPerPersonMax) return null
    const client = newEvenClientId(this.#random)
    if (this.#owners.has(client) || this.#owners.has(client + 1)) return this.#draw(person)
    this.own(person, client)
    this.own(person, client + 1)
    return client
  }
}

/** A pair is an even id and the next one. */
export const bothOf = (client: ClientId): readonly ClientId[] => [client, client + 1]

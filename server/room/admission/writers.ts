/** Under which client ids a person may write: what the role allows, and what belongs to nobody else. */

import { type ClientId, isClientId, isSuggesting } from '../../../shared/ids.ts'
import { clientIdsPerPersonMax } from '../../../shared/limits.ts'
import { Refused } from '../../../shared/refusals.ts'
import { can, type Role } from '../../../shared/roles.ts'
import { type Arrival, nextClock } from './arrival.ts'

/** The ids that this update would use for the first time; once it is admitted they are the sender's for good. */
export function claimedIds({ doc, owners, sender, update }: Arrival): readonly ClientId[] {
  const claimed: ClientId[] = []
  let free = 0
  for (const { client, end } of update.sections.values()) {
    const next = nextClock(doc, client)
    if (end <= next) continue
    const owner = owners.ownerOf(client)
    if (!mayUse(client, sender.role)) throw new Refused('client-id', `${client} is not for this role`)
    // An id that has structs but no owner is the server's own, or its owner was lost: nobody's to take.
    const taken = owner === undefined ? next > 0 : owner !== sender.person
    if (taken) throw new Refused('client-id', `${client} is somebody else's`)
    if (owner === undefined) free++
    if (next === 0) claimed.push(client)
  }
  if (free > 0 && owners.countOf(sender.person) + free > clientIdsPerPersonMax) {
    throw new Refused('too-many-ids', `more than ${clientIdsPerPersonMax} client ids`)
  }
  return claimed
}

/** Even ids edit, odd ones suggest. */
export const mayUse = (client: ClientId, role: Role): boolean =>
  isClientId(client) && can(role, isSuggesting(client) ? 'suggest' : 'edit')

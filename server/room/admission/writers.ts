/** Under which client ids a person may write: what the role allows, and what belongs to nobody else. */

import { type ClientId, isClientId, isSuggesting } from '../../../shared/ids.ts'
import { clientIdsPerPersonMax } from '../../../shared/limits.ts'
import { Refused } from '../../../shared/refusals.ts'
import type { Role } from '../../../shared/roles.ts'
import { type Arrival, nextClock } from './arrival.ts'

type Writing = { readonly editing: boolean; readonly suggesting: boolean }

/** Even ids edit, odd ones suggest. Nobody suggests in this version: nothing would show what is only suggested as such. */
const MAY_WRITE: Record<Role, Writing> = {
  viewer: { editing: false, suggesting: false },
  commenter: { editing: false, suggesting: false },
  suggester: { editing: false, suggesting: false },
  editor: { editing: true, suggesting: false },
  owner: { editing: true, suggesting: false },
}

/** Whether the role may write anything at all. */
export const mayWrite = (role: Role): boolean => MAY_WRITE[role].editing || MAY_WRITE[role].suggesting

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

function mayUse(client: ClientId, role: Role): boolean {
  const writing = MAY_WRITE[role]
  return isClientId(client) && (isSuggesting(client) ? writing.suggesting : writing.editing)
}

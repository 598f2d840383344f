/** One tab in one room: who it speaks for and what may be taken from it. Only its room changes it. */

import type { AccountId, PersonId } from '../../shared/ids.ts'
import type { PresenceUser } from '../../shared/presence.ts'
import type { Role } from '../../shared/roles.ts'
import { Numbers } from './numbers.ts'
import type { Line } from './outbox.ts'

export type Joining = Pick<Connection, 'account' | 'role' | 'isSignedIn'>

/** What it depends on whether something is said to a connection. */
export type Listener = Pick<Connection, 'account' | 'role'>

export class Connection {
  readonly line: Line
  readonly account: AccountId
  readonly user: PresenceUser
  /** Whether the sign-in it came with is still good. */
  readonly isSignedIn: () => Promise<boolean>
  readonly numbers = new Numbers()
  /** By membership; what it may do now can be less. */
  role: Role
  /** The answer to its newest state vector, while it waits for the disk. */
  answer: { message: Uint8Array | null } | null = null
  /** When it was last answered who is here, and whether it waits for the next answer. */
  presence = { answeredAt: Number.NEGATIVE_INFINITY, waits: false }
  /** Something of it was refused. */
  quarantined = false
  gone = false

  constructor(line: Line, user: PresenceUser, { account, role, isSignedIn }: Joining) {
    this.line = line
    this.user = user
    this.account = account
    this.role = role
    this.isSignedIn = isSignedIn
  }

  get person(): PersonId {
    return this.user.person
  }
}

/** What a room has to know of people and their roles: filled in by accounts, or by a test. */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import type { Role } from '../../shared/roles.ts'

export interface Roles {
  /** null: not a member, no such article, or it is in the trash. */
  roleIn(article: ArticleId, account: AccountId): Promise<Role | null>
}

/** Somebody at the door. */
export type Entrant = {
  readonly account: AccountId
  readonly displayName: string
  /** Came by a link, under a name that nobody has checked. */
  readonly guest: boolean
  /** Whether the sign-in they came with is still good: asked again when sign-ins of the account end. */
  readonly isSignedIn: () => Promise<boolean>
}

/** Who somebody is and what they may do in an article: what sockets and requests ask of accounts. */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import type { Role } from '../../shared/roles.ts'

/** Somebody with a valid sign-in. */
export type Visitor = {
  readonly account: AccountId
  readonly displayName: string
  readonly userName: string
  readonly administrator: boolean
  /** A token acts for its account in articles, but not on accounts themselves. */
  readonly via: 'cookie' | 'token'
}

export interface Access {
  /** By session cookie or `Authorization: Bearer`; null when there is none that is valid. */
  visitor(headers: Headers): Promise<Visitor | null>
  /** null: not a member, no such article, or it is in the trash. */
  roleIn(article: ArticleId, account: AccountId): Promise<Role | null>
}

/** Who somebody is and what they may do in an article: what sockets and requests ask of accounts. */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import type { Role } from '../../shared/roles.ts'
import type { Records } from '../store/store.ts'
import type { Account, Accounts } from './accounts.ts'
import type { SignIns } from './sign-ins.ts'
import type { Tokens } from './tokens.ts'

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
  /** null: not a member, no such article, it is in the trash, or the account is disabled. */
  roleIn(article: ArticleId, account: AccountId): Promise<Role | null>
}

export function createAccess(
  accounts: Pick<Accounts, 'find'>,
  signIns: Pick<SignIns, 'current'>,
  tokens: Pick<Tokens, 'accountOf'>,
  records: Pick<Records, 'roleOf' | 'article'>,
): Access {
  return {
    async visitor(headers) {
      const token = bearerOf(headers)
      // Who sends a token means it: a wrong one is not replaced by the cookie of whoever sits at the browser.
      if (token !== null) return visitorOf(await tokens.accountOf(token), 'token')
      return visitorOf((await signIns.current(headers))?.account ?? null, 'cookie')
    },

    async roleIn(article, account) {
      const [role, row, known] = await Promise.all([
        records.roleOf(article, account),
        records.article(article),
        accounts.find(account),
      ])
      const open = row !== null && row.trashedAt === null && known !== null && !known.disabled
      return open ? role : null
    },
  }

  async function visitorOf(id: AccountId | null, via: Visitor['via']): Promise<Visitor | null> {
    const account = id && (await accounts.find(id))
    return account && !account.disabled ? asVisitor(account, via) : null
  }
}

const asVisitor = ({ id, displayName, userName, administrator }: Account, via: Visitor['via']): Visitor => ({
  account: id,
  displayName,
  userName,
  administrator,
  via,
})

/** The token of `Authorization: Bearer …`; `''` when there is a header of another kind. */
export function bearerOf(headers: Headers): string | null {
  const header = headers.get('authorization')
  if (header === null) return null
  return /^bearer\s+(\S+)\s*$/i.exec(header)?.[1] ?? ''
}

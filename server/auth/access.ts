/** Who somebody is and what they may do in an article: what sockets and requests ask of accounts. */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { can, NO_GRANTS, type Position, type Role, roleFrom } from '../../shared/roles.ts'
import type { Clock } from '../clock.ts'
import type { ArticleRow, Records } from '../store/store.ts'
import type { Account, Accounts } from './accounts.ts'
import type { SignIns } from './sign-ins.ts'
import type { Tokens } from './tokens.ts'

/** Somebody with a valid sign-in. */
export type Visitor = {
  readonly account: AccountId
  readonly displayName: string
  readonly userName: string
  readonly administrator: boolean
  readonly position: Position
  /** A token acts for its account in articles, but not on accounts themselves. */
  readonly via: 'cookie' | 'token'
}

export interface Access {
  /** By session cookie or `Authorization: Bearer`; null when there is none that is valid. */
  visitor(headers: Headers): Promise<Visitor | null>
  /** null: nothing gives one, no such article, it is in the trash, or the account is disabled. */
  roleIn(article: ArticleId, account: AccountId): Promise<Role | null>
  /** An article with the account's role in it; in the trash it is there for who may take it out again. */
  article(article: ArticleId, account: AccountId): Promise<ArticleWithRole | null>
  /** All that the account may read, or all in the trash that it may take out; the latest change first. */
  articles(account: AccountId, which: 'open' | 'trashed'): Promise<readonly ArticleWithRole[]>
}

export type ArticleWithRole = ArticleRow & { readonly role: Role }

export type AccessParts = {
  readonly accounts: Pick<Accounts, 'find'>
  readonly signIns: Pick<SignIns, 'current'>
  readonly tokens: Pick<Tokens, 'accountOf'>
  readonly records: Pick<Records, 'grants' | 'article' | 'articlesOf' | 'allArticles' | 'reviewGrants'>
  readonly clock: Clock
}

export function createAccess({ accounts, signIns, tokens, records, clock }: AccessParts): Access {
  return {
    async visitor(headers) {
      const token = bearerOf(headers)
      // Who sends a token means it: a wrong one is not replaced by the cookie of whoever sits at the browser.
      if (token !== null) return visitorOf(await tokens.accountOf(token), 'token')
      return visitorOf((await signIns.current(headers))?.account ?? null, 'cookie')
    },

    async roleIn(article, account) {
      const found = await articleFor(article, account)
      return found?.trashedAt === null ? found.role : null
    },

    article: articleFor,

    async articles(account, which) {
      const known = await accounts.find(account)
      if (known === null || known.disabled) return []
      const given = await records.articlesOf(account)
      const all = known.position === 'adviser' ? await everyArticle(account, given) : given
      return all.flatMap(({ grants, ...row }) => {
        const role = roleFrom(known, grants, clock.now())
        const listed = row.trashedAt === null ? which === 'open' : which === 'trashed' && can(role, 'delete')
        return role !== null && listed ? [{ ...row, role }] : []
      })
    },
  }

  async function articleFor(article: ArticleId, account: AccountId): Promise<ArticleWithRole | null> {
    const [grants, row, known] = await Promise.all([
      records.grants(article, account),
      records.article(article),
      accounts.find(account),
    ])
    if (row === null || known === null || known.disabled) return null
    const role = roleFrom(known, grants, clock.now())
    return role === null || (row.trashedAt !== null && !can(role, 'delete')) ? null : { ...row, role }
  }

  /** With nothing that gives a role, where it is not among the given. */
  async function everyArticle(account: AccountId, given: Awaited<ReturnType<Records['articlesOf']>>) {
    const known = new Map(given.map(({ id, grants }) => [id, grants]))
    const [rows, reviews] = await Promise.all([records.allArticles(), records.reviewGrants(account)])
    return rows.map((row) => ({
      ...row,
      grants: known.get(row.id) ?? { ...NO_GRANTS, review: reviews.get(row.id) ?? null },
    }))
  }

  async function visitorOf(id: AccountId | null, via: Visitor['via']): Promise<Visitor | null> {
    const account = id && (await accounts.find(id))
    return account && !account.disabled ? asVisitor(account, via) : null
  }
}

const asVisitor = ({ id, disabled: _, ...known }: Account, via: Visitor['via']): Visitor => ({
  account: id,
  ...known,
  via,
})

/** The token of `Authorization: Bearer …`; `''` when there is a header of another kind. */
export function bearerOf(headers: Headers): string | null {
  const header = headers.get('authorization')
  if (header === null) return null
  return /^bearer\s+(\S+)\s*$/i.exec(header)?.[1] ?? ''
}

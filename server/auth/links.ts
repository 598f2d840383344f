/** Links into one article, in a role, perhaps until a date: whoever opens one comes in as a guest, or with the account they have. */

import { type AccountId, type ArticleId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import { linksPerArticleMax, linkUsesMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { isPast, type SharedRole } from '../../shared/roles.ts'
import type { Clock } from '../clock.ts'
import type { LinkRow } from '../store/sharing.ts'
import type { Records } from '../store/store.ts'
import type { Accounts } from './accounts.ts'
import { hashOf } from './tokens.ts'

const CODE_LENGTH = 24

export type NewLink = {
  readonly article: ArticleId
  readonly role: SharedRole
  readonly expiresAt: number | null
}

export interface Links {
  /** `code` is shown here and never again. Throws `forbidden` when `by` is no owner, `conflict` when there are too many. */
  create(by: AccountId, link: NewLink): Promise<{ id: string; code: string }>
  /** The link of a code that still lets somebody in. Throws `gone`. */
  open(code: string): Promise<LinkRow>
  /** Makes a guest and lets them in. Throws `gone`. */
  enter(code: string, displayName: string): Promise<{ account: AccountId; article: ArticleId }>
  /** Lets an account that there is already in. Throws `gone`. */
  use(code: string, account: AccountId): Promise<ArticleId>
}

export function createLinks(
  records: Records,
  accounts: Pick<Accounts, 'createGuest' | 'removeNew'>,
  clock: Clock,
  random: RandomBytes,
): Links {
  async function open(code: string): Promise<LinkRow> {
    const link = await records.linkByHash(hashOf(code))
    if (!link || isPast(link.expiresAt, clock.now())) throw gone()
    const article = await records.article(link.article)
    if (!article || article.trashedAt !== null) throw gone()
    return link
  }

  async function letIn({ id, article }: LinkRow, account: AccountId): Promise<ArticleId> {
    if (!(await records.openLink(id, account, clock.now(), linkUsesMax))) throw gone()
    return article
  }

  return {
    open,

    async create(createdBy, { article, role, expiresAt }) {
      if ((await records.links(article)).length >= linksPerArticleMax)
        throw new Refused('conflict', `At most ${linksPerArticleMax} links. Revoke one first.`)
      const code = randomToken(random, CODE_LENGTH)
      const id = randomToken(random, 12)
      const createdAt = clock.now()
      await records.createLink({ id, article, role, createdBy, createdAt, expiresAt }, hashOf(code))
      return { id, code }
    },

    async enter(code, displayName) {
      const link = await open(code)
      const account = await accounts.createGuest(displayName)
      try {
        return { account, article: await letIn(link, account) }
      } catch (error) {
        await accounts.removeNew(account)
        throw error
      }
    },

    async use(code, account) {
      return letIn(await open(code), account)
    },
  }
}

const gone = () => new Refused('gone', 'This link is not good any more. Ask for a new one.')

/** Links that let new people in: a code shown once, for a number of uses until a date, perhaps into one article. */

import { type AccountId, type ArticleId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { can, type Role } from '../../shared/roles.ts'
import type { Clock } from '../clock.ts'
import type { InviteRow, Records } from '../store/store.ts'
import type { Accounts, NewAccount } from './accounts.ts'
import { hashOf } from './tokens.ts'

const DAY_MS = 24 * 60 * 60_000
const CODE_LENGTH = 24

export type NewInvite = {
  readonly grant: { readonly article: ArticleId; readonly role: Role } | null
  readonly days: number
  readonly uses: number
}

export interface Invites {
  /** `code` is shown here and never again. */
  create(by: AccountId, invite: NewInvite): Promise<{ id: string; code: string; expiresAt: number }>
  /** The invite of a code that still lets somebody in. Throws `gone`. */
  open(code: string): Promise<InviteRow>
  /** Makes an account and lets it in. Throws `gone`, `name-taken`. */
  accept(code: string, account: Omit<NewAccount, 'administrator'>): Promise<AccountId>
  /** Lets an account that exists into the invite's article. Throws `gone`. */
  use(code: string, account: AccountId): Promise<ArticleId | null>
}

export function createInvites(
  records: Records,
  accounts: Accounts,
  clock: Clock,
  random: RandomBytes,
): Invites {
  async function open(code: string): Promise<InviteRow> {
    const invite = await records.inviteByHash(hashOf(code))
    if (!invite || invite.usesLeft < 1 || invite.expiresAt <= clock.now()) throw gone()
    if (!(await mayInvite(invite))) throw gone()
    return invite
  }

  /** A link is its maker's word: who may not let people in any more, does not do so by a link from before either. */
  async function mayInvite({ createdBy, grant }: InviteRow): Promise<boolean> {
    const maker = await accounts.find(createdBy)
    if (maker === null || maker.disabled) return false
    return grant === null
      ? maker.administrator
      : can(await records.roleOf(grant.article, createdBy), 'manageMembers')
  }

  async function letIn({ grant }: InviteRow, account: AccountId): Promise<ArticleId | null> {
    if (!grant) return null
    // An invite never takes a higher role away from somebody who has one.
    if ((await records.roleOf(grant.article, account)) === null) {
      await records.setRole(grant.article, account, grant.role)
    }
    return grant.article
  }

  return {
    open,

    async create(createdBy, { grant, days, uses }) {
      const code = randomToken(random, CODE_LENGTH)
      const expiresAt = clock.now() + days * DAY_MS
      const id = randomToken(random, 12)
      await records.createInvite({ id, createdBy, expiresAt, grant, usesLeft: uses }, hashOf(code))
      return { id, code, expiresAt }
    },

    async accept(code, account) {
      const invite = await open(code)
      if (await accounts.byName(account.userName)) {
        throw new Refused('name-taken', `The name “${account.userName}” is taken.`)
      }
      if (!(await records.useInvite(invite.id, clock.now()))) throw gone()
      const id = await accounts.create({ ...account, administrator: false })
      await letIn(invite, id)
      return id
    },

    async use(code, account) {
      const invite = await open(code)
      if (!(await records.useInvite(invite.id, clock.now()))) throw gone()
      return letIn(invite, account)
    },
  }
}

const gone = () => new Refused('gone', 'This invitation is not good any more. Ask for a new one.')

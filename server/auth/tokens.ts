/** Access tokens for programs: shown once, kept as SHA-256, good until they are revoked. */

import { createHash } from 'node:crypto'
import { type AccountId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import { tokensPerAccountMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Clock } from '../clock.ts'
import type { Records, TokenRow } from '../store/store.ts'

export const TOKEN_PREFIX = 'galley_'
/** 31^40 possibilities are 198 bits: not to be guessed, so hashing needs no salt. */
const SECRET_LENGTH = 40
/** "Last used" is no more exact than this: a busy program would else write a row with every request. */
const USE_NOTED_EVERY_MS = 60_000

export interface Tokens {
  /** `token` is shown here and never again. */
  create(account: AccountId, name: string): Promise<{ id: string; token: string }>
  /** Of one account, or of all with `null`. */
  list(account: AccountId | null): Promise<readonly TokenRow[]>
  /** False when there is none. */
  revoke(id: string): Promise<boolean>
  /** Whose token it is; notes its use. */
  accountOf(token: string): Promise<AccountId | null>
}

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

export function createTokens(records: Records, clock: Clock, random: RandomBytes): Tokens {
  return {
    list: (account) => records.tokensOf(account),

    async create(account, name) {
      if ((await records.tokensOf(account)).length >= tokensPerAccountMax) {
        throw new Refused('conflict', `At most ${tokensPerAccountMax} tokens. Revoke one first.`)
      }
      const token = TOKEN_PREFIX + randomToken(random, SECRET_LENGTH)
      const id = randomToken(random, 12)
      await records.createToken({ id, account, name, createdAt: clock.now() }, hashOf(token))
      return { id, token }
    },

    async revoke(id) {
      const row = (await records.tokensOf(null)).find((token) => token.id === id)
      if (!row || !(await records.revokeToken(id))) return false
      await records.noteChange(null, row.account)
      return true
    },

    async accountOf(token) {
      if (!token.startsWith(TOKEN_PREFIX)) return null
      const row = await records.tokenByHash(hashOf(token))
      if (!row) return null
      const now = clock.now()
      if (row.usedAt === null || now - row.usedAt >= USE_NOTED_EVERY_MS)
        await records.noteTokenUse(row.id, now)
      return row.account
    },
  }
}

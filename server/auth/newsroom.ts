/** The publication itself: its name, and the one link by which the first administrator sets it up. */

import { timingSafeEqual } from 'node:crypto'
import { type AccountId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Records } from '../store/store.ts'
import { Turns } from '../turns.ts'
import type { Accounts, NewAccount } from './accounts.ts'
import { hashOf } from './tokens.ts'

const NAME = 'publication'
const UNNAMED = 'Galley'
const SET_UP_HASH = 'set-up-hash'
const TOKEN_LENGTH = 32

export interface Newsroom {
  /** `null` before the set-up. Who made an administrator on the command line has set up enough to be called something. */
  name(): Promise<string | null>
  /**
   * A token for the set-up link, or `null` when the set-up is done. Each start before the set-up makes a new one and
   * voids the last: only its hash is kept, so the old one could not be shown again.
   */
  newSetUpToken(): Promise<string | null>
  /** Throws `gone` when the set-up is done, `not-found` for a wrong token. */
  checkSetUp(token: string): Promise<void>
  /** Makes the first administrator; the token is void from then on. Throws as `checkSetUp`, and `name-taken`. */
  setUp(token: string, name: string, administrator: Omit<NewAccount, 'administrator'>): Promise<AccountId>
}

export function createNewsroom(records: Records, accounts: Accounts, random: RandomBytes): Newsroom {
  /** Of two set-ups at once, the second finds the first one's newsroom. */
  const turns = new Turns()

  async function name(): Promise<string | null> {
    const given = await records.setting(NAME)
    if (given !== null) return given
    return (await accounts.list()).some(({ administrator }) => administrator) ? UNNAMED : null
  }

  async function checkSetUp(token: string): Promise<void> {
    if ((await name()) !== null) throw new Refused('gone', 'This newsroom is set up. Sign in instead.')
    const expected = await records.setting(SET_UP_HASH)
    if (expected === null || !sameHash(expected, hashOf(token))) {
      throw new Refused(
        'not-found',
        'This is not the set-up link of the last start. See the server’s output.',
      )
    }
  }

  return {
    name,
    checkSetUp,

    async newSetUpToken() {
      if ((await name()) !== null) return null
      const token = randomToken(random, TOKEN_LENGTH)
      await records.setSetting(SET_UP_HASH, hashOf(token))
      return token
    },

    setUp(token, publication, administrator) {
      return turns.take(async () => {
        await checkSetUp(token)
        const account = await accounts.create({ ...administrator, administrator: true })
        await records.setSetting(NAME, publication)
        await records.setSetting(SET_UP_HASH, null)
        return account
      })
    },
  }
}

const sameHash = (a: string, b: string) => timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** The account that an address or a body names: by its id, or by the name its owner signs in with. */

import type { AccountId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Account, Accounts } from '../auth/accounts.ts'

/** Throws `not-found`, also for a guest: a link gives guests what they may do, and nothing else does. */
export async function accountNamed(
  accounts: Pick<Accounts, 'find' | 'byName'>,
  named: string,
): Promise<Account> {
  const account = (await accounts.find(named as AccountId)) ?? (await accounts.byName(named))
  if (account && account.position !== 'guest') return account
  throw new Refused('not-found', `There is nobody named “${named}” here.`)
}

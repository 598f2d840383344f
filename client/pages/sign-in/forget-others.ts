/** What this device keeps of somebody else goes when another person signs in. */

import type { AccountId } from '../../../shared/ids.ts'
import * as api from '../../api.ts'
import { forgetCaches } from '../../sync/cache-indexeddb.ts'
import { forgetKept } from '../../threads/kept-names.ts'

export async function forgetOthers(): Promise<void> {
  const me = await api.me()
  if (!me.ok || !me.value.account) return
  forgetKept(me.value.account.id)
  // A browser that keeps nothing has nothing to forget.
  await forgetCaches(me.value.account.id as AccountId).catch(() => {})
}

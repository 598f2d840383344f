/** The moment since which the text of an article stands still for whoever is asked about. */

import { useQuery } from '@tanstack/react-query'
import { isPast, type Role } from '../../../shared/roles.ts'
import * as api from '../../api.ts'
import { useNow } from '../../now.ts'

/** `null`: no deadline has passed, or not for this role. A commenter may be one by the deadline: then asking for more is in vain. */
export function useFrozen(article: string, role: Role | null): number | null {
  const isAbout = role === 'commenter'
  const freeze = useQuery({
    queryKey: ['sharing', article, 'freeze'],
    queryFn: () => api.orThrow(api.freeze(article)),
    enabled: isAbout,
  })
  const now = Math.max(useNow(), freeze.dataUpdatedAt)
  const at = freeze.data?.freeze?.at ?? null
  return isAbout && isPast(at, now) ? at : null
}

/** Who asks for access to an article, for its owners: the dialog lists them, the button to it says how many. */

import { useQuery } from '@tanstack/react-query'
import type { AccessRequest } from '../../../shared/protocol/http.ts'
import * as api from '../../api.ts'

/** Nobody, for who may not answer. Read anew when the article says that something about its members has changed. */
export function useAccessRequests(article: string, manages: boolean): readonly AccessRequest[] {
  const requests = useQuery({
    queryKey: ['sharing', article, 'requests'],
    queryFn: () => api.orThrow(api.accessRequests(article)),
    enabled: manages,
  })
  return (manages && requests.data?.requests) || []
}

/** A student's own part of a review session, asked for anew while somebody looks: phases and texts to read come by themselves. */

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { orThrow } from '../api.ts'
import { browserClock } from '../clock.ts'
import { ownPart } from './requests.ts'

const refreshMs = 5_000
const ownKey = (session: string) => ['sessions', session, 'own'] as const

export const useOwnPart = (session: string) =>
  useQuery({
    queryKey: ownKey(session),
    queryFn: async () => ({ ...(await orThrow(ownPart(session))), heardAt: browserClock.now() }),
    refetchInterval: refreshMs,
  })
export type Heard = NonNullable<ReturnType<typeof useOwnPart>['data']>

/** After something of it was changed here. */
export const refreshOwn = (queries: QueryClient, session: string): Promise<void> =>
  queries.invalidateQueries({ queryKey: ownKey(session) })

/** When the time is over the next phase is there: it is asked for at once. */
export function useOver(session: string, left: number | null): void {
  const queries = useQueryClient()
  const isOver = left === 0
  useEffect(() => {
    if (isOver) void refreshOwn(queries, session)
  }, [isOver, queries, session])
}

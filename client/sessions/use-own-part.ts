/** A student's own part of a review session, asked for anew while somebody looks: phases and texts to read come by themselves. */

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { orThrow } from '../api.ts'
import { browserClock } from '../clock.ts'
import { ownPart } from './requests.ts'
import { leftOf, type ServerClock } from './time.ts'

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

/** How long the phase lasts yet, counted down here; null: nobody has said. */
export function useTimeLeft({ now, endsAt, pausedAt, heardAt }: ServerClock): number | null {
  const read = () => leftOf({ now, endsAt, pausedAt, heardAt }, browserClock.now())
  const [, drawAgain] = useState(0)
  const left = read()
  const runs = left !== null && left > 0 && pausedAt === null
  useEffect(() => {
    if (!runs || left === null) return
    // Just after the second that is shown has passed.
    const timer = browserClock.after((left % 1_000) + 5, () => drawAgain((times) => times + 1))
    return () => timer.cancel()
  })
  return left
}

/** When the time is over the next phase is there: it is asked for at once. */
export function useOver(session: string, left: number | null): void {
  const queries = useQueryClient()
  const isOver = left === 0
  useEffect(() => {
    if (isOver) void refreshOwn(queries, session)
  }, [isOver, queries, session])
}

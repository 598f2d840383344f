/** How many notices are new. On an article's page its connection tells; elsewhere it is asked again each minute and when the page is shown again. */

import { type QueryClient, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import * as z from 'zod/mini'
import * as api from '../api.ts'
import { browserClock } from '../clock.ts'

const key = ['unread notices']
const againMs = 60_000
const unreadAnswer = z.object({ unread: z.number() })

/** What an article's page is connected by, anew with each connection; null while it is not; undefined on any other page. */
export type Connection = object | null | undefined

export function useUnread(connection: Connection): number {
  const isTold = connection !== undefined
  const { data = 0, refetch } = useQuery({
    queryKey: key,
    queryFn: () => api.orThrow(api.ask('GET', '/api/notices', unreadAnswer)).then(({ unread }) => unread),
    enabled: !isTold,
  })
  // What was told while there was no connection nobody here has heard.
  useEffect(() => {
    if (connection) void refetch()
  }, [connection, refetch])
  useEffect(() => {
    if (isTold) return
    const again = () => {
      if (!document.hidden) void refetch()
      timer = browserClock.after(againMs, again)
    }
    let timer = browserClock.after(againMs, again)
    return () => timer.cancel()
  }, [isTold, refetch])
  return data
}

/** Asks again, where nobody tells. */
export const askUnread = (queries: QueryClient): Promise<void> => queries.invalidateQueries({ queryKey: key })

/** The server has said how many: what was asked before and is not answered yet no longer counts. */
export async function tellUnread(queries: QueryClient, unread: number): Promise<void> {
  await queries.cancelQueries({ queryKey: key })
  queries.setQueryData(key, unread)
}

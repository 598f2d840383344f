/** Who can be mentioned or given something to do: asked for when it is first wanted, and again after a while. */

import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { ThreadPerson } from '../../../shared/threads.ts'
import * as api from '../../api.ts'
import type { Threads } from '../../threads/threads.ts'

const freshMs = 60_000
const NOBODY: readonly ThreadPerson[] = []

export function useMentionable(article: string, threads: Threads) {
  const [wanted, setWanted] = useState(false)
  const onMention = useCallback(() => setWanted(true), [])
  const { data } = useQuery({
    queryKey: ['mentionable', article],
    queryFn: () => api.orThrow(threads.mentionable()),
    enabled: wanted,
    staleTime: freshMs,
    retry: false,
  })
  return { people: data?.people ?? NOBODY, onMention }
}

/** A session as its teacher sees it, asked for again and again while the page is in view. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Board } from '../../../shared/protocol/review-answers.ts'
import * as api from '../../api.ts'
import { browserClock } from '../../clock.ts'
import * as requests from '../../sessions/requests.ts'
import type { ServerClock } from '../../sessions/time.ts'
import { useToast } from '../../ui/toast.tsx'

/** While a class is at work. */
const oftenMs = 3_000

/** The board, and when it came, by this device's clock. */
export type Shown = { readonly board: Board; readonly heardAt: number }

const keyOf = (id: string) => ['session', id]
const shown = (board: Board): Shown => ({ board, heardAt: browserClock.now() })

/** What the server has said of its clock. */
export const clockIn = ({ board: { now, clock }, heardAt }: Shown): ServerClock => ({
  now,
  ...clock,
  heardAt,
})

export const useBoard = (id: string) =>
  useQuery({
    queryKey: keyOf(id),
    queryFn: async () => shown(await api.orThrow(requests.board(id))),
    refetchInterval: oftenMs,
  })

export type Act = <T>(sent: Promise<api.Answer<T>>) => Promise<T | null>

/** Sends a change and shows what has come of it; says in words why not. Null: it was refused. */
export function useAct(id: string): Act {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const say = useToast()
  return async (sent) => {
    const answer = await sent
    if (!answer.ok) say(t(`errors.${answer.code}`))
    await queries.invalidateQueries({ queryKey: keyOf(id) })
    return answer.ok ? answer.value : null
  }
}

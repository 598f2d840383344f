/** One class as the server has it, asked for again and again while the page is in view: whoever joins is there without a reload. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ClassRoom } from '../../../shared/protocol/classes.ts'
import * as api from '../../api.ts'
import { browserClock } from '../../clock.ts'
import { classById } from './requests.ts'

/** While people join, and at other times. */
const oftenMs = 3_000
const seldomMs = 15_000

/** A class, and how far the server's clock is ahead of this device's. */
export type Shown = { readonly room: ClassRoom; readonly ahead: number }

const keyOf = (id: string) => ['classes', id]
const shown = (room: ClassRoom): Shown => ({ room, ahead: room.now - browserClock.now() })

export const useClass = (id: string) =>
  useQuery({
    queryKey: keyOf(id),
    queryFn: async () => shown(await api.orThrow(classById(id))),
    refetchInterval: ({ state }) => (state.data?.room.joining ? oftenMs : seldomMs),
  })

/** Asks for the class anew, or takes it from an answer, and lets the list of classes be read again. */
export function useClassChanged(id: string): (room?: ClassRoom) => Promise<void> {
  const queries = useQueryClient()
  return async (room) => {
    if (room) queries.setQueryData(keyOf(id), shown(room))
    else await queries.invalidateQueries({ queryKey: keyOf(id) })
    void queries.invalidateQueries({ queryKey: ['classes'], exact: true })
  }
}

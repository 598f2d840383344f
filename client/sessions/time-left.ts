/** What is left of a phase, by the server's clock, second by second. */

import { useEffect, useState } from 'react'
import { browserClock } from '../clock.ts'

export type Ends = {
  readonly endsAt: number | null
  readonly pausedAt: number | null
}

const TICK_MS = 500

/** In ms, never below 0; null: nobody has said when it ends. `ahead`: by how much the server's clock is ahead of this device's. */
export function useTimeLeft({ endsAt, pausedAt }: Ends, ahead: number): number | null {
  const [now, setNow] = useState(() => browserClock.now())
  const runs = endsAt !== null && pausedAt === null
  useEffect(() => {
    if (!runs) return
    const tick = () => {
      setNow(browserClock.now())
      timer = browserClock.after(TICK_MS, tick)
    }
    let timer = browserClock.after(0, tick)
    return () => timer.cancel()
  }, [runs])
  return endsAt === null ? null : Math.max(0, endsAt - (pausedAt ?? now + ahead))
}

/** As minutes and seconds, above an hour with hours: "12:05", "1:02:00". */
export function clockOf(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

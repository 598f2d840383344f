/** The time that is left in a phase, counted down here. */

import { useEffect, useState } from 'react'
import { browserClock } from '../clock.ts'
import { leftOf, type ServerClock } from './time.ts'

/** How long the phase lasts yet; null: nobody has said. */
export function useTimeLeft({ now, endsAt, pausedAt, heardAt }: ServerClock): number | null {
  const [, drawAgain] = useState(0)
  const left = leftOf({ now, endsAt, pausedAt, heardAt }, browserClock.now())
  const runs = left !== null && left > 0 && pausedAt === null
  useEffect(() => {
    if (!runs || left === null) return
    // Just after the second that is shown has passed.
    const timer = browserClock.after((left % 1_000) + 5, () => drawAgain((times) => times + 1))
    return () => timer.cancel()
  })
  return left
}

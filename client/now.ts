/** The time for what is shown: refreshed each half minute while the screen is open. */

import { useEffect, useState } from 'react'
import { browserClock } from './clock.ts'

const refreshMs = 30_000

export function useNow(): number {
  const [now, setNow] = useState(() => browserClock.now())
  useEffect(() => {
    const refresh = () => {
      setNow(browserClock.now())
      timer = browserClock.after(refreshMs, refresh)
    }
    let timer = browserClock.after(refreshMs, refresh)
    return () => timer.cancel()
  }, [])
  return now
}

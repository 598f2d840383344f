/** The status without flicker: "Saving…" stays for a moment after the last key, so that it does not blink at each one. */

import { useEffect, useState } from 'react'
import { browserClock } from '../../clock.ts'
import type { Status } from '../../sync/status.ts'

/** Saying Saved late is no lie; saying it early would be. */
const settleMs = 400

export function useSteadyStatus(status: Status): Status {
  const [shown, setShown] = useState(status)
  useEffect(() => {
    if (shown.kind !== 'saving' || status.kind !== 'saved') {
      setShown(status)
      return
    }
    const timer = browserClock.after(settleMs, () => setShown(status))
    return timer.cancel
  }, [status, shown])
  return status.kind === 'saved' ? shown : status
}

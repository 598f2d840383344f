/** That somebody has asked for access to an article: kept on this device, for nobody else knows on which page it is to be said. */

import { useState } from 'react'
import type { Role } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import { browserClock } from '../../clock.ts'

/** After that it may be asked again: the request may have been declined, which nobody tells. */
const askedMsMax = 24 * 60 * 60_000

const key = (account: string, article: string) => `galley.asked.${account}.${article}`

/** Whether it was asked for with the role of now; and how to note that it is. */
export function useAsked(article: string, role: Role | null): readonly [boolean, () => void] {
  const account = useAccount().id
  const [asked, setAsked] = useState(() => keptAsked(key(account, article)))
  const note = () => {
    const noted = `${browserClock.now()} ${role}`
    setAsked(noted)
    try {
      localStorage.setItem(key(account, article), noted)
    } catch {
      return // known until this page is closed
    }
  }
  const [at, by] = asked?.split(' ') ?? []
  return [by === `${role}` && browserClock.now() - Number(at) < askedMsMax, note]
}

function keptAsked(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

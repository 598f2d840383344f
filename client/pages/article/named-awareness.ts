/** What carets are drawn from: the same awareness, in which a guest is called one. */

import type { Awareness } from 'y-protocols/awareness'
import { presenceOf } from '../../../shared/presence.ts'

export function namedAwareness(
  awareness: Awareness,
  shownName: (name: string, guest: boolean) => string,
): Awareness {
  const named = (state: Record<string, unknown>) => {
    const user = presenceOf(state)?.user
    return user?.guest ? { ...state, user: { ...user, name: shownName(user.name, true) } } : state
  }
  return Object.create(awareness, {
    getStates: {
      value: () => new Map([...awareness.getStates()].map(([client, state]) => [client, named(state)])),
    },
  })
}

/** Who else is in the article: one entry a person, however many tabs they have open. */

import { useEffect, useState } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type { PersonId } from '../../../shared/ids.ts'
import { presenceOf } from '../../../shared/presence.ts'

export type PersonHere = {
  readonly person: PersonId
  readonly name: string
  readonly color: number
  /** Came by a link. */
  readonly guest: boolean
  /** Away in every tab. */
  readonly idle: boolean
  /** The awareness ids of their tabs, those with a caret first. */
  readonly clients: readonly number[]
}

export function usePeople(awareness: Awareness, own: PersonId | null): readonly PersonHere[] {
  const [people, setPeople] = useState<readonly PersonHere[]>([])
  useEffect(() => {
    const read = () => {
      const here = peopleIn(awareness, own)
      setPeople((before) => (same(before, here) ? before : here))
    }
    read()
    awareness.on('change', read)
    return () => awareness.off('change', read)
  }, [awareness, own])
  return people
}

export function peopleIn(
  awareness: Pick<Awareness, 'clientID' | 'getStates'>,
  own: PersonId | null,
): readonly PersonHere[] {
  const people = new Map<PersonId, PersonHere>()
  for (const [client, state] of awareness.getStates()) {
    const presence = client === awareness.clientID ? null : presenceOf(state)
    if (!presence || presence.user.person === own) continue
    const { person, name, color, guest = false } = presence.user
    const known = people.get(person)
    const clients = known?.clients ?? []
    people.set(person, {
      person,
      name,
      color,
      guest,
      idle: presence.idle && (known?.idle ?? true),
      clients: presence.cursor ? [client, ...clients] : [...clients, client],
    })
  }
  return [...people.values()]
}

/** Carets move many times a second; faces do not. */
const same = (before: readonly PersonHere[], after: readonly PersonHere[]): boolean =>
  before.length === after.length &&
  before.every((one, index) => {
    const other = after[index]
    return (
      one.person === other?.person &&
      one.idle === other.idle &&
      one.name === other.name &&
      one.guest === other.guest &&
      one.color === other.color &&
      one.clients.join() === other.clients.join()
    )
  })

/** In which colour somebody is drawn who writes: that of their caret; of who is not here, theirs or the next one that is free. */

import { useEffect, useRef } from 'react'
import { colorFor } from '../../../shared/colors.ts'
import type { ClientId, PersonId } from '../../../shared/ids.ts'
import { presenceOf } from '../../../shared/presence.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import type { Opened } from '../../sync/article-sync.ts'

/** `client` null: of a person, whatever they wrote under. */
export type ColorOf = (client: ClientId | null, person: PersonId | undefined) => number

export function useColors({ awareness, clientId, hello }: Opened, writing: ArticleEditor | null): ColorOf {
  const seen = useRef(new Map<PersonId, number>())
  /** Of those who are not here. */
  const given = useRef(new Map<string, number>())
  const color = hello?.color ?? 0
  const person = hello?.person
  const own = useRef({ color, person })
  useEffect(() => {
    if (own.current.color === color && own.current.person === person) return
    own.current = { color, person }
    writing?.binding.redrawMarks()
  }, [writing, color, person])
  useEffect(() => {
    const learn = () => {
      let isDrawn = false // in another colour
      for (const state of awareness.getStates().values()) {
        const user = presenceOf(state)?.user
        if (user === undefined || seen.current.get(user.person) === user.color) continue
        const before = seen.current.get(user.person) ?? given.current.get(user.person)
        seen.current.set(user.person, user.color)
        given.current.delete(user.person)
        isDrawn ||= before !== undefined && before !== user.color
      }
      if (isDrawn) writing?.binding.redrawMarks()
    }
    learn()
    awareness.on('change', learn)
    return () => awareness.off('change', learn)
  }, [awareness, writing])
  return (client, person) => {
    const isOwn = client !== null && client - (client % 2) === clientId
    if (isOwn || (person !== undefined && person === hello?.person)) return own.current.color
    const who = person ?? String(client)
    const known = (person && seen.current.get(person)) ?? given.current.get(who)
    if (known !== undefined) return known
    const taken = new Set([own.current.color, ...seen.current.values(), ...given.current.values()])
    const color = colorFor(who as PersonId, taken)
    given.current.set(who, color)
    return color
  }
}

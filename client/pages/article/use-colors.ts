/** In which colour somebody's suggestions are drawn: that of their caret; of who is not here, one that stays the same. */

import { useEffect, useRef } from 'react'
import type { ClientId, PersonId } from '../../../shared/ids.ts'
import { PALETTE_SIZE } from '../../../shared/palette.ts'
import { presenceOf } from '../../../shared/presence.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import type { Opened } from '../../sync/article-sync.ts'

export type ColorOf = (client: ClientId, person: PersonId | undefined) => number

export function useColors({ awareness, clientId, hello }: Opened, writing: ArticleEditor | null): ColorOf {
  const seen = useRef(new Map<PersonId, number>())
  const own = useRef(0)
  const color = hello?.color ?? 0
  useEffect(() => {
    own.current = color
    writing?.binding.redrawMarks()
  }, [writing, color])
  useEffect(() => {
    const learn = () => {
      let isNew = false
      for (const state of awareness.getStates().values()) {
        const user = presenceOf(state)?.user
        if (user === undefined || seen.current.get(user.person) === user.color) continue
        seen.current.set(user.person, user.color)
        isNew = true
      }
      if (isNew) writing?.binding.redrawMarks()
    }
    learn()
    awareness.on('change', learn)
    return () => awareness.off('change', learn)
  }, [awareness, writing])
  return (client, person) => {
    const isOwn = client - (client % 2) === clientId || person === hello?.person
    if (isOwn) return own.current
    return (person && seen.current.get(person)) ?? colorFrom(person ?? String(client))
  }
}

function colorFrom(name: string): number {
  let sum = 0
  for (const sign of name) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 65_521
  return sum % PALETTE_SIZE
}

/** What a remark says, read from the article in which it has landed. */

import { useQuery } from '@tanstack/react-query'
import * as z from 'zod/mini'
import { threadsAnswer } from '../../shared/protocol/threads.ts'
import type { Landed } from '../../shared/review/session.ts'
import { articlePath, ask, orThrow } from '../api.ts'

const suggestionsAnswer = z.object({
  suggestions: z.array(z.object({ id: z.string(), kind: z.string(), text: z.string() })),
})

export type RemarkWords =
  | { readonly as: 'comment'; readonly body: string }
  | { readonly as: 'insertion' | 'deletion'; readonly text: string }

const refreshMs = 20_000

/** null: it is not known, or it is a change that has no words of its own. */
export function useRemarkWords(article: string): (landed: Landed) => readonly RemarkWords[] {
  const { data: said } = useQuery({
    queryKey: ['remarks', article],
    queryFn: () => orThrow(ask('GET', articlePath(article, 'threads'), threadsAnswer)),
    refetchInterval: refreshMs,
  })
  const { data: suggested } = useQuery({
    queryKey: ['suggested', article],
    queryFn: () => orThrow(ask('GET', articlePath(article, 'suggestions'), suggestionsAnswer)),
    refetchInterval: refreshMs,
  })
  return (landed) => {
    if (landed.as === 'gone') return []
    if (landed.as === 'thread') {
      const first = said?.entries
        .filter(({ thread, kind, deletedBy }) => thread === landed.id && kind === 'comment' && !deletedBy)
        .sort((a, b) => a.order - b.order)[0]
      return first ? [{ as: 'comment', body: first.body }] : []
    }
    return landed.ids.flatMap((id): RemarkWords[] => {
      const one = suggested?.suggestions.find((suggestion) => suggestion.id === id)
      return one && (one.kind === 'insertion' || one.kind === 'deletion')
        ? [{ as: one.kind, text: one.text }]
        : []
    })
  }
}

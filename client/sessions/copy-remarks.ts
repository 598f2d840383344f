/** What a reviewer has remarked on their copy: comments and suggestions, each by its id there. */

import * as z from 'zod/mini'
import type { Suggestion } from '../../shared/article/suggestion-list.ts'
import { threadsAnswer } from '../../shared/protocol/threads.ts'
import { partsOf } from '../../shared/threads.ts'
import { type Answer, articlePath, ask } from '../api.ts'

export type CopyRemark =
  | { readonly id: string; readonly kind: 'comment'; readonly quote: string; readonly words: string }
  | { readonly id: string; readonly kind: Suggestion['kind']; readonly words: string }

const suggestionsAnswer = z.object({ suggestions: z.custom<readonly Suggestion[]>() })

/** Comments first, each in the order in which it was written. */
export async function remarksOn(copy: string): Promise<Answer<readonly CopyRemark[]>> {
  const [said, suggested] = await Promise.all([
    ask('GET', articlePath(copy, 'threads'), threadsAnswer),
    ask('GET', articlePath(copy, 'suggestions'), suggestionsAnswer),
  ])
  if (!said.ok) return said
  if (!suggested.ok) return suggested
  const comments = said.value.threads.flatMap(({ id, anchor, removed }): CopyRemark[] => {
    if (removed) return []
    const bodies = said.value.entries.flatMap((entry) =>
      entry.thread === id && entry.kind === 'comment' && entry.deletedBy === null ? [plain(entry.body)] : [],
    )
    return [{ id, kind: 'comment', quote: anchor?.quote ?? '', words: bodies.join('\n') }]
  })
  const suggestions = suggested.value.suggestions.map(({ id, kind, text }) => ({ id, kind, words: text }))
  return { ok: true, value: [...comments, ...suggestions] }
}

/** Without mentions, which name people by ids of the copy. */
const plain = (body: string): string =>
  partsOf(body)
    .filter((part) => typeof part === 'string')
    .join('')

/** What a reviewer has remarked on their copy: comments and suggestions, each by its id there. */

import * as z from 'zod/mini'
import type { Suggestion } from '../../shared/article/suggestion-list.ts'
import type { TaughtReview } from '../../shared/protocol/review-answers.ts'
import { threadsAnswer } from '../../shared/protocol/threads.ts'
import type { RemarkState } from '../../shared/review/session.ts'
import { partsOf } from '../../shared/threads.ts'
import { type Answer, articlePath, ask } from '../api.ts'

export type CopyRemark =
  | { readonly id: string; readonly kind: 'comment'; readonly quote: string; readonly words: string }
  | {
      readonly id: string
      readonly kind: Suggestion['kind']
      readonly words: string
      /** Client, clock and length, one behind the other. */
      readonly ranges: readonly number[]
    }

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
  const suggestions = suggested.value.suggestions.map(({ id, kind, text, ranges }) => ({
    ...{ id, kind, ranges },
    words: text,
  }))
  return { ok: true, value: [...comments, ...suggestions] }
}

/**
 * Under which id the teacher has said something about it. A suggested insertion is called after its first character: where its reviewer
 * has deleted that, or written in front of it, what was kept back of it says which one it was.
 */
export function knownAs(remark: CopyRemark, remarks: TaughtReview['remarks']): string {
  if (remark.kind !== 'insertion' || remarks[remark.id]?.hidden) return remark.id
  const isOf = ({ hidden, heldBack = [] }: RemarkState) => hidden !== null && overlap(heldBack, remark.ranges)
  return Object.entries(remarks).find(([, state]) => isOf(state))?.[0] ?? remark.id
}

function overlap(some: readonly number[], others: readonly number[]): boolean {
  for (let i = 0; i + 2 < some.length; i += 3)
    for (let j = 0; j + 2 < others.length; j += 3) {
      const [client, clock, length] = some.slice(i, i + 3) as [number, number, number]
      const [other, from, count] = others.slice(j, j + 3) as [number, number, number]
      if (client === other && clock < from + count && from < clock + length) return true
    }
  return false
}

/** Without mentions, which name people by ids of the copy. */
const plain = (body: string): string =>
  partsOf(body)
    .filter((part) => typeof part === 'string')
    .join('')

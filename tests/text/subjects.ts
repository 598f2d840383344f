/** What can be decided about in an article. */

import type { Subject } from '../../server/room/decisions.ts'
import { compareKeys } from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { isSuggesting } from '../../shared/ids.ts'

/** Everything that can be decided about; `hidden`: also what nobody is shown. */
export function subjectsIn(suggestions: Suggestions, hidden = false): Subject[] {
  const subjects: Subject[] = []
  for (let item = suggestions.text._start; item !== null; item = item.right) {
    const { client, clock } = item.id
    if (item.deleted || !item.countable || !isSuggesting(client)) continue
    suggestions.stretches(item, (offset, length, { isOpen, isHidden }) => {
      if (isOpen && (hidden || !isHidden))
        subjects.push({ kind: 'insertion', ranges: [{ client, clock: clock + offset, length }] })
    })
  }
  const records = [...suggestions.all].sort((a, b) => compareKeys(a.owner, b.owner))
  for (const { key, ranges } of records) {
    subjects.push({ kind: 'record', key, seen: ranges })
  }
  return subjects
}

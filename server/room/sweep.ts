/** Removes for good what nobody is shown and nobody can want any more. Only while nobody is there: somebody's redo would bring it back. */

import { flatClocks } from '../../shared/article/accept.ts'
import { decidedKey, readDecidedKey } from '../../shared/article/decided.ts'
import { itemsIn } from '../../shared/article/item-at.ts'
import { aliasesOf, decisionsOf, suggestionsOf } from '../../shared/article/layout.ts'
import type { IdRange } from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { isSuggesting } from '../../shared/ids.ts'
import { deadAliases } from './dead-aliases.ts'
import { bareFramesIn, Deciding } from './deciding.ts'
import { removeRanges } from './removal.ts'
import { type Day, livingIn, outdatedIn } from './taken-away.ts'

/**
 * Hidden characters, what was decided against so long ago that it cannot be taken back any more, records about nothing that lives, and
 * aliases that lead to nothing. Returns whether there was anything.
 */
export function sweep(suggestions: Suggestions, today: Day): boolean {
  return Deciding.run(suggestions, today, (deciding) => {
    const remove = (ranges: readonly IdRange[]) => {
      deciding.touch(ranges)
      return removeRanges(deciding.transaction, suggestions, ranges) > 0
    }
    const outdated = outdatedIn(suggestions, today)
    const some = [
      remove(hiddenIn(suggestions)),
      remove(outdated.ranges),
      remove(bareFramesIn(suggestions)),
      forget(decisionsOf(suggestions.doc), outdated.keys),
      forget(suggestionsOf(suggestions.doc), deadRecords(suggestions)),
      forget(aliasesOf(suggestions.doc), deadAliases(suggestions.doc)),
      forgetReopened(suggestions),
    ]
    return some.includes(true)
  })
}

function forget(root: ReturnType<typeof decisionsOf>, keys: readonly string[]): boolean {
  for (const key of keys) root.delete(key)
  return keys.length > 0
}

/** What its author, or an editor, has taken back; not what a decision has taken away. */
function hiddenIn(suggestions: Suggestions): readonly IdRange[] {
  const hidden: IdRange[] = []
  for (let item = suggestions.text._start; item !== null; item = item.right) {
    const { client, clock } = item.id
    if (item.deleted || !isSuggesting(client)) continue
    suggestions.stretches(item, (offset, length, { isHidden, isOpen }) => {
      if (isHidden && isOpen) hidden.push({ client, clock: clock + offset, length })
    })
  }
  return hidden
}

/** Records about nothing that lives, and what is left of decided ones. */
function deadRecords(suggestions: Suggestions): readonly string[] {
  const { doc } = suggestions
  return [...suggestionsOf(doc).keys()].filter((key) => {
    const placed = suggestions.record(key)
    const isAlive = placed?.ranges.some((range) => [...itemsIn(doc, range)].some((item) => !item.deleted))
    return !isAlive && placed?.record.kind !== 'run'
  })
}

/** What was suggested again is known as long as it lives, and nobody has accepted it anew. */
function forgetReopened(suggestions: Suggestions): boolean {
  const { doc } = suggestions
  let some = false
  for (const key of [...decisionsOf(doc).keys()]) {
    const decided = readDecidedKey(key)
    if (decided?.kind !== 'reopened') continue
    const { client } = decided
    const known = suggestions.decidedOf('reopened', client)
    const living = livingIn(suggestions, known)
    for (const { clock, length } of known.flatMap((range) => suggestions.acceptedIn(range)))
      living.delete(client, clock, length)
    const clocks = flatClocks(living, client)
    if (clocks.length === 0) decisionsOf(doc).delete(key)
    else if (clocks.join() !== known.flatMap(({ clock, length }) => [clock, length]).join())
      decisionsOf(doc).set(decidedKey(decided), clocks)
    else continue
    some = true
  }
  return some
}

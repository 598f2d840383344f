/** Removes for good what nobody is shown and nobody can want any more. Only while nobody is there: somebody's redo would bring it back. */

import { flatClocks } from '../../shared/article/accept.ts'
import { decidedKey, readDecidedKey } from '../../shared/article/decided.ts'
import { itemsIn } from '../../shared/article/item-at.ts'
import { aliasesOf, decisionsOf, suggestionsOf } from '../../shared/article/layout.ts'
import type { PlacedRecord } from '../../shared/article/placed-records.ts'
import type { IdRange } from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { type ClientId, isSuggesting } from '../../shared/ids.ts'
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

/** Records about nothing that lives, what is left of decided ones, and where the suggestions of a client began that has none. */
function deadRecords(suggestions: Suggestions): readonly string[] {
  const { doc } = suggestions
  const dead: string[] = []
  const runs: PlacedRecord[] = []
  const clients = suggestingClients(suggestions)
  for (const key of suggestionsOf(doc).keys()) {
    const placed = suggestions.record(key)
    const isAlive = placed?.ranges.some((range) => [...itemsIn(doc, range)].some((item) => !item.deleted))
    if (placed?.record.kind === 'run') runs.push(placed)
    else if (!isAlive || placed === undefined) dead.push(key)
    else clients.add(placed.owner.client)
  }
  return [...dead, ...runs.filter(({ owner }) => !clients.has(owner.client)).map(({ key }) => key)]
}

/** Under which ids something is written that is not the article's: suggested, or kept because a decision may be taken back. */
function suggestingClients(suggestions: Suggestions): Set<ClientId> {
  const clients = new Set<ClientId>()
  for (let item = suggestions.text._start; item !== null; item = item.right) {
    const { client } = item.id
    if (item.deleted || !isSuggesting(client) || clients.has(client)) continue
    suggestions.stretches(item, (_offset, _length, { isOpen, isHidden }) => {
      if (isOpen || isHidden) clients.add(client)
    })
  }
  return clients
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

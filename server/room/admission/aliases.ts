/** Under which new ids characters live on that somebody deleted and brought back: their author stays, and so does what is said about them. */

import type * as Y from 'yjs'
import { aliasDepthMax } from '../../../shared/article/aliases.ts'
import { IdSet } from '../../../shared/article/idset.ts'
import { itemsIn } from '../../../shared/article/item-at.ts'
import { textOf } from '../../../shared/article/items.ts'
import { aliasesOf } from '../../../shared/article/layout.ts'
import { type IdRange, readAlias } from '../../../shared/article/record.ts'
import { rangesOf } from '../../../shared/article/suggestions.ts'
import { isSuggesting } from '../../../shared/ids.ts'
import { Refused } from '../../../shared/refusals.ts'
import { can } from '../../../shared/roles.ts'
import { type Arrival, isSenders, nextClock } from './arrival.ts'
import type { Content } from './update.ts'

/** Refuses an alias that no undo writes: of others' ids, of ids that are not new, of characters that live. */
export function judgeAlias(
  transaction: Y.Transaction,
  arrival: Arrival,
  item: Y.Item,
  key: string,
  content: Content,
): void {
  const { doc, text, sender } = arrival
  if (isSuggesting(item.id.client) || !can(sender.role, 'edit')) throw new Refused('alias', 'not an editor')
  if (content.type === 'deleted') return
  const alias = readAlias(key, content.type === 'values' ? content.values.at(-1) : null)
  if (alias === null) throw new Refused('alias', 'not an alias')
  const { now, old } = alias
  if (!isSenders(arrival, now.client)) throw new Refused('alias', "of somebody else's characters")
  const before = transaction.beforeState.get(now.client) ?? 0
  if (now.clock < before || now.clock + now.length > nextClock(doc, now.client)) {
    throw new Refused('alias', 'of characters that do not come with it')
  }
  if (old.clock + old.length > nextClock(doc, old.client)) throw new Refused('alias', 'of what never was')
  for (const one of itemsIn(doc, now))
    if (one.parent !== text) throw new Refused('alias', 'of what is no text')
  for (const one of itemsIn(doc, old)) if (!one.deleted) throw new Refused('alias', 'of characters that live')
}

/**
 * Takes out, in the transaction that brought them, the aliases, or those parts of them, that the server does not believe: then
 * whoever brought the characters back has written them. It believes that they are the same characters, deleted by the same person
 * before, and of each character one copy that lives: so what is said about a character is said about one, and nobody makes
 * many words by somebody out of few. To be called before the aliases are read. Returns how many it changed.
 */
export function dropUnproven(transaction: Y.Transaction, arrival: Arrival): number {
  const { doc, sender, erased } = arrival
  const aliases = aliasesOf(doc)
  const used = { now: new IdSet(), old: new IdSet() }
  let changed = 0
  // A copy of the keys: what is written below is not asked about again.
  for (const key of [...(transaction.changed.get(aliases as never) ?? [])]) {
    const alias = readAlias(key ?? '', key === null ? null : aliases.get(key))
    if (key === null || alias === null) continue
    const { now, old } = alias
    const believed = new IdSet()
    for (const { from, text } of erased.knownIn(sender.person, old)) {
      const here = { client: now.client, clock: now.clock + from, length: text.length }
      if (text !== textIn(doc, here)) continue
      for (const { client, clock, length } of free(used.now, here)) believed.add(client, clock, length)
    }
    for (const part of livingCopiesIn(arrival, old)) {
      believed.delete(now.client, now.clock + part.clock - old.clock, part.length)
    }
    for (const part of notFree(used.old, old)) {
      believed.delete(now.client, now.clock + part.clock - old.clock, part.length)
    }
    const parts = [...rangesOf(believed)]
    for (const { client, clock, length } of parts) {
      used.now.add(client, clock, length)
      used.old.add(old.client, old.clock + clock - now.clock, length)
    }
    if (parts.length === 1 && parts[0]?.length === now.length) continue
    aliases.delete(key)
    for (const { client, clock, length } of parts)
      aliases.set(`${client}:${clock}`, [length, old.client, old.clock + clock - now.clock])
    changed++
  }
  return changed
}

const free = (used: IdSet, range: IdRange): readonly IdRange[] => parted(used, range, false)
const notFree = (used: IdSet, range: IdRange): readonly IdRange[] => parted(used, range, true)

function parted(used: IdSet, { client, clock, length }: IdRange, wanted: boolean): readonly IdRange[] {
  const parts: IdRange[] = []
  used.cut(client, clock, length, (at, count, isUsed) => {
    if (isUsed === wanted) parts.push({ client, clock: at, length: count })
  })
  return parts
}

/** The parts of a range that live already under other ids, by an alias that was believed before. */
function livingCopiesIn({ doc, suggestions }: Arrival, range: IdRange): readonly IdRange[] {
  const parts: IdRange[] = []
  const seen = new IdSet()
  /** `root`: the clock in the range of what begins at `at`. */
  const look = (at: IdRange, root: number, depth: number) => {
    for (const { from, now } of suggestions.aliases.onwards(at)) {
      if (depth === aliasDepthMax || free(seen, now).length === 0) continue
      seen.add(now.client, now.clock, now.length)
      for (const item of itemsIn(doc, now)) {
        if (item.deleted) continue
        const start = Math.max(item.id.clock, now.clock)
        const end = Math.min(item.id.clock + item.length, now.clock + now.length)
        parts.push({ client: range.client, clock: root + from + start - now.clock, length: end - start })
      }
      look(now, root + from, depth + 1)
    }
  }
  look(range, range.clock, 0)
  return parts
}

/** The characters of these ids as they are now; an atom, a marker or an end counts as one that no text has. */
export function textIn(doc: Y.Doc, range: IdRange): string {
  let text = ''
  for (const item of itemsIn(doc, range)) {
    const units = textOf(item) ?? '\u0000'.repeat(item.length)
    const from = Math.max(0, range.clock - item.id.clock)
    text += units.slice(from, range.clock + range.length - item.id.clock)
  }
  return text
}

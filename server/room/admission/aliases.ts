/** Under which new ids characters live on that somebody deleted and brought back: their author stays, and so does what is said about them. */

import type * as Y from 'yjs'
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
 * Takes out, in the transaction that brought them, the aliases, or those parts of them, of which the server cannot say that they
 * are the same characters, deleted by the same person before: then whoever brought them back has written them. Returns how many
 * it changed.
 */
export function dropUnproven(transaction: Y.Transaction, { doc, sender, erased }: Arrival): number {
  const aliases = aliasesOf(doc)
  let changed = 0
  for (const key of transaction.changed.get(aliases as never) ?? []) {
    const alias = readAlias(key ?? '', key === null ? null : aliases.get(key))
    if (key === null || alias === null) continue
    const { now, old } = alias
    const proven = new IdSet()
    for (const { from, text } of erased.knownIn(sender.person, old)) {
      const here = { client: now.client, clock: now.clock + from, length: text.length }
      if (text === textIn(doc, here)) proven.add(here.client, here.clock, here.length)
    }
    const parts = [...rangesOf(proven)]
    if (parts.length === 1 && parts[0]?.length === now.length) continue
    aliases.delete(key)
    for (const { client, clock, length } of parts)
      aliases.set(`${client}:${clock}`, [length, old.client, old.clock + clock - now.clock])
    changed++
  }
  return changed
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

/** Which aliases lead to nothing that lives: all that compaction takes out of `alias`. */

import type * as Y from 'yjs'
import { itemsIn } from '../../shared/article/item-at.ts'
import { aliasesOf } from '../../shared/article/layout.ts'
import { type Alias, type IdRange, readAlias } from '../../shared/article/record.ts'

/**
 * The keys of the aliases by whose new ids no living character is reached, directly or through further aliases. Nobody can
 * add to them: an alias of characters is taken only while the article is open in which they were deleted.
 */
export function deadAliases(doc: Y.Doc): readonly string[] {
  const aliases = new Map<string, Alias>()
  const byOld = new Map<number, string[]>()
  for (const [key, value] of aliasesOf(doc)) {
    const alias = readAlias(key, value)
    if (alias === null) continue
    aliases.set(key, alias)
    byOld.set(alias.old.client, [...(byOld.get(alias.old.client) ?? []), key])
  }
  const alive = new Map<string, boolean>()
  const isAlive = (key: string, { now }: Alias): boolean => {
    const known = alive.get(key)
    if (known !== undefined) return known
    alive.set(key, false) // a ring of aliases, which nobody honest writes, keeps nothing alive
    const lives =
      [...itemsIn(doc, now)].some((item) => !item.deleted) ||
      (byOld.get(now.client) ?? []).some((next) => {
        const further = aliases.get(next)
        return further !== undefined && overlap(now, further.old) && isAlive(next, further)
      })
    alive.set(key, lives)
    return lives
  }
  return [...aliases].filter(([key, alias]) => !isAlive(key, alias)).map(([key]) => key)
}

const overlap = (a: IdRange, b: IdRange): boolean =>
  a.client === b.client && a.clock < b.clock + b.length && b.clock < a.clock + a.length

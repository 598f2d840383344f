/** Who wrote which characters of a projection: by the client id that typed them, also through an undo of somebody else's; and who wrote at all. */

import type * as Y from 'yjs'
import type { PersonId } from '../ids.ts'
import { isInline } from './items.ts'
import { decisionsOf } from './layout.ts'
import type { Block } from './projection.ts'
import { Suggestions } from './suggestions.ts'
import type { View } from './view.ts'

/** So many units (characters or atoms) by one person; null: by nobody whom the article knows, as what it began with. */
export type Authorship = { readonly person: PersonId | null; units: number }

/** For each block of `projectArticle(doc, view)` its authors, in the order of its characters. One walk over the article. */
export function authorsOf(
  suggestions: Suggestions,
  view: View,
  blocks: readonly Block[],
): readonly (readonly Authorship[])[] {
  const written = allAuthors(suggestions, view)
  let at = 0
  return blocks.map(({ runs }) => {
    let left = runs.reduce((units, run) => units + ('text' in run ? run.text.length : 1), 0)
    const authors: Authorship[] = []
    for (let next = written[at]; left > 0 && next !== undefined; next = written[at]) {
      const units = Math.min(left, next.units)
      authors.push({ person: next.person, units })
      left -= units
      next.units -= units
      if (next.units === 0) at++
    }
    return authors
  })
}

function allAuthors(suggestions: Suggestions, view: View): Authorship[] {
  const shown = suggestions.shownIn(view)
  const written: Authorship[] = []
  for (let item = suggestions.text._start; item !== null; item = item.right) {
    const here = item
    if (!isInline(here)) continue
    shown(here, (offset, length) => {
      const { client, clock } = here.id
      suggestions.authors(client, clock + offset, length, (person, units) => {
        const last = written.at(-1)
        if (last !== undefined && last.person === person) last.units += units
        else written.push({ person, units })
      })
    })
  }
  return written
}

/** Who wrote anything of what the article is without suggestions. */
export const writersOfBase = (doc: Y.Doc): ReadonlySet<PersonId> =>
  new Set(allAuthors(new Suggestions(doc), 'base').flatMap(({ person }) => person ?? []))

/** Everybody under whose client ids something was written in the article, be it suggested only, or gone by now. */
export const writersIn = (doc: Y.Doc): ReadonlySet<PersonId> =>
  new Set(
    [...decisionsOf(doc)].flatMap(([key, value]) =>
      key[0] === 'c' && typeof value === 'string' ? [value as PersonId] : [],
    ),
  )

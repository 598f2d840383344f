/**
 * What a reviewer gets of an article: its text in a doc of its own, written anew. Nothing of the article's doc is in it but the words:
 * no id, no author, nothing that was deleted, suggested, decided or said.
 */

import * as Y from 'yjs'
import { anchoredIds } from '../../shared/article/anchor.ts'
import { openDoc } from '../../shared/article/layout.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import { flatRanges, joinedRanges } from '../../shared/article/record.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { UNKNOWN_ATOM, Wording } from '../../shared/article/wording.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'

export type BlindCopy = {
  /** What the copy's doc starts with. */
  readonly update: Uint8Array
  /**
   * What each unit of it is called in the article: client, clock and length, one behind the other. It stays with the server, for the
   * landing. Null: article and copy cannot be told to be the same, and are compared then.
   */
  readonly ids: readonly number[] | null
}

/**
 * Copies the article without what is suggested. `imageOf`: the address of a picture that whoever reads the copy may load, and that
 * stands in no other article; without one a figure is its alternative text and its caption. Who took a picture is a name, and
 * left out.
 */
export function blindCopyOf(
  suggestions: Suggestions,
  imageOf: (src: string) => string | null = () => null,
): BlindCopy {
  const blocks = projectArticle(suggestions.doc, 'base', suggestions).map((block) => ({
    ...block,
    src: block.src === null ? null : imageOf(block.src),
    credit: null,
  }))
  const update = newArticleUpdate(blocks)
  return { update, ids: idsFor(update, Wording.of(suggestions, 'base')) }
}

function idsFor(update: Uint8Array, article: Wording): readonly number[] | null {
  const copy = copyOf(update)
  const { text } = Wording.of(copy, 'base')
  copy.doc.destroy()
  const ids: number[] = []
  let known = ''
  // What this version does not know cannot be written, and is not in the copy.
  for (const { index, 0: words } of article.text.matchAll(new RegExp(`[^${UNKNOWN_ATOM}]+`, 'g'))) {
    known += words
    ids.push(...flatRanges(article.idsOf({ at: index, length: words.length }, 'as client 0')))
  }
  return known === text ? flatRanges(joinedRanges(anchoredIds(ids))) : null
}

function copyOf(update: Uint8Array): Suggestions {
  const doc = openDoc()
  Y.applyUpdate(doc, update)
  return new Suggestions(doc)
}

/** The title that lists and mails show: the article's headline, or its first words. */

import type * as Y from 'yjs'
import { type Block, projectArticle } from '../../shared/article/projection.ts'
import { titleUnitsMax } from '../../shared/limits.ts'

/** Without open suggestions; empty for an article without a word. */
export function titleOf(doc: Y.Doc): string {
  const blocks = projectArticle(doc, 'base')
  const headline = blocks.find(({ kind, runs }) => kind === 'headline' && runs.length > 0)
  const spoken = headline ?? blocks.find((block) => wordsOf(block) !== '')
  return spoken === undefined ? '' : wordsOf(spoken).slice(0, titleUnitsMax)
}

const wordsOf = ({ runs }: Block): string =>
  runs
    .map((run) => ('text' in run ? run.text : ' '))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** Makes an article: its blocks as the first row of its log, and its owner. */

import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { cleanString } from '../../shared/article/formats.ts'
import type { Block } from '../../shared/article/projection.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import type { Records } from '../store/store.ts'

export type NewArticle = {
  readonly id: ArticleId
  readonly owner: AccountId
  readonly at: number
  readonly title: string
  /** What follows the headline; an empty paragraph when left out. */
  readonly body?: readonly Block[]
}

/** Throws `conflict` when there is an article with this id. */
export async function createArticle(
  records: Records,
  { id, owner, at, title, body }: NewArticle,
): Promise<void> {
  const clean = cleanString(title)
  const headline: Block = {
    ...BLOCK_DEFAULTS,
    kind: 'headline',
    runs: clean ? [{ text: clean, formats: {} }] : [],
  }
  const update = newArticleUpdate([headline, ...(body ?? [{ ...BLOCK_DEFAULTS, runs: [] }])])
  await records.createArticle({ id, title: clean, at }, owner, update)
}

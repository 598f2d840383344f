/** What reviewers are given: a text as it was locked, and of it a new article for each of them, which shares no id and no address with another. */

import * as Y from 'yjs'
import { openDoc } from '../../shared/article/layout.ts'
import { type Block, projectArticle } from '../../shared/article/projection.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { type ArticleId, newArticleId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import { wordsIn } from '../../shared/review/rubric.ts'
import type { NewCopy, SnapshotRow } from '../store/reviews.ts'
import type { ImageRow, Records } from '../store/store.ts'
import { blindCopyOf } from './blind-copy.ts'

const IMAGE_ID_LENGTH = 32
const IMAGE_ADDRESS = /^\/images\/([0-9a-z]+)$/

/** The text as it is now. Its pictures keep their addresses here, which no copy has. */
export function snapshotOf(doc: Y.Doc, text: string, round: number): SnapshotRow {
  const { update, ids } = blindCopyOf(new Suggestions(doc), (src) => src)
  return { text, round, update, ids }
}

/** One more copy of a locked text. */
export async function newCopy(
  records: Pick<Records, 'image'>,
  random: RandomBytes,
  { update }: Pick<SnapshotRow, 'update'>,
  { title, at }: { readonly title: string; readonly at: number },
): Promise<NewCopy> {
  const article = newArticleId(random)
  const images = new Map<string, ImageRow>()
  const blocks: Block[] = []
  for (const block of blocksOf(update)) blocks.push({ ...block, src: await own(block.src) })
  return {
    article,
    title,
    at,
    update: newArticleUpdate(blocks),
    images: [...images.values()],
  }

  /** A picture has another address in each copy; one from elsewhere would be loaded from there, and is left out. */
  async function own(src: string | null): Promise<string | null> {
    const id = src === null ? undefined : IMAGE_ADDRESS.exec(src)?.[1]
    if (src === null || id === undefined) return null
    const known = images.get(src)
    const found = known ?? (await records.image(id))
    if (found === null) return null
    const { hash, type, width, height } = found
    const row = known ?? { id: randomToken(random, IMAGE_ID_LENGTH), article, hash, type, width, height }
    images.set(src, row)
    return addressOf(row.id)
  }
}

export const addressOf = (image: string): string => `/images/${image}`

/** What is shown to read in a doc's first update. */
export function blocksOf(update: Uint8Array): readonly Block[] {
  const doc = openDoc()
  try {
    Y.applyUpdate(doc, update)
    return projectArticle(doc, 'base', new Suggestions(doc))
  } finally {
    doc.destroy()
  }
}

/** The words of a text, a line for each block. */
export const plainOf = (blocks: readonly Block[]): string =>
  blocks
    .flatMap(({ runs, alt }) => [
      runs.map((run) => ('text' in run ? run.text : '\n')).join(''),
      ...(alt === null ? [] : [alt]),
      ...runs.flatMap(({ formats: { link } }) => (typeof link === 'string' ? [link] : [])),
    ])
    .join('\n')

export const wordsOf = (update: Uint8Array): number => wordsIn(plainOf(blocksOf(update)))

/** Which address of a copy stands for which of the text. */
export function originalsOf(copy: Uint8Array, snapshot: Uint8Array): ReadonlyMap<string, string> {
  const [theirs, ours] = [blocksOf(copy), blocksOf(snapshot)]
  return new Map(
    theirs.flatMap(({ src }, at) => {
      const original = ours[at]?.src ?? null
      return src === null || original === null ? [] : [[src, original] as const]
    }),
  )
}

/** A picture that a reviewer has put into a copy, in the article too, under an address of its own. */
export async function imageInto(
  records: Pick<Records, 'image' | 'addImage'>,
  random: RandomBytes,
  src: string,
  article: ArticleId,
): Promise<string | null> {
  const id = IMAGE_ADDRESS.exec(src)?.[1]
  const found = id === undefined ? null : await records.image(id)
  if (found === null) return null
  const { bytes, ...row } = found
  const made = { ...row, id: randomToken(random, IMAGE_ID_LENGTH), article }
  await records.addImage(made, bytes)
  return addressOf(made.id)
}

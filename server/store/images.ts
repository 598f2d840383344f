/** What the store keeps of a picture beside its bytes. */

import type { ArticleId } from '../../shared/ids.ts'

export type ImageRow = {
  /** The random part of its address. */
  readonly id: string
  readonly article: ArticleId
  /** SHA-256 of the bytes, hex: equal images are kept once. */
  readonly hash: string
  readonly type: string
  readonly width: number
  readonly height: number
}

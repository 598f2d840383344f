/** The formats in which an article leaves as text. */

import type { Block } from '../../shared/article/projection.ts'
import { toHtml } from './html.ts'
import { toMarkdown } from './markdown.ts'
import { toText } from './text.ts'

export const FORMATS = ['json', 'text', 'html', 'markdown'] as const
export type Format = (typeof FORMATS)[number]

const WRITERS: Record<Format, (blocks: readonly Block[]) => string> = {
  json: (blocks) => JSON.stringify({ blocks }, null, 2),
  text: toText,
  html: toHtml,
  markdown: toMarkdown,
}

export const render = (blocks: readonly Block[], format: Format): string => WRITERS[format](blocks)

/** The text that pasted words make. */

import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { cleanString } from '../../shared/article/formats.ts'
import type { Block } from '../../shared/article/projection.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { titleUnitsMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'

export type Pasted = { readonly title: string; readonly update: Uint8Array }

/** The first line is the headline, each further one a paragraph; lines without words are none. Throws `invalid` where all are. */
export function pastedText(text: string): Pasted {
  const lines = text.split(/\r\n?|[\n\u2028\u2029]/).flatMap((line) => cleanString(line).trim() || [])
  const blocks = lines.map(
    (line, at): Block => ({
      ...BLOCK_DEFAULTS,
      kind: at === 0 ? 'headline' : 'p',
      runs: [{ text: line, formats: {} }],
    }),
  )
  if (blocks.length === 0) throw new Refused('invalid', 'There are no words in it.')
  const title = [...(lines[0] ?? '')].slice(0, titleUnitsMax / 2).join('')
  return { title, update: newArticleUpdate(blocks) }
}

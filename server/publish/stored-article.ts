/** An article's doc as the log holds it, for who reads beside a running server and must not take the room's lease. */

import * as Y from 'yjs'
import { openDoc } from '../../shared/article/layout.ts'
import type { ArticleId } from '../../shared/ids.ts'
import type { ArticleLog, LogRow } from '../store/store.ts'

const PAGE_ROWS = 1_000

/** Every row of the log, oldest first, read in pages. */
export async function* logRows(log: ArticleLog, article: ArticleId): AsyncGenerator<LogRow> {
  for (let after = 0; ; ) {
    const rows = await log.read(article, after, PAGE_ROWS)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.seq
  }
}

/** What `read` makes of the doc; `null`: no such article. */
export async function readStored<T>(
  log: ArticleLog,
  article: ArticleId,
  read: (doc: Y.Doc) => T,
): Promise<T | null> {
  const doc = openDoc()
  try {
    let rows = 0
    for await (const { update } of logRows(log, article)) {
      Y.applyUpdate(doc, update)
      rows += 1
    }
    return rows === 0 ? null : read(doc)
  } finally {
    doc.destroy()
  }
}

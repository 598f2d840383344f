/** The words of one person in an article, as they stand there now: found by the client ids that the log says were theirs. */

import * as Y from 'yjs'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { type ArticleId, type ClientId, isClientId, type PersonId } from '../../shared/ids.ts'
import type { ArticleLog } from '../store/store.ts'
import { logRows } from './stored-article.ts'

/** Each run of words, in the order of the article. */
export async function ownWords(
  log: ArticleLog,
  article: ArticleId,
  person: PersonId,
): Promise<readonly string[]> {
  const doc = openDoc()
  const clients = new Set<ClientId>()
  try {
    for await (const row of logRows(log, article)) {
      Y.applyUpdate(doc, row.update)
      if (row.person !== person) continue
      // What the server adds to somebody's update is in their row too.
      for (const client of Y.parseUpdateMeta(row.update).to.keys())
        if (isClientId(client)) clients.add(client)
    }
    return runsOf(articleText(doc), clients)
  } finally {
    doc.destroy()
  }
}

function runsOf(text: Y.Text, clients: ReadonlySet<ClientId>): string[] {
  const runs: string[] = []
  let before: Y.Item | null = null
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    const isOwn = clients.has(item.id.client) && item.content instanceof Y.ContentString
    if (isOwn && item.content instanceof Y.ContentString) {
      if (before === null) runs.push(item.content.str)
      else runs.push(`${runs.pop() ?? ''}${item.content.str}`)
    }
    before = isOwn ? item : null
  }
  return runs
}

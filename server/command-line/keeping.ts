/** `galley backup`, `restore`, `verify`: the store as a whole. */

import { resolve } from 'node:path'
import * as Y from 'yjs'
import { openDoc } from '../../shared/article/layout.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Config } from '../config.ts'
import { sqliteFile } from '../open-store.ts'
import { backupSqlite, restoreSqlite } from '../store/keeping.ts'
import { type Inspect, verifyStore } from '../store/verify.ts'
import { type Command, wordAt } from './command.ts'

const backup: Command = {
  name: 'backup',
  usage: 'FILE',
  does: 'Writes everything to one new file, as it is at one moment, also while the server runs (SQLite).',
  words: ['FILE'],
  options: {},
  needs: 'files',
  async run(config, given) {
    const to = resolve(wordAt(given, 0))
    backupSqlite({ file: fileOf(config, 'pg_dump'), to })
    return { text: `Everything is in ${to}.`, json: { file: to } }
  },
}

const restore: Command = {
  name: 'restore',
  usage: 'FILE',
  does: 'Puts a backup in the place of the store, which stays beside it. Refuses while a server runs (SQLite).',
  words: ['FILE'],
  options: {},
  needs: 'files',
  async run(config, given) {
    const from = resolve(wordAt(given, 0))
    const file = fileOf(config, 'pg_restore')
    restoreSqlite({ from, file })
    return { text: `The store is that of ${from} now.`, json: { file } }
  },
}

const verify: Command = {
  name: 'verify',
  usage: '',
  does: 'Looks through the whole store, and opens every article, for what contradicts itself.',
  words: [],
  options: {},
  needs: 'store',
  async run({ store, accounts }) {
    const findings = await verifyStore(store, inspectArticle)
    if (findings.length > 0) throw new Refused('conflict', findings.join(' '))
    const articles = (await store.records.allArticles()).length
    // All is well with nothing, too: the wrong folder must not look like a good backup.
    if (articles === 0 && (await accounts.list()).length === 0)
      throw new Refused('not-found', 'Nobody and no article is in this store. Is it the right one?')
    const found = articles === 1 ? 'one article' : `${articles} articles`
    return { text: `All is well: ${found} looked through.`, json: { articles, findings } }
  },
}

export const keepingCommands: readonly Command[] = [backup, restore, verify]

/** Whether the bytes make an article: nothing missing in between, and something to read. */
const inspectArticle: Inspect = (article, checkpoint, rows) => {
  const doc = openDoc()
  try {
    if (checkpoint) Y.applyUpdate(doc, checkpoint.update)
    for (const { update } of rows) Y.applyUpdate(doc, update)
    if (doc.store.pendingStructs || doc.store.pendingDs)
      return `Article ${article} has a change that builds on a missing one.`
    return projectArticle(doc, 'base').length === 0 ? `Article ${article} holds nothing.` : null
  } catch (error) {
    return `Article ${article} cannot be read: ${error instanceof Error ? error.message : error}.`
  } finally {
    doc.destroy()
  }
}

function fileOf(config: Config, tool: string): string {
  if (config.databaseUrl === null) return sqliteFile(config)
  throw new Refused('invalid', `A PostgreSQL database is backed up with its own tools: use ${tool}.`)
}

/** `galley backup`, `restore`, `verify`: the store as a whole. */

import { resolve } from 'node:path'
import { Refused } from '../../shared/refusals.ts'
import type { Config } from '../config.ts'
import { sqliteFile } from '../open-store.ts'
import { backupSqlite, restoreSqlite } from '../store/keeping.ts'
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

export const keepingCommands: readonly Command[] = [backup, restore]

function fileOf(config: Config, tool: string): string {
  if (config.databaseUrl === null) return sqliteFile(config)
  throw new Refused('invalid', `A PostgreSQL database is backed up with its own tools: use ${tool}.`)
}

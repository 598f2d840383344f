/** The store on SQLite: one file, one writer's thread. */

import { Kysely } from 'kysely'
import type { Clock } from '../clock.ts'
import { migrate } from './migrations/migrate.ts'
import { noteStatements, type StatementsOf } from './note-statements.ts'
import { createRecords } from './records.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { packAppends, unpackResults } from './sqlite-packing.ts'
import { SqliteThread } from './sqlite-thread.ts'
import type { ArticleLog, Store } from './store.ts'
import type { Tables } from './tables.ts'

export type SqliteOptions = {
  readonly file: string
  readonly clock: Clock
  /** This process serves the file: no second one may, and `restore` refuses meanwhile. False for the command line. */
  readonly serve?: boolean
}

/** How long to wait for the transaction of another process, the command line's, before giving up. */
const busyMs = 5_000

/** Opens the file, making it when there is none. Rejects, in words, when it cannot be trusted or is of a newer Galley. */
export async function openSqliteStore({ file, clock, serve = false }: SqliteOptions): Promise<Store> {
  const thread = await SqliteThread.start({ file, serve, busyMs }, clock)
  const kysely = new Kysely<Tables>({ dialect: sqliteDialect(thread) })
  try {
    await migrate(kysely, 'sqlite')
  } catch (error) {
    await thread.close()
    throw error
  }
  return {
    log: sqliteLog(thread, noteStatements(kysely)),
    records: createRecords(kysely),
    database: { kysely: kysely as unknown as Kysely<unknown>, type: 'sqlite' },
    async probe() {
      await thread.command('probe', {})
    },
    scrub: () => thread.scrub(),
    close: () => thread.close(),
  }
}

const sqliteLog = (thread: SqliteThread, statementsOf: StatementsOf): ArticleLog => ({
  open: (article) => thread.command('open', { article }),
  append: async (batch) =>
    unpackResults(await thread.command('append', { packed: packAppends(batch, statementsOf) })),
  checkpoint: (article, epoch, { seq, update }) =>
    // Bytes that are all of their buffer: sent to another thread, a view takes the whole buffer with it.
    thread.command('checkpoint', { article, epoch, checkpoint: { seq, update: new Uint8Array(update) } }),
  async reserve(article, person, clients) {
    await thread.command('reserve', { article, person, clients })
  },
  async giveBack(article, person, clients) {
    await thread.command('giveBack', { article, person, clients })
  },
  read: (article, afterSeq, limit) => thread.command('read', { article, afterSeq, limit }),
})

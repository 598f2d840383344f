/** The store on PostgreSQL: one database, a pool of connections. */

import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import { migrate } from './migrations/migrate.ts'
import { noteStatements } from './note-statements.ts'
import { postgresLog } from './postgres-log.ts'
import { assertDurable, PostgresPool } from './postgres-pool.ts'
import { createRecords } from './records.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export type PostgresOptions = {
  /** `postgres://user:password@host:port/database` */
  readonly url: string
}

/** Opens the database, which must exist. Rejects, in words, when it cannot be trusted or is of a newer Galley. */
export async function openPostgresStore({ url }: PostgresOptions): Promise<Store> {
  const pool = new PostgresPool(url)
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: {
        connect: async () => (await pool.connect()) as unknown as PostgresPoolClient,
        end: () => pool.end(),
      },
    }),
  })
  try {
    await assertDurable(pool)
    await migrate(kysely, 'postgres')
  } catch (error) {
    await pool.end()
    throw error
  }
  return {
    log: postgresLog(pool, noteStatements(kysely)),
    records: createRecords(kysely),
    database: { kysely: kysely as unknown as Kysely<unknown>, type: 'postgres' },
    async probe() {
      await kysely
        .updateTable('change_counter')
        .set((columns) => ({ seq: columns('seq', '+', 1) }))
        .execute()
    },
    async scrub() {
      // Written anew, each table without its deleted rows; outside any transaction.
      const connection = await pool.connect()
      try {
        const there = await connection.query('select tablename from pg_tables where tablename = any($1)', [
          NAMING,
        ])
        for (const { tablename } of there.rows) await connection.query(`vacuum full "${tablename}"`)
      } finally {
        connection.release()
      }
    },
    close: () => pool.end(),
  }
}

/** The tables that say who somebody is. */
const NAMING = [
  'user',
  'session',
  'account',
  'members',
  'people',
  'access_tokens',
  'invites',
  'thread_reads',
  'class_students',
  'review_sample_answers',
]

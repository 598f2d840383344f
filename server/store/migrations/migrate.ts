/** Brings a database to the version this program knows, when a store opens; refuses one from a newer program. */

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import { articles } from './0001-articles.ts'
import { logByRow } from './0002-log-by-row.ts'
import { sharing } from './0003-sharing.ts'
import { audit } from './0004-audit.ts'
import { decisions } from './0005-decisions.ts'
import { threads } from './0006-threads.ts'
import { notices } from './0007-notices.ts'
import { reopening } from './0008-reopening.ts'
import { classes } from './0009-classes.ts'
import { reviews } from './0010-reviews.ts'
import { samples } from './0011-samples.ts'
import { lateChanges } from './0012-late-changes.ts'
import { reviewPens } from './0013-review-pens.ts'
import { erasedPersons } from './0014-erased-persons.ts'
import { resumedSessions } from './0015-resumed-sessions.ts'
import type { Dialect, Migration } from './migration.ts'

/** In order; a migration that has been released never changes. */
const MIGRATIONS: readonly Migration[] = [
  articles,
  logByRow,
  sharing,
  audit,
  decisions,
  threads,
  notices,
  reopening,
  classes,
  reviews,
  samples,
  lateChanges,
  reviewPens,
  erasedPersons,
  resumedSessions,
]

/** Any number that no other program on the same PostgreSQL is likely to lock. */
const ADVISORY_LOCK = 0x67616c6c

export async function migrate(
  database: Kysely<Tables>,
  dialect: Dialect,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    if (dialect === 'postgres') await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`.execute(transaction)
    await transaction.schema
      .createTable('schema_version')
      .ifNotExists()
      .addColumn('version', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .execute()
    const version = await versionOf(transaction)
    if (version > migrations.length)
      throw new Error(
        `The database has version ${version}, but this program knows only ${migrations.length}. ` +
          'It was last used by a newer Galley: start that one, or restore a backup made before.',
      )
    for (const [index, migration] of [...migrations.entries()].slice(version)) {
      await migration.up(transaction, dialect)
      await transaction
        .insertInto('schema_version')
        .values({ version: index + 1, name: migration.name })
        .execute()
    }
  })
}

async function versionOf(database: Kysely<Tables>): Promise<number> {
  const rows = await database.selectFrom('schema_version').select('version').execute()
  return Math.max(0, ...rows.map(({ version }) => version))
}

/** A database made by an earlier version keeps everything when a newer one opens it. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { backupSqlite, restoreSqlite } from '../../server/store/keeping.ts'
import { articles } from '../../server/store/migrations/0001-articles.ts'
import { logByRow } from '../../server/store/migrations/0002-log-by-row.ts'
import { sharing } from '../../server/store/migrations/0003-sharing.ts'
import { audit } from '../../server/store/migrations/0004-audit.ts'
import { decisions } from '../../server/store/migrations/0005-decisions.ts'
import { threads } from '../../server/store/migrations/0006-threads.ts'
import { notices } from '../../server/store/migrations/0007-notices.ts'
import { reopening } from '../../server/store/migrations/0008-reopening.ts'
import { migrate } from '../../server/store/migrations/migrate.ts'
import type { Migration } from '../../server/store/migrations/migration.ts'
import { createRecords } from '../../server/store/records.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { sqliteDialect } from '../../server/store/sqlite-dialect.ts'
import { SqliteThread } from '../../server/store/sqlite-thread.ts'
import type { Tables } from '../../server/store/tables.ts'
import { verifyStore } from '../../server/store/verify.ts'
import { account, append, article, bytes, openEpoch, person } from './lab.ts'

it('SQLite, version 1: the log has the same rows and goes on behind them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'galley-migrations-'))
  const file = join(folder, 'galley.sqlite')
  const thread = await SqliteThread.start({ file, serve: false, busyMs: 1_000 }, systemClock)
  const old = new Kysely<Tables>({ dialect: sqliteDialect(thread) })
  await migrate(old, 'sqlite', [articles])
  const id = article(1)
  const [big, small] = [bytes(0, 14_000), bytes(1)]
  await createRecords(old).createArticle({ id, title: 'Old', at: 1 }, account('owner'), big)
  await createRecords(old).personOf(id, account('ann'), person('ann'))
  await old
    .insertInto('log')
    .values({ article: id, seq: 2, person: person('ann'), at: 2, bytes: small })
    .execute()
  await thread.close()

  const store = await openSqliteStore({ file, clock: systemClock })
  const epoch = await openEpoch(store, id)
  expect(await store.log.append([append(id, epoch, bytes(2))])).toEqual([{ kind: 'stored', seq: 3 }])
  const rows = await store.log.read(id, 0, 10)
  expect(rows.map(({ seq, update }) => [seq, update])).toEqual([
    [1, big],
    [2, small],
    [3, bytes(2)],
  ])
  expect(await verifyStore(store)).toEqual([])
  const twice = sql`insert into log select * from log where seq = 2`.execute(store.database!.kysely)
  await expect(twice).rejects.toThrow('UNIQUE')
  await store.close()
  rmSync(folder, { recursive: true })
})

/** The program of that version opens the file; `use` is what it does there. */
async function withProgram(
  file: string,
  version: readonly Migration[],
  use: (database: Kysely<Tables>) => Promise<unknown> = async () => {},
) {
  const thread = await SqliteThread.start({ file, serve: false, busyMs: 1_000 }, systemClock)
  try {
    const database = new Kysely<Tables>({ dialect: sqliteDialect(thread) })
    await migrate(database, 'sqlite', version)
    await use(database)
  } finally {
    await thread.close()
  }
}

const VERSIONS = [articles, logByRow, sharing, audit, decisions, threads, notices, reopening]

it.each(VERSIONS.map((_, index) => index + 1))(
  'a database of version %i is brought up to date, refused by its own program from then on, and had back from a backup',
  async (count) => {
    const version = VERSIONS.slice(0, count)
    const folder = mkdtempSync(join(tmpdir(), 'galley-upgrade-'))
    const [file, before] = [join(folder, 'galley.sqlite'), join(folder, 'before.sqlite')]
    const id = article(1)
    await withProgram(file, version, (database) =>
      createRecords(database).createArticle({ id, title: 'Old', at: 1 }, account('owner'), bytes(0)),
    )
    backupSqlite({ file, to: before })

    const store = await openSqliteStore({ file, clock: systemClock })
    const words = async () => (await store.log.read(id, 0, 10)).map(({ update }) => update)
    expect(await words()).toEqual([bytes(0)])
    expect(await store.records.roleOf(id, account('owner'))).toBe('owner')
    // What the newer tables are for is there, too.
    await store.records.createVersion(id, { id: 'v1', name: 'Filed', at: 5, by: account('owner') })
    expect(await verifyStore(store)).toEqual([])
    await store.close()

    await expect(withProgram(file, version)).rejects.toThrow(`this program knows only ${count}`)
    restoreSqlite({ from: before, file })
    await withProgram(file, version, async (database) => {
      expect(await createRecords(database).article(id)).toMatchObject({ title: 'Old' })
    })
    rmSync(folder, { recursive: true })
  },
)

it('decisions of version 7 are kept, and that one was taken back is part of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'galley-decisions-'))
  const file = join(folder, 'galley.sqlite')
  const id = article(1)
  await withProgram(file, VERSIONS.slice(0, 7), async (database) => {
    await createRecords(database).createArticle({ id, title: 'Old', at: 1 }, account('owner'), bytes(0))
    for (const [index, [verb, suggestion]] of (
      [
        ['accept', 'i5.0'],
        ['reject', 'r7.1'],
        ['reopen', 'i5.0'],
        ['reject', 'i5.0'],
      ] as const
    ).entries()) {
      const row = {
        article: id,
        number: index + 1,
        suggestion,
        verb,
        person: person(verb),
        at: index,
        reason: 'why',
      }
      await sql`insert into decisions ${sql.raw(`(${Object.keys(row).join()})`)} values (${sql.join(Object.values(row))})`.execute(
        database,
      )
    }
  })
  const store = await openSqliteStore({ file, clock: systemClock })
  const kept = { person: null, text: '', change: null }
  const row = { reason: 'why', count: 1, reopened: null, isKept: false }
  expect(await store.records.decisionsBefore(id, null, 9)).toEqual([
    {
      ...row,
      number: 4,
      verb: 'reject',
      person: person('reject'),
      at: 3,
      parts: [{ suggestion: 'i5.0', kind: 'insertion', ...kept }],
    },
    {
      ...row,
      number: 2,
      verb: 'reject',
      person: person('reject'),
      at: 1,
      parts: [{ suggestion: 'r7.1', kind: 'deletion', ...kept }],
    },
    {
      ...row,
      number: 1,
      verb: 'accept',
      person: person('accept'),
      at: 0,
      parts: [{ suggestion: 'i5.0', kind: 'insertion', ...kept }],
      reopened: { person: person('reopen'), at: 2 },
    },
  ])
  expect(await store.records.lastDecisionAbout(id, ['i5.0'])).toMatchObject({ number: 4 })
  expect(await verifyStore(store)).toEqual([])
  await store.close()
  rmSync(folder, { recursive: true })
})

/** A database made by an earlier version keeps everything when a newer one opens it. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { articles } from '../../server/store/migrations/0001-articles.ts'
import { migrate } from '../../server/store/migrations/migrate.ts'
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

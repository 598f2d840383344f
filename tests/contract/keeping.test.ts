/** Backup, restore and verify. */

import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { backupSqlite, restoreSqlite } from '../../server/store/keeping.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import type { Store } from '../../server/store/store.ts'
import { verifyStore } from '../../server/store/verify.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { account, append, article, bytes, openEpoch, person, withArticle } from './lab.ts'

let folder: string
let file: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'galley-keeping-'))
  file = join(folder, 'galley.sqlite')
  store = await openSqliteStore({ file, clock: systemClock, serve: true })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const open = (path: string) => openSqliteStore({ file: path, clock: systemClock })

describe('a backup', () => {
  it('taken while the server writes holds a beginning of the log that ends no earlier than what was stored before', async () => {
    const id = await withArticle(store)
    const epoch = await openEpoch(store, id)
    await store.records.personOf(id, account('ann'), person('ann'))
    for (let n = 1; n <= 50; n++) await store.log.append([append(id, epoch, bytes(n))])
    const writes = Array.from({ length: 200 }, (_, n) => store.log.append([append(id, epoch, bytes(51 + n))]))
    const to = join(folder, 'backup.sqlite')
    backupSqlite({ file, to })
    await Promise.all(writes)
    expect(statSync(to).mode & 0o777).toBe(0o600)
    const copy = await open(to)
    const rows = await copy.log.read(id, 0, 1_000)
    expect(rows.length).toBeGreaterThanOrEqual(51)
    expect(rows.map(({ update }) => update)).toEqual(rows.map((_, n) => bytes(n)))
    expect(await verifyStore(copy)).toEqual([])
    await copy.close()
  })

  it('never overwrites a file, and says when there is nothing to back up or nowhere to put it', () => {
    const to = join(folder, 'there')
    writeFileSync(to, 'precious')
    expect(() => backupSqlite({ file, to })).toThrow('is there already')
    expect(() => backupSqlite({ file: join(folder, 'none'), to: join(folder, 'new') })).toThrow(
      'There is no database',
    )
    expect(() => backupSqlite({ file, to: join(folder, 'nowhere', 'new') })).toThrow(
      `There is no folder ${join(folder, 'nowhere')}.`,
    )
  })
})

describe('a restore', () => {
  it('brings back what was backed up and keeps what was there beside it', async () => {
    await withArticle(store, 1)
    const to = join(folder, 'backup.sqlite')
    backupSqlite({ file, to })
    await withArticle(store, 2)
    await store.close()
    restoreSqlite({ from: to, file })
    store = await open(file)
    expect((await store.records.allArticles()).map(({ id }) => id)).toEqual([article(1)])
    const before = await open(`${file}.replaced`)
    expect(await before.records.allArticles()).toHaveLength(2)
    await before.close()
  })

  it('makes the folder on a machine that has none yet', async () => {
    await withArticle(store, 1)
    const to = join(folder, 'backup.sqlite')
    backupSqlite({ file, to })
    const elsewhere = join(folder, 'new', 'machine', 'galley.sqlite')
    restoreSqlite({ from: to, file: elsewhere })
    const restored = await open(elsewhere)
    expect((await restored.records.allArticles()).map(({ id }) => id)).toEqual([article(1)])
    await restored.close()
  })

  it('refuses while a server runs or another program uses the store, and changes nothing', async () => {
    await withArticle(store, 1)
    const to = join(folder, 'backup.sqlite')
    backupSqlite({ file, to })
    await withArticle(store, 2)
    expect(() => restoreSqlite({ from: to, file })).toThrow('A Galley server is running')
    await store.close()
    store = await open(file)
    expect(() => restoreSqlite({ from: to, file })).toThrow('Another program is using')
    expect(await store.records.allArticles()).toHaveLength(2)
    expect(existsSync(`${file}.restoring`)).toBe(false)
  })

  it('refuses what is not a whole backup', async () => {
    await store.close()
    const from = join(folder, 'other')
    writeFileSync(from, 'not a database at all')
    expect(() => restoreSqlite({ from, file })).toThrow(`${from} is not a backup of Galley`)
    expect(() => restoreSqlite({ from: join(folder, 'none'), file })).toThrow('There is no backup')
    store = await open(file)
  })
})

async function fill(store: Store) {
  const id = await withArticle(store)
  const epoch = await openEpoch(store, id)
  const ann = await store.records.personOf(id, account('ann'), person('ann'))
  await store.log.reserve(id, ann, [2000])
  await store.log.append([1, 2, 3].map((n) => append(id, epoch, bytes(n), { person: ann })))
  await store.log.checkpoint(id, epoch, { seq: 2, update: bytes(9) })
  await store.records.createVersion(id, { id: 'v1', name: 'Filed', at: 5, by: account('owner') })
  for (const thread of ['t1', 't2'])
    await store.records.changeThread(id, thread, { account: account('ann'), proposed: ann }, () => ({
      thread: { by: ann, at: 1, anchor: null, status: 'open', assignee: null, removed: false },
      added: [{ id: `${thread}-1`, kind: 'comment', by: ann, at: 1, body: 'Said', assignee: null }],
    }))
  const hash = createHash('sha256').update(bytes(5)).digest('hex')
  await store.records.addImage(
    { id: 'p1', article: id, hash, type: 'image/png', width: 1, height: 1 },
    bytes(5),
  )
  return hash
}

const damages: readonly (readonly [string, string, string])[] = [
  ['a row of the log that is gone', 'delete from log where seq = 3', 'has 3 rows from 1 to 4'],
  ['a checkpoint beyond the log', 'update checkpoints set seq = 7', 'stands for row 7, which is not there'],
  [
    'a version beyond the log',
    'update versions set seq = 7',
    'The version “Filed” of article article000000001 stands for row 7',
  ],
  ['a client of nobody', "update clients set person = 'x'", 'Client 2000'],
  ['an author who is nobody', "update log set person = 'x' where seq = 2", 'x, who wrote in'],
  ['a revision that was lost', 'update thread_revisions set rev = 1', 'Thread t2 of article'],
  ['a body that was deleted', "update thread_entries set deleted_by = by where id = 't1-1'", 'Thread t1 of'],
  ['a thread without entries', "delete from thread_entries where thread = 't2'", 'has no entry'],
  ['an article without an owner', 'delete from members', 'has no owner'],
  ['an image with other bytes', "update image_bytes set bytes = 'xx'", 'has other bytes'],
]

describe.each(['sqlite', 'postgres'])('verify on %s', (kind) => {
  it('finds nothing in a store that is well, and each damage in one that is not', async () => {
    const database = kind === 'postgres' ? await createTestDatabase() : null
    const looked = database ? await openPostgresStore({ url: database.url }) : store
    try {
      await fill(looked)
      const seen: unknown[] = []
      const inspect = (...of: unknown[]) => {
        seen.push(of)
        return null
      }
      expect(await verifyStore(looked, inspect)).toEqual([])
      expect(seen).toMatchObject([[article(1), { seq: 2 }, [{ seq: 3 }, { seq: 4 }]]])
      expect(await verifyStore(looked, () => 'unreadable.')).toEqual([`Article ${article(1)}: unreadable.`])
      for (const [, damage, finding] of damages) {
        await sql.raw(damage).execute(looked.database!.kysely)
        expect((await verifyStore(looked)).join('\n')).toContain(finding)
      }
    } finally {
      if (database) await looked.close()
      await database?.drop()
    }
  })
})

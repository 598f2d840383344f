/** Transactions through `database.kysely` on SQLite: what accounts do there is not mixed with what rooms do. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { type Store, StoreFailed } from '../../server/store/store.ts'
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts'
import { append, bytes, openEpoch, withArticle } from './lab.ts'

type Notes = { notes: { id: number; text: string | null; at: number } }

let folder: string
let clock: FakeClock
let store: Store
let notes: Kysely<Notes>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'galley-transactions-'))
  clock = createFakeClock()
  store = await openSqliteStore({ file: join(folder, 'galley.sqlite'), clock })
  notes = store.database!.kysely as unknown as Kysely<Notes>
  await sql`create table notes (id integer primary key, text text, at integer)`.execute(notes)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const note = (id: number) => ({ id, text: `note ${id}`, at: 1_763_900_000_000 })

it('an append asked for during a transaction happens after it, and is not undone with it', async () => {
  const id = await withArticle(store)
  const epoch = await openEpoch(store, id)
  let appended: Promise<unknown> | undefined
  const transaction = notes.transaction().execute(async (within) => {
    await within.insertInto('notes').values(note(1)).execute()
    appended = store.log.append([append(id, epoch, bytes(1))])
    await within.insertInto('notes').values(note(2)).execute()
    throw new Error('taken back')
  })
  await expect(transaction).rejects.toThrow('taken back')
  expect(await appended).toEqual([{ kind: 'stored', seq: 2 }])
  expect(await notes.selectFrom('notes').selectAll().execute()).toEqual([])
})

it('a transaction sees its own writes, and nobody else does before its end', async () => {
  await notes.transaction().execute(async (within) => {
    await within.insertInto('notes').values(note(1)).execute()
    expect(await within.selectFrom('notes').selectAll().execute()).toEqual([note(1)])
    expect(await notes.selectFrom('notes').selectAll().execute()).toEqual([])
  })
  expect(await notes.selectFrom('notes').selectAll().execute()).toEqual([note(1)])
})

it('two transactions run one after the other', async () => {
  const steps: string[] = []
  const count = (name: string) =>
    notes.transaction().execute(async (within) => {
      steps.push(`${name} begins`)
      const rows = await within.selectFrom('notes').selectAll().execute()
      await within
        .insertInto('notes')
        .values(note(rows.length + 1))
        .execute()
      steps.push(`${name} ends`)
    })
  await Promise.all(['a', 'b', 'c'].map(count))
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  expect(await notes.selectFrom('notes').selectAll().execute()).toHaveLength(3)
})

it('a transaction that waits for what waits for it is taken back after ten seconds, and the others go on', async () => {
  const stuck = notes.transaction().execute(async (within) => {
    await within.insertInto('notes').values(note(1)).execute()
    // Outside the transaction, so behind it: without a limit both would wait for ever.
    const outside = notes.insertInto('notes').values(note(2)).execute()
    clock.advance(10_001)
    await outside
    await within.insertInto('notes').values(note(3)).execute()
  })
  await expect(stuck).rejects.toBeInstanceOf(StoreFailed)
  expect(await notes.selectFrom('notes').select('id').execute()).toEqual([{ id: 2 }])
})

it('a statement that breaks a rule fails alone, with the code of SQLite', async () => {
  await notes.insertInto('notes').values(note(1)).execute()
  const wrong = notes.insertInto('notes').values(note(1)).execute()
  const right = notes.insertInto('notes').values(note(2)).execute()
  await expect(wrong).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
  await right
})

it('values arrive as SQLite knows them, and what it does not know is refused before it gets there', async () => {
  const of = (value: unknown) =>
    sql<{ value: unknown }>`select ${value} as value`.execute(notes).then(({ rows }) => rows[0]?.value)
  expect(await of(true)).toBe(1)
  expect(await of(undefined)).toBeNull()
  expect(await of(new Date(0))).toBe('1970-01-01T00:00:00.000Z')
  expect(await of(Buffer.from([1, 2]))).toEqual(Uint8Array.of(1, 2))
  await expect(of({ plain: 'object' })).rejects.toThrow('no value for object')
})

/** Start checks: a database that could lose what is called saved stops the start, in words. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { makeDurable } from '../../server/store/sqlite-open.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

const folder = mkdtempSync(join(tmpdir(), 'galley-start-'))
const file = join(folder, 'galley.sqlite')
const open = (path: string, serve = false) => openSqliteStore({ file: path, clock: systemClock, serve })
afterAll(() => rmSync(folder, { recursive: true }))

describe('SQLite', () => {
  it('is set to the write-ahead log and to sync every commit, and says so when asked', async () => {
    const connection = new Database(file)
    makeDurable(connection, file)
    expect(connection.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(connection.pragma('synchronous')).toEqual([{ synchronous: 2 }])
    connection.close()
  })

  // A stand-in that takes an order and does not carry it out.
  const disobedient = (pragma: string, value: string | number) => ({
    pragma: (source: string) =>
      source.includes(pragma)
        ? [{ [pragma]: value }]
        : [{ value: source === 'journal_mode' ? 'wal' : source === 'synchronous' ? 2 : 1 }],
    close() {},
  })
  it.each([
    ['journal_mode', 'delete', 'journal_mode is delete where WAL (wal) is needed'],
    ['synchronous', 0, 'synchronous is 0 where FULL (2) is needed'],
    ['synchronous', 1, 'synchronous is 1 where FULL (2) is needed'],
    ['foreign_keys', 0, 'foreign_keys is 0 where ON (1) is needed'],
  ])('that keeps %s at %s stops the start', (pragma, value, words) => {
    expect(() => makeDurable(disobedient(pragma, value), file)).toThrow(words)
  })

  it('in memory stops the start', async () => {
    await expect(open(':memory:')).rejects.toThrow('journal_mode is memory')
  })

  it('of a newer Galley stops the start, and is not changed', async () => {
    const newer = join(folder, 'newer.sqlite')
    await (await open(newer)).close()
    const connection = new Database(newer)
    connection.exec("insert into schema_version values (99, 'later')")
    connection.close()
    await expect(open(newer)).rejects.toThrow('last used by a newer Galley')
  })

  it('is served by one process at a time, and used by the command line beside it', async () => {
    const served = await open(file, true)
    await expect(open(file, true)).rejects.toThrow('A Galley server is running')
    await (await open(file)).close()
    await served.close()
    await (await open(file, true)).close()
  })

  it('that is not a database stops the start', async () => {
    await expect(open(import.meta.filename ?? __filename)).rejects.toThrow('not a database')
  })
})

describe('PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  it('that commits without waiting for its disk stops the start', async () => {
    await database.administer(`alter database ${database.name} set synchronous_commit = off`)
    await expect(openPostgresStore({ url: database.url })).rejects.toThrow('synchronous_commit is off')
    await database.administer(`alter database ${database.name} reset synchronous_commit`)
    await (await openPostgresStore({ url: database.url })).close()
  })

  it('that is not there stops the start', async () => {
    await expect(openPostgresStore({ url: 'postgres://127.0.0.1:9/none' })).rejects.toThrow(
      'cannot be reached',
    )
  })
})

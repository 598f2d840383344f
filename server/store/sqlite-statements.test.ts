import Database from 'libsql'
import { beforeEach, expect, test } from 'vitest'
import { Statements } from './sqlite-statements.ts'

let database: Database.Database
let statements: Statements
beforeEach(() => {
  database = new Database(':memory:')
  database.exec('create table words (word text unique, bytes blob)')
  statements = new Statements(database)
})

const insert = (word: string, bytes: Uint8Array | null = null) => ({
  sql: 'insert into words values (?, ?)',
  values: [word, bytes],
})
const run = (asked: ReturnType<typeof insert>) => statements.prepare(asked).run(asked.values)
const numbered = (n: number) => ({ sql: `select ${n}`, values: [] })

test('the same text is prepared once, also where it failed in between and where the table has changed', () => {
  const first = statements.prepare(insert('a'))
  run(insert('a'))
  expect(() => run(insert('a'))).toThrow()
  run(insert('b'))
  const all = { sql: 'select * from words order by word', values: [] }
  expect(statements.prepare(all).all([])).toEqual([
    { word: 'a', bytes: null },
    { word: 'b', bytes: null },
  ])
  database.exec('alter table words add column more text')
  expect(Object.keys(statements.prepare(all).all([])[0] as object)).toEqual(['word', 'bytes', 'more'])
  expect(statements.prepare(insert('c'))).toBe(first)
})

test('those used last are kept, and no more than 200', () => {
  const [first, second] = [statements.prepare(numbered(0)), statements.prepare(numbered(1))]
  for (let n = 2; n < 200; n++) statements.prepare(numbered(n))
  expect(statements.prepare(numbered(0))).toBe(first)
  statements.prepare(numbered(200))
  expect(statements.prepare(numbered(0))).toBe(first)
  expect(statements.prepare(numbered(1))).not.toBe(second)
})

test('a long text is not kept, and none with what is large in it', () => {
  const long = { sql: `select 1 where 1 in (${Array.from({ length: 1_000 }, () => '?')})`, values: [] }
  expect(statements.prepare(long)).not.toBe(statements.prepare(long))
  const kept = statements.prepare(insert('a'))
  const picture = insert('b', new Uint8Array(100_000))
  expect(statements.prepare(picture)).not.toBe(kept)
  run(picture)
  expect(statements.prepare(insert('c'))).toBe(kept)
  expect(database.prepare('select length(bytes) as size from words').all([])).toEqual([{ size: 100_000 }])
})

/** Kysely over the writer's thread: single statements join its groups, transactions have it to themselves. */

import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { must } from '../../shared/assert.ts'
import type { SqlValue, Statement, StatementResult } from './sqlite-requests.ts'
import type { HeldWriter, SqliteThread } from './sqlite-thread.ts'

export const sqliteDialect = (thread: SqliteThread): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new ThreadDriver(thread),
  createIntrospector: (database) => new SqliteIntrospector(database),
  createQueryCompiler: () => new SqliteQueryCompiler(),
})

class ThreadDriver implements Driver {
  constructor(private readonly thread: SqliteThread) {}

  async init() {}
  async acquireConnection() {
    return new ThreadConnection(this.thread)
  }
  beginTransaction = (connection: DatabaseConnection) => threadOf(connection).begin()
  commitTransaction = (connection: DatabaseConnection) => threadOf(connection).end('commit')
  rollbackTransaction = (connection: DatabaseConnection) => threadOf(connection).end('rollback')
  async releaseConnection() {}
  async destroy() {}
}

const threadOf = (connection: DatabaseConnection) => connection as ThreadConnection

class ThreadConnection implements DatabaseConnection {
  #held: HeldWriter | null = null

  constructor(private readonly thread: SqliteThread) {}

  async begin() {
    const held = await this.thread.hold()
    try {
      await held.run({ sql: 'begin immediate', values: [] })
    } catch (error) {
      held.release()
      throw error
    }
    this.#held = held
  }

  async end(sql: 'commit' | 'rollback') {
    const held = must(this.#held, 'the transaction that ends')
    try {
      await held.run({ sql, values: [] })
    } catch (error) {
      // A commit that failed may have left the transaction open; one that SQLite ended by itself has nothing to roll back.
      if (sql === 'commit') await held.run({ sql: 'rollback', values: [] }).catch(() => {})
      throw error
    } finally {
      this.#held = null
      held.release()
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes, insertId } = await this.#run(query, {
      sql: query.sql,
      values: query.parameters.map(sqlValue),
    })
    return {
      rows: rows.map(withBytes) as R[],
      numAffectedRows: BigInt(changes),
      insertId: BigInt(insertId),
    }
  }

  // biome-ignore lint/correctness/useYield: nothing of Galley streams from SQLite.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Queries over the writer thread are not streamed.')
  }

  #run(query: CompiledQuery, statement: Statement): Promise<StatementResult> {
    if (this.#held !== null) return this.#held.run(statement)
    if (SelectQueryNode.is(query.query)) return this.thread.query(statement)
    return this.thread.command('statement', statement)
  }
}

/** libsql aborts the whole process on values it does not know, so nothing else may reach it. */
function sqlValue(value: unknown): SqlValue {
  switch (typeof value) {
    case 'undefined':
      return null
    case 'boolean':
      return value ? 1 : 0
    case 'string':
    case 'number':
    case 'bigint':
      return value
    case 'object':
      if (value === null) return null
      if (value instanceof Date) return value.toISOString()
      // A copy of the part that is meant: a view would be sent with all of the buffer behind it.
      if (value instanceof Uint8Array) return new Uint8Array(value)
      if (value instanceof ArrayBuffer) return new Uint8Array(value)
  }
  throw new TypeError(`SQLite has no value for ${typeof value}.`)
}

const withBytes = (row: Readonly<Record<string, unknown>>) => {
  for (const key in row) {
    const value = row[key]
    if (value instanceof ArrayBuffer) return { ...withoutBuffers(row) }
  }
  return row
}

const withoutBuffers = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      value instanceof ArrayBuffer ? new Uint8Array(value) : value,
    ]),
  )

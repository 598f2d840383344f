/** Prepared statements of one SQLite connection, each kept for the next time. */

import type Database from 'libsql'
import type { SqlValue, Statement } from './sqlite-requests.ts'

/** What requests ask is some hundred statements; lists of values make new ones now and then. */
const keptMax = 200
/** One of hundreds of values is rarely the same again, and takes up to a megabyte. */
const textMax = 2_000
/** What a statement was last given it keeps until it is given something else: a picture would stay. */
const valueBytesMax = 16 * 1024

/**
 * libsql frees a statement, some 4 KB, when the collector finds it, and the collector sees little reason to look: what was prepared anew for
 * each request took 36 MB more for 6,000 connections (github.com/tursodatabase/libsql-js/issues/153). SQLite prepares a kept one again by
 * itself when the tables have changed.
 */
export class Statements {
  readonly #database: Database.Database
  /** By their text, the latest used last. */
  readonly #kept = new Map<string, Database.Statement>()

  constructor(database: Database.Database) {
    this.#database = database
  }

  /** Ready to be given these values. */
  prepare({ sql, values }: Statement): Database.Statement {
    if (sql.length > textMax || values.some(isLarge)) return this.#database.prepare(sql)
    const statement = this.#kept.get(sql) ?? this.#database.prepare(sql)
    this.#kept.delete(sql)
    this.#kept.set(sql, statement)
    if (this.#kept.size > keptMax) {
      const [oldest] = this.#kept.keys()
      if (oldest !== undefined) this.#kept.delete(oldest)
    }
    return statement
  }
}

const isLarge = (value: SqlValue): boolean =>
  (value instanceof Uint8Array || typeof value === 'string') && value.length > valueBytesMax

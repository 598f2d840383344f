/** Connections to PostgreSQL: values as the store wants them, failures told apart by their codes, durability read back. */

import pg from 'pg'
import { StoreFailed, type StoreFailure } from './store.ts'

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: whole classes by two letters, then single codes. */
const FAILURES: Readonly<Record<string, StoreFailure>> = {
  '08': 'unreachable', // connection exceptions
  '53': 'full', // insufficient resources
  '57': 'unreachable', // operator intervention: shutting down, terminated
  '58': 'unreachable', // system errors: I/O
  XX: 'corrupt', // internal errors
  '25006': 'unreachable', // read-only transaction
  '40001': 'busy', // serialization failure
  '40P01': 'busy', // deadlock
  '55P03': 'busy', // lock not available
}

const INT8 = 20
const BYTEA = 17

/** One client of the pool. Every query of the store goes through here. */
export type Connection = {
  query(sql: string, values?: readonly unknown[]): Promise<pg.QueryResult>
  /** With an error the connection is thrown away. */
  release(error?: Error): void
}

export class PostgresPool {
  readonly #pool: pg.Pool
  #ended = false

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 10,
      connectionTimeoutMillis: 10_000,
      types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
    })
    // An idle connection that breaks is replaced by the next use; whoever uses one hears of it there.
    this.#pool.on('error', () => {})
  }

  async connect(): Promise<Connection> {
    if (this.#ended) throw new StoreFailed('closed', 'The store is closed.')
    const client = await this.#pool.connect().catch((error) => {
      throw new StoreFailed('unreachable', 'PostgreSQL cannot be reached.', { cause: error })
    })
    const ignore = () => {}
    client.on('error', ignore)
    return {
      query: (sql, values = []) =>
        client.query(sql, [...values]).catch((error) => {
          throw translated(error)
        }),
      release(error) {
        client.off('error', ignore)
        client.release(error)
      },
    }
  }

  /** All of `use` or nothing. */
  async transaction<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.connect()
    let broken: Error | undefined
    try {
      await connection.query('begin')
      const answer = await use(connection)
      await connection.query('commit')
      return answer
    } catch (error) {
      await connection.query('rollback').catch((cause) => {
        broken = cause
      })
      throw error
    } finally {
      connection.release(broken)
    }
  }

  async end(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    await this.#pool.end()
  }
}

/** The error as the store means it; what is the statement's own fault stays as it is. */
function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const failure = FAILURES[code] ?? FAILURES[code.slice(0, 2)]
  if (failure !== undefined) return new StoreFailed(failure, `PostgreSQL: ${error.message}`, { cause: error })
  // Errors of the server are DatabaseErrors; anything else comes from the connection.
  if (error instanceof pg.DatabaseError) return error
  return new StoreFailed('unreachable', `PostgreSQL: ${error.message}`, { cause: error })
}

/** Whole numbers as numbers and bytes as bytes; everything else as pg reads it. */
function typeParser(oid: number, format?: 'text' | 'binary') {
  if (format !== 'binary' && oid === INT8) return safeInteger
  if (format !== 'binary' && oid === BYTEA) return bytesOfHex
  return pg.types.getTypeParser(oid, format)
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new StoreFailed('corrupt', `PostgreSQL holds ${text} as a number.`)
  return value
}

const bytesOfHex = (text: string) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))

/** Throws, in words, when a commit of this server may be lost by a crash. */
export async function assertDurable(pool: PostgresPool): Promise<void> {
  const connection = await pool.connect()
  try {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      const { rows } = await connection.query(`show ${setting}`)
      if (rows[0]?.[setting] !== 'off') continue
      throw new StoreFailed(
        'unreachable',
        `PostgreSQL cannot be trusted to keep what is saved: ${setting} is off. ` +
          'Turn it on for this server, database and role, and start again.',
      )
    }
  } finally {
    connection.release()
  }
}

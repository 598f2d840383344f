/** Opens a SQLite file so that a commit is on the disk when it returns, and says in words where that cannot be had. */

import Database from 'libsql'
import { StoreFailed } from './store.ts'

/** What the opening asks of a connection, so that a test can stand in for a disk that does not obey. */
export type PragmaConnection = { pragma(source: string): unknown; close(): unknown }

/** The write-ahead log is cut back to this size after a checkpoint, in bytes. */
const walBytes = 64 * 1024 * 1024
/** Pages in the write-ahead log before they are copied back: a page that is written again and again is copied once. */
const walPages = 8_000
/** Pages that the writer keeps: two of each article that is being written in, and the tree above them. In KiB, negative. */
const writerCache = -8 * 1024

const DURABLE: readonly { pragma: string; set: string; is: string | number; why: string }[] = [
  {
    pragma: 'journal_mode',
    set: 'WAL',
    is: 'wal',
    why: 'the write-ahead log needs a local disk (no network share) and a file, not memory',
  },
  {
    pragma: 'synchronous',
    set: 'FULL',
    is: 2,
    why: 'without it a power cut takes back what was called saved',
  },
  { pragma: 'foreign_keys', set: 'ON', is: 1, why: 'without them rows could outlive their article' },
]

export function openWriter(file: string, busyMs: number): Database.Database {
  const connection = new Database(file, { timeout: busyMs })
  makeDurable(connection, file)
  connection.pragma(`wal_autocheckpoint = ${walPages}`)
  connection.pragma(`cache_size = ${writerCache}`)
  return connection
}

/** Sets what durability needs and reads it back; throws, in words, when the database does not do it. */
export function makeDurable(connection: PragmaConnection, file: string) {
  for (const { pragma, set, is, why } of DURABLE) {
    connection.pragma(`${pragma} = ${set}`)
    const now = readPragma(connection, pragma)
    if (now === is) continue
    connection.close()
    throw new StoreFailed(
      'unreachable',
      `The database ${file} cannot be trusted to keep what is saved: ${pragma} is ${now} where ${set} (${is}) is needed; ${why}.`,
    )
  }
  // Where the operating system's fsync stops at the drive's cache (macOS), go through it; elsewhere without effect.
  connection.pragma('fullfsync = ON')
  connection.pragma('checkpoint_fullfsync = ON')
  connection.pragma(`journal_size_limit = ${walBytes}`)
}

export function openReader(file: string, busyMs: number): Database.Database {
  const connection = new Database(file, { timeout: busyMs })
  connection.pragma('query_only = ON')
  return connection
}

/**
 * Marks the database as served by this process until it ends, in whatever way: a lock of the operating system on a file beside
 * it, so nothing is left behind by a crash. Throws, in words, when somebody else has it.
 */
export function holdForServing(file: string): { release: () => void } {
  const connection = new Database(`${file}-serving`, { timeout: 0 })
  try {
    connection.exec('begin exclusive')
  } catch (cause) {
    connection.close()
    throw new StoreFailed('busy', `A Galley server is running on ${file}: stop it first.`, { cause })
  }
  return { release: () => connection.close() }
}

function readPragma(connection: PragmaConnection, pragma: string): unknown {
  const rows = connection.pragma(pragma)
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined
  return typeof row === 'object' && row !== null ? Object.values(row)[0] : undefined
}

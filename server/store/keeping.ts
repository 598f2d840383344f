/** Backup and restore of a SQLite store. PostgreSQL has its own: pg_dump and pg_restore. */

import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { holdForServing } from './sqlite-open.ts'
import { StoreFailed } from './store.ts'

/**
 * Writes everything, as it is at one moment, to one new file, while a server may go on writing. Throws, in words, when there is
 * no such store or the target is there already. Blocks its thread: for the command line.
 */
export function backupSqlite({ file, to }: { readonly file: string; readonly to: string }): void {
  if (!existsSync(file)) throw new StoreFailed('unreachable', `There is no database ${file}.`)
  if (!existsSync(dirname(to))) throw new StoreFailed('unreachable', `There is no folder ${dirname(to)}.`)
  if (existsSync(to)) throw new StoreFailed('unreachable', `${to} is there already: name a new file.`)
  const partial = `${to}.partial`
  rmSync(partial, { force: true })
  try {
    // Made empty beforehand, so that nobody else can read it at any moment: it holds every article and password hash.
    closeSync(openSync(partial, 'wx', 0o600))
    const connection = new Database(file, { timeout: 5_000 })
    try {
      // `exec`, because a prepared statement would keep the connection open after its close.
      connection.exec(`vacuum into '${partial.replaceAll("'", "''")}'`)
    } finally {
      connection.close()
    }
    assertWhole(partial, to)
    sync(partial)
    renameSync(partial, to)
    sync(dirname(to))
  } finally {
    rmSync(partial, { force: true })
  }
}

/**
 * Puts a backup in the place of a store; what was there stays beside it as `<file>.replaced`. Throws, in words and without having
 * changed anything, when a server or another program uses the store, or when the backup is not a whole one.
 */
export function restoreSqlite({ from, file }: { readonly from: string; readonly file: string }): void {
  if (!existsSync(from)) throw new StoreFailed('unreachable', `There is no backup ${from}.`)
  const incoming = `${file}.restoring`
  // A new machine has no data yet.
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const serving = holdForServing(file)
  try {
    copyFileSync(from, incoming)
    assertWhole(incoming, from)
    sync(incoming)
    if (existsSync(file)) {
      foldLog(file)
      rmSync(`${file}.replaced`, { force: true })
      linkSync(file, `${file}.replaced`)
    }
    // One step: a crash leaves the old store or the restored one.
    renameSync(incoming, file)
    sync(dirname(file))
  } finally {
    rmSync(incoming, { force: true })
    serving.release()
  }
}

/** Brings the write-ahead log back into the file and removes it: it must not be read with another file. */
function foldLog(file: string) {
  const connection = new Database(file, { timeout: 0 })
  try {
    // Leaving the write-ahead log needs the database alone.
    connection.pragma('journal_mode = DELETE')
  } catch (cause) {
    throw new StoreFailed('busy', `Another program is using ${file}: stop it first.`, { cause })
  } finally {
    connection.close()
  }
}

/** Throws, in words that call the file `name`, unless it is a whole store. */
function assertWhole(file: string, name: string) {
  const connection = new Database(file)
  try {
    const found: unknown[] = connection.prepare('select * from pragma_integrity_check').all([])
    const versions: unknown[] = connection.prepare('select version from schema_version').all([])
    if (JSON.stringify(found) === '[{"integrity_check":"ok"}]' && versions.length > 0) return
    throw new StoreFailed('corrupt', `${name} is damaged: ${JSON.stringify(found)}.`)
  } catch (cause) {
    if (cause instanceof StoreFailed) throw cause
    throw new StoreFailed('corrupt', `${name} is not a backup of Galley.`, { cause })
  } finally {
    connection.close()
  }
}

/** Waits until a file's content, or a folder's names, are on the disk. */
function sync(path: string) {
  const opened = openSync(path, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

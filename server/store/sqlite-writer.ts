/**
 * The writer's thread: the only connection of this process that writes. A group of commands is one transaction with one commit,
 * so that whoever waits shares the cost of reaching the disk; see docs/decisions/writer-thread.md.
 */

import { parentPort, workerData } from 'node:worker_threads'
import type Database from 'libsql'
import { assert, must, unreachable } from '../../shared/assert.ts'
import { failureOf, storeFailureOf } from './sqlite-failure.ts'
import { isLogCommand, type LogCommands, logCommands } from './sqlite-log.ts'
import { holdForServing, openReader, openWriter } from './sqlite-open.ts'
import type {
  Command,
  CommandOutcome,
  Reply,
  Request,
  SqlRow,
  Statement,
  StatementResult,
  WriterOptions,
} from './sqlite-requests.ts'
import { Statements } from './sqlite-statements.ts'
import { StoreFailed } from './store.ts'

const port = must(parentPort, 'the thread that asks')
const { file, serve, busyMs }: WriterOptions = workerData

/** Id 0 is the opening itself: answered once, with whether it succeeded. */
function start() {
  const serving = serve ? holdForServing(file) : null
  const { writer, reader } = openBoth(serving)
  const marks = marksOn(writer)
  const [writing, reading] = [new Statements(writer), new Statements(reader)]
  let log: LogCommands | null = null

  const close = () => {
    if (writer.inTransaction) writer.exec('rollback')
    reader.close()
    try {
      // Leaves one whole file behind.
      writer.pragma('wal_checkpoint(TRUNCATE)')
    } catch {
      // A disk without room for it: the write-ahead log keeps everything, and the next opening reads it.
    } finally {
      writer.close()
      serving?.release()
    }
  }
  const answer = (request: Request): unknown => {
    switch (request.kind) {
      case 'group':
        // The tables exist only after the migrations, which come through this same thread.
        return commitGroup(
          writer,
          writing,
          marks,
          request.commands,
          () => (log ??= logCommands(writer, writing)),
        )
      case 'alone':
        return run(writing, request)
      case 'query':
        return run(reading, request)
      case 'scrub':
        return scrub(writer)
      case 'close':
        return close()
      default:
        return unreachable(request)
    }
  }
  port.on('message', ({ id, request }: { id: number; request: Request }) => {
    reply(id, () => answer(request))
    if (request.kind === 'close') port.close()
  })
}

function openBoth(serving: { release: () => void } | null) {
  try {
    return { writer: openWriter(file, busyMs), reader: openReader(file, busyMs) }
  } catch (error) {
    serving?.release()
    throw error
  }
}

function reply(id: number, answer: () => unknown) {
  let said: Reply
  try {
    said = { id, answer: answer() ?? null }
  } catch (error) {
    said = { id, failure: failureOf(error) }
  }
  port.postMessage(said)
}

/** Throws when the transaction as a whole did not happen; a command that fails by its own fault is undone alone. */
function commitGroup(
  database: Database.Database,
  statements: Statements,
  marks: Marks,
  commands: readonly Command[],
  log: () => LogCommands,
): readonly CommandOutcome[] {
  database.exec('begin immediate')
  try {
    const outcomes = commands.map((command) => attempt(database, statements, marks, command, log))
    database.exec('commit')
    return outcomes
  } catch (error) {
    // SQLite has already rolled back after some errors.
    if (database.inTransaction) database.exec('rollback')
    throw error
  }
}

/**
 * Writes the file anew, without what was deleted: freed pages, and the free parts of pages, keep it until something else happens to
 * be written there. Then the write-ahead log is emptied, which holds the pages as they were.
 */
function scrub(database: Database.Database) {
  database.exec('vacuum')
  const rows: unknown = database.pragma('wal_checkpoint(TRUNCATE)')
  const row: unknown = Array.isArray(rows) ? rows[0] : rows
  const isBusy = typeof row === 'object' && row !== null && 'busy' in row && row.busy !== 0
  if (isBusy)
    throw new StoreFailed(
      'busy',
      'Another program reads the database: what was deleted is not gone from its log.',
    )
}

/** A mark in a transaction, to go back to. Prepared, because every command sets one. */
function marksOn(database: Database.Database) {
  const prepared = (sql: string) => {
    const statement = database.prepare(sql)
    return () => void statement.run([])
  }
  return {
    set: prepared('savepoint command'),
    goBack: prepared('rollback to command'),
    remove: prepared('release command'),
  }
}
type Marks = ReturnType<typeof marksOn>

function attempt(
  database: Database.Database,
  statements: Statements,
  marks: Marks,
  command: Command,
  log: () => LogCommands,
): CommandOutcome {
  marks.set()
  try {
    const answer = isLogCommand(command) ? runLogCommand(log(), command) : run(statements, command)
    assert(database.inTransaction, 'a command leaves its transaction open')
    marks.remove()
    return { answer }
  } catch (error) {
    if (storeFailureOf(error) !== undefined || !database.inTransaction) throw error
    marks.goBack()
    marks.remove()
    return { failure: failureOf(error) }
  }
}

/** A command's name picks the function for what it asks; TypeScript cannot follow that through a union. */
const runLogCommand = (log: LogCommands, command: Extract<Command, { name: keyof LogCommands }>): unknown =>
  (log[command.name] as (asks: unknown) => unknown)(command)

function run(statements: Statements, asked: Statement): StatementResult {
  const { values } = asked
  const statement = statements.prepare(asked)
  if (statement.reader) return { rows: statement.all(values) as readonly SqlRow[], changes: 0, insertId: 0 }
  const { changes, lastInsertRowid } = statement.run(values)
  return { rows: [], changes, insertId: Number(lastInsertRowid) }
}

reply(0, start)

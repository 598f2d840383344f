/** Tells the failures of SQLite apart by their codes, and carries errors between threads. */

import { Refused } from '../../shared/refusals.ts'
import type { Failure } from './sqlite-requests.ts'
import { StoreFailed, type StoreFailure } from './store.ts'

/** Primary result codes of SQLite that mean the database, not the statement, is in trouble: https://sqlite.org/rescode.html */
const STORE_FAILURES: Readonly<Record<number, StoreFailure>> = {
  5: 'busy', // SQLITE_BUSY
  6: 'busy', // SQLITE_LOCKED
  7: 'unreachable', // SQLITE_NOMEM
  8: 'unreachable', // SQLITE_READONLY
  10: 'unreachable', // SQLITE_IOERR
  11: 'corrupt', // SQLITE_CORRUPT
  13: 'full', // SQLITE_FULL
  14: 'unreachable', // SQLITE_CANTOPEN
  15: 'busy', // SQLITE_PROTOCOL
  26: 'corrupt', // SQLITE_NOTADB
}

/** The low byte of an extended result code is the primary one. */
export const storeFailureOf = (error: unknown): StoreFailure | undefined =>
  error instanceof Error && 'rawCode' in error && typeof error.rawCode === 'number'
    ? STORE_FAILURES[error.rawCode & 0xff]
    : undefined

export function failureOf(error: unknown): Failure {
  if (error instanceof Refused) return { kind: 'refused', code: error.code, message: error.message }
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof StoreFailed) return { kind: 'store', failure: error.failure, message }
  const code = error instanceof Error && 'code' in error ? { code: String(error.code) } : {}
  const failure = storeFailureOf(error)
  return failure === undefined
    ? { kind: 'other', message, ...code }
    : { kind: 'store', failure, message, ...code }
}

export function errorOf(failure: Failure): Error {
  switch (failure.kind) {
    case 'refused':
      return new Refused(failure.code, failure.message)
    case 'store':
      return new StoreFailed(failure.failure, `SQLite: ${failure.message}`, { cause: failure.code })
    case 'other':
      return Object.assign(
        new Error(failure.message),
        failure.code === undefined ? {} : { code: failure.code },
      )
  }
}

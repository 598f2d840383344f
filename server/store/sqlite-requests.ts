/** What the server's thread asks of the writer's thread, and how it answers. Plain values: they are copied between threads. */

import type { ArticleId, ClientId, PersonId } from '../../shared/ids.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { PackedAppends, PackedResults } from './sqlite-packing.ts'
import type { Checkpoint, LogRow, OpenedArticle, StoreFailure } from './store.ts'

export type SqlValue = null | number | bigint | string | Uint8Array
export type Statement = { readonly sql: string; readonly values: readonly SqlValue[] }
export type SqlRow = Readonly<Record<string, unknown>>
export type StatementResult = {
  readonly rows: readonly SqlRow[]
  readonly changes: number
  readonly insertId: number
}

/** What one command of a group can be, and its answer. Each is all or nothing. */
export type Commands = {
  open: { asks: { article: ArticleId }; answers: OpenedArticle | null }
  append: { asks: { packed: PackedAppends }; answers: PackedResults }
  checkpoint: {
    asks: { article: ArticleId; epoch: number; checkpoint: Checkpoint }
    answers: 'stored' | 'stale'
  }
  reserve: {
    asks: { article: ArticleId; person: PersonId; clients: readonly ClientId[] }
    answers: null
  }
  giveBack: {
    asks: { article: ArticleId; person: PersonId; clients: readonly ClientId[] }
    answers: null
  }
  read: { asks: { article: ArticleId; afterSeq: number; limit: number }; answers: readonly LogRow[] }
  probe: { asks: object; answers: null }
  statement: { asks: Statement; answers: StatementResult }
}
export type CommandName = keyof Commands
export type Command = { [K in CommandName]: { readonly name: K } & Commands[K]['asks'] }[CommandName]

export type Request =
  /** One transaction for all; answered by a list of outcomes. */
  | { readonly kind: 'group'; readonly commands: readonly Command[] }
  /** A statement of its own, outside any group: of a transaction that holds the writer, or one that cannot be in any. */
  | ({ readonly kind: 'alone' } & Statement)
  /** A query that sees what is committed, on a connection of its own. */
  | ({ readonly kind: 'query' } & Statement)
  /** Leaves nothing deleted in the files. Outside any transaction. */
  | { readonly kind: 'scrub' }
  | { readonly kind: 'close' }

export type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: Failure }

/** An error that survives the way between threads. */
export type Failure =
  | {
      readonly kind: 'store'
      readonly failure: StoreFailure
      readonly message: string
      readonly code?: string
    }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string }
  | { readonly kind: 'other'; readonly message: string; readonly code?: string }

/** What became of a command in a group that was committed. */
export type CommandOutcome = { readonly answer: unknown } | { readonly failure: Failure }

export type WriterOptions = {
  readonly file: string
  /** Holds the database for this process alone, as the one that serves. */
  readonly serve: boolean
  /** How long to wait for another process's transaction. */
  readonly busyMs: number
}

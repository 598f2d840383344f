/** An article's updates on their way to the disk, in order; what may be said only when they are there waits here [R3]. */

import type { ArticleId, ClientId, PersonId } from '../../shared/ids.ts'
import { journalBytesMax } from '../../shared/limits.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Note } from '../store/notes.ts'
import type { Append } from '../store/store.ts'
import type { Committed, GroupCommit } from './group-commit.ts'

/** Why a journal takes no more: the article is another process's now, or nobody knows what is on the disk. */
export type JournalFailure = 'stale' | 'cannot-store'

export type JournalRow = {
  /** null: the server itself. */
  readonly person: PersonId | null
  readonly update: Uint8Array
  readonly binds: readonly ClientId[]
  readonly note?: Note | undefined
}

type Entry =
  | { readonly kind: 'row'; readonly update: Uint8Array; readonly then: () => void }
  | { readonly kind: 'after'; readonly then: () => void; readonly otherwise?: () => void }

export type JournalOptions = {
  readonly article: ArticleId
  readonly epoch: number
  /** The last row that is on the disk already. */
  readonly seq: number
  readonly commits: GroupCommit
  readonly clock: Clock
  /** For how long nobody could be told anyway: until shortly before, rows are gathered, so that they share a commit. */
  readonly untoldMs?: () => number
  /** Called once. Nothing that waits is called any more. */
  readonly onFailed: (why: JournalFailure, cause: unknown) => void
}

/** A commit is begun at least so long before its rows can be told, and so much before what commits have taken lately. */
const commitMs = 10
const spareMs = 4
/** What is gathered is handed on at once from here on, in bytes. */
const gatheredBytesMax = 1024 * 1024

export class Journal {
  readonly #options: JournalOptions
  /** Rows that are not durable yet, each followed by what waits for it. */
  #entries: Entry[] = []
  #bytes = 0
  /** Rows that are not with the store yet, because others may share their commit. */
  #gathered: Append[] = []
  #gatheredBytes = 0
  #gathering: Timer | null = null
  #seq: number
  #ended = false

  constructor(options: JournalOptions) {
    this.#options = options
    this.#seq = options.seq
  }

  /** The last durable row. */
  get seq(): number {
    return this.#seq
  }

  /** Whether everything written is durable. */
  get quiet(): boolean {
    return this.#entries.length === 0
  }

  /** Updates that are not durable yet. */
  *pending(): Iterable<Uint8Array> {
    for (const entry of this.#entries) if (entry.kind === 'row') yield entry.update
  }

  /** Appends a row; `then` runs when it and all before it are durable. */
  write(row: JournalRow, then: () => void): void {
    if (this.#ended) return
    const { article, epoch, clock } = this.#options
    this.#bytes += row.update.length
    if (this.#bytes > journalBytesMax) return this.#fail('cannot-store', new Error('the journal is full'))
    this.#entries.push({ kind: 'row', update: row.update, then })
    const { person, update, binds, note } = row
    // Each by its name: a copy of the whole row takes longer than the rest of this.
    this.#append({ article, epoch, at: clock.now(), person, update, binds, note })
  }

  #append(row: Append): void {
    const { clock, commits, untoldMs } = this.#options
    const ms = untoldMs === undefined ? 0 : untoldMs() - Math.max(commitMs, commits.tookMs + spareMs)
    if (this.#gathering === null && ms <= 0) return commits.append(row, this.#onCommitted)
    this.#gathered.push(row)
    this.#gatheredBytes += row.update.length
    this.#gathering ??= clock.after(ms, () => this.#submit())
    if (this.#gatheredBytes > gatheredBytesMax) this.#submit()
  }

  /** Hands on what was gathered. */
  #submit(): void {
    const rows = this.#forget()
    if (rows.length > 0) this.#options.commits.appendAll(rows, this.#onCommitted)
  }

  /** Nothing is gathered any more; what was. */
  #forget(): readonly Append[] {
    this.#gathering?.cancel()
    this.#gathering = null
    this.#gatheredBytes = 0
    return this.#gathered.splice(0)
  }

  /** Runs `then` when everything written so far is durable: now, when it already is. */
  after(then: () => void): void {
    if (this.#ended) return
    if (this.quiet) then()
    else this.#entries.push({ kind: 'after', then })
  }

  /** The seq of the last row written so far, once it is durable; null when the journal ends before that. */
  durable(): Promise<number | null> {
    return new Promise((resolve) => {
      const then = () => resolve(this.#seq) // read here: by the time the promise is heard, later rows are durable too
      if (this.#ended) return resolve(null)
      if (this.quiet) return then()
      this.#entries.push({ kind: 'after', then, otherwise: () => resolve(null) })
      this.#submit() // somebody waits for just this
    })
  }

  /** Forgets what waits: the room is gone. */
  end(): void {
    this.#ended = true
    this.#forget() // written behind a row that failed, they would leave a gap [R2]
    for (const entry of this.#entries.splice(0)) if (entry.kind === 'after') entry.otherwise?.()
  }

  readonly #onCommitted = (result: Committed): void => {
    if (this.#ended) return
    if (result.kind === 'stale') return this.#fail('stale', undefined)
    if (result.kind === 'failed') return this.#fail('cannot-store', result.cause)
    this.#seq = result.seq
    const row = this.#entries.shift()
    if (row?.kind === 'row') this.#bytes -= row.update.length
    row?.then()
    while (this.#entries[0]?.kind === 'after') this.#entries.shift()?.then()
  }

  #fail(why: JournalFailure, cause: unknown): void {
    this.end()
    this.#options.onFailed(why, cause)
  }
}

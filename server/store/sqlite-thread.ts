/** The server's side of the writer's thread: sends groups, holds it for transactions, and notices when it dies. */

import { Worker } from 'node:worker_threads'
import type { Clock } from '../clock.ts'
import { GroupCommit } from './group-commit.ts'
import { errorOf } from './sqlite-failure.ts'
import type {
  Command,
  CommandName,
  CommandOutcome,
  Commands,
  Reply,
  Request,
  Statement,
  StatementResult,
  WriterOptions,
} from './sqlite-requests.ts'
import { StoreFailed } from './store.ts'

/** A transaction that holds the writer longer than this is taken back: nobody else can write meanwhile. */
const transactionMsMax = 10_000

/** What a group leaves behind is small: without a limit the thread takes 16 MiB more before it collects any of it. */
const resourceLimits = { maxYoungGenerationSizeMb: 4 }

export type HeldWriter = {
  run(statement: Statement): Promise<StatementResult>
  release(): void
}

type Asked = { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void }

export class SqliteThread {
  readonly #worker: Worker
  readonly #clock: Clock
  readonly #asked = new Map<number, Asked>()
  readonly #groups = new GroupCommit<Command>(async (commands) =>
    ((await this.#ask({ kind: 'group', commands })) as readonly CommandOutcome[]).map((outcome) =>
      'failure' in outcome ? { error: errorOf(outcome.failure) } : outcome,
    ),
  )
  #lastId = 0
  #ended: StoreFailed | null = null

  private constructor(worker: Worker, clock: Clock) {
    this.#worker = worker
    this.#clock = clock
    worker.on('message', (reply: Reply) => this.#receive(reply))
    worker.on('error', (cause) =>
      this.#end(new StoreFailed('unreachable', 'The writer has died.', { cause })),
    )
    worker.on('exit', () => this.#end(new StoreFailed('closed', 'The store is closed.')))
  }

  /** Resolves when the database is open and known to be durable. */
  static async start(options: WriterOptions, clock: Clock): Promise<SqliteThread> {
    const worker = new Worker(writerFile(), { workerData: options, resourceLimits })
    const thread = new SqliteThread(worker, clock)
    await new Promise((resolve, reject) => thread.#asked.set(0, { resolve, reject }))
    return thread
  }

  /** Runs in the next group; resolves when that is on the disk. */
  command<K extends CommandName>(name: K, asks: Commands[K]['asks']): Promise<Commands[K]['answers']> {
    return this.#groups.submit({ name, ...asks } as Command) as Promise<Commands[K]['answers']>
  }

  /** A query of what is committed; never waits for a transaction. */
  query(statement: Statement): Promise<StatementResult> {
    return this.#ask({ kind: 'query', ...statement }) as Promise<StatementResult>
  }

  /** Waits until nothing else is on its way, then has the writer alone until released. */
  async hold(): Promise<HeldWriter> {
    const grantNext = await this.#groups.hold()
    let lost = false
    let tail: Promise<unknown> = Promise.resolve()
    const ask = (statement: Statement) => {
      tail = this.#ask({ kind: 'alone', ...statement })
      return tail as Promise<StatementResult>
    }
    const limit = this.#clock.after(transactionMsMax, () => {
      lost = true
      const next = () => grantNext()
      ask({ sql: 'rollback', values: [] }).then(next, next)
    })
    return {
      run: (statement) =>
        lost
          ? Promise.reject(new StoreFailed('busy', `A transaction took more than ${transactionMsMax} ms.`))
          : ask(statement),
      release: () => {
        limit.cancel()
        if (!lost) grantNext()
      },
    }
  }

  /** Waits until nothing else is on its way; what comes meanwhile waits. */
  async scrub(): Promise<void> {
    const release = await this.#groups.hold()
    try {
      await this.#ask({ kind: 'scrub' })
    } finally {
      release()
    }
  }

  async close(): Promise<void> {
    if (this.#ended !== null) return
    // Whatever was asked before is answered before.
    const release = await this.#groups.hold()
    const exit = new Promise((resolve) => this.#worker.once('exit', resolve))
    await this.#ask({ kind: 'close' })
    await exit
    release()
  }

  #ask(request: Request): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId
      this.#asked.set(id, { resolve, reject })
      this.#worker.postMessage({ id, request })
    })
  }

  #receive(reply: Reply) {
    const asked = this.#asked.get(reply.id)
    this.#asked.delete(reply.id)
    if ('failure' in reply) asked?.reject(errorOf(reply.failure))
    else asked?.resolve(reply.answer)
  }

  #end(reason: StoreFailed) {
    this.#ended ??= reason
    for (const { reject } of this.#asked.values()) reject(this.#ended)
    this.#asked.clear()
  }
}

/** Built, the writer lies beside this file as JavaScript; from source, a starter that understands TypeScript does. */
function writerFile(): URL {
  const name = import.meta.url.endsWith('.ts') ? 'sqlite-writer.dev.mjs' : 'sqlite-writer.js'
  return new URL(name, import.meta.url)
}

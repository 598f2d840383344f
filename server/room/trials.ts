/** Trials of all rooms, one after the other in one thread of their own, each within a time; then the thread is ended and another begun. */

import { Worker } from 'node:worker_threads'
import type { AccountId } from '../../shared/ids.ts'
import { trialMsMax, trialsPerAccountMax, trialsWaitingMax } from '../../shared/limits.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import { type Trial, type TrialResult, tooLong } from './trial.ts'

export interface Trials {
  /** null: too many wait already, of this account or of all. Never rejects; after `close` it never resolves. */
  run(account: AccountId, trial: Trial): Promise<TrialResult> | null
  close(): void
}

/** Where trials run. */
export interface TrialThread {
  ask(trial: Trial): void
  end(): void
}
/** What a thread says. */
export type Hearing = {
  /** It has started: from now on a trial takes its own time. */
  readonly onReady: () => void
  readonly onResult: (result: TrialResult) => void
  /** It has ended by itself, which a trial that needs too much memory makes it do. */
  readonly onEnd: (cause: unknown) => void
}
export type StartThread = (hearing: Hearing) => TrialThread

type Waiting = {
  readonly account: AccountId
  readonly trial: Trial
  readonly resolve: (result: TrialResult) => void
}

export class ThreadTrials implements Trials {
  readonly #clock: Clock
  readonly #log: Log
  readonly #start: StartThread
  #thread: TrialThread | null = null
  #ready = false
  /** The first one runs. */
  #waiting: Waiting[] = []
  #limit: Timer | null = null
  #over = false

  constructor(clock: Clock, log: Log, start: StartThread = startWorker) {
    this.#clock = clock
    this.#log = log
    this.#start = start
  }

  run(account: AccountId, trial: Trial): Promise<TrialResult> | null {
    const own = this.#waiting.filter((waiting) => waiting.account === account).length
    if (own >= trialsPerAccountMax || this.#waiting.length >= trialsWaitingMax) return null
    return new Promise((resolve) => {
      this.#waiting.push({ account, trial, resolve })
      if (this.#waiting.length === 1) this.#next()
    })
  }

  close(): void {
    this.#over = true
    this.#waiting = []
    this.#endThread()
  }

  #next(): void {
    const [waiting] = this.#waiting
    if (waiting === undefined || this.#over) return
    this.#thread ??= this.#start({
      onReady: () => this.#onReady(),
      onResult: (result) => this.#onResult(result),
      onEnd: (cause) => this.#fail('an update that takes too much memory to apply', cause),
    })
    this.#thread.ask(waiting.trial)
    if (this.#ready) this.#limitTime()
  }

  #onReady(): void {
    this.#ready = true
    if (this.#waiting.length > 0) this.#limitTime()
  }

  #limitTime(): void {
    const fail = () => this.#fail('an update that takes too long to apply', null)
    this.#limit = this.#clock.after(trialMsMax, fail)
  }

  #onResult(result: TrialResult): void {
    this.#limit?.cancel()
    this.#waiting.shift()?.resolve(result)
    this.#next()
  }

  #fail(reason: string, cause: unknown): void {
    if (this.#over) return
    this.#log.warn({ cause }, `a trial has failed: ${reason}`)
    this.#endThread()
    this.#onResult(tooLong(reason))
  }

  #endThread(): void {
    this.#limit?.cancel()
    const thread = this.#thread
    this.#thread = null
    this.#ready = false
    thread?.end()
  }
}

/** What the thread says: that it has started, and then one result for each trial. */
export type FromThread = 'ready' | TrialResult

/** An article of the largest size and its copies; beyond it the thread ends, and the server goes on. */
const resourceLimits = { maxOldGenerationSizeMb: 1_024 }

const startWorker: StartThread = ({ onReady, onResult, onEnd }) => {
  const worker = new Worker(workerFile(), { resourceLimits })
  worker.unref()
  worker.on('message', (said: FromThread) => (said === 'ready' ? onReady() : onResult(said)))
  worker.on('error', onEnd)
  return {
    ask: ({ article, update, ...rest }) =>
      worker.postMessage({ ...rest, article: article.map(alone), update: alone(update) }),
    end() {
      worker.removeAllListeners()
      // What it throws while it is ended concerns nobody.
      worker.on('error', () => {})
      void worker.terminate()
    },
  }
}

/** Bytes that are all of their buffer: a view would be sent with everything else that its buffer holds. */
const alone = (bytes: Uint8Array) => (bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice())

/** Built, the worker lies beside this file as JavaScript; from source, a starter that understands TypeScript does. */
function workerFile(): URL {
  const name = import.meta.url.endsWith('.ts') ? 'trial-worker.dev.mjs' : 'trial-worker.js'
  return new URL(name, import.meta.url)
}

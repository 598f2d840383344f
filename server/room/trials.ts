/** Trials of all rooms, one after the other in one thread of their own, each within a time; then the thread is ended and another begun. */

import { Worker } from 'node:worker_threads'
import type { AccountId } from '../../shared/ids.ts'
import { trialMsMax, trialsPerAccountMax, trialsWaitingMax } from '../../shared/limits.ts'
import type { Clock, Timer } from '../clock.ts'
import { type Trial, type TrialResult, tooLong } from './trial.ts'

export interface Trials {
  /** null: too many wait already, of this account or of all. Never rejects; after `close` it never resolves. */
  run(account: AccountId, trial: Trial): Promise<TrialResult> | null
  close(): void
}

/** Where trials run. `onEnd`: it has ended by itself, which a trial without end in memory makes it do. */
export interface TrialThread {
  ask(trial: Trial): void
  end(): void
}
export type StartThread = (onResult: (result: TrialResult) => void, onEnd: () => void) => TrialThread

type Waiting = {
  readonly account: AccountId
  readonly trial: Trial
  readonly resolve: (result: TrialResult) => void
}

export class ThreadTrials implements Trials {
  readonly #clock: Clock
  readonly #start: StartThread
  #thread: TrialThread | null = null
  /** The first one runs. */
  #waiting: Waiting[] = []
  #limit: Timer | null = null
  #over = false

  constructor(clock: Clock, start: StartThread = startWorker) {
    this.#clock = clock
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
    this.#thread ??= this.#start(
      (result) => this.#onResult(result),
      () => this.#fail('an update that takes too much memory to apply'),
    )
    this.#thread.ask(waiting.trial)
    this.#limit = this.#clock.after(trialMsMax, () => this.#fail('an update that takes too long to apply'))
  }

  #onResult(result: TrialResult): void {
    this.#limit?.cancel()
    this.#waiting.shift()?.resolve(result)
    this.#next()
  }

  #fail(reason: string): void {
    if (this.#over) return
    this.#endThread()
    this.#onResult(tooLong(reason))
  }

  #endThread(): void {
    this.#limit?.cancel()
    const thread = this.#thread
    this.#thread = null
    thread?.end()
  }
}

/** An article of the largest size and its copies; beyond it the thread ends, and the server goes on. */
const resourceLimits = { maxOldGenerationSizeMb: 1_024 }

const startWorker: StartThread = (onResult, onEnd) => {
  const worker = new Worker(workerFile(), { resourceLimits })
  worker.unref()
  worker.on('message', onResult)
  worker.on('error', onEnd)
  return {
    ask: ({ article, update, ...rest }) =>
      worker.postMessage({ ...rest, article: article.map(alone), update: alone(update) }),
    end() {
      worker.off('message', onResult)
      worker.off('error', onEnd)
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

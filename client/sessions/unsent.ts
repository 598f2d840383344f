/**
 * What is answered on this page and not known to be on the server: sent soon after it was given, kept on the device until the server
 * has it, and sent again where nobody answered. Each has a key; a later one takes the place of an earlier.
 */

import { type RefusalCode, refusal } from '../../shared/refusals.ts'
import type { Answer, FailureCode } from '../api.ts'
import type { Clock, Timer } from '../clock.ts'
import { createValue, type Readable, type Value } from '../sync/readable.ts'

/** `refused`: the server has said no for good, and has said why. */
export type SavingState =
  | { readonly kind: 'saved' | 'saving' }
  | { readonly kind: 'waiting' | 'refused'; readonly code: FailureCode }

export type UnsentShown<T> = {
  /** Everything given on this page, also what is saved by now. */
  readonly given: Readonly<Record<string, T>>
  readonly state: SavingState
}

/** Where what is not sent outlives the page. */
export interface KeptUnsent<T> {
  load(): Readonly<Record<string, T>>
  /** In place of what was kept before. */
  put(unsent: Readonly<Record<string, T>>): void
}

export type UnsentOptions<T> = {
  readonly clock: Pick<Clock, 'after'>
  readonly kept: KeptUnsent<T>
  readonly send: (some: Readonly<Record<string, T>>) => Promise<Answer<unknown>>
}

/** Typed on, it is sent so often at most. */
const gatherMs = 700
const firstRetryMs = 1_000
const retryMsMax = 15_000

export class Unsent<T> {
  readonly #options: UnsentOptions<T>
  readonly #shown: Value<UnsentShown<T>>
  /** Not known to be on the server. */
  readonly #waiting: Map<string, T>
  #timer: Timer | null = null
  #sending: Promise<void> | null = null
  #retryMs = firstRetryMs
  #ended = false

  constructor(options: UnsentOptions<T>) {
    this.#options = options
    const given = options.kept.load()
    this.#waiting = new Map(Object.entries(given))
    this.#shown = createValue<UnsentShown<T>>({
      given,
      state: { kind: this.#waiting.size > 0 ? 'saving' : 'saved' },
    })
  }

  get shown(): Readable<UnsentShown<T>> {
    return this.#shown
  }

  /** Whether something would be lost that the device does not keep. */
  get hasUnsent(): boolean {
    return this.#waiting.size > 0
  }

  give(key: string, value: T): void {
    this.#waiting.set(key, value)
    this.#keep()
    const { given, state } = this.#shown.get()
    // What was refused, or waits for an answer, says so until it is known better.
    const isQuiet = state.kind === 'saved' || state.kind === 'saving'
    this.#shown.set({ given: { ...given, [key]: value }, state: isQuiet ? { kind: 'saving' } : state })
    if (this.#timer === null) this.#sendIn(gatherMs)
  }

  /** Sends now. Whether everything is on the server then. */
  async flush(): Promise<boolean> {
    if (this.#sending !== null) await this.#sending
    if (this.#waiting.size > 0) await this.#send()
    return this.#waiting.size === 0
  }

  /** Something has changed for the better: the connection is there again, or one may write again. */
  retry(): void {
    this.#retryMs = firstRetryMs
    if (this.#waiting.size > 0) this.#sendIn(0)
  }

  /** Sends what earlier pages have left. */
  begin(): void {
    this.#ended = false
    this.retry()
  }

  /** What waits stays kept, and is sent from the next page. */
  end(): void {
    this.#ended = true
    this.#timer?.cancel()
    this.#timer = null
  }

  #sendIn(ms: number): void {
    if (this.#ended) return
    this.#timer?.cancel()
    this.#timer = this.#options.clock.after(ms, () => {
      this.#timer = null
      void this.flush()
    })
  }

  #send(): Promise<void> {
    this.#sending ??= this.#sendOnce().finally(() => {
      this.#sending = null
    })
    return this.#sending
  }

  async #sendOnce(): Promise<void> {
    const sent = [...this.#waiting]
    const answer = await this.#options.send(Object.fromEntries(sent))
    if (!answer.ok) return this.#failed(answer.code)
    this.#retryMs = firstRetryMs
    for (const [key, value] of sent) if (this.#waiting.get(key) === value) this.#waiting.delete(key)
    this.#keep()
    this.#say({ kind: this.#waiting.size > 0 ? 'saving' : 'saved' })
    if (this.#waiting.size > 0 && this.#timer === null) this.#sendIn(gatherMs)
  }

  #failed(code: FailureCode): void {
    if (!mayPass(code)) return this.#say({ kind: 'refused', code })
    this.#say({ kind: 'waiting', code })
    this.#sendIn(this.#retryMs)
    this.#retryMs = Math.min(2 * this.#retryMs, retryMsMax)
  }

  #keep(): void {
    this.#options.kept.put(Object.fromEntries(this.#waiting))
  }

  #say(state: SavingState): void {
    this.#shown.set({ ...this.#shown.get(), state })
  }
}

const mayPass = (code: FailureCode): boolean =>
  code === 'offline' || code === 'unexpected' || refusal(code satisfies RefusalCode).retry

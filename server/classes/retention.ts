/** Erases the students of classes whose time has come. What has passed while no server ran is made up for at the start. */

import { retentionTickMs } from '../../shared/limits.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Records } from '../store/store.ts'
import type { Classes } from './classes.ts'

export type RetentionParts = {
  readonly records: Pick<Records, 'classesDue' | 'teachersOf'>
  readonly accounts: Pick<Accounts, 'findAll'>
  readonly classes: Pick<Classes, 'eraseAll'>
  readonly clock: Clock
  readonly log: Log
}

export class Retention {
  readonly #parts: RetentionParts
  #timer: Timer | null = null
  #ended = false

  constructor(parts: RetentionParts) {
    this.#parts = parts
  }

  start(): void {
    void this.#tick()
  }

  end(): void {
    this.#ended = true
    this.#timer?.cancel()
  }

  async #tick(): Promise<void> {
    const { clock, log, records } = this.#parts
    try {
      for (const id of await records.classesDue(clock.now())) await this.#erase(id)
    } catch (cause) {
      log.warn({ cause }, 'classes whose time has come could not be read and are asked for again')
    }
    if (!this.#ended) this.#timer = clock.after(retentionTickMs, () => void this.#tick())
  }

  /** Each class for itself: what is in the way of one does not keep the others. */
  async #erase(id: string): Promise<void> {
    const { records, accounts, classes, log } = this.#parts
    try {
      const teachers = await accounts.findAll(await records.teachersOf(id))
      const heir = teachers.find(({ disabled }) => !disabled) ?? teachers[0]
      if (heir === undefined || this.#ended) return
      await classes.eraseAll(id, heir.id, null)
      log.info({ class: id }, 'the students of a class were erased: its time had come')
    } catch (cause) {
      log.warn({ class: id, cause }, 'a class whose time has come could not be erased and is tried again')
    }
  }
}

/**
 * Runs what waits in groups, one group at a time: at once when idle, everything that has gathered when busy. So the cost of
 * reaching the disk is shared by all who wait for it.
 */

import { StoreFailed } from './store.ts'

/** What became of one command of a group that was committed. */
export type Outcome = { readonly answer: unknown } | { readonly error: unknown }

type Waiting<Command> = {
  readonly command: Command
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}
type Holding = { readonly grant: (release: () => void) => void }

/** Commands of one transaction: more would make the first wait too long for the last. */
const groupMax = 1_000
/** Beyond this the disk is hopelessly behind; rooms have closed long before. */
const waitingMax = 50_000

export class GroupCommit<Command> {
  #waiting: (Waiting<Command> | Holding)[] = []
  #busy = false
  readonly #commit: (group: readonly Command[]) => Promise<readonly Outcome[]>

  /** `commit` makes a group durable and answers each command in order; when it rejects, none of the group happened. */
  constructor(commit: (group: readonly Command[]) => Promise<readonly Outcome[]>) {
    this.#commit = commit
  }

  submit(command: Command): Promise<unknown> {
    if (this.#waiting.length >= waitingMax)
      return Promise.reject(new StoreFailed('busy', `More than ${waitingMax} commands wait for the disk.`))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject })
      this.#next()
    })
  }

  /** Resolves when nothing is on its way; nothing starts until the returned function is called. */
  hold(): Promise<() => void> {
    return new Promise((grant) => {
      this.#waiting.push({ grant })
      this.#next()
    })
  }

  #next() {
    const first = this.#waiting[0]
    if (this.#busy || first === undefined) return
    this.#busy = true
    if ('grant' in first) {
      this.#waiting.shift()
      first.grant(() => this.#done())
      return
    }
    const end = this.#waiting.findIndex((each, index) => 'grant' in each || index === groupMax)
    const group = this.#waiting.splice(0, end < 0 ? this.#waiting.length : end).filter(isCommand)
    this.#commit(group.map(({ command }) => command))
      .then(
        (outcomes) => settle(group, outcomes),
        (error) => {
          for (const { reject } of group) reject(error)
        },
      )
      .finally(() => this.#done())
  }

  #done() {
    this.#busy = false
    this.#next()
  }
}

const isCommand = <Command>(each: Waiting<Command> | Holding): each is Waiting<Command> => 'command' in each

function settle<Command>(group: readonly Waiting<Command>[], outcomes: readonly Outcome[]) {
  group.forEach(({ resolve, reject }, index) => {
    const outcome = outcomes[index]
    if (outcome === undefined) reject(new Error('Invariant broken: every command of a group has an outcome'))
    else if ('error' in outcome) reject(outcome.error)
    else resolve(outcome.answer)
  })
}

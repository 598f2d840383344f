/** Joining a class by its code: opened by a teacher for half an hour, and open to who is on the roster and has not joined. */

import { handleKey, newClassCode } from '../../shared/classes.ts'
import { type AccountId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import { joiningMs } from '../../shared/limits.ts'
import type { MailLanguage } from '../../shared/notices.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Clock } from '../clock.ts'
import type { StudentRow } from '../store/classes.ts'
import type { Records } from '../store/store.ts'
import { fourWords } from './password.ts'
import { userNamesFor } from './user-name.ts'

export type JoiningParts = {
  readonly records: Records
  readonly accounts: Accounts
  readonly clock: Clock
  readonly random: RandomBytes
}
export type Claimed = {
  readonly account: AccountId
  readonly class: string
  readonly userName: string
  /** null: the account was there before. */
  readonly password: string | null
}

/** Somebody without an account; `beforePassword` is called before one is made, and may throw. */
export type Newcomer = { readonly language: MailLanguage; readonly beforePassword: () => void }

/** Names with numbers that are tried before one is made up. */
const NAMES_TRIED = 50

export class Joining {
  readonly #parts: JoiningParts

  constructor(parts: JoiningParts) {
    this.#parts = parts
  }

  /** From now on the class is joined by a new code. */
  async open(id: string): Promise<void> {
    const { records, clock, random } = this.#parts
    const until = clock.now() + joiningMs
    while (!(await records.openJoining(id, newClassCode(random), until)));
  }

  /** The handles that nobody has claimed; null: the class does not list them. Throws `not-found` as `claim` does. */
  async handles(code: string): Promise<readonly string[] | null> {
    const { records, clock } = this.#parts
    const found = await records.classByCode(code, clock.now())
    if (found === null) throw notJoined()
    if (!found.listsHandles) return null
    return (await records.studentsOf(found.id)).flatMap(({ account, handle }) =>
      account === null ? [handle] : [],
    )
  }

  /**
   * Makes an account for the place, or gives it to an account that there is. Throws `not-found` in the same words whether the code is
   * wrong or closed, or the handle is not there or somebody's already.
   */
  async claim(
    code: string,
    handle: string,
    who: { readonly account: AccountId; readonly userName: string } | Newcomer,
  ): Promise<Claimed> {
    const { records, clock, accounts } = this.#parts
    const place = await this.#free(code, handle)
    if ('account' in who) return { ...(await this.#take(code, handle, who.account)), ...who, password: null }
    who.beforePassword()
    const made = await this.#makeAccount(place.handle, who.language)
    try {
      const taken = await records.claimStudent(code, handleKey(handle), made.account, clock.now())
      if (taken === null) throw notJoined()
      return { ...made, class: taken.class }
    } catch (error) {
      // Somebody was faster: as if there had been nobody else.
      await accounts.removeNew(made.account)
      throw error
    }
  }

  async #take(code: string, handle: string, account: AccountId): Promise<{ readonly class: string }> {
    const { records, clock } = this.#parts
    const taken = await records.claimStudent(code, handleKey(handle), account, clock.now())
    if (taken === null) throw notJoined()
    return { class: taken.class }
  }

  /** The place with this handle in the class that is joined by this code, if nobody has it. Before a password is hashed for it. */
  async #free(code: string, handle: string): Promise<StudentRow> {
    const { records, clock } = this.#parts
    const found = await records.classByCode(code, clock.now())
    const students = found === null ? [] : await records.studentsOf(found.id)
    const place = students.find((one) => handleKey(one.handle) === handleKey(handle))
    if (place === undefined || place.account !== null) throw notJoined()
    return place
  }

  async #makeAccount(handle: string, language: MailLanguage) {
    const { accounts, random } = this.#parts
    const password = fourWords(random, language)
    for (const userName of this.#names(handle)) {
      if (await accounts.byName(userName)) continue
      try {
        const person = { userName, displayName: handle, password, administrator: false }
        return { account: await accounts.create({ ...person, position: 'student' }), userName, password }
      } catch (error) {
        // Somebody else took the name in the meantime.
        if (!(error instanceof Refused) || error.code !== 'name-taken') throw error
      }
    }
    throw new Refused('name-taken', 'There is no name left.')
  }

  *#names(handle: string): Generator<string> {
    let tried = 0
    for (const name of userNamesFor(handle)) {
      if (tried++ === NAMES_TRIED) break
      yield name
    }
    yield `student${randomToken(this.#parts.random, 10)}`
  }
}

/** Whatever the reason is. */
export const notJoined = () =>
  new Refused('not-found', 'This code and this name do not open a class now. Ask your teacher.')

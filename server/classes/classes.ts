/** What a teacher does with a class and with the accounts of its students. Only those that are students' are theirs to change. */

import type { AccountId, RandomBytes } from '../../shared/ids.ts'
import type { MailLanguage } from '../../shared/notices.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Account, Accounts } from '../auth/accounts.ts'
import type { Audit } from '../auth/audit.ts'
import type { PersonalData } from '../auth/personal-data.ts'
import type { StudentRow } from '../store/classes.ts'
import type { Records } from '../store/store.ts'
import { fourWords } from './password.ts'

export type ClassesParts = {
  readonly records: Records
  readonly accounts: Accounts
  readonly personalData: PersonalData
  readonly audit: Audit
  readonly random: RandomBytes
  /** Open sockets of that account ask anew who they are. */
  readonly accessChanged: (account: AccountId) => void
}

export class Classes {
  readonly #parts: ClassesParts

  constructor(parts: ClassesParts) {
    this.#parts = parts
  }

  /** The place and who has it. Throws `not-found`. */
  async student(id: string, student: string): Promise<{ place: StudentRow; account: Account | null }> {
    const { records, accounts } = this.#parts
    const place = (await records.studentsOf(id)).find((one) => one.id === student)
    if (place === undefined) throw new Refused('not-found', 'There is no such student in this class.')
    return { place, account: place.account && (await accounts.find(place.account)) }
  }

  /** What the class calls somebody is what others read beside their words. */
  async nameAsOnRoster(id: string, student: string): Promise<void> {
    const { accounts } = this.#parts
    const { place, account } = await this.student(id, student)
    if (account?.position !== 'student') return
    await accounts.setDisplayName(account.id, place.handle)
    this.#parts.accessChanged(account.id)
  }

  /** Frees the place; the account that was made for it is gone, and `by` owns what only it owned. */
  async undoClaim(id: string, student: string, by: AccountId): Promise<void> {
    const { records, audit, personalData } = this.#parts
    const { account } = await this.#joined(id, student)
    await records.undoClaim(id, student)
    await audit.note({ act: 'claim-undone', by, account: account.id, detail: id })
    if (await this.#isNowhere(account)) await personalData.remove(account, by, by)
    this.#parts.accessChanged(account.id)
  }

  /** Ends their sign-ins. The answer is shown once. */
  async resetPassword(id: string, student: string, language: MailLanguage, by: AccountId) {
    const { accounts, audit, random } = this.#parts
    const { account } = await this.#joined(id, student)
    const password = fourWords(random, language)
    await accounts.setPassword(account.id, password)
    await audit.note({ act: 'password-set', by, account: account.id })
    this.#parts.accessChanged(account.id)
    return { userName: account.userName, password }
  }

  /** Makes two places one: what the one had the other has, and its account, if there is one too many, is gone. */
  async merge(id: string, from: string, into: string, by: AccountId): Promise<void> {
    const { records, audit, personalData } = this.#parts
    const both = [await this.student(id, from), await this.student(id, into)]
    for (const { account } of both) if (account !== null) assertStudent(account)
    const left = await records.mergeStudents(id, from, into)
    const stays = both[1]?.account?.id
    await audit.note({ act: 'students-merged', by, ...(stays && { account: stays }), detail: id })
    if (left !== null) await personalData.remove({ id: left }, by, by)
    for (const { account } of both) if (account !== null) this.#parts.accessChanged(account.id)
  }

  /** Takes the place away, and the account with it unless another class has it too. `by` owns what only it owned. */
  async erase(id: string, student: string, by: AccountId): Promise<void> {
    const { place } = await this.student(id, student)
    await this.#erasePlace(place, by, by)
    if (place.account !== null) await this.#parts.personalData.scrub()
  }

  /** Erases everybody on the roster. `heir` owns what only they owned. Done again it finishes what a crash has cut short. */
  async eraseAll(id: string, heir: AccountId, by: AccountId | null): Promise<void> {
    const { records, personalData } = this.#parts
    await records.closeJoining(id)
    const places = await records.studentsOf(id)
    for (const place of places) await this.#erasePlace(place, heir, by)
    if (places.some(({ account }) => account !== null)) await personalData.scrub()
  }

  /** With its students. */
  async delete(id: string, by: AccountId): Promise<void> {
    await this.eraseAll(id, by, by)
    await this.#parts.records.deleteClass(id)
    await this.#parts.audit.note({ act: 'class-deleted', by, detail: id })
  }

  async #erasePlace(place: StudentRow, heir: AccountId, by: AccountId | null): Promise<void> {
    const { records, accounts, personalData } = this.#parts
    const account = place.account && (await accounts.find(place.account))
    const isLast = account !== null && (await records.studentshipsOf(account.id)).length <= 1
    // The place goes with the account; where the account stays, or there is none, alone.
    if (account?.position === 'student' && isLast) await personalData.remove(account, heir, by)
    else await records.removeStudent(place.class, place.id)
    if (account) this.#parts.accessChanged(account.id)
  }

  async #isNowhere({ id, position }: Account): Promise<boolean> {
    return position === 'student' && (await this.#parts.records.studentshipsOf(id)).length === 0
  }

  async #joined(id: string, student: string): Promise<{ place: StudentRow; account: Account }> {
    const { place, account } = await this.student(id, student)
    if (account === null) throw new Refused('conflict', `Nobody has joined as ${place.handle}.`)
    assertStudent(account)
    return { place, account }
  }
}

/** Being on a roster makes nobody's account the teacher's. */
function assertStudent({ displayName, position }: Account): void {
  if (position !== 'student')
    throw new Refused(
      'conflict',
      `${displayName} is of the newsroom: an administrator looks after the account.`,
    )
}

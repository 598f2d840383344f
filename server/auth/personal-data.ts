/** One person's data: what there is of it, all of it in one file, and its removal, which says before what goes and what stays. */

import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import type { DataSummary } from '../../shared/protocol/http.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import type { Account, Accounts } from './accounts.ts'
import type { Audit } from './audit.ts'
import { reviewDataOf } from './review-data.ts'

export type PersonalDataParts = {
  readonly store: Pick<Store, 'records' | 'scrub'>
  readonly accounts: Accounts
  readonly audit: Audit
  readonly clock: Clock
  /** The words of a person in an article, in runs. */
  readonly wordsOf: (article: ArticleId, person: PersonId) => Promise<readonly string[]>
}

export class PersonalData {
  readonly #parts: PersonalDataParts

  constructor(parts: PersonalDataParts) {
    this.#parts = parts
  }

  /** What erasing would remove, and what would stay. */
  async summary({ id }: Account): Promise<DataSummary> {
    const { store, accounts } = this.#parts
    const { records } = store
    const [roles, persons, comments, tokens, invites, audit, alone, signIns] = await Promise.all([
      records.articlesOf(id),
      records.personsOf(id),
      records.commentsOf(id),
      records.tokensOf(id),
      records.invitesOf(id),
      records.auditOf(id),
      records.onlyOwnerOf(id),
      accounts.signInsOf(id),
    ])
    const titles = await Promise.all(
      alone.map(async (article) => (await records.article(article))?.title ?? ''),
    )
    const classes = await Promise.all(
      (await records.onlyTeacherOf(id)).map(async (one) => (await records.classById(one))?.name ?? ''),
    )
    return {
      removed: {
        signIns: signIns.length,
        roles: roles.length,
        tokens: tokens.length,
        invites: invites.length,
        articleNames: persons.length,
      },
      handedOver: [...titles, ...classes],
      stays: { articlesWithText: persons.length, comments: comments.length, auditEntries: audit.length },
    }
  }

  /** Everything that is kept about the account, the words it has written and what it has said beside them. `by`: who asks, for the audit log. */
  async exportOf(account: Account, by: AccountId | null): Promise<object> {
    const { store, accounts, audit, clock, wordsOf } = this.#parts
    const { records } = store
    const { id } = account
    const roles = new Map((await records.articlesOf(id)).map((row) => [row.id, row.grants.member]))
    const said = await records.commentsOf(id)
    const decided = await records.decisionsOf(id)
    const articles = []
    for (const { article, person } of await records.personsOf(id)) {
      const words = await wordsOf(article, person)
      const title = (await records.article(article))?.title ?? null
      const comments = said
        .filter((one) => one.article === article)
        .map(({ thread, at, body }) => ({ thread, at, body }))
      const decisions = decided
        .filter((one) => one.article === article)
        .map(({ number, at, verb, reason }) => ({ number, at, verb, reason }))
      articles.push({ article, title, role: roles.get(article) ?? null, person, words, comments, decisions })
    }
    const whole = {
      exportedAt: clock.now(),
      account,
      signIns: await accounts.signInsOf(id),
      roles: [...roles].map(([article, role]) => ({ article, role })),
      articles,
      late: (await records.lateBy(id)).map(({ article, at, words }) => ({ article, at, words })),
      classes: await this.#classesOf(id),
      tokens: await records.tokensOf(id),
      mail: await this.#mailOf(id),
      invitations: await records.invitesOf(id),
      audit: await records.auditOf(id),
    }
    await audit.note({ act: 'account-exported', by, account: id })
    return whole
  }

  /** What rosters say of them, and what they teach. */
  async #classesOf(id: AccountId): Promise<object> {
    const { records } = this.#parts.store
    const places = await Promise.all(
      (await records.studentshipsOf(id)).map(async (row) => {
        const { class: of, account: _, ...place } = row
        const name = (await records.classById(of))?.name ?? ''
        return { class: name, ...place, reviews: await reviewDataOf(records, row) }
      }),
    )
    return { places, taught: (await records.classesOf(id)).map(({ id, name }) => ({ id, name })) }
  }

  /** Where mail goes; not what silences it, which is as good as a key. */
  async #mailOf(id: AccountId): Promise<object | null> {
    const row = await this.#parts.store.records.mailOf(id)
    if (row === null) return null
    const { address, language, confirmedAt, atOnce, digest } = row
    return { address, language, confirmedAt, atOnce, digest }
  }

  /**
   * Removes the account and everything by which it could be named, also from the database's files. `heir` becomes owner of what
   * only it owns. Throws `last-administrator`, `last-owner`. Done again it finishes what a crash has cut short.
   */
  async erase(account: Pick<Account, 'id'>, heir: AccountId | null, by: AccountId | null): Promise<void> {
    await this.remove(account, heir, by)
    await this.scrub()
  }

  /** The same but for the database's files, in which it can still be read until `scrub`: for many, or where the name stays on a roster. */
  async remove({ id }: Pick<Account, 'id'>, heir: AccountId | null, by: AccountId | null): Promise<void> {
    const { store, accounts, audit } = this.#parts
    await accounts.refuseToEraseLast(id)
    // The name goes last: as long as it is there the rest can be done again.
    await store.records.eraseAccount(id, heir)
    await accounts.erase(id)
    await audit.note({ act: 'account-erased', by, account: id })
  }

  /** Writes the database's files anew, without what was removed. */
  scrub(): Promise<void> {
    return this.#parts.store.scrub()
  }
}

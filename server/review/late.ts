/**
 * What authors wrote without a connection and bring when their text is locked: kept as it came, never applied while it is locked, and
 * given to the article as any other update of theirs as soon as they may write in it again. Only its authors may bring anything, only
 * what the article would take from them, and only so much; of the session nobody but its teacher and they themselves see it.
 */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { lateBytesMax, lateBytesPerAuthorMax, lateCountMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { PHASES, phaseFor } from '../../shared/review/phase.ts'
import { can } from '../../shared/roles.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Roles } from '../room/entrants.ts'
import type { Rooms } from '../room/rooms.ts'
import type { LateRow } from '../store/late.ts'
import type { Records } from '../store/store.ts'
import { TurnsOf } from '../turns.ts'
import { giveUpdate } from './give-update.ts'
import { newWordsIn } from './late-words.ts'
import { noSession } from './sessions.ts'

export type LateParts = {
  readonly records: Pick<
    Records,
    'addLate' | 'lateOf' | 'lateArticles' | 'refuseLate' | 'dropLate' | 'reviewGrant'
  >
  readonly access: Roles
  readonly articles: Pick<Rooms, 'enter' | 'tryOut' | 'read'>
  readonly clock: Clock
  readonly log: Log
}

/** `kept`: until the text opens again; `joined`: it is in the text; `refused`: the text does not take it, and it is not kept. */
export type LateState = 'kept' | 'joined' | 'refused'

type Brought = Pick<LateRow, 'article' | 'account' | 'id' | 'update'>

export class LateTyping {
  readonly #parts: LateParts
  readonly #turns = new TurnsOf<ArticleId>()
  /** Articles in which somebody may do something else since they were last looked at. */
  readonly #changed = new Set<ArticleId>()

  constructor(parts: LateParts) {
    this.#parts = parts
  }

  /** Once for each name, however often it is brought. Throws `not-found` for who is no author of a text in a session. */
  bring(brought: Brought): Promise<LateState> {
    return this.#turns.take(brought.article, () => this.#bring(brought))
  }

  /** In this article somebody may do something else: what waits for that joins it. */
  changed(article: ArticleId): void {
    this.#changed.add(article)
    if (this.#changed.size === 1) queueMicrotask(() => void this.#lookAtChanged())
  }

  /** Everything that waits for an article that is open again. Never rejects. */
  async catchUp(): Promise<void> {
    await this.#look(() => true)
  }

  async #bring(brought: Brought): Promise<LateState> {
    const { records, articles, clock } = this.#parts
    const { article, account, id, update } = brought
    if (update.length > lateBytesMax) throw new Refused('too-large', 'This is more than can be kept.')
    await this.#refuseOthers(article, account)
    const known = (await records.lateOf(article)).find((one) => one.account === account && one.id === id)
    if (known !== undefined && known.refused !== null) return 'refused'
    const tried = await articles.tryOut(article, account, 'editor', update)
    if (tried === null) throw noSession()
    const isThere = tried.kind === 'dropped' || (tried.kind === 'admitted' && tried.emitted === null)
    if (isThere) return this.#settled(brought, 'joined')
    if (tried.kind !== 'admitted') return 'refused'
    if (await this.#mayWrite(article, account)) {
      const joined = await this.#join(brought)
      if (joined !== 'kept') return joined
    }
    const before = await articles.read(article, (doc) => newWordsIn(tried.tried.state, doc))
    const row = { ...brought, at: clock.now(), words: before ?? '', refused: null }
    const isKept = await records.addLate(row, { count: lateCountMax, bytes: lateBytesPerAuthorMax })
    if (!isKept) throw new Refused('conflict', 'There is as much waiting for this text as there may be.')
    return 'kept'
  }

  /** Throws `not-found` for who has not written this text, and `forbidden` before it was locked. */
  async #refuseOthers(article: ArticleId, account: AccountId): Promise<void> {
    const { records, access, clock } = this.#parts
    const grant = await records.reviewGrant(article, account)
    const role = await access.roleIn(article, account)
    if (grant?.of !== 'live' || !grant.parties.includes('author') || role === null) throw noSession()
    const phase = phaseFor(grant.clock, clock.now(), grant.times)
    if (!can(role, 'edit') && PHASES.indexOf(phase) < PHASES.indexOf('lock'))
      throw new Refused('forbidden', 'This text is not locked by its session.')
  }

  async #mayWrite(article: ArticleId, account: AccountId): Promise<boolean> {
    return can(await this.#parts.access.roleIn(article, account), 'edit')
  }

  /** As an update of its author's, by the role that they have at that moment. */
  async #join(brought: Brought): Promise<LateState> {
    const { articles } = this.#parts
    const given = await giveUpdate(articles, brought.article, brought.account, brought.update)
    if (given.kind === 'later') return 'kept'
    if (given.kind === 'taken') return this.#settled(brought, 'joined')
    await this.#parts.records.refuseLate(brought, given.reason)
    return 'refused'
  }

  async #settled(brought: Brought, state: LateState): Promise<LateState> {
    await this.#parts.records.dropLate(brought)
    return state
  }

  async #lookAtChanged(): Promise<void> {
    const changed = new Set(this.#changed)
    this.#changed.clear()
    await this.#look((article) => changed.has(article))
  }

  async #look(isMeant: (article: ArticleId) => boolean): Promise<void> {
    const { records, log } = this.#parts
    const warn = (cause: unknown) =>
      log.warn({ cause }, 'what came late did not join its text and does with the next start or change')
    const waiting = await records.lateArticles().catch((cause: unknown) => {
      warn(cause)
      return []
    })
    // A text that takes nothing keeps no other from it.
    for (const article of waiting)
      if (isMeant(article)) await this.#turns.take(article, () => this.#joinAll(article)).catch(warn)
  }

  async #joinAll(article: ArticleId): Promise<void> {
    for (const row of await this.#parts.records.lateOf(article))
      if (row.refused === null && (await this.#mayWrite(article, row.account))) await this.#join(row)
  }
}

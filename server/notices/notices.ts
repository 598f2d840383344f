/**
 * Tells people what happened in threads that is about them. It follows each article's threads revision by revision, behind what
 * is stored already: a crash in between is made good when the server starts, or with the next change.
 */

import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import { noticeExcerptUnits, noticesKeptMs } from '../../shared/limits.ts'
import type { Notice } from '../../shared/protocol/notices.ts'
import { penName } from '../../shared/review/session.ts'
import { can } from '../../shared/roles.ts'
import { partsOf, type ThreadEntry } from '../../shared/threads.ts'
import { takenBackIn } from '../../shared/withheld.ts'
import type { Access } from '../auth/access.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { NewNotice, ToldRow } from '../store/notices.ts'
import type { Records } from '../store/store.ts'
import { TurnsOf } from '../turns.ts'
import { toldOf } from './told.ts'

export type NoticesParts = {
  readonly records: Records
  readonly access: Pick<Access, 'roleIn'>
  readonly accounts: Pick<Accounts, 'findAll'>
  /** Tells every open page of an account how much it has not read. */
  readonly tell: (account: AccountId, unread: number) => void
  /** Whom else something new in an article's threads is told: not by that article. */
  readonly alsoTold: (article: ArticleId, entries: readonly ThreadEntry[]) => Promise<readonly NewNotice[]>
  readonly clock: Clock
  readonly log: Log
}

/** A notice with the names that it needs. */
export type Told = ToldRow & {
  /** Of a reviewer's copy the review session, in which it is read. */
  readonly session: string | null

  readonly byName: string
  readonly byGuest: boolean
  readonly excerpt: string
}

export class Notices {
  readonly #parts: NoticesParts
  readonly #turns = new TurnsOf<ArticleId>()
  #timer: Timer | null = null

  constructor(parts: NoticesParts) {
    this.#parts = parts
  }

  /** Catches up now, and each day from then on. */
  start(): void {
    void this.catchUp()
    this.#timer = this.#parts.clock.after(dayMs, () => this.start())
  }

  end(): void {
    this.#timer?.cancel()
  }

  /** Follows what a process that ended has left, and forgets what is old. */
  async catchUp(): Promise<void> {
    const { records, clock, log } = this.#parts
    try {
      await records.forgetNotices(clock.now() - noticesKeptMs)
      for (const article of await records.articlesToNotice()) await this.follow(article)
    } catch (cause) {
      log.warn({ cause }, 'notices were not caught up with and are with the next change')
    }
  }

  /** Notices what is new in an article's threads. Never rejects: it is caught up with later. */
  async follow(article: ArticleId): Promise<void> {
    const { log } = this.#parts
    try {
      const told = await this.#turns.take(article, () => this.#follow(article))
      await Promise.all([...told].map((account) => this.#tell(account)))
    } catch (cause) {
      log.warn({ article, cause }, 'nobody was told of a change in threads yet')
    }
  }

  /** At most so many before an id, the newest first, of articles whose threads the account may still see; none only where none is left. */
  async list(account: AccountId, before: number | null, limit: number) {
    const { records } = this.#parts
    const unread = await this.#unread(account)
    for (let from = before; ; ) {
      const rows = await records.noticesOf(account, from, limit + 1)
      const page = rows.slice(0, limit)
      const shown = await this.named(page)
      const more = rows.length > limit
      if (shown.length > 0 || !more) return { unread, notices: shown.map(answerOf), more }
      from = page.at(-1)?.id ?? null
    }
  }

  /** All up to and with one of them have been read. */
  async read(account: AccountId, upTo: number): Promise<number> {
    const { records, clock } = this.#parts
    await records.readNotices(account, upTo, clock.now())
    return this.#tell(account)
  }

  /**
   * What was read in the page of an article, which hears of a comment before it is noticed: so behind what is being noticed.
   * Never rejects: then it is told of once more.
   */
  async readIn(
    account: AccountId,
    article: ArticleId,
    read: Readonly<Record<string, number>>,
  ): Promise<void> {
    const { records, clock, log } = this.#parts
    try {
      const count = await this.#turns.take(article, () =>
        records.readNoticesIn(account, article, read, clock.now()),
      )
      if (count > 0) await this.#tell(account)
    } catch (cause) {
      log.warn({ article, cause }, 'what was read in the page is still called unread')
    }
  }

  /** Those of the rows that their account may still see, with names in place of ids. */
  async named(rows: readonly ToldRow[]): Promise<readonly Told[]> {
    const { access, accounts, records } = this.#parts
    const mayStill = new Map<string, boolean>()
    const people = new Map<ArticleId, ReadonlyMap<PersonId, AccountId>>()
    const pens = new Map<ArticleId, ReadonlyMap<PersonId, number>>()
    const sessions = new Map<ArticleId, Told['session']>()
    for (const { account, article } of rows) {
      const key = `${account} ${article}`
      if (!mayStill.has(key)) mayStill.set(key, can(await access.roleIn(article, account), 'seeThreads'))
      if (!people.has(article)) people.set(article, byPerson(await records.people(article)))
      if (!sessions.has(article)) sessions.set(article, await this.#sessionOn(article))
      if (!pens.has(article)) pens.set(article, (await records.pensIn(article)).persons)
    }
    const visible = rows.filter(({ account, article }) => mayStill.get(`${account} ${article}`))
    const ids = visible.flatMap(({ article, by, body }) => {
      const here = people.get(article)
      return [by, ...mentioned(body)].flatMap((person) => here?.get(person) ?? [])
    })
    const known = new Map((await accounts.findAll([...new Set(ids)])).map((one) => [one.id, one]))
    return visible.map((row) => {
      const accountOf = (person: PersonId) => known.get(people.get(row.article)?.get(person) ?? NOBODY)
      const author = accountOf(row.by)
      const pen = pens.get(row.article)?.get(row.by)
      const words = partsOf(row.body)
        .map((part) => (typeof part === 'string' ? part : `@${accountOf(part.mention)?.displayName ?? '…'}`))
        .join('')
      return {
        ...row,
        session: sessions.get(row.article) ?? null,
        byName: author?.displayName ?? (pen === undefined ? '' : penName(pen)),
        byGuest: author?.position === 'guest',
        excerpt: shortened(words),
      }
    })
  }

  async #sessionOn(article: ArticleId): Promise<Told['session']> {
    const reviewed = await this.#parts.records.reviewedArticle(article)
    return reviewed === null || reviewed.pair === null ? null : reviewed.session
  }

  /** Answers whom it has told. */
  async #follow(article: ArticleId): Promise<ReadonlySet<AccountId>> {
    const { records, access } = this.#parts
    const from = await records.noticedUpTo(article)
    const { rev, threads, entries } = await records.threadsSince(article, from)
    if (rev === from) return new Set()
    const people = byPerson(await records.people(article))
    const owners = (await records.members(article)).flatMap(({ account, role }) =>
      role === 'owner' ? [account] : [],
    )
    const notices: NewNotice[] = []
    for (const entry of entries) {
      const now = await records.threadNow(article, entry.thread)
      if (now.thread === null || now.thread.removed || takenBackIn(now.entries).size > 0) continue
      const comments = now.entries.filter(({ kind }) => kind === 'comment')
      const participants = comments.map(({ by }) => by)
      const around = { thread: now.thread, isNew: entry.order > from, participants, owners }
      notices.push(...toldOf(entry, { ...around, accountOf: (person) => people.get(person) }))
    }
    const taken = takenBackIn(entries)
    const isNew = (one: ThreadEntry) => one.order > from && one.deletedBy === null && !taken.has(one.thread)
    notices.push(...(await this.#parts.alsoTold(article, entries.filter(isNew))))
    const roles = new Map<string, boolean>()
    const place = (one: NewNotice) => `${one.article ?? article} ${one.account}`
    for (const one of notices)
      if (!roles.has(place(one)))
        roles.set(place(one), can(await access.roleIn(one.article ?? article, one.account), 'seeThreads'))
    const told = notices.filter((one) => roles.get(place(one)))
    const removed = threads.flatMap(({ id, removed }) => (removed ? [id] : []))
    const forgotten = await records.dropNotices(article, [...removed, ...taken.keys()])
    const isAdded = await records.addNotices(article, from, rev, told)
    return new Set([...forgotten, ...(isAdded ? told.map(({ account }) => account) : [])])
  }

  async #tell(account: AccountId): Promise<number> {
    const unread = await this.#unread(account)
    this.#parts.tell(account, unread)
    return unread
  }

  /** Of what the account may still see. */
  async #unread(account: AccountId): Promise<number> {
    const { access, records } = this.#parts
    let sum = 0
    for (const [article, count] of await records.unreadNotices(account))
      if (can(await access.roleIn(article, account), 'seeThreads')) sum += count
    return sum
  }
}

const dayMs = 24 * 60 * 60_000
const NOBODY = '' as AccountId

const byPerson = (people: Awaited<ReturnType<Records['people']>>): ReadonlyMap<PersonId, AccountId> =>
  new Map(people.map(({ person, account }) => [person, account]))

const mentioned = (body: string): readonly PersonId[] =>
  partsOf(body).flatMap((part) => (typeof part === 'string' ? [] : [part.mention]))

function shortened(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim()
  return line.length <= noticeExcerptUnits
    ? line
    : `${line
        .slice(0, noticeExcerptUnits - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
}

const answerOf = ({
  id,
  kind,
  article,
  title,
  thread,
  session,
  byName,
  byGuest,
  excerpt,
  at,
  readAt,
}: Told): Notice => ({
  id,
  kind,
  article,
  title,
  thread,
  session,
  by: byName,
  guest: byGuest,
  excerpt,
  at,
  read: readAt !== null,
})

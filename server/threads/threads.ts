/**
 * The threads of all articles: what is asked for is done one after the other in each article, kept, and told to whoever may see
 * it, in the order of revisions. The store is the truth: a process that hears of something late asks for what came since.
 */

import { type AccountId, type ArticleId, newPersonId, type PersonId, randomToken } from '../../shared/ids.ts'
import type { ServerEvent } from '../../shared/protocol/messages.ts'
import { Refused } from '../../shared/refusals.ts'
import { can, type Position, type Role } from '../../shared/roles.ts'
import { mentionsIn, type ThreadChange, type ThreadPerson } from '../../shared/threads.ts'
import { withoutTakenBack } from '../../shared/withheld.ts'
import type { Access } from '../auth/access.ts'
import { namesOf } from '../auth/names.ts'
import type { Notices } from '../notices/notices.ts'
import { isCopy } from '../store/reviews.ts'
import type { ThreadReads, ThreadRows } from '../store/threads.ts'
import { TurnsOf } from '../turns.ts'
import { type MentionableParts, mentionableIn } from './mentionable.ts'
import { type Actor, type Rule, withinSpace } from './rules.ts'

export type ThreadsParts = MentionableParts & {
  readonly access: Pick<Access, 'roleIn'>
  readonly articles: OpenConnections
  readonly notices: Pick<Notices, 'follow' | 'readIn'>
}

/** The open connections to articles. */
export interface OpenConnections {
  announce(
    article: ArticleId,
    event: ServerEvent,
    isFor: (connection: { readonly account: AccountId; readonly role: Role }) => boolean,
  ): void
}

/** Who asks, and what they are in the article. */
export type Asker = { readonly account: AccountId; readonly role: Role }

/** What a request has come to. `isChanged`: false where it was done before. */
export type ThreadAnswer = {
  readonly change: ThreadChange
  readonly isChanged: boolean
  readonly person: PersonId
}

export class Threads {
  readonly #parts: ThreadsParts
  readonly #turns = new TurnsOf<ArticleId>()

  constructor(parts: ThreadsParts) {
    this.#parts = parts
  }

  newId(): string {
    return randomToken(this.#parts.random, 16)
  }

  /** Does what `rule` says to a thread. `named`: everybody whom the request names. Throws what `rule` throws. */
  async change(
    article: ArticleId,
    { account }: Asker,
    thread: string,
    rule: (actor: Actor) => Rule,
    named: readonly PersonId[] = [],
  ): Promise<ThreadAnswer> {
    const { records, clock, random } = this.#parts
    const outsiders = await this.#outsiders(article, named)
    return this.#turns.take(article, async () => {
      const actor = {
        role: await this.#roleNow(article, account),
        at: clock.now(),
        newId: () => this.newId(),
        outsiders,
      }
      const asker = { account, proposed: newPersonId(random) }
      const { isChanged, person, ...rows } = await records.changeThread(article, thread, asker, (now) =>
        withinSpace(rule({ ...actor, person: now.person }))(now),
      )
      const change = isChanged ? await this.#tell(article, rows) : await this.#changeOf(article, rows)
      if (isChanged) void this.#parts.notices.follow(article)
      return { change, isChanged, person }
    })
  }

  /** The same to several threads, as somebody who is no account, and whom nobody asks: under whom a review lands. */
  async land(article: ArticleId, person: PersonId, rules: ReadonlyMap<string, Rule>): Promise<void> {
    const { records, notices } = this.#parts
    await this.#turns.take(article, async () => {
      for (const [thread, rule] of rules) {
        const {
          isChanged,
          person: _,
          ...rows
        } = await records.changeThread(article, thread, { person }, rule)
        if (isChanged) await this.#tell(article, rows)
      }
    })
    void notices.follow(article)
  }

  async #tell(article: ArticleId, rows: ThreadRows): Promise<ThreadChange> {
    const change = await this.#changeOf(article, rows)
    this.#parts.articles.announce(article, { type: 'threads', ...change }, seesThreads)
    return change
  }

  /** As anybody may be told of it, with everybody's name. */
  async #changeOf(article: ArticleId, rows: ThreadRows): Promise<ThreadChange> {
    const told = withoutTakenBack(rows)
    return { ...told, people: await this.#namesIn(article, told) }
  }

  /** What somebody may do as it is by now: they may have waited since they were let in. Throws where they may not comment any more. */
  async #roleNow(article: ArticleId, account: AccountId): Promise<Role> {
    const role = await this.#parts.access.roleIn(article, account)
    if (role === null)
      throw new Refused('not-found', 'There is no such article, or it is not yours any more.')
    if (!can(role, 'comment'))
      throw new Refused('forbidden', `Your role here is ${role}, which may not comment.`)
    // Who reads a copy sees what was said on it; only who writes the review says anything.
    if (!can(role, 'suggest') && (await isCopy(this.#parts.records, article)))
      throw new Refused('forbidden', 'This review can only be read now.')
    return role
  }

  /** What has changed since a revision, and what the asker has read. */
  async since(
    article: ArticleId,
    { account }: Asker,
    since: number,
  ): Promise<ThreadChange & { readonly read: ThreadReads }> {
    const { records } = this.#parts
    const asked = await records.threadsSince(article, since)
    // Somebody who knows more than there is has seen what a restored backup does not hold.
    const rows = since > asked.rev ? await records.threadsSince(article, 0) : asked
    const people = await records.people(article)
    const own = people.find((one) => one.account === account)
    const read = own === undefined ? {} : await records.threadReads(article, own.person)
    return { ...(await this.#changeOf(article, rows)), read }
  }

  /** Notes up to where somebody has read, and tells their other tabs. */
  async read(article: ArticleId, { account }: Asker, asked: ThreadReads): Promise<void> {
    const { records, articles, notices, random } = this.#parts
    const person = await records.personOf(article, account, newPersonId(random))
    const read = await records.noteThreadReads(article, person, asked)
    if (Object.keys(read).length === 0) return
    const isTheirs = (one: Asker) => one.account === account && seesThreads(one)
    articles.announce(article, { type: 'threadsRead', read }, isTheirs)
    await notices.readIn(account, article, read)
  }

  /** Whom somebody can mention, by name. `writers`: who has written in the article. */
  async mentionable(
    article: ArticleId,
    asking: Position,
    writers: ReadonlySet<PersonId>,
  ): Promise<readonly ThreadPerson[]> {
    if (await isCopy(this.#parts.records, article)) return []
    return mentionableIn(this.#parts, article, asking, writers)
  }

  /** Those of them who are nobody here, or may not see threads. */
  async #outsiders(article: ArticleId, named: readonly PersonId[]): Promise<ReadonlySet<PersonId>> {
    if (named.length === 0) return new Set()
    const { records, access } = this.#parts
    const accounts = new Map((await records.people(article)).map(({ person, account }) => [person, account]))
    const outside = await Promise.all(
      named.map(async (person) => {
        const account = accounts.get(person)
        const role = account === undefined ? null : await access.roleIn(article, account)
        return can(role, 'seeThreads') ? [] : [person]
      }),
    )
    return new Set(outside.flat())
  }

  /** What they are called who are named in these. Whoever was erased is not among them. */
  async #namesIn(article: ArticleId, { threads, entries }: ThreadRows): Promise<readonly ThreadPerson[]> {
    const named = new Set<PersonId | null>()
    for (const { by, assignee } of threads) named.add(by).add(assignee)
    for (const { by, assignee, deletedBy, body, reactions } of entries) {
      named.add(by).add(assignee).add(deletedBy)
      for (const person of [...mentionsIn(body), ...reactions.flatMap(({ people }) => people)])
        named.add(person)
    }
    return namesOf(this.#parts, article, named)
  }
}

const seesThreads = ({ role }: Pick<Asker, 'role'>): boolean => can(role, 'seeThreads')

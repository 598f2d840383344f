/**
 * What authors and reviewers say to each other after the release, and neither learns who the other is. An author replies in the thread
 * of their own text, which the reviewer does not read: they are sent what the author, and the teacher, said to their own remarks, and
 * nothing of anybody else. Their answer is put into the author's thread under their pen name. Names are taken out both ways.
 */

import type { AccountId, ArticleId, PersonId, RandomBytes } from '../../shared/ids.ts'
import { randomToken } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { leaksIn } from '../../shared/review/leaks.ts'
import { canInSession, type SessionAction } from '../../shared/review/permission.ts'
import { PHASES, type Phase, phaseFor } from '../../shared/review/phase.ts'
import {
  NO_REVIEW,
  type RemarkState,
  type SessionPair,
  type SessionText,
} from '../../shared/review/session.ts'
import { type Thread, type ThreadEntry, withoutMentions } from '../../shared/threads.ts'
import { takenBackIn } from '../../shared/withheld.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Clock } from '../clock.ts'
import type { StudentRow } from '../store/classes.ts'
import type { NewNotice } from '../store/notices.ts'
import type { SessionNow } from '../store/reviews.ts'
import type { Records } from '../store/store.ts'
import { type Rule, reply, withinSpace } from '../threads/rules.ts'
import type { Threads } from '../threads/threads.ts'
import { standingIn } from './allocating.ts'
import { derivedId, ENTRY_ID_LENGTH, rounded } from './derived.ts'
import { noSession, type Sessions } from './sessions.ts'

type ReplyRecords = Pick<
  Records,
  'reviewsOf' | 'threadsSince' | 'people' | 'studentsOf' | 'teachersOf' | 'sessionNow' | 'reviewedArticle'
>
export type RepliesParts = {
  readonly sessions: Sessions
  readonly records: ReplyRecords
  readonly threads: Pick<Threads, 'land'>
  readonly accounts: Pick<Accounts, 'findAll'>
  readonly clock: Clock
  readonly random: RandomBytes
}

/** What was said to one remark, after the remark itself. */
export type RemarkReplies = {
  /** Its id on the copy. */
  readonly remark: string
  readonly replies: readonly Reply[]
  /** Whether its reviewer may say something now. */
  readonly mayAnswer: boolean
}
export type Reply = {
  readonly id: string
  readonly by: 'author' | 'reviewer' | 'teacher'
  /** Which one of several authors. */
  readonly number: number | null
  /** In a session in which everybody knows everybody; null: that is not said. */
  readonly name: string | null
  readonly body: string
  /** To the hour. */
  readonly at: number
}

/** Who has said something in the article, as far as reviewers are told. */
type Speakers = ReadonlyMap<PersonId, Pick<Reply, 'by' | 'number' | 'name'>>

export class Replies {
  readonly #parts: RepliesParts

  constructor(parts: RepliesParts) {
    this.#parts = parts
  }

  /** What was said to one's own remarks. `not-found` where it is not theirs, `forbidden` before the release. */
  async toOwn(id: string, account: AccountId, pair: string): Promise<readonly RemarkReplies[]> {
    const { now, own, phase } = await this.#own(id, account, pair)
    if (PHASES.indexOf(phase) < PHASES.indexOf('release')) throw refusalIn(phase)
    return this.#repliesTo(now, own, phase)
  }

  /** The same for who teaches the class. */
  async seenByTeacher(now: SessionNow, pair: string): Promise<readonly RemarkReplies[]> {
    const found = standingIn(now).find(({ id }) => id === pair)
    if (found === undefined) throw noSession()
    return this.#repliesTo(now, found, now.session.clock.phase)
  }

  /** The reviewer's answer, once the author has replied. Sent again under the same id it is there once. */
  async answer(
    id: string,
    account: AccountId,
    pair: string,
    remark: string,
    said: { readonly id: string | null; readonly body: string },
  ): Promise<void> {
    const { now, own, phase } = await this.#own(id, account, pair)
    const { records, threads, clock, random } = this.#parts
    if (!mayReply(phase, true)) throw refusalIn(phase)
    const text = textOf(now, own)
    const state = (await records.reviewsOf(id)).get(pair)?.remarks[remark]
    if (text === undefined || state === undefined || state.landed === null || own.person === null)
      throw noSession()
    if (state.hidden !== null) throw new Refused('gone', 'This remark was taken back by the teacher.')
    const [rows, speakers] = await Promise.all([
      records.threadsSince(text.article, 0),
      this.#speakers(now, text, own),
    ])
    const isByAuthor = ({ kind, by, deletedBy }: ThreadEntry) =>
      kind === 'comment' && deletedBy === null && speakers.get(by)?.by === 'author'
    const about = threadsOf(state, rows.threads)
    // Of several about one suggestion the one in which the author spoke.
    const thread =
      about.find((one) => rows.entries.some((entry) => entry.thread === one && isByAuthor(entry))) ?? about[0]
    if (thread === undefined) throw noSession()
    const body = scrubbed(said.body, await this.#names(now))
    const newId = () => randomToken(random, ENTRY_ID_LENGTH)
    const at = rounded(clock.now())
    const actor = {
      person: own.person,
      role: 'commenter' as const,
      at,
      newId,
      outsiders: new Set<PersonId>(),
    }
    const rule: Rule = (there) => {
      if (!mayReply(phase, there.entries.some(isByAuthor)))
        throw new Refused('forbidden', 'You can answer once the author has replied.')
      return reply(actor, { id: said.id && derivedId(pair, said.id), body, assignee: null })(there)
    }
    await threads.land(text.article, own.person, new Map([[thread, withinSpace(rule)]]))
  }

  async #own(id: string, account: AccountId, pair: string) {
    const { now, student } = await this.#parts.sessions.attended(id, account)
    const own = standingIn(now).find((one) => one.id === pair && one.reviewer === student.id)
    if (own === undefined) throw noSession()
    return {
      now,
      own,
      phase: phaseFor(now.session.clock, this.#parts.clock.now(), student.timePercent / 100),
    }
  }

  async #repliesTo(now: SessionNow, pair: SessionPair, phase: Phase): Promise<readonly RemarkReplies[]> {
    const { records } = this.#parts
    const text = textOf(now, pair)
    if (text === undefined || !pair.isLanded) return []
    const [reviews, rows, speakers, names] = await Promise.all([
      records.reviewsOf(now.session.id),
      records.threadsSince(text.article, 0),
      this.#speakers(now, text, pair),
      this.#names(now),
    ])
    const gone = takenBackIn(rows.entries)
    // What authors say when it is over is theirs.
    const until = phase === 'closed' ? now.session.clock.since : Number.POSITIVE_INFINITY
    const { remarks } = reviews.get(pair.id) ?? NO_REVIEW
    return Object.entries(remarks).flatMap(([remark, state]): RemarkReplies[] => {
      if (state.hidden !== null) return []
      const threads = new Set(threadsOf(state, rows.threads).filter((one) => !gone.has(one)))
      const said = rows.entries.filter(
        (one) =>
          threads.has(one.thread) &&
          one.kind === 'comment' &&
          one.deletedBy === null &&
          speakers.has(one.by) &&
          (one.at <= until || speakers.get(one.by)?.by !== 'author'),
      )
      const first = said.findIndex(({ by }) => speakers.get(by)?.by !== 'reviewer')
      if (first < 0) return []
      const replies = said.slice(first).map(({ id, by, body, at }): Reply => {
        const speaker = speakers.get(by) ?? { by: 'teacher', number: null, name: null }
        return { id: derivedId(pair.id, id), ...speaker, body: scrubbed(body, names), at: rounded(at) }
      })
      return [
        {
          remark,
          replies,
          mayAnswer: mayReply(
            phase,
            replies.some(({ by }) => by === 'author'),
          ),
        },
      ]
    })
  }

  async #speakers(now: SessionNow, text: SessionText, pair: SessionPair): Promise<Speakers> {
    const { records } = this.#parts
    const [people, roster, teachers] = await Promise.all([
      records.people(text.article),
      records.studentsOf(now.session.class),
      records.teachersOf(now.session.class),
    ])
    const { isNamed } = now.session.settings
    const isKnown = canInSession('seePairs', now.session.clock.phase, ['reviewer'], { isNamed })
    const speakers = new Map<PersonId, Pick<Reply, 'by' | 'number' | 'name'>>()
    for (const { person, account } of people) {
      const number = authorNumber(text, roster, account)
      if (number !== undefined)
        speakers.set(person, { by: 'author', number, name: isKnown ? handleOf(roster, account) : null })
      else if (teachers.includes(account)) speakers.set(person, { by: 'teacher', number: null, name: null })
    }
    if (text.teacher !== null) speakers.set(text.teacher, { by: 'teacher', number: null, name: null })
    if (pair.person !== null) speakers.set(pair.person, { by: 'reviewer', number: null, name: null })
    return speakers
  }

  /** Of everybody in the class, where they are not to be told. */
  async #names({ session }: SessionNow): Promise<readonly string[]> {
    if (session.settings.isNamed) return []
    const { records, accounts } = this.#parts
    const roster = await records.studentsOf(session.class)
    const known = await accounts.findAll(roster.flatMap(({ account }) => account ?? []))
    return [
      ...new Set([...roster.map(({ handle }) => handle), ...known.map(({ displayName }) => displayName)]),
    ]
  }
}

/** Whom to tell that the author of a text has answered them: by their own copy, at no exact time, and nothing of what was said. */
export async function answeredBy(
  records: ReplyRecords,
  article: ArticleId,
  entries: readonly ThreadEntry[],
): Promise<readonly NewNotice[]> {
  const reviewed = await records.reviewedArticle(article)
  const now = reviewed?.pair === null ? await records.sessionNow(reviewed.session) : null
  const text = now?.texts.find(({ id }) => id === reviewed?.text)
  if (!now || text === undefined || now.session.clock.phase !== 'release') return []
  const [people, roster, reviews, { threads }] = await Promise.all([
    records.people(article),
    records.studentsOf(now.session.class),
    records.reviewsOf(now.session.id),
    records.threadsSince(article, 0),
  ])
  const authors = new Set(
    people.flatMap(({ person, account }) =>
      authorNumber(text, roster, account) === undefined ? [] : [person],
    ),
  )
  const said = entries.filter(({ kind, by }) => kind === 'comment' && authors.has(by))
  if (said.length === 0) return []
  return standingIn(now).flatMap((pair) => {
    const account = roster.find(({ id }) => id === pair.reviewer)?.account ?? null
    if (pair.text !== text.id || pair.person === null || account === null) return []
    const { id: thread, copy, person } = { ...pair, person: pair.person }
    const remarks = Object.values(reviews.get(pair.id)?.remarks ?? {}).filter(({ hidden }) => hidden === null)
    const theirs = new Set(remarks.flatMap((state) => threadsOf(state, threads)))
    return said
      .filter((entry) => theirs.has(entry.thread))
      .map(({ id: entry, at }): NewNotice => {
        const about = { account, article: copy, thread, entry }
        return { ...about, kind: 'answered', by: person, at: rounded(at) }
      })
  })
}

/** Which author of a text somebody is: null, the only one; undefined, none. */
function authorNumber(
  { authors }: SessionText,
  roster: readonly StudentRow[],
  account: AccountId,
): number | null | undefined {
  const student = roster.find((one) => one.account === account)
  const at = student === undefined ? -1 : authors.indexOf(student.id)
  if (at < 0) return undefined
  return authors.length === 1 ? null : at + 1
}

const handleOf = (roster: readonly StudentRow[], account: AccountId): string | null =>
  roster.find((one) => one.account === account)?.handle ?? null

const textOf = ({ texts }: SessionNow, { text }: SessionPair) => texts.find(({ id }) => id === text)

/** The threads of an article that are about a remark. */
function threadsOf({ landed }: RemarkState, threads: readonly Thread[]): readonly string[] {
  if (landed === null || landed.as === 'gone') return []
  if (landed.as === 'thread') return [landed.id]
  return threads.flatMap(({ id, anchor, removed }) =>
    !removed && anchor?.suggestion !== undefined && landed.ids.includes(anchor.suggestion) ? [id] : [],
  )
}

const REPLY: SessionAction = 'replyToRemark'
const mayReply = (phase: Phase, isAnswered: boolean): boolean =>
  canInSession(REPLY, phase, ['reviewer'], { isOwn: true, isAnswered })

const refusalIn = (phase: Phase): Refused =>
  canInSession('readCopy', phase, ['reviewer'])
    ? new Refused('forbidden', 'Authors and readers talk between the release and the end.')
    : noSession()

/** Without anybody's name. */
function scrubbed(body: string, names: readonly string[]): string {
  const words = withoutMentions(body)
  let [left, from] = ['', 0]
  for (const { at, quote } of leaksIn(words, { own: names, others: [] })) {
    if (at + quote.length <= from) continue
    if (at >= from) left += `${words.slice(from, at)}…`
    from = at + quote.length
  }
  return left + words.slice(from)
}

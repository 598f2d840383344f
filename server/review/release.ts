/**
 * Brings a released session's reviews into its authors' articles. Each step is there or not, and is done once however often it is asked
 * for: who a reviewer is in the article is kept first, then the very update that will be written there under a client id of that person
 * alone, then that is written, then each thread under an id that follows from the session, and last that all of it has landed. A crash
 * between leaves what the next start goes on with. Of a review that is released once more only what has not landed does.
 */

import * as Y from 'yjs'
import type { Anchor } from '../../shared/article/anchor.ts'
import { openDoc } from '../../shared/article/layout.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import { listSuggestions } from '../../shared/article/suggestion-list.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import {
  type ArticleId,
  type ClientId,
  newPersonId,
  type PersonId,
  type RandomBytes,
  SERVER_CLIENT,
} from '../../shared/ids.ts'
import {
  type Landed,
  NO_REVIEW,
  type SessionPair,
  type SessionReview,
  type SessionText,
} from '../../shared/review/session.ts'
import { type ThreadEntry, withoutMentions } from '../../shared/threads.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { dayOf } from '../room/taken-away.ts'
import type { SessionNow, SessionRow } from '../store/reviews.ts'
import type { Store } from '../store/store.ts'
import type { NewEntry } from '../store/threads.ts'
import type { Rule } from '../threads/rules.ts'
import type { Threads } from '../threads/threads.ts'
import { TurnsOf } from '../turns.ts'
import { standingIn } from './allocating.ts'
import { imageInto, originalsOf } from './copies.ts'
import { derivedId, rounded } from './derived.ts'
import { isHidden } from './held-back.ts'
import { landedBefore, takeLanded } from './landed-before.ts'
import { type Landing, planLanding, type Review } from './landing.ts'
import { toWrite, withLanded, withWritten } from './noting-landed.ts'
import type { Pairing } from './pairing.ts'
import { isOut, type ReviewedArticles, type Sessions } from './sessions.ts'
import { type TakingBack, teacherIn } from './taking-back.ts'
import { writeLanding } from './write-landing.ts'

/** Texts that land at once: each waits for the disk. */
const AT_ONCE = 8

export type ReleaseParts = {
  readonly store: Pick<Store, 'records' | 'log'>
  readonly sessions: Sessions
  readonly pairing: Pick<Pairing, 'begun'>
  readonly articles: ReviewedArticles & LandedArticles
  readonly threads: Pick<Threads, 'land'>
  readonly takingBack: Pick<TakingBack, 'settle'>
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
}

export interface LandedArticles {
  changeAs<T>(
    article: ArticleId,
    person: PersonId,
    change: (suggestions: Suggestions, client: ClientId) => T,
  ): Promise<T | null>
}

export class Release {
  readonly #parts: ReleaseParts
  readonly #turns = new TurnsOf<string>()

  constructor(parts: ReleaseParts) {
    this.#parts = parts
  }

  /** Everything of a session that is released and is not in its article yet. Once at a time. */
  land(id: string): Promise<void> {
    return this.#turns.take(id, () => this.#land(id))
  }

  /** What a process that ended has left. Never rejects. */
  async catchUp(): Promise<void> {
    const { store, log } = this.#parts
    const warn = (cause: unknown) =>
      log.warn({ cause }, 'reviews did not land and are landed with the next start or release')
    const ids = await store.records.landingSessions().catch((cause: unknown) => {
      warn(cause)
      return []
    })
    // A session that does not land keeps no other from it.
    for (const id of ids) await this.land(id).catch(warn)
  }

  async #land(id: string): Promise<void> {
    const { sessions, store } = this.#parts
    const now = await this.#named(id)
    if (now === null) return
    const reviews = await store.records.reviewsOf(id)
    const waiting = [...now.texts]
    // What does not land keeps nothing else from it.
    const failures: unknown[] = []
    const tried = (landing: Promise<void>) => landing.catch((cause: unknown) => void failures.push(cause))
    const worker = async () => {
      for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
        for (const pair of landingIn(now, text))
          await tried(this.#landPair(now, text, pair, reviews.get(pair.id)))
        await tried(this.landNotes(now, text))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    if (failures.length > 0) throw failures[0]
    // Nothing was written in these.
    await sessions.change(id, ({ session, pairs }) => {
      if (!isSameRelease(session, now.session)) return { answer: undefined, writes: null }
      const empty = standingIn({ session, pairs }).filter(
        ({ isLanded, person }) => !isLanded && person === null,
      )
      const writes = { pairs: empty.map((pair) => ({ ...pair, isLanded: true })) }
      return { answer: undefined, writes: empty.length === 0 ? null : writes }
    })
  }

  /** Who everybody is in the articles is kept before anything is written as them. null: authors are not to get their reviews now. */
  #named(id: string): Promise<SessionNow | null> {
    const { sessions, pairing, random } = this.#parts
    return sessions.change(id, async (now) => {
      if (now.session.releasedAt === null || !isOut(now.session)) return { answer: null, writes: null }
      const begun = await pairing.begun(now)
      const named = standingIn(now).flatMap((pair): SessionPair[] => {
        if (pair.isLanded || pair.person !== null) return []
        const state = begun.has(pair.id) ? 'started' : pair.state
        return state === 'allocated' ? [] : [{ ...pair, state, person: newPersonId(random) }]
      })
      const byId = new Map(named.map((pair) => [pair.id, pair]))
      const answer = { ...now, pairs: now.pairs.map((pair) => byId.get(pair.id) ?? pair) }
      return { answer, writes: named.length === 0 ? null : { pairs: named } }
    })
  }

  async #landPair(now: SessionNow, text: SessionText, named: NamedPair, review = NO_REVIEW): Promise<void> {
    const { session } = now
    // What a process that ended was writing: whether or not it is there.
    const known = review.landing === undefined ? review : await this.#written(session.id, text, named, review)
    const landed = await this.#landCopy(session, text, named, known)
    if (landed === null) return
    await this.#parts.sessions.changeReview(session.id, named.id, ({ session: then, pair, review }) => {
      const isAll = isSameRelease(then, session) && !isLetThrough(known, review)
      return {
        answer: undefined,
        writes: {
          pairs: [{ ...pair, isLanded: pair.isLanded || isAll }],
          reviews: [
            { pair: pair.id, review: { ...withLanded(review, landed), ...(isAll && { hasLanded: true }) } },
          ],
        },
      }
    })
    await this.#parts.takingBack.settle(session.id, named.id)
  }

  /** Writes what is kept to be written, and notes that it is. */
  async #written(
    session: string,
    { article }: SessionText,
    { id, person }: NamedPair,
    { landing }: SessionReview,
  ): Promise<SessionReview> {
    if (landing !== undefined) {
      const update = new Uint8Array(Buffer.from(landing.update, 'base64'))
      await this.#parts.articles.changeAs(article, person, (live, client) =>
        writeLanding(live, update, { client, person }),
      )
    }
    return this.#parts.sessions.changeReview(session, id, ({ review }) => {
      const written = withWritten(review)
      return { answer: written, writes: { reviews: [{ pair: id, review: written }] } }
    })
  }

  /** null: the session is no longer released, and what was read may be half of something. */
  async #landCopy(
    released: SessionRow,
    text: SessionText,
    named: NamedPair,
    review: SessionReview,
  ): Promise<ReadonlyMap<string, Landed> | null> {
    const { store, articles, sessions, clock } = this.#parts
    const { id: session, round } = released
    const { id, copy, person } = named
    const { records } = store
    const [state, said, snapshot] = await Promise.all([
      articles.read(copy, (doc) => Y.encodeStateAsUpdate(doc)),
      records.threadsSince(copy, 0),
      records.snapshotOf(session, text.id, round),
    ])
    if (!isSameRelease((await sessions.now(session)).session, released)) return null
    if (state === null) return new Map()
    const threads = said.threads.filter((thread) => !thread.removed && !isHidden(review.remarks, thread.id))
    const doc = openDoc()
    Y.applyUpdate(doc, state)
    doc.clientID = SERVER_CLIENT
    const suggestions = new Suggestions(doc)
    const at = rounded(clock.now())
    try {
      const remarkOf = takeLanded(suggestions, review, person, dayOf(clock.now()))
      const left = listSuggestions(suggestions)
      const imageOf = await this.#imagesOf(copy, doc, suggestions, snapshot?.update ?? null, text.article)
      const asked: Review = {
        copy: suggestions,
        ids: snapshot?.ids ?? null,
        threads: threads.flatMap(({ id, anchor }) =>
          anchor === null || isThere(review, id) ? [] : [{ id, anchor }],
        ),
        before: landedBefore(review),
      }
      const plan = await articles.changeAs(text.article, person, (live, client) =>
        planLanding(live, asked, { client, person, at, imageOf }),
      )
      if (plan === null) return new Map()
      if (plan.update !== null) {
        const landing = toWrite(plan, plan.update, left, remarkOf)
        await sessions.changeReview(session, id, ({ review }) => ({
          answer: undefined,
          writes: { reviews: [{ pair: id, review: { ...review, landing } }] },
        }))
        await this.#written(session, text, named, { ...review, landing })
      }
      return await this.#landThreads(
        { session, pair: id, article: text.article, person, at },
        plan.landing,
        said,
        threads,
      )
    } finally {
      doc.destroy()
    }
  }

  /** The article's own addresses of the pictures that are suggested. */
  async #imagesOf(
    copy: ArticleId,
    doc: Y.Doc,
    suggestions: Suggestions,
    snapshot: Uint8Array | null,
    article: ArticleId,
  ): Promise<(src: string) => string | null> {
    const { store, random } = this.#parts
    const sources = new Set(projectArticle(doc, 'final', suggestions).flatMap(({ src }) => src ?? []))
    if (sources.size === 0) return () => null
    const [first] = await store.log.read(copy, 0, 1)
    const originals = first && snapshot ? originalsOf(first.update, snapshot) : new Map<string, string>()
    const known = new Map(originals)
    for (const src of sources) {
      if (known.has(src)) continue
      const made = await imageInto(store.records, random, src, article)
      if (made !== null) known.set(src, made)
    }
    return (src) => known.get(src) ?? null
  }

  async #landThreads(
    { session, pair, article, person, at }: LandedAs,
    landing: Landing,
    { entries }: { readonly entries: readonly ThreadEntry[] },
    threads: readonly { readonly id: string }[],
  ): Promise<ReadonlyMap<string, Landed>> {
    const where = new Map<string, Landed>()
    for (const gone of landing.gone) {
      const { before, after } = gone.of === 'suggestion' ? gone : { before: '', after: '' }
      where.set(gone.id, { as: 'gone', quote: gone.quote, before, after })
    }
    const rules = new Map<string, Rule>()
    const anchors = new Map(landing.threads.map(({ id, anchor }) => [id, anchor]))
    for (const { id } of threads) {
      if (landing.gone.some((one) => one.of === 'thread' && one.id === id)) continue
      const thread = derivedId(session, pair, id)
      const comments = entries.filter((one) => one.thread === id && one.kind === 'comment' && !one.deletedBy)
      const added = comments.map(
        (one): NewEntry => ({
          id: derivedId(session, pair, one.id),
          kind: 'comment',
          by: person,
          at,
          body: withoutMentions(one.body),
          assignee: null,
        }),
      )
      if (added.length === 0) continue
      const about = anchors.get(id) ?? null
      rules.set(thread, said(person, at, about, added))
      where.set(id, { as: 'thread', id: thread, quote: about?.quote ?? '' })
    }
    if (rules.size > 0) await this.#parts.threads.land(article, person, rules)
    return where
  }

  // ---- what the teacher says

  /** Notes about a text that are not in its article yet; none where this release is over, as they may be written since. */
  async landNotes({ session }: Pick<SessionNow, 'session'>, text: SessionText): Promise<void> {
    const { sessions, threads, random, clock } = this.#parts
    if (text.notes.every(({ isLanded }) => isLanded)) return
    const isStill = (now: SessionRow) => isSameRelease(now, session)
    const found = await teacherIn(sessions, random, session.id, text.id, isStill)
    if (found === null) return
    const at = rounded(clock.now())
    const rules = new Map<string, Rule>()
    for (const { id, body, isLanded } of found.notes) {
      if (isLanded) continue
      const entry: NewEntry = {
        id: derivedId(session.id, text.id, id, 'comment'),
        kind: 'comment',
        by: found.teacher,
        at,
        body,
        assignee: null,
      }
      const thread = derivedId(session.id, text.id, id)
      rules.set(thread, said(found.teacher, at, null, [entry]))
    }
    await threads.land(text.article, found.teacher, rules)
    await sessions.change(session.id, (now) => {
      const there = now.texts.find(({ id }) => id === text.id)
      if (there === undefined) return { answer: undefined, writes: null }
      const known = new Set(found.notes.map(({ id }) => id))
      const notes = there.notes.map((note) => (known.has(note.id) ? { ...note, isLanded: true } : note))
      return { answer: undefined, writes: { texts: [{ ...there, notes }] } }
    })
  }
}

type NamedPair = SessionPair & { readonly person: PersonId }

/** By the readers' numbers. */
const landingIn = (now: SessionNow, { id }: SessionText): readonly NamedPair[] =>
  standingIn(now)
    .flatMap((pair) => (pair.person === null ? [] : [{ ...pair, person: pair.person }]))
    .filter(({ text, isLanded }) => text === id && !isLanded)
    .sort((a, b) => a.pen - b.pen)

type LandedAs = {
  readonly session: string
  readonly pair: string
  readonly article: ArticleId
  readonly person: PersonId
  readonly at: number
}

/** A thread that is there already is opened again for what is new, and else stays as it is. */
const said =
  (by: PersonId, at: number, anchor: Anchor | null, comments: readonly NewEntry[]): Rule =>
  ({ thread, entries }) => {
    if (thread === null)
      return {
        thread: { by, at, anchor, status: 'open', assignee: null, removed: false },
        added: comments,
      }
    const added = comments.filter((one) => !entries.some(({ id }) => id === one.id))
    const [first] = added
    if (first === undefined || thread.removed) return null
    if (thread.status === 'open') return { added }
    const reopened: NewEntry = { ...first, id: derivedId(first.id, 'reopened'), kind: 'reopened', body: '' }
    return { thread: { ...thread, status: 'open' }, added: [reopened, ...added] }
  }

/** Whether nothing was written on copies since. */
const isSameRelease = (now: SessionRow, then: SessionRow): boolean =>
  isOut(now) && now.releasedAt === then.releasedAt

/** Whether something that was hidden is not any more. */
const isLetThrough = ({ remarks }: SessionReview, now: SessionReview): boolean =>
  Object.keys(remarks).some((id) => isHidden(remarks, id) && !isHidden(now.remarks, id))

/** A thread that has landed already. */
const isThere = ({ remarks }: SessionReview, id: string): boolean => remarks[id]?.landed?.as === 'thread'

/**
 * Brings a released session's reviews into its authors' articles. Each step is there or not, and is done once however often it is asked
 * for: who a reviewer is in the article is kept first, then what they suggested is written under a client id of that person alone, then
 * each thread under an id that follows from the session, and last that all of it has landed. A crash between leaves what the next start
 * goes on with. Of suggestions that were written and not yet noted the next start finds by their words which are which.
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
  NEW_REMARK,
  NO_REVIEW,
  type RemarkState,
  type SessionPair,
  type SessionText,
} from '../../shared/review/session.ts'
import { type ThreadEntry, withoutMentions } from '../../shared/threads.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { decideNamed } from '../room/named-decision.ts'
import { dayOf } from '../room/taken-away.ts'
import type { SessionNow } from '../store/reviews.ts'
import type { Store } from '../store/store.ts'
import type { NewEntry, ThreadWrites } from '../store/threads.ts'
import type { Rule } from '../threads/rules.ts'
import type { Threads } from '../threads/threads.ts'
import { standingIn } from './allocating.ts'
import { imageInto, originalsOf } from './copies.ts'
import { derivedId, rounded } from './derived.ts'
import { type Landing, landReview, type Review } from './landing.ts'
import type { Pairing } from './pairing.ts'
import type { ReviewedArticles, Sessions } from './sessions.ts'
import { type TakingBack, teacherIn } from './taking-back.ts'

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
  readonly #running = new Map<string, Promise<void>>()

  constructor(parts: ReleaseParts) {
    this.#parts = parts
  }

  /** Everything of a session that was released and is not in its article yet. Once at a time. */
  land(id: string): Promise<void> {
    const running = this.#running.get(id)
    if (running !== undefined) return running
    const landing = this.#land(id).finally(() => this.#running.delete(id))
    this.#running.set(id, landing)
    return landing
  }

  /** What a process that ended has left. Never rejects. */
  async catchUp(): Promise<void> {
    const { store, log } = this.#parts
    try {
      for (const id of await store.records.landingSessions()) await this.land(id)
    } catch (cause) {
      log.warn({ cause }, 'reviews did not land and are landed with the next start or release')
    }
  }

  async #land(id: string): Promise<void> {
    const { sessions, store } = this.#parts
    const now = await this.#named(id)
    if (now === null) return
    const reviews = await store.records.reviewsOf(id)
    const waiting = [...now.texts]
    const worker = async () => {
      for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
        for (const pair of landingIn(now, text)) await this.#landPair(now, text, pair, reviews.get(pair.id))
        await this.landNotes(now, text)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    // Nothing was written in these.
    await sessions.change(id, ({ session, pairs }) => {
      const empty = standingIn({ session, pairs }).filter(
        ({ isLanded, person }) => !isLanded && person === null,
      )
      const writes = { pairs: empty.map((pair) => ({ ...pair, isLanded: true })) }
      return { answer: undefined, writes: empty.length === 0 ? null : writes }
    })
  }

  /** Who everybody is in the articles is kept before anything is written as them. null: the session was not released. */
  #named(id: string): Promise<SessionNow | null> {
    const { sessions, pairing, random } = this.#parts
    return sessions.change(id, async (now) => {
      if (now.session.releasedAt === null) return { answer: null, writes: null }
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

  async #landPair(
    { session }: SessionNow,
    text: SessionText,
    named: NamedPair,
    { remarks } = NO_REVIEW,
  ): Promise<void> {
    const landed = await this.#landCopy(session.id, session.round, text, named, remarks)
    await this.#parts.sessions.changeReview(session.id, named.id, ({ pair, review }) => {
      const states = { ...review.remarks }
      for (const [remark, where] of landed) {
        const known = states[remark] ?? NEW_REMARK
        // It may have been hidden while it landed; and of a review that lands once more the first place holds.
        states[remark] = {
          ...known,
          landed: known.landed ?? where,
          ...(known.hidden !== null && { isDue: true }),
        }
      }
      return {
        answer: undefined,
        writes: {
          pairs: [{ ...pair, isLanded: true }],
          reviews: [{ pair: pair.id, review: { ...review, remarks: states } }],
        },
      }
    })
    await this.#parts.takingBack.settle(session.id, named.id)
  }

  async #landCopy(
    session: string,
    round: number,
    text: SessionText,
    { id, copy, person }: NamedPair,
    remarks: Readonly<Record<string, RemarkState>>,
  ): Promise<ReadonlyMap<string, Landed>> {
    const { store, articles } = this.#parts
    const { records } = store
    const [state, said, snapshot] = await Promise.all([
      articles.read(copy, (doc) => Y.encodeStateAsUpdate(doc)),
      records.threadsSince(copy, 0),
      records.snapshotOf(session, text.id, round),
    ])
    if (state === null) return new Map()
    const threads = said.threads.filter((thread) => !thread.removed && !isHidden(remarks, thread.id))
    const doc = openDoc()
    Y.applyUpdate(doc, state)
    doc.clientID = SERVER_CLIENT
    const suggestions = new Suggestions(doc)
    const at = rounded(this.#parts.clock.now())
    try {
      this.#withoutHidden(suggestions, remarks, person)
      const imageOf = await this.#imagesOf(copy, doc, suggestions, snapshot?.update ?? null, text.article)
      const review: Review = {
        copy: suggestions,
        ids: snapshot?.ids ?? null,
        threads: threads.flatMap(({ id, anchor }) => (anchor === null ? [] : [{ id, anchor }])),
      }
      const landing = await articles.changeAs(text.article, person, (live, client) =>
        landOnce(live, review, { client, person, at, imageOf }),
      )
      if (landing === null) return new Map()
      return await this.#landThreads(
        { session, pair: id, article: text.article, person, at },
        landing,
        said,
        threads,
      )
    } finally {
      doc.destroy()
    }
  }

  /** What the teacher keeps from the author does not come along. */
  #withoutHidden(
    suggestions: Suggestions,
    remarks: Readonly<Record<string, RemarkState>>,
    person: PersonId,
  ): void {
    const hidden = listSuggestions(suggestions).filter(({ id }) => isHidden(remarks, id))
    if (hidden.length === 0) return
    const named = hidden.map(({ id }) => ({ id, seen: null }))
    decideNamed(suggestions, person, { verb: 'reject', suggestions: named }, dayOf(this.#parts.clock.now()))
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
    said: { readonly entries: readonly ThreadEntry[] },
    threads: readonly { readonly id: string; readonly anchor: Anchor | null }[],
  ): Promise<ReadonlyMap<string, Landed>> {
    const where = new Map<string, Landed>()
    for (const { id, now } of landing.suggestions) where.set(id, { as: 'suggestions', ids: now })
    for (const gone of landing.gone) {
      const { before, after } = gone.of === 'suggestion' ? gone : { before: '', after: '' }
      where.set(gone.id, { as: 'gone', quote: gone.quote, before, after })
    }
    const rules = new Map<string, Rule>()
    const anchors = new Map(landing.threads.map(({ id, anchor }) => [id, anchor]))
    for (const { id, anchor } of threads) {
      if (anchor !== null && !anchors.has(id)) continue
      const thread = derivedId(session, pair, id)
      const comments = said.entries.filter(
        (one) => one.thread === id && one.kind === 'comment' && !one.deletedBy,
      )
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
      rules.set(thread, startedBy(person, at, about, added))
      where.set(id, { as: 'thread', id: thread, quote: about?.quote ?? '' })
    }
    if (rules.size > 0) await this.#parts.threads.land(article, person, rules)
    return where
  }

  // ---- what the teacher says

  /** Notes about a text that are not in its article yet. */
  async landNotes({ session }: Pick<SessionNow, 'session'>, text: SessionText): Promise<void> {
    const { sessions, threads, random, clock } = this.#parts
    if (text.notes.every(({ isLanded }) => isLanded)) return
    const found = await teacherIn(sessions, random, session.id, text.id)
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
      rules.set(thread, startedBy(found.teacher, at, null, [entry]))
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

/** A thread that is there already stays as it is. */
const startedBy =
  (by: PersonId, at: number, anchor: Anchor | null, added: readonly NewEntry[]) =>
  ({ thread }: { readonly thread: unknown }): ThreadWrites | null =>
    thread === null
      ? { thread: { by, at, anchor, status: 'open', assignee: null, removed: false }, added }
      : null

/** Lands it, or, where an earlier try has written it and did not come to say so, finds what that has written. */
function landOnce(live: Suggestions, review: Review, pen: Parameters<typeof landReview>[2]): Landing {
  if (Y.getState(live.doc.store, pen.client) === 0) return landReview(live, review, pen)
  const scratch = openDoc()
  try {
    // Threads are carried as they would be; suggestions are not written once more.
    Y.applyUpdate(scratch, Y.encodeStateAsUpdate(live.doc))
    scratch.clientID = live.doc.clientID
    const { threads, gone } = landReview(new Suggestions(scratch), review, pen)
    const written = listSuggestions(live).filter(({ person }) => person === pen.person)
    const suggestions = listSuggestions(review.copy).flatMap(({ id, kind, text }) => {
      const at = written.findIndex((one) => one.kind === kind && one.text === text)
      return at < 0 ? [] : [{ id, now: written.splice(at, 1).map((one) => one.id), isWhole: true }]
    })
    return { threads, suggestions, gone }
  } finally {
    scratch.destroy()
  }
}

const isHidden = (remarks: Readonly<Record<string, RemarkState>>, id: string): boolean =>
  (remarks[id]?.hidden ?? null) !== null

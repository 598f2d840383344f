/** What a memory store keeps of review sessions. */

import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { ReviewGrant } from '../../shared/review/access.ts'
import type { Party } from '../../shared/review/permission.ts'
import { NO_REVIEW, SAMPLE_PEN } from '../../shared/review/session.ts'
import { keepPens } from './memory-session-removal.ts'
import {
  addChange,
  type MemoryArticle,
  type MemorySession,
  type MemoryState,
  newArticle,
  type Read,
  type Transact,
} from './memory-state.ts'
import { TEACHER_TIMES } from './review-grants.ts'
import type { NewCopy, ReviewRecords, SessionNow, SessionWrites } from './reviews.ts'
import { SAMPLE } from './samples.ts'

type Part<K extends keyof ReviewRecords> = (transact: Transact, read: Read) => Pick<ReviewRecords, K>

export const memoryReviews = (transact: Transact, read: Read): ReviewRecords => ({
  ...sessions(transact, read),
  ...changes(transact, read),
  ...articles(transact, read),
})

const sessions: Part<
  | 'createSession'
  | 'sessionsOf'
  | 'sessionNow'
  | 'runningSessions'
  | 'landingSessions'
  | 'dueReviews'
  | 'reviewsOf'
  | 'snapshotOf'
  | 'writtenOn'
  | 'insidersOf'
> = (transact, read) => ({
  createSession: (row) =>
    transact(() => ({
      answer: undefined,
      write: (state) =>
        void state.sessions.set(row.id, {
          row: { ...row, rev: 0 },
          texts: new Map(),
          pairs: new Map(),
          reviews: new Map(),
          snapshots: new Map(),
          sample: null,
          sampleReviews: new Map(),
        }),
    })),
  sessionsOf: (classId) =>
    read((state) =>
      rowsOf(state)
        .filter((row) => row.class === classId)
        .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1)),
    ),
  sessionNow: (id) =>
    read((state) => {
      const found = state.sessions.get(id)
      return found === undefined ? null : nowOf(found)
    }),
  runningSessions: () =>
    read((state) =>
      rowsOf(state)
        .filter(({ clock }) => clock.endsAt !== null && clock.pausedAt === null)
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    ),
  landingSessions: () =>
    read((state) =>
      [...state.sessions.values()]
        .filter(
          ({ row, pairs }) =>
            row.releasedAt !== null &&
            [...pairs.values()].some(
              ({ round, isLanded, ended }) => round === row.round && !isLanded && ended === null,
            ),
        )
        .map(({ row }) => row.id),
    ),
  dueReviews: () =>
    read((state) =>
      [...state.sessions.values()]
        .flatMap(({ row, reviews }) =>
          [...reviews]
            .filter(([, { remarks }]) => Object.values(remarks).some(({ isDue }) => isDue))
            .map(([pair]) => ({ session: row.id, pair })),
        )
        .sort((a, b) => (`${a.session} ${a.pair}` < `${b.session} ${b.pair}` ? -1 : 1)),
    ),
  reviewsOf: (id) => read((state) => new Map(state.sessions.get(id)?.reviews ?? [])),
  writtenOn: (copies) =>
    read(
      (state) =>
        new Map(
          copies.flatMap((copy) => {
            const found = state.articles.get(copy)
            const row = found?.log.at(-1)
            const said = [...(found?.threads.entries.values() ?? [])].map(({ at }) => at)
            const isWritten = row !== undefined && row.seq > 1
            if (!isWritten && said.length === 0) return []
            const at = Math.max(...said, ...(isWritten ? [row.at] : []))
            return [[copy, { seq: row?.seq ?? 1, at }] as const]
          }),
        ),
    ),
  insidersOf: (articles) =>
    read((state) =>
      articles
        .flatMap((article) =>
          insidersIn(state.articles.get(article)).map((account) => ({ article, account })),
        )
        .sort((a, b) => (`${a.article} ${a.account}` < `${b.article} ${b.account}` ? -1 : 1)),
    ),
  snapshotOf: (id, text, round) =>
    read((state) => state.sessions.get(id)?.snapshots.get(`${text} ${round}`) ?? null),
})

function insidersIn(article: MemoryArticle | undefined): readonly AccountId[] {
  if (article === undefined) return []
  const { people, clients, threads } = article
  const inside = new Set([
    ...[...clients.values()].map(({ person }) => person),
    ...[...threads.entries.values()].map(({ by }) => by),
  ])
  return [...people].flatMap(([account, person]) => (inside.has(person) ? [account] : []))
}

const rowsOf = (state: MemoryState) => [...state.sessions.values()].map(({ row }) => row)

const nowOf = ({ row, texts, pairs }: MemorySession): SessionNow => ({
  session: row,
  texts: [...texts.values()].sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1)),
  pairs: [...pairs.values()],
})

const changes: Part<'changeSession' | 'changeReview'> = (transact) => ({
  changeSession: (id, decide) =>
    transact((state) => {
      const found = sessionIn(state, id)
      return kept(state, found, decide(nowOf(found)))
    }),
  changeReview: (id, pairId, decide) =>
    transact((state) => {
      const found = sessionIn(state, id)
      const pair = found.pairs.get(pairId)
      const text = pair && found.texts.get(pair.text)
      if (pair === undefined || text === undefined) throw noSession()
      const review = found.reviews.get(pairId) ?? NO_REVIEW
      return kept(state, found, decide({ session: found.row, text, pair, review }))
    }),
})

export function sessionIn(state: MemoryState, id: string): MemorySession {
  const found = state.sessions.get(id)
  if (found === undefined) throw noSession()
  return found
}

const noSession = () => new Refused('not-found', 'There is no such thing here, or it is not yours.')

function kept(state: MemoryState, { row }: MemorySession, writes: SessionWrites | null) {
  if (writes === null) return { answer: { isChanged: false, rev: row.rev } }
  const taken = (writes.texts ?? []).some(
    ({ article }) => (state.reviewed.get(article)?.pair ?? null) !== null,
  )
  if (taken) throw new Refused('conflict', 'A copy is not reviewed itself.')
  const rev = row.rev + 1
  return {
    answer: { isChanged: true, rev },
    write: (state: MemoryState) => {
      const found = sessionIn(state, row.id)
      found.row = { ...found.row, ...writes.session, rev }
      put(state, found, writes)
    },
  }
}

function put(state: MemoryState, found: MemorySession, writes: SessionWrites) {
  const session = found.row.id
  for (const text of writes.gone ?? []) {
    const known = found.texts.get(text)
    if (known !== undefined) keepPens(state, found, [known])
    found.texts.delete(text)
    for (const [article, of] of state.reviewed)
      if (of.session === session && of.text === text && of.pair === null) state.reviewed.delete(article)
  }
  for (const text of writes.texts ?? []) {
    found.texts.set(text.id, text)
    state.reviewed.set(text.article, { session, text: text.id, pair: null })
  }
  for (const copy of writes.copies ?? []) putCopy(state, copy)
  for (const pair of writes.pairs ?? []) {
    found.pairs.set(pair.id, pair)
    if (!state.reviewed.has(pair.copy))
      state.reviewed.set(pair.copy, { session, text: pair.text, pair: pair.id })
  }
  for (const one of writes.snapshots ?? [])
    found.snapshots.set(`${one.text} ${one.round}`, { ...one, update: new Uint8Array(one.update) })
  for (const { pair, review } of writes.reviews ?? []) found.reviews.set(pair, review)
  for (const article of writes.roles ?? []) addChange(state, article, null)
}

export function putCopy(state: MemoryState, { article: id, title, at, update, images }: NewCopy) {
  const row = { id, title, createdAt: at, updatedAt: at, trashedAt: null }
  state.articles.set(id, newArticle(row, new Uint8Array(update)))
  for (const image of images) state.images.set(image.id, image)
}

const articles: Part<'reviewedArticle' | 'reviewGrant' | 'reviewGrants' | 'pensIn'> = (_transact, read) => ({
  reviewedArticle: (article) => read((state) => state.reviewed.get(article) ?? null),
  reviewGrant: (article, account) => read((state) => reviewGrantIn(state, article, account)),
  reviewGrants: (account) =>
    read(
      (state) =>
        new Map(
          [...state.reviewed].flatMap(([article, { pair }]) => {
            const grant = pair === null ? reviewGrantIn(state, article, account) : null
            return grant === null ? [] : [[article, grant] as const]
          }),
        ),
    ),
  pensIn: (article) =>
    read((state) => {
      const reviewed = state.reviewed.get(article)
      if (reviewed?.text === SAMPLE) return { everybody: SAMPLE_PEN, persons: new Map() }
      const copy = reviewed?.pair && state.sessions.get(reviewed.session)?.pairs.get(reviewed.pair)
      if (copy) return { everybody: copy.pen, persons: new Map() }
      const persons = new Map<PersonId, number>(state.pens.get(article) ?? [])
      for (const { texts, pairs } of state.sessions.values())
        for (const text of texts.values()) {
          if (text.article !== article) continue
          if (text.teacher !== null) persons.set(text.teacher, 0)
          for (const pair of pairs.values())
            if (pair.text === text.id && pair.person !== null) persons.set(pair.person, pair.pen)
        }
      return { everybody: null, persons }
    }),
})

/** Whether it is what a reviewer has of an article. */
export const isCopyIn = (state: MemoryState, article: ArticleId): boolean =>
  (state.reviewed.get(article)?.pair ?? null) !== null

/** What this account is to the session that the article is in. */
export function reviewGrantIn(
  state: MemoryState,
  article: ArticleId,
  account: AccountId,
): ReviewGrant | null {
  const reviewed = state.reviewed.get(article)
  const found = reviewed && state.sessions.get(reviewed.session)
  if (reviewed === undefined || found === undefined) return null
  const { row, texts, pairs, sample, sampleReviews } = found
  const { pair: pairId } = reviewed
  const isSample = reviewed.text === SAMPLE
  const inClass = state.classes.get(row.class)
  if (inClass === undefined && pairId === null) return null
  const students = [...(inClass?.students.values() ?? [])]
  const student = students.find((one) => one.row.account === account)?.row
  const pair = pairId === null ? undefined : pairs.get(pairId)
  const parties: Party[] = []
  const isTeacher = inClass?.teachers.has(account) === true
  if (isTeacher) parties.push('teacher')
  if (student && texts.get(reviewed.text)?.authors.includes(student.id)) parties.push('author')
  const isTheirs = pair?.reviewer === student?.id && pair?.ended === null && pair.round === row.round
  if (isTheirs) parties.push('reviewer')
  if (isSample && student && sampleReviews.get(pairId ?? '')?.student === student.id) parties.push('reviewer')
  const { keepsWriting, isNamed } = row.settings
  return {
    of: pairId === null ? 'live' : isSample ? 'sample' : 'copy',
    parties,
    facts: {
      keepsWriting,
      isNamed,
      isReopened: pair !== undefined && pair.reviewer === student?.id && pair.isReopened,
      isShown: isSample && sample?.row.isShown === true,
    },
    clock: row.clock,
    times: isTeacher ? TEACHER_TIMES : (student?.timePercent ?? 100) / 100,
  }
}

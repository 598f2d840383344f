/** The rows of a memory store as plain maps, and how transactions read and change them. */

import { must } from '../../shared/assert.ts'
import type { AccountId, ArticleId, ClientId, PersonId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type {
  Sample,
  SampleReview,
  SessionPair,
  SessionReview,
  SessionText,
} from '../../shared/review/session.ts'
import type { Role, SharedRole } from '../../shared/roles.ts'
import type { Thread, ThreadEntry } from '../../shared/threads.ts'
import type { ClassRow, StudentRow } from './classes.ts'
import type { DecisionRow } from './decisions.ts'
import type { LateRow } from './late.ts'
import type { MailCode, MailRow, NoticeRow } from './notices.ts'
import type { ReviewedArticle, SessionRow, SnapshotRow } from './reviews.ts'
import type { FreezeRow, GroupRow, LinkRow, RequestRow, VersionRow } from './sharing.ts'
import type {
  ArticleRow,
  AuditRow,
  Change,
  Checkpoint,
  ClientRow,
  ImageRow,
  InviteRow,
  LogRow,
  TokenRow,
} from './store.ts'

export type MemoryArticle = {
  row: ArticleRow
  epoch: number
  readonly log: LogRow[]
  checkpoint: Checkpoint | null
  readonly clients: Map<ClientId, ClientRow>
  readonly members: Map<AccountId, Role>
  readonly people: Map<AccountId, PersonId>
  /** In order: the first is number 1. */
  readonly decisions: MemoryDecision[]
  readonly threads: MemoryThreads
  /** By group. */
  readonly shares: Map<string, SharedRole>
  readonly requests: Map<AccountId, RequestRow>
  freeze: { readonly row: FreezeRow; readonly sealed: boolean } | null
  readonly versions: VersionRow[]
}

export type MemoryDecision = {
  row: Omit<DecisionRow, 'isKept'>
  readonly suggestions: readonly string[]
  reversal: string | null
}

export type MemoryThreads = {
  rev: number
  size: number
  readonly threads: Map<string, Thread>
  readonly entries: Map<string, ThreadEntry>
  readonly reads: Map<PersonId, Map<string, number>>
}

export type MemoryClass = {
  row: ClassRow
  readonly teachers: Set<AccountId>
  readonly students: Map<string, { row: StudentRow; key: string }>
}

export type MemorySession = {
  row: SessionRow
  readonly texts: Map<string, SessionText>
  readonly pairs: Map<string, SessionPair>
  readonly reviews: Map<string, SessionReview>
  /** By text and round. */
  readonly snapshots: Map<string, SnapshotRow>
  sample: { readonly row: Sample; readonly update: Uint8Array } | null
  readonly sampleReviews: Map<string, SampleReview>
}

export type MemoryState = {
  readonly articles: Map<ArticleId, MemoryArticle>
  readonly tokens: Map<string, { row: TokenRow; readonly hash: string }>
  readonly invites: Map<string, { row: InviteRow; readonly hash: string }>
  readonly groups: Map<string, { row: GroupRow; readonly members: Set<AccountId> }>
  readonly links: Map<string, { row: LinkRow; readonly hash: string; readonly uses: Set<AccountId> }>
  readonly classes: Map<string, MemoryClass>
  readonly sessions: Map<string, MemorySession>
  /** In which session an article is. */
  readonly reviewed: Map<ArticleId, ReviewedArticle>
  /** Who has landed in an article whose session is no more, by which number. */
  readonly pens: Map<ArticleId, Map<PersonId, number>>
  /** What authors brought when their text was locked. */
  late: readonly LateRow[]
  readonly images: Map<string, ImageRow>
  readonly imageBytes: Map<string, Uint8Array>
  readonly settings: Map<string, string>
  /** Up to which revision of its threads each article was noticed. */
  readonly noticed: Map<ArticleId, number>
  /** `last`: the last id given. */
  readonly notices: { rows: NoticeRow[]; last: number }
  readonly mail: Map<AccountId, MailRow>
  readonly mailCodes: Map<AccountId, MailCode>
  /** An account and an article, one behind the other. */
  readonly mutes: Set<string>
  readonly changes: Change[]
  /** `last`: the last number given, which no other row gets. */
  readonly audit: { rows: AuditRow[]; last: number }
}

/** One transaction's change, replayed in order when a store opens. */
export type MemoryWrite = (state: MemoryState) => void
/** What a transaction decides on the state as it is: its answer, and the change to be kept, if any. */
export type Decision<T> = { readonly answer: T; readonly write?: MemoryWrite }
/** Runs transactions one after another; the state changes only once the disk has kept the write. */
export type Transact = <T>(decide: (state: MemoryState) => Decision<T>) => Promise<T>
export type Read = <T>(read: (state: MemoryState) => T) => Promise<T>

export const emptyState = (): MemoryState => ({
  articles: new Map(),
  tokens: new Map(),
  invites: new Map(),
  groups: new Map(),
  links: new Map(),
  classes: new Map(),
  sessions: new Map(),
  reviewed: new Map(),
  pens: new Map(),
  late: [],
  images: new Map(),
  imageBytes: new Map(),
  settings: new Map(),
  noticed: new Map(),
  notices: { rows: [], last: 0 },
  mail: new Map(),
  mailCodes: new Map(),
  mutes: new Set(),
  changes: [],
  audit: { rows: [], last: 0 },
})

export const emptyThreads = (): MemoryThreads => ({
  rev: 0,
  size: 0,
  threads: new Map(),
  entries: new Map(),
  reads: new Map(),
})

/** An article with nothing but its first update. */
export const newArticle = (row: ArticleRow, first: Uint8Array): MemoryArticle => ({
  row,
  epoch: 0,
  log: [{ seq: 1, person: null, at: row.createdAt, update: first }],
  checkpoint: null,
  clients: new Map(),
  members: new Map(),
  people: new Map(),
  decisions: [],
  threads: emptyThreads(),
  shares: new Map(),
  requests: new Map(),
  freeze: null,
  versions: [],
})

/** The article, which whoever writes a change has already found. */
export const articleIn = (state: MemoryState, id: ArticleId): MemoryArticle =>
  must(state.articles.get(id), `article ${id}`)

/** Throws when one of the ids belongs to somebody else in this article. */
export function assertOwnClients(
  article: MemoryArticle,
  person: PersonId | null,
  clients: Iterable<ClientId>,
) {
  for (const client of clients) {
    const owner = article.clients.get(client)?.person
    if (person === null || (owner !== undefined && owner !== person))
      throw new Refused('client-id', `Client ${client} is not ${person ?? 'the server'}'s.`)
  }
}

export function addChange(state: MemoryState, article: ArticleId | null, account: AccountId | null) {
  state.changes.push({ seq: (state.changes.at(-1)?.seq ?? 0) + 1, article, account })
}

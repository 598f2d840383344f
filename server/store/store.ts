/**
 * What the server keeps, and the laws every driver holds (tests/contract runs them on all three).
 *
 * The store holds bytes and rows and never parses an update [A2]. Two groups: the **log** of articles (hot, appended to in
 * groups) and the **records** (rows changed by requests). Times are milliseconds since 1970.
 *
 * Laws:
 * - [S1] `append` is atomic and durable: when its promise resolves, each row answered `stored` survives a crash; when it
 *   rejects, the caller must read again before it trusts anything.
 * - [S2] `open` gives rows in log order, without a gap after the checkpoint.
 * - [S3] a checkpoint loses nothing later: rows after its seq are kept, and `open` returns the newest checkpoint and those.
 * - [A3] an article is held open by one holder: `open` raises its epoch, and an append or checkpoint under an older epoch
 *   answers `stale` and changes nothing.
 * - Records are read-your-writes: what a resolved promise has written, the next read sees, from any handle of this store.
 * - What a caller asks and may not have rejects with `Refused` and changes nothing; when the store itself could not do it, it
 *   rejects with `StoreFailed`. Every call is one transaction: all of it is there, or nothing.
 */

import type { AuditAct } from '../../shared/audit.ts'
import type { AccountId, ArticleId, ClientId, PersonId } from '../../shared/ids.ts'
import type { Grants, Role } from '../../shared/roles.ts'
import type { ClassRecords } from './classes.ts'
import type { DecisionRecords } from './decisions.ts'
import type { ImageRow } from './images.ts'
import type { LateRecords } from './late.ts'
import type { Note } from './notes.ts'
import type { NoticeRecords } from './notices.ts'
import type { ReviewRecords } from './reviews.ts'
import type { SampleRecords } from './samples.ts'
import type { SharingRecords } from './sharing.ts'
import type { ThreadRecords } from './threads.ts'

/** Why the store could not do what was asked. It may have happened all the same: read again before trusting anything. */
export type StoreFailure =
  /** No room on the disk, or a limit on the file's size. */
  | 'full'
  /** The disk or the database server does not answer as it should. */
  | 'unreachable'
  /** Another process keeps the database locked for too long. */
  | 'busy'
  /** The content of the database contradicts itself. */
  | 'corrupt'
  /** This store has been closed. */
  | 'closed'

/** The store's own failure; the caller's are `Refused`. The store is usable again as soon as `probe` resolves. */
export class StoreFailed extends Error {
  constructor(
    readonly failure: StoreFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'StoreFailed'
  }
}

export interface Store {
  readonly log: ArticleLog
  readonly records: Records
  /** The same database for better-auth's own tables; absent in memory. */
  readonly database?: AccountsDatabase
  /** Rejects when nothing can be written: it makes a real write durable. For /readyz and for reopening rooms. */
  probe(): Promise<void>
  /** What was deleted can be read from the database's files no more. Everything waits while it runs. */
  scrub(): Promise<void>
  close(): Promise<void>
}

/** Kysely is an opaque handle here: only server/auth knows the tables behind it. */
export type AccountsDatabase = {
  readonly kysely: import('kysely').Kysely<unknown>
  readonly type: 'sqlite' | 'postgres'
}

// ---- the log

export type Append = {
  readonly article: ArticleId
  readonly epoch: number
  /** Who wrote it, in this article; null for the server itself. */
  readonly person: PersonId | null
  readonly at: number
  readonly update: Uint8Array
  /** Client ids that this update binds to `person` for good, in the same transaction. */
  readonly binds: readonly ClientId[]
  /** What is noted of it, in the same transaction. */
  readonly note?: Note | undefined
}
export type AppendResult = { readonly kind: 'stored'; readonly seq: number } | { readonly kind: 'stale' }

export type LogRow = {
  /** Position in this article's log, from 1, without gaps. */
  readonly seq: number
  readonly person: PersonId | null
  readonly at: number
  readonly update: Uint8Array
}
export type Checkpoint = { readonly seq: number; readonly update: Uint8Array }

export type OpenedArticle = {
  readonly epoch: number
  readonly checkpoint: Checkpoint | null
  /** Rows after the checkpoint. */
  readonly rows: readonly LogRow[]
  readonly clients: readonly ClientRow[]
}

/** A client id of an article: `reserved` once handed out, `bound` once an admitted update used it. */
export type ClientRow = {
  readonly client: ClientId
  readonly person: PersonId
  readonly state: 'reserved' | 'bound'
  /** No page uses it any more, so its person may be given it again. */
  readonly returned: boolean
}

export interface ArticleLog {
  /** Takes the lease and reads what is needed to build the doc. `null`: no such article. */
  open(article: ArticleId): Promise<OpenedArticle | null>
  /**
   * Adds the rows of a batch in its order, all or none; an article whose epoch is stale is left out and answers `stale`.
   * Rejects with `client-id` when a bound id is somebody else's.
   */
  append(batch: readonly Append[]): Promise<readonly AppendResult[]>
  /** Stands for the log up to `seq`, which must be there. The log itself is kept: it is the history. */
  checkpoint(article: ArticleId, epoch: number, checkpoint: Checkpoint): Promise<'stored' | 'stale'>
  /** Remembers ids handed to a person. Rejects with `client-id`, reserving none, when one is somebody else's. */
  reserve(article: ArticleId, person: PersonId, clients: readonly ClientId[]): Promise<void>
  /** Notes that no page uses these ids any more, until they are reserved or bound again. Leaves ids of others alone. */
  giveBack(article: ArticleId, person: PersonId, clients: readonly ClientId[]): Promise<void>
  /** Log rows from `afterSeq` (exclusive), at most `limit`, oldest first: for `article log` and history. */
  read(article: ArticleId, afterSeq: number, limit: number): Promise<readonly LogRow[]>
}

// ---- the records

export type ArticleRow = {
  readonly id: ArticleId
  /** The headline as last projected; the article's text is the truth. */
  readonly title: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly trashedAt: number | null
}
export type MemberRow = { readonly account: AccountId; readonly role: Role }
export type TokenRow = {
  readonly id: string
  readonly account: AccountId
  readonly name: string
  readonly createdAt: number
  readonly usedAt: number | null
}
export type InviteRow = {
  readonly id: string
  readonly createdBy: AccountId
  readonly expiresAt: number
  /** Into which article, if any, and in which role. */
  readonly grant: { readonly article: ArticleId; readonly role: Role } | null
  readonly usesLeft: number
}
export type { ImageRow } from './images.ts'
/** Something another process, or another connection of this one, must hear of. `seq` grows in the order of commits. */
export type Change = {
  readonly seq: number
  readonly article: ArticleId | null
  readonly account: AccountId | null
}

/** One act. Of people it holds ids and never a name, nor anything that somebody typed. */
export type AuditEntry = {
  readonly at: number
  readonly act: AuditAct
  /** Who did it; null: nobody signed in, or the command line. */
  readonly by: AccountId | null
  /** Whom it is about. */
  readonly account: AccountId | null
  readonly article: ArticleId | null
  /** A role, or the id of a token, an invitation, a link. */
  readonly detail: string | null
}
/** `seq` grows in the order in which they were written. */
export type AuditRow = AuditEntry & { readonly seq: number }

export interface AuditLog {
  addAudit(entry: AuditEntry): Promise<void>
  /** At most so many before `seq`, or the last ones, newest first. */
  auditBefore(seq: number | null, limit: number): Promise<readonly AuditRow[]>
  /** Removes what is older. */
  forgetAudit(before: number): Promise<void>
}

/** What is kept of one account beside its name, and its removal. */
export interface PersonalRows {
  /** Who it is, in each article that it was ever in. */
  personsOf(
    account: AccountId,
  ): Promise<readonly { readonly article: ArticleId; readonly person: PersonId }[]>
  invitesOf(account: AccountId): Promise<readonly InviteRow[]>
  /** What it did and what was done to it, oldest first. */
  auditOf(account: AccountId): Promise<readonly AuditRow[]>
  /** The articles that would have no owner without it, in the trash or not. */
  onlyOwnerOf(account: AccountId): Promise<readonly ArticleId[]>
  /**
   * Removes every row that says what this account may do and who it was; its text stays, of a person that nobody can name.
   * `heir` owns what would have no owner, and teaches what would have no teacher. Rejects with `last-owner` where there is such an
   * article or class and no heir.
   */
  eraseAccount(account: AccountId, heir: AccountId | null): Promise<void>
}

export interface Records
  extends SharingRecords,
    ThreadRecords,
    DecisionRecords,
    NoticeRecords,
    ClassRecords,
    ReviewRecords,
    LateRecords,
    SampleRecords,
    AuditLog,
    PersonalRows {
  // articles
  /** Creates the article with its first update as log row 1 and its owner, at once. `conflict` when the id is taken. */
  createArticle(
    article: { id: ArticleId; title: string; at: number },
    owner: AccountId,
    first: Uint8Array,
  ): Promise<void>
  article(id: ArticleId): Promise<ArticleRow | null>
  /** Those in which something gives the account a role, also in the trash, latest change first. */
  articlesOf(account: AccountId): Promise<readonly (ArticleRow & { readonly grants: Grants })[]>
  /** Without the copies that reviewers have. */
  allArticles(): Promise<readonly ArticleRow[]>
  /** Of a reviewer's copy nothing. */
  setTitle(id: ArticleId, title: string, at: number): Promise<void>
  trash(id: ArticleId, at: number | null): Promise<void>

  // members; each change writes a Change. Beside them there is more that gives a role: sharing.ts
  roleOf(article: ArticleId, account: AccountId): Promise<Role | null>
  members(article: ArticleId): Promise<readonly MemberRow[]>
  /** `null` removes. Rejects with `last-owner` when no owner would be left, `not-found` without the article. */
  setRole(article: ArticleId, account: AccountId, role: Role | null): Promise<void>

  // people: who an account is inside one article
  /** Makes the person when there is none: random, of this article only. `proposed` is used then. */
  personOf(article: ArticleId, account: AccountId, proposed: PersonId): Promise<PersonId>
  /** The same of many, for those who have none yet. */
  makePeople(
    article: ArticleId,
    proposed: readonly { readonly account: AccountId; readonly person: PersonId }[],
  ): Promise<void>
  people(article: ArticleId): Promise<readonly { readonly person: PersonId; readonly account: AccountId }[]>

  // access tokens, by SHA-256 of the token
  createToken(token: Omit<TokenRow, 'usedAt'>, hash: string): Promise<void>
  tokenByHash(hash: string): Promise<TokenRow | null>
  tokensOf(account: AccountId | null): Promise<readonly TokenRow[]>
  /** Remembers when a token was last used; nothing when there is none. */
  noteTokenUse(id: string, at: number): Promise<void>
  /** False when there is none. */
  revokeToken(id: string): Promise<boolean>

  // invites, by SHA-256 of the code
  createInvite(invite: InviteRow, hash: string): Promise<void>
  /** Those into an article, or with `null` those into the newsroom alone; the first to expire first. */
  invites(article: ArticleId | null): Promise<readonly InviteRow[]>
  /** False when there is none. */
  revokeInvite(id: string): Promise<boolean>
  inviteByHash(hash: string): Promise<InviteRow | null>
  /** Takes one use, atomically. False when none is left or it has expired at `now`. */
  useInvite(id: string, now: number): Promise<boolean>

  // images
  /** Keeps the bytes under their hash, once for all images that are equal. */
  addImage(image: ImageRow, bytes: Uint8Array): Promise<void>
  /** The size of all images of the article together; of equal ones, each counts. */
  imageBytes(article: ArticleId): Promise<number>
  image(id: string): Promise<(ImageRow & { readonly bytes: Uint8Array }) | null>

  // one-off values: the set-up token, the publication's name
  setting(key: string): Promise<string | null>
  setSetting(key: string, value: string | null): Promise<void>

  // changes, for open sockets
  noteChange(article: ArticleId | null, account: AccountId | null): Promise<void>
  /** Changes after `seq`, oldest first; `null` asks only for the newest seq, as one Change or none. */
  changesAfter(seq: number | null): Promise<readonly Change[]>
}

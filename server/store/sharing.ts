/**
 * What the store keeps of sharing, beside members: groups, links, requests for access, freezes, named versions.
 *
 * Whatever gives or takes a role writes a `Change` in the same transaction [R6]: of one account where it is about one, of the
 * article where it is about more. A link is its maker's word: it goes when that account stops being an owner of the article.
 */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import type { Grants, GroupKind, Role, SharedRole } from '../../shared/roles.ts'

export type GroupRow = { readonly id: string; readonly name: string; readonly kind: GroupKind }
export type GroupShare = { readonly group: string; readonly role: SharedRole }
export type LinkRow = {
  readonly id: string
  readonly article: ArticleId
  readonly role: SharedRole
  readonly createdBy: AccountId
  readonly createdAt: number
  /** `null`: until it is revoked. */
  readonly expiresAt: number | null
}
export type RequestRow = { readonly account: AccountId; readonly role: Role; readonly at: number }
export type FreezeRow = {
  readonly at: number
  /** What the version is called that is sealed then. */
  readonly name: string
  readonly by: AccountId
}
export type VersionRow = {
  readonly id: string
  /** The last row of the log that belongs to it. */
  readonly seq: number
  readonly name: string
  readonly at: number
  readonly by: AccountId
}
/** A moment at which roles in an article change by themselves. */
export type Deadline = { readonly article: ArticleId; readonly at: number }

export interface SharingRecords {
  /** What gives this account a role in the article. Of an article that does not exist: nothing. */
  grants(article: ArticleId, account: AccountId): Promise<Grants>

  // groups
  /** Rejects with `name-taken`. */
  createGroup(group: GroupRow): Promise<void>
  /** Rejects with `name-taken`, `not-found`. */
  renameGroup(id: string, name: string): Promise<void>
  /** With its members and what was shared with it. False when there is none. */
  deleteGroup(id: string): Promise<boolean>
  /** By name. */
  groups(): Promise<readonly GroupRow[]>
  /** How many there are in each group in which there is somebody. */
  groupSizes(): Promise<ReadonlyMap<string, number>>
  /** Of everybody who is in one of these. */
  groupMembers(
    groups: readonly string[],
  ): Promise<readonly { readonly group: string; readonly account: AccountId }[]>
  /** Rejects with `not-found` without the group. */
  setGroupMember(group: string, account: AccountId, isMember: boolean): Promise<void>

  groupShares(article: ArticleId): Promise<readonly GroupShare[]>
  /** `null` ends it. Rejects with `not-found` without article or group, `conflict` for a second section. */
  shareWithGroup(article: ArticleId, group: string, role: SharedRole | null): Promise<void>

  // links, by SHA-256 of the code
  /** Rejects with `forbidden` when its maker is no owner of the article. */
  createLink(link: LinkRow, hash: string): Promise<void>
  linkByHash(hash: string): Promise<LinkRow | null>
  /** The oldest first, with how many have opened it. */
  links(article: ArticleId): Promise<readonly (LinkRow & { readonly uses: number })[]>
  /** Gives the account what the link gives. False when it is gone, has expired at `now`, or `usesMax` others have used it. */
  openLink(id: string, account: AccountId, now: number, usesMax: number): Promise<boolean>
  /** Everybody who has opened a link of the article, with what each gives them. */
  linkGrants(
    article: ArticleId,
  ): Promise<readonly ({ readonly account: AccountId } & Grants['links'][number])[]>
  /** False when there is none. */
  revokeLink(article: ArticleId, id: string): Promise<boolean>
  /** All that this account has made, in every article. */
  revokeLinksOf(account: AccountId): Promise<void>

  // requests for access
  /** In place of an earlier one. Rejects with `not-found` without the article. */
  requestAccess(article: ArticleId, request: RequestRow): Promise<void>
  /** The oldest first. One who gets a role asks no longer. */
  accessRequests(article: ArticleId): Promise<readonly RequestRow[]>
  /** False when there is none. */
  dropRequest(article: ArticleId, account: AccountId): Promise<boolean>

  /**
   * Makes `to` an owner and gives `from` the role `keeps` (`null`: none), at once; the links of `from` are those of `to` from
   * then on. Rejects with `forbidden` when `from` is no owner, `invalid` when the two are one.
   */
  handOver(article: ArticleId, from: AccountId, to: AccountId, keeps: Role | null): Promise<void>

  // freezes and versions
  freezeOf(article: ArticleId): Promise<FreezeRow | null>
  /** In place of an earlier one; `null` lifts it. Rejects with `not-found` without the article. */
  setFreeze(article: ArticleId, freeze: FreezeRow | null): Promise<void>
  /** Articles whose freeze has begun at `now` and has sealed no version yet. */
  unsealed(now: number): Promise<readonly ArticleId[]>
  /** Adds the version of a freeze that has begun, once: the log as it is now, dated when the freeze began. False: nothing to seal. */
  seal(article: ArticleId, version: string, now: number): Promise<boolean>
  /** When freezes begin and links expire, from `after` (exclusive) to `until` (inclusive). */
  deadlines(after: number, until: number): Promise<readonly Deadline[]>
  /** The newest first. */
  versions(article: ArticleId): Promise<readonly VersionRow[]>
  /** Names the log as it is now. Rejects with `not-found` without the article. */
  createVersion(article: ArticleId, version: Omit<VersionRow, 'seq'>): Promise<VersionRow>
}

/**
 * Who may do what: pure tables and functions for server and page. A **role** is somebody's in one article, a **standing**
 * in the whole publication; docs/http.md says what gives a role.
 */

import { boundsIn, type ReviewGrant } from './review/access.ts'

export const ROLES = ['viewer', 'commenter', 'suggester', 'editor', 'owner'] as const
export type Role = (typeof ROLES)[number]
/** What a group or a link can give: an article's owners are people with a name, one by one. */
export const SHARED_ROLES = ['viewer', 'commenter', 'suggester', 'editor'] as const
export type SharedRole = (typeof SHARED_ROLES)[number]

/** A section is the group to which an article belongs in the paper: it is in one at most. */
export const GROUP_KINDS = ['group', 'section'] as const
export type GroupKind = (typeof GROUP_KINDS)[number]

/** The least role that may do it. */
const LEAST = {
  read: 'viewer',
  /** Who wrote what, by name. */
  seeAuthors: 'viewer',
  seeSuggestions: 'commenter',
  seeThreads: 'commenter',
  comment: 'commenter',
  resolveOwn: 'commenter',
  suggest: 'suggester',
  withdrawOwn: 'suggester',
  edit: 'editor',
  decide: 'editor',
  resolveAny: 'editor',
  /** Versions: naming the text as it is, and bringing an earlier one back. */
  nameVersion: 'editor',
  restore: 'editor',
  manageMembers: 'owner',
  manageLinks: 'owner',
  /** Deleting what somebody else has said. */
  moderate: 'owner',
  freeze: 'owner',
  handOver: 'owner',
  delete: 'owner',
} as const satisfies Record<string, Role>

export type Action = keyof typeof LEAST
export const ACTIONS = Object.keys(LEAST) as readonly Action[]

export const isRole = (value: unknown): value is Role => ROLES.includes(value as Role)

/** Whether somebody with this role in the article may do it. `null`: none. */
export const can = (role: Role | null, action: Action): boolean =>
  role !== null && rank(role) >= rank(LEAST[action])

// ---- in the whole publication

/** What somebody is in the publication. Being an administrator comes beside it: often the adviser is. */
export const POSITIONS = ['writer', 'deskEditor', 'adviser', 'student', 'guest'] as const
export type Position = (typeof POSITIONS)[number]

/** Those that people are given; a student is one by their class, a guest by the link they came with. */
export const STAFF_POSITIONS = ['writer', 'deskEditor', 'adviser'] as const
export type StaffPosition = (typeof STAFF_POSITIONS)[number]
export const isStaff = (position: Position): position is StaffPosition =>
  STAFF_POSITIONS.includes(position as StaffPosition)

export type Standing = { readonly position: Position; readonly administrator: boolean }

/** What is done outside any article, or before one has a role in it. */
export const PUBLICATION_ACTIONS = [
  'createArticle',
  'requestAccess',
  'seePeople',
  'ownAccount',
  'managePeople',
  'manageClasses',
] as const
export type PublicationAction = (typeof PUBLICATION_ACTIONS)[number]

const OWN: readonly PublicationAction[] = ['createArticle', 'requestAccess', 'ownAccount']
const STAFF: readonly PublicationAction[] = [...OWN, 'seePeople']
/** A guest is there for what links have opened, and for nothing else; a student writes, and the newsroom's people are none of theirs. */
const MAY: Record<Position, readonly PublicationAction[]> = {
  writer: STAFF,
  deskEditor: STAFF,
  adviser: [...STAFF, 'manageClasses'],
  student: OWN,
  guest: [],
}

export const may = ({ position, administrator }: Standing, action: PublicationAction): boolean =>
  MAY[position].includes(action) || (administrator && isStaff(position))

// ---- what gives a role

/** Everything that gives somebody a role in one article, and the moment from which less is given. */
export type Grants = {
  readonly member: Role | null
  /** By each group of theirs that the article is shared with. */
  readonly groups: readonly SharedRole[]
  /** By each link they opened; a revoked one is not among them. */
  readonly links: readonly { readonly role: SharedRole; readonly expiresAt: number | null }[]
  /** From then on the text stands still for everybody but the owners. */
  readonly freezeAt: number | null
  /** What they are to a review session that the article is in; null: it is in none. */
  readonly review: ReviewGrant | null
}

export const NO_GRANTS: Grants = { member: null, groups: [], links: [], freezeAt: null, review: null }

/** Above this nobody but an owner is once an article is frozen: what was handed in can still be talked about. */
const FROZEN: Role = 'commenter'

/**
 * Somebody's role in an article at a moment: the highest that anything gives. An adviser reads and comments everywhere; a desk
 * editor edits what is shared with a group of theirs, whatever the others of it may do; an administrator has no role for being one.
 * In a review session its phase has the last word, and of a blind copy the only one.
 */
export function roleFrom({ position }: Pick<Standing, 'position'>, grants: Grants, now: number): Role | null {
  const { member, groups, links, freezeAt, review } = grants
  const given: Role[] = links.filter((link) => !isPast(link.expiresAt, now)).map(({ role }) => role)
  if (position !== 'guest') given.push(...groups, ...(member === null ? [] : [member]))
  if (position === 'adviser') given.push('commenter')
  if (position === 'deskEditor' && groups.length > 0) given.push('editor')
  const most = highest(given)
  const role = review === null ? most : withinReview(review, most, now)
  return role !== null && role !== 'owner' && isPast(freezeAt, now) ? lower(role, FROZEN) : role
}

function withinReview(review: ReviewGrant, given: Role | null, now: number): Role | null {
  const bounds = boundsIn(review, { anything: given !== null, mayEdit: can(given, 'edit') }, now)
  const role = highest([given, bounds.least].flatMap((one) => one ?? []))
  return role === null || bounds.most === null ? null : lower(role, bounds.most)
}

/** Whether that moment has come. `null` never does. */
export const isPast = (at: number | null, now: number): boolean => at !== null && at <= now

/** Whether somebody with this role may do less than with that one. `null`: none, so less than which there is nothing. */
export const isLower = (role: Role, than: Role | null): boolean => than !== null && rank(role) < rank(than)

const rank = (role: Role): number => ROLES.indexOf(role)
const highest = (roles: readonly Role[]): Role | null =>
  roles.reduce<Role | null>((best, role) => (best === null || rank(role) > rank(best) ? role : best), null)
const lower = (one: Role, other: Role): Role => (isLower(one, other) ? one : other)

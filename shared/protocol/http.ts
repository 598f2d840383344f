/** The bodies of the HTTP interface, as both sides read them. Addresses and meaning: docs/protocol.md. */

import * as z from 'zod/mini'
import { isCleanString } from '../article/formats.ts'
import {
  displayNameUnitsMax,
  groupNameUnitsMax,
  passwordUnitsMax,
  passwordUnitsMin,
  reasonUnitsMax,
  recordRangesMax,
  titleUnitsMax,
  typedNameUnitsMax,
  versionNameUnitsMax,
} from '../limits.ts'
import { GROUP_KINDS, POSITIONS, ROLES, SHARED_ROLES, STAFF_POSITIONS } from '../roles.ts'

export const roleSchema = z.enum(ROLES)
/** May be empty: an article begins without a headline. */
const title = z.string().check(z.trim(), z.maxLength(titleUnitsMax))
/** What others read: nothing that hides, or turns around what stands beside it, and something to see. */
export const isReadable = (name: string): boolean =>
  isCleanString(name) && /[\p{L}\p{N}\p{P}\p{S}]/u.test(name)
export const readable = (unitsMax: number) =>
  z.string().check(z.trim(), z.maxLength(unitsMax), z.refine(isReadable))
const displayName = readable(displayNameUnitsMax)
const groupName = readable(groupNameUnitsMax)
const versionName = readable(versionNameUnitsMax)
/** What a group, a link or a request can be about: nobody becomes an owner by one. */
const sharedRole = z.enum(SHARED_ROLES)
/** Milliseconds since 1970. */
export const moment = z.int().check(z.gte(0))
/** What a person types to sign in: 2 to 30 letters, digits, dot, dash, underscore; any script. */
const userName = z.string().check(z.trim(), z.regex(/^[\p{L}\p{N}._-]{2,30}$/u))
const password = z.string().check(z.minLength(passwordUnitsMin), z.maxLength(passwordUnitsMax))

// ---- requests
export const setUpRequest = z.object({
  token: z.string(),
  publication: displayName,
  displayName,
  userName,
  password,
})
// What is typed to sign in is normalized before it is compared, and that takes the square of its length.
const typedName = z.string().check(z.maxLength(typedNameUnitsMax), z.refine(isCleanString))
const typedPassword = z.string().check(z.maxLength(passwordUnitsMax))
export const signInRequest = z.object({ username: typedName, password: typedPassword })
export const changePasswordRequest = z.object({ currentPassword: typedPassword, newPassword: password })
/** The `id` of one of `signInsAnswer`. */
export const revokeSignInRequest = z.object({ id: z.string() })
export const createArticleRequest = z.object({ title })
export const changeArticleRequest = z.object({ trashed: z.boolean() })
export const setRoleRequest = z.object({ role: roleSchema })
export const createPersonRequest = z.object({
  userName,
  displayName,
  password,
  administrator: z.optional(z.boolean()),
  position: z.optional(z.enum(STAFF_POSITIONS)),
})
export const changePersonRequest = z.object({
  disabled: z.optional(z.boolean()),
  administrator: z.optional(z.boolean()),
  position: z.optional(z.enum(STAFF_POSITIONS)),
})
export const setPasswordRequest = z.object({ password })
export const createInviteRequest = z.object({
  article: z.optional(z.string()),
  role: z.optional(roleSchema),
  days: z.optional(z.int().check(z.gte(1), z.lte(365))),
  uses: z.optional(z.int().check(z.gte(1), z.lte(500))),
})
/** What may be said of a suggestion. `withdraw` is its author's own rejection; `reopen` takes an acceptance back. */
export const DECISIONS = ['accept', 'reject', 'withdraw', 'reopen'] as const
export type DecisionVerb = (typeof DECISIONS)[number]
export const decisionRequest = z.object({
  decision: z.enum(DECISIONS),
  /** What the decider saw, as listed: client, clock and length, one behind the other. All of it when left out. */
  ranges: z.optional(z.array(z.int().check(z.gte(0))).check(z.maxLength(3 * recordRangesMax))),
  reason: z.optional(z.string().check(z.trim(), z.maxLength(reasonUnitsMax), z.refine(isCleanString))),
})
export const createGroupRequest = z.object({ name: groupName, kind: z.enum(GROUP_KINDS) })
export const renameGroupRequest = z.object({ name: groupName })
export const shareWithGroupRequest = z.object({ role: sharedRole })
export const createLinkRequest = z.object({ role: sharedRole, expires: z.optional(moment) })
export const enterByLinkRequest = z.object({ displayName })
export const requestAccessRequest = z.object({ role: sharedRole })
/** `to` is an account's id or a user name; `keep` is what the one who hands over is from then on (editor), null: nothing. */
export const handOverRequest = z.object({ to: typedName, keep: z.optional(z.nullable(sharedRole)) })
export const freezeRequest = z.object({ at: moment, name: versionName })
export const createVersionRequest = z.object({ name: versionName })
export const acceptInviteRequest = z.object({ displayName, userName, password })
export const createTokenRequest = z.object({
  name: displayName,
})

// ---- answers
export const meAnswer = z.object({
  /** null: not signed in. */
  account: z.nullable(
    z.object({
      id: z.string(),
      userName: z.string(),
      displayName: z.string(),
      administrator: z.boolean(),
      position: z.enum(POSITIONS),
    }),
  ),
  /** The newsroom's name; null before the set-up. */
  publication: z.nullable(z.string()),
})
export const articleAnswer = z.object({
  id: z.string(),
  title: z.string(),
  role: roleSchema,
  createdAt: z.number(),
  updatedAt: z.number(),
  trashed: z.boolean(),
})
export const articlesAnswer = z.object({ articles: z.array(articleAnswer) })
/** The highest role that something else than the membership gives; `name`: of the group. */
export const besidesAnswer = z.object({
  role: roleSchema,
  through: z.enum(['group', 'link', 'position']),
  name: z.nullable(z.string()),
})
export const memberAnswer = z.object({
  account: z.string(),
  userName: z.string(),
  displayName: z.string(),
  /** By the membership alone. */
  role: roleSchema,
  /** null: nothing else lets them in. */
  besides: z.nullable(besidesAnswer),
})
export const membersAnswer = z.object({ members: z.array(memberAnswer) })
export const personAnswer = z.object({
  account: z.string(),
  userName: z.string(),
  displayName: z.string(),
  administrator: z.boolean(),
  position: z.enum(STAFF_POSITIONS),
  disabled: z.boolean(),
})
export const peopleAnswer = z.object({ people: z.array(personAnswer) })
/** Who has written in an article, by the ids that stand in its text. */
export const authorsAnswer = z.object({
  authors: z.array(z.object({ person: z.string(), name: z.string(), guest: z.boolean() })),
})
export const groupAnswer = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(GROUP_KINDS),
  /** How many are in it. */
  members: z.number(),
})
export const groupsAnswer = z.object({ groups: z.array(groupAnswer) })
export const groupMembersAnswer = z.object({
  members: z.array(z.object({ account: z.string(), userName: z.string(), displayName: z.string() })),
})
/** The groups that an article is shared with. */
export const groupSharesAnswer = z.object({
  groups: z.array(z.object({ ...groupAnswer.shape, role: sharedRole })),
})
/** `code` is shown once; the address is `<base>/links/<code>`. */
export const createdLinkAnswer = z.object({ id: z.string(), code: z.string() })
export const linkAnswer = z.object({
  id: z.string(),
  role: sharedRole,
  createdBy: z.string(),
  createdAt: z.number(),
  expiresAt: z.nullable(z.number()),
  /** How many have opened it. */
  uses: z.number(),
})
export const linksAnswer = z.object({ links: z.array(linkAnswer) })
/** What whoever opens a link is told before they come in. */
export const openedLinkAnswer = z.object({
  publication: z.string(),
  articleTitle: z.string(),
  role: sharedRole,
  expiresAt: z.nullable(z.number()),
})
/** Where the link led. */
export const usedLinkAnswer = z.object({ article: z.string() })
export const accessRequestAnswer = z.object({
  account: z.string(),
  userName: z.string(),
  displayName: z.string(),
  role: roleSchema,
  at: z.number(),
})
export const accessRequestsAnswer = z.object({ requests: z.array(accessRequestAnswer) })
/** null: the article is not going to freeze. */
export const freezeAnswer = z.object({
  freeze: z.nullable(z.object({ at: z.number(), name: z.string() })),
})
export const versionAnswer = z.object({
  id: z.string(),
  name: z.string(),
  /** The last row of the log that belongs to it. */
  seq: z.number(),
  at: z.number(),
  by: z.string(),
})
export const versionsAnswer = z.object({ versions: z.array(versionAnswer) })
export const invitesAnswer = z.object({
  invites: z.array(
    z.object({
      id: z.string(),
      createdBy: z.string(),
      expiresAt: z.number(),
      role: z.nullable(roleSchema),
      usesLeft: z.number(),
    }),
  ),
})
/** What erasing a person would remove, whose articles somebody else would own, and what would stay. */
export const dataSummaryAnswer = z.object({
  removed: z.object({
    signIns: z.number(),
    roles: z.number(),
    tokens: z.number(),
    invites: z.number(),
    /** Articles in which nobody could tell any more who they were. */
    articleNames: z.number(),
  }),
  /** Titles of the articles that only they own, names of the classes that only they teach. */
  handedOver: z.array(z.string()),
  stays: z.object({ articlesWithText: z.number(), comments: z.number(), auditEntries: z.number() }),
})
/** `code` is shown once; the address is `<base>/join/<code>`. */
export const inviteAnswer = z.object({ code: z.string(), expiresAt: z.number() })
export const inviteInfoAnswer = z.object({
  publication: z.string(),
  invitedBy: z.string(),
  articleTitle: z.nullable(z.string()),
})
/** Where the invite led: into this article, or only into the newsroom. */
export const usedInviteAnswer = z.object({ article: z.nullable(z.string()) })
export const signInsAnswer = z.object({
  signIns: z.array(
    z.object({
      id: z.string(),
      createdAt: z.number(),
      usedAt: z.number(),
      expiresAt: z.number(),
      browser: z.nullable(z.string()),
      current: z.boolean(),
    }),
  ),
})
export const tokenAnswer = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  usedAt: z.nullable(z.number()),
})
export const tokensAnswer = z.object({ tokens: z.array(tokenAnswer) })
export const createdTokenAnswer = z.object({ id: z.string(), token: z.string() })
export const imageAnswer = z.object({
  src: z.string(),
  width: z.number(),
  height: z.number(),
  caption: z.optional(z.string()),
  credit: z.optional(z.string()),
  alt: z.optional(z.string()),
})
export const errorAnswer = z.object({
  error: z.object({ code: z.string(), message: z.string(), retry: z.boolean() }),
})

export type Me = z.infer<typeof meAnswer>
export type Article = z.infer<typeof articleAnswer>
export type Besides = z.infer<typeof besidesAnswer>
export type Member = z.infer<typeof memberAnswer>
export type Person = z.infer<typeof personAnswer>
export type Author = z.infer<typeof authorsAnswer>['authors'][number]
export type Group = z.infer<typeof groupAnswer>
export type GroupShare = z.infer<typeof groupSharesAnswer>['groups'][number]
export type Link = z.infer<typeof linkAnswer>
export type AccessRequest = z.infer<typeof accessRequestAnswer>
export type Version = z.infer<typeof versionAnswer>
export type Invite = z.infer<typeof invitesAnswer>['invites'][number]
export type DataSummary = z.infer<typeof dataSummaryAnswer>
export type Image = z.infer<typeof imageAnswer>

/** What has become of what came when a text was locked. */
export const keptLateAnswer = z.object({ state: z.enum(['kept', 'joined', 'refused']) })

/** Requests to the server: one function a route, the answer parsed, what goes wrong a value. */

import * as z from 'zod/mini'
import { randomToken } from '../shared/ids.ts'
import {
  accessRequestsAnswer,
  articleAnswer,
  articlesAnswer,
  authorsAnswer,
  createdLinkAnswer,
  createdTokenAnswer,
  dataSummaryAnswer,
  errorAnswer,
  freezeAnswer,
  groupAnswer,
  groupMembersAnswer,
  groupSharesAnswer,
  groupsAnswer,
  type Image,
  imageAnswer,
  inviteAnswer,
  inviteInfoAnswer,
  invitesAnswer,
  keptLateAnswer,
  linksAnswer,
  meAnswer,
  memberAnswer,
  membersAnswer,
  openedLinkAnswer,
  peopleAnswer,
  personAnswer,
  tokensAnswer,
  usedLinkAnswer,
  versionsAnswer,
} from '../shared/protocol/http.ts'
import { REFUSAL_CODES, type RefusalCode } from '../shared/refusals.ts'
import type { GroupKind, Position, Role, SharedRole } from '../shared/roles.ts'
import { browserRandom } from './clock.ts'

/** `offline`: nobody answered. `unexpected`: somebody answered what this page does not understand. */
export type FailureCode = RefusalCode | 'offline' | 'unexpected'
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: FailureCode }

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const nothing = z.unknown()

/** One request. `body` is sent as JSON. */
export async function ask<S extends z.ZodMiniType>(
  method: Method,
  path: string,
  schema: S,
  body?: object,
): Promise<Answer<z.infer<S>>> {
  const headers = new Headers({ accept: 'application/json' })
  if (method !== 'GET') headers.set('idempotency-key', randomToken(browserRandom, 24))
  if (body) headers.set('content-type', 'application/json')
  const init: RequestInit = { method, headers, credentials: 'same-origin' }
  if (body) init.body = JSON.stringify(body)
  const response = await fetch(path, init).catch(() => null)
  return response ? read(response, schema) : { ok: false, code: 'offline' }
}

async function read<S extends z.ZodMiniType>(response: Response, schema: S): Promise<Answer<z.infer<S>>> {
  const json: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    const refused = errorAnswer.safeParse(json)
    return { ok: false, code: refused.success ? failureCode(refused.data.error.code) : 'unexpected' }
  }
  const parsed = schema.safeParse(json)
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, code: 'unexpected' }
}

const failureCode = (code: string): FailureCode =>
  REFUSAL_CODES.includes(code as RefusalCode) ? (code as RefusalCode) : 'unexpected'

export const part = encodeURIComponent

// ---- signing in
export type NewPerson = { userName: string; displayName: string; password: string }

export const me = () => ask('GET', '/api/me', meAnswer)
export const setUp = (request: NewPerson & { token: string; publication: string }) =>
  ask('POST', '/api/set-up', nothing, request)
export const signIn = (username: string, password: string) =>
  ask('POST', '/api/auth/sign-in/username', nothing, { username, password })
export const signOut = () => ask('POST', '/api/auth/sign-out', nothing, {})
export const changePassword = (currentPassword: string, newPassword: string) =>
  ask('POST', '/api/auth/change-password', nothing, { currentPassword, newPassword })

// ---- articles
export const articles = () => ask('GET', '/api/articles', articlesAnswer)
export const trashedArticles = () => ask('GET', '/api/articles?trashed=true', articlesAnswer)
export const createArticle = (title: string) => ask('POST', '/api/articles', articleAnswer, { title })
export const trashArticle = (id: string) => ask('DELETE', `/api/articles/${part(id)}`, nothing)
export const restoreArticle = (id: string) =>
  ask('PATCH', `/api/articles/${part(id)}`, nothing, { trashed: false })

// ---- members of an article; `who` is an account or a user name
const memberPath = (article: string, who: string) => `/api/articles/${part(article)}/members/${part(who)}`

export const members = (article: string) =>
  ask('GET', `/api/articles/${part(article)}/members`, membersAnswer)
export const setRole = (article: string, who: string, role: Role) =>
  ask('PUT', memberPath(article, who), memberAnswer, { role })
export const removeMember = (article: string, who: string) => ask('DELETE', memberPath(article, who), nothing)

export const authors = (article: string) => ask('GET', articlePath(article, 'authors'), authorsAnswer)

/** `who` is an owner from then on; the one who asks becomes an editor. */
export const handOver = (article: string, who: string) =>
  ask('POST', articlePath(article, 'hand-over'), memberAnswer, { to: who })

// ---- what else gives access to an article
export const articlePath = (article: string, rest: string) => `/api/articles/${part(article)}/${rest}`

export const groups = () => ask('GET', '/api/groups', groupsAnswer)
export const groupShares = (article: string) => ask('GET', articlePath(article, 'groups'), groupSharesAnswer)
export const shareWithGroup = (article: string, group: string, role: SharedRole) =>
  ask('PUT', articlePath(article, `groups/${part(group)}`), nothing, { role })
export const endGroupShare = (article: string, group: string) =>
  ask('DELETE', articlePath(article, `groups/${part(group)}`), nothing)

export const links = (article: string) => ask('GET', articlePath(article, 'links'), linksAnswer)
export const createLink = (article: string, role: SharedRole, expires: number | null) =>
  ask(
    'POST',
    articlePath(article, 'links'),
    createdLinkAnswer,
    expires === null ? { role } : { role, expires },
  )
export const revokeLink = (article: string, link: string) =>
  ask('DELETE', articlePath(article, `links/${part(link)}`), nothing)
export const openedLink = (code: string) => ask('GET', `/api/links/${part(code)}`, openedLinkAnswer)
/** Makes a guest and signs in. */
export const enterByLink = (code: string, displayName: string) =>
  ask('POST', `/api/links/${part(code)}`, usedLinkAnswer, { displayName })
/** For who is signed in. */
export const takeLink = (code: string) => ask('POST', `/api/links/${part(code)}/use`, usedLinkAnswer, {})

export const accessRequests = (article: string) =>
  ask('GET', articlePath(article, 'requests'), accessRequestsAnswer)
export const requestAccess = (article: string, role: SharedRole) =>
  ask('POST', articlePath(article, 'requests'), nothing, { role })
export const declineRequest = (article: string, account: string) =>
  ask('DELETE', articlePath(article, `requests/${part(account)}`), nothing)

export const freeze = (article: string) => ask('GET', articlePath(article, 'freeze'), freezeAnswer)
export const setFreeze = (article: string, at: number, name: string) =>
  ask('PUT', articlePath(article, 'freeze'), freezeAnswer, { at, name })
export const liftFreeze = (article: string) => ask('DELETE', articlePath(article, 'freeze'), nothing)
export const versions = (article: string) => ask('GET', articlePath(article, 'versions'), versionsAnswer)

// ---- threads: what is asked about one is in threads/requests.ts

/** Everything, or what has changed since a revision; not parsed yet. */
export const threads = (article: string, since: number | null) =>
  ask('GET', articlePath(article, since === null ? 'threads' : `threads?since=${since}`), nothing)

// ---- pictures

/** `onProgress` is told the part that is sent, 0 to 1. By XMLHttpRequest: fetch does not say how far an upload is. */
export function uploadImage(
  article: string,
  image: Blob,
  onProgress: (part: number) => void,
): Promise<Answer<Image>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    form.append('image', image)
    request.open('POST', `/api/articles/${part(article)}/images`)
    request.setRequestHeader('idempotency-key', randomToken(browserRandom, 24))
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onerror = () => resolve({ ok: false, code: 'offline' })
    request.onload = () => {
      const response = new Response(request.responseText, { status: request.status })
      resolve(read(response, imageAnswer))
    }
    request.send(form)
  })
}

// ---- people and invites
export const people = () => ask('GET', '/api/people', peopleAnswer)
export const createPerson = (request: NewPerson & { administrator: boolean }) =>
  ask('POST', '/api/people', personAnswer, request)
export const setPassword = (account: string, password: string) =>
  ask('PUT', `/api/people/${part(account)}/password`, nothing, { password })
export const setPosition = (account: string, position: Exclude<Position, 'guest'>) =>
  ask('PATCH', `/api/people/${part(account)}`, personAnswer, { position })
/** Shuts somebody out at once, on every device, or lets them in again. */
export const setDisabled = (account: string, disabled: boolean) =>
  ask('PATCH', `/api/people/${part(account)}`, personAnswer, { disabled })
/** What erasing somebody would remove, and what would stay. */
export const personalData = (account: string) =>
  ask('GET', `/api/people/${part(account)}/data`, dataSummaryAnswer)
/** Where a browser gets everything that is kept about somebody, or about oneself, as a file. */
export const exportAddress = (account: string) => `/api/people/${part(account)}/export`
export const ownExportAddress = '/api/me/export'
export const erasePerson = (account: string) => ask('DELETE', `/api/people/${part(account)}`, nothing)
export const createInvite = (request: { article?: string; role?: Role; days?: number; uses?: number }) =>
  ask('POST', '/api/invites', inviteAnswer, request)
export const invites = (article: string) => ask('GET', `/api/invites?article=${part(article)}`, invitesAnswer)
export const revokeInvite = (article: string, invite: string) =>
  ask('DELETE', `/api/invites/${part(invite)}?article=${part(article)}`, nothing)
export const invite = (code: string) => ask('GET', `/api/invites/${part(code)}`, inviteInfoAnswer)
/** Makes the account and signs in. */
export const acceptInvite = (code: string, request: NewPerson) =>
  ask('POST', `/api/invites/${part(code)}`, nothing, request)

/** For who has an account: answers the article that the invite leads to, if any. */
export const takeInvite = (code: string) =>
  ask('POST', `/api/invites/${part(code)}/use`, z.object({ article: z.nullable(z.string()) }), {})

// ---- groups and sections
const groupPath = (group: string, rest = '') => `/api/groups/${part(group)}${rest}`

export const createGroup = (request: { name: string; kind: GroupKind }) =>
  ask('POST', '/api/groups', groupAnswer, request)
export const renameGroup = (group: string, name: string) =>
  ask('PATCH', groupPath(group), groupAnswer, { name })
export const deleteGroup = (group: string) => ask('DELETE', groupPath(group), nothing)
export const groupMembers = (group: string) => ask('GET', groupPath(group, '/members'), groupMembersAnswer)
export const setGroupMember = (group: string, account: string, isMember: boolean) =>
  ask(isMember ? 'PUT' : 'DELETE', groupPath(group, `/members/${part(account)}`), nothing)

// ---- access tokens
export const tokens = () => ask('GET', '/api/tokens', tokensAnswer)
export const createToken = (name: string) => ask('POST', '/api/tokens', createdTokenAnswer, { name })
export const revokeToken = (id: string) => ask('DELETE', `/api/tokens/${part(id)}`, nothing)

/** A failed answer as an exception, for TanStack Query, which tells failures by throwing. */
export class Failed extends Error {
  constructor(readonly code: FailureCode) {
    super(code)
  }
}

export async function orThrow<T>(answer: Promise<Answer<T>>): Promise<T> {
  const settled = await answer
  if (!settled.ok) throw new Failed(settled.code)
  return settled.value
}

export const codeOf = (error: unknown): FailureCode => (error instanceof Failed ? error.code : 'unexpected')

// ---- what came when the text was locked
/** null: nobody answered. */
export async function keepLate(article: string, id: string, update: Uint8Array) {
  const body = { id, update: base64(update) }
  const answer = await ask('PUT', `/api/articles/${part(article)}/late`, keptLateAnswer, body)
  if (answer.ok) return answer.value.state
  return NOT_KEPT.has(answer.code) ? ('refused' as const) : null
}

const NOT_KEPT: ReadonlySet<FailureCode> = new Set([
  'not-found',
  'forbidden',
  'conflict',
  'too-large',
  'invalid',
])

function base64(bytes: Uint8Array): string {
  let characters = ''
  for (const byte of bytes) characters += String.fromCharCode(byte)
  return btoa(characters)
}

/**
 * Every route, tried by everybody with a valid sign-in of their own and by nobody: what is not theirs is refused, and every row of
 * the store is as before; whoever may do it does.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLibrary } from '../../server/auth/library.ts'
import { createRouter } from '../../server/http/router.ts'
import type { Services } from '../../server/http/services.ts'
import { silentLog } from '../../server/log.ts'
import { ROLES, type Role } from '../../shared/roles.ts'
import { picture } from '../browser/picture.ts'
import {
  type Actor,
  actorIn,
  everybody,
  everyRow,
  type Fixture,
  fixtureFor,
  newId,
} from '../support/roles-world.ts'
import { PASSWORD, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let actors: readonly Actor[]
beforeAll(async () => {
  server = await startTestServer()
  actors = await everybody(server)
}, 60_000)
afterAll(() => server.stop())

const actor = (name: string) => actorIn(actors, name)
const fixture = () => fixtureFor(server, actors)

// ---- who may

type Verdict = 200 | 401 | 403 | 404 | 409 | 410

const rank = (role: Role | null) => (role === null ? -1 : ROLES.indexOf(role))

const isOther = ({ kind }: Actor) => kind === 'guest' || kind === 'student'
/** Whoever has at least this role; guests and students only where they are no matter. */
const least =
  (role: Role, others = true) =>
  (asking: Actor): Verdict => {
    if (asking.kind === 'nobody') return 401
    if (asking.role === null) return 404
    if (rank(asking.role) < rank(role)) return 403
    return isOther(asking) && !others ? 403 : 200
  }
const anybody = (): Verdict => 200
const signedIn = ({ kind }: Actor): Verdict => (kind === 'nobody' ? 401 : 200)
const noGuest = ({ kind }: Actor): Verdict => (kind === 'nobody' ? 401 : kind === 'guest' ? 403 : 200)
const ofStaff = (asking: Actor): Verdict => (asking.kind === 'student' ? 403 : noGuest(asking))
const teaches = ({ name, kind }: Actor) => name === 'adviser' || kind === 'administrator'
const advisers = (asking: Actor): Verdict => (asking.kind === 'nobody' ? 401 : teaches(asking) ? 200 : 403)
/** Who teaches the class, at a browser; for all others it is not there. */
const itsTeachers =
  (verdict: Verdict = 200) =>
  (asking: Actor): Verdict => {
    if (asking.kind === 'nobody') return 401
    if (asking.kind === 'program') return 403
    return teaches(asking) ? verdict : 404
  }
/** The student of the class, at a browser; for all others it is not there. */
const itsStudents =
  (verdict: Verdict = 200) =>
  (asking: Actor): Verdict => {
    if (asking.kind === 'nobody') return 401
    if (asking.kind === 'program') return 403
    return asking.kind === 'student' ? verdict : 404
  }
const atBrowser = (asking: Actor): Verdict => (asking.kind === 'program' ? 403 : noGuest(asking))
/** For who is at a browser with an account of their own there is nothing to be done. */
const instead =
  (verdict: Verdict) =>
  (asking: Actor): Verdict =>
    atBrowser(asking) === 200 ? verdict : atBrowser(asking)
const administrators = ({ kind }: Actor): Verdict =>
  kind === 'nobody' ? 401 : kind === 'administrator' ? 200 : 403
const missing = (): Verdict => 404
/** Owners at a browser; for all others there is no such article, whatever their role in it. */
const ownersAtBrowser = ({ kind, role }: Actor): Verdict => {
  if (kind === 'nobody') return 401
  if (kind === 'program') return 403
  return role === 'owner' ? 200 : 404
}

type Route = {
  /** As the router names it. */
  readonly route: string
  readonly may: (asking: Actor) => Verdict
  /** What is asked for; a path alone is that path with nothing in the body. */
  readonly ask: (about: Fixture, asking: Actor) => string | readonly [string, unknown]
  /** Whoever may do it loses their sign-in by it: tried by a newcomer in place of everybody who may. */
  readonly once?: true
  /** It looks into the article's text before it knows: to open it is no change of anything that anybody is shown. */
  readonly opens?: true
}

let made = 0
const person = () => ({ userName: `made-${++made}`, displayName: 'Made', password: PASSWORD })
const form = () => {
  const data = new FormData()
  data.append('image', new File([new Uint8Array(picture())], 'a.png', { type: 'image/png' }))
  return data
}
const at =
  (rest: string) =>
  ({ id }: Fixture) =>
    `/api/articles/${id}${rest}`
const under =
  (rest: string, body: unknown) =>
  ({ id }: Fixture) =>
    [`/api/articles/${id}${rest}`, body] as const

const ofClass =
  (rest: string, body?: unknown) =>
  ({ classRoom }: Fixture) =>
    [`/api/classes/${classRoom.id}${rest}`, body] as const
const ofStudent = (rest: string, body?: (about: Fixture) => unknown) => (about: Fixture) =>
  ofClass(`/students/${about.classRoom.students[0]}${rest}`, body?.(about))(about)

const ofThread =
  (rest: string, body: unknown) =>
  ({ id, thread }: Fixture) =>
    [`/api/articles/${id}/threads/${thread.id}${rest}`, body] as const
const ofComment = (rest: string, body: unknown) => (about: Fixture) =>
  ofThread(`/comments/${about.thread.comment}${rest}`, body)(about)

const ofSession =
  (rest: string | ((session: Fixture['session']) => string), body?: unknown) =>
  ({ session }: Fixture) =>
    [`/api/sessions/${session.id}${typeof rest === 'string' ? rest : rest(session)}`, body] as const
const ofTrial =
  (rest: string, body?: unknown) =>
  ({ trying }: Fixture) =>
    [`/api/sessions/${trying}${rest}`, body] as const
const ofOwn = (rest: string, body?: unknown) => ofSession(({ pair }) => `/own/reviews/${pair}${rest}`, body)

const ROUTES: readonly Route[] = [
  { route: 'GET /healthz', may: anybody, ask: () => '/healthz' },
  { route: 'GET /readyz', may: anybody, ask: () => '/readyz' },
  { route: 'GET /metrics', may: missing, ask: () => '/metrics' },
  { route: 'GET /api/me', may: anybody, ask: () => '/api/me' },
  { route: 'GET /api/set-up/:token', may: () => 410 as Verdict, ask: () => '/api/set-up/x' },
  {
    route: 'POST /api/set-up',
    may: () => 410 as Verdict,
    ask: () => ['/api/set-up', { ...person(), token: 'x', publication: 'Mine' }],
  },
  {
    route: 'POST /api/auth/sign-in/username',
    may: () => 401,
    ask: () => ['/api/auth/sign-in/username', { username: `nobody-${++made}`, password: 'not this one' }],
  },
  { route: 'POST /api/auth/sign-out', may: anybody, ask: () => '/api/auth/sign-out', once: true },
  { route: 'GET /api/auth/get-session', may: anybody, ask: () => '/api/auth/get-session' },
  {
    route: 'POST /api/auth/change-password',
    may: atBrowser,
    ask: () => ['/api/auth/change-password', { currentPassword: PASSWORD, newPassword: `${PASSWORD}!` }],
    once: true,
  },
  { route: 'GET /api/auth/list-sessions', may: atBrowser, ask: () => '/api/auth/list-sessions' },
  {
    route: 'POST /api/auth/revoke-session',
    may: (asking) => (atBrowser(asking) === 200 ? 404 : atBrowser(asking)),
    ask: () => ['/api/auth/revoke-session', { id: 'of-somebody-else' }],
  },
  {
    route: 'POST /api/auth/revoke-sessions',
    may: atBrowser,
    ask: () => '/api/auth/revoke-sessions',
    once: true,
  },
  {
    route: 'POST /api/auth/revoke-other-sessions',
    may: atBrowser,
    ask: () => '/api/auth/revoke-other-sessions',
    once: true,
  },

  { route: 'GET /api/articles', may: signedIn, ask: () => '/api/articles' },
  { route: 'POST /api/articles', may: noGuest, ask: () => ['/api/articles', { title: 'New' }] },
  { route: 'GET /api/articles/:article', may: least('viewer'), ask: at('') },
  { route: 'PATCH /api/articles/:article', may: least('owner'), ask: under('', { trashed: true }) },
  { route: 'DELETE /api/articles/:article', may: least('owner'), ask: at('') },
  { route: 'GET /api/articles/:article/content', may: least('viewer'), ask: at('/content?view=original') },
  { route: 'GET /api/articles/:article/authors', may: least('viewer'), ask: at('/authors') },
  { route: 'GET /api/articles/:article/suggestions', may: least('commenter'), ask: at('/suggestions') },
  {
    route: 'POST /api/articles/:article/suggestions/:suggestion/decision',
    may: least('editor'),
    ask: ({ id, suggestion }) => [
      `/api/articles/${id}/suggestions/${suggestion}/decision`,
      { decision: 'accept' },
    ],
  },
  { route: 'GET /api/articles/:article/decisions', may: least('commenter'), ask: at('/decisions') },
  {
    route: 'POST /api/articles/:article/decisions',
    may: least('editor'),
    ask: ({ id, suggestion }) => [
      `/api/articles/${id}/decisions`,
      { decision: 'accept', suggestions: [{ id: suggestion }] },
    ],
  },
  {
    route: 'POST /api/articles/:article/decisions/:number/reopen',
    may: least('editor'),
    ask: ({ id, decision }) => `/api/articles/${id}/decisions/${decision}/reopen`,
  },
  { route: 'GET /api/articles/:article/threads', may: least('commenter'), ask: at('/threads?since=0') },
  { route: 'GET /api/articles/:article/mentionable', may: least('commenter'), ask: at('/mentionable') },
  {
    route: 'PUT /api/articles/:article/threads/read',
    may: least('commenter'),
    ask: ({ id, thread }) => [`/api/articles/${id}/threads/read`, { threads: { [thread.id]: 1 } }],
  },
  {
    route: 'POST /api/articles/:article/threads',
    may: least('commenter'),
    ask: under('/threads', { body: 'x' }),
  },
  {
    route: 'PATCH /api/articles/:article/threads/:thread',
    may: (asking) => (asking.name === 'commenter' ? 200 : least('editor')(asking)), // one's own
    ask: ofThread('', { status: 'resolved' }),
  },
  {
    route: 'PATCH /api/articles/:article/threads/:thread',
    may: least('commenter'),
    ask: ofThread('', { assignee: null }),
  },
  {
    route: 'PATCH /api/articles/:article/threads/:thread',
    may: (asking) => (asking.name === 'commenter' ? 200 : least('editor')(asking)),
    opens: true,
    ask: ({ id, thread, suggestion }) => [
      `/api/articles/${id}/threads/${thread.id}`,
      { anchor: { suggestion } },
    ],
  },
  {
    route: 'POST /api/articles/:article/threads/:thread/comments',
    may: least('commenter'),
    ask: ofThread('/comments', { body: 'x' }),
  },
  {
    route: 'PATCH /api/articles/:article/threads/:thread/comments/:comment',
    may: (asking) =>
      least('commenter')(asking) === 200 && asking.name !== 'commenter' ? 403 : least('commenter')(asking),
    ask: ofComment('', { body: 'x' }),
  },
  {
    route: 'DELETE /api/articles/:article/threads/:thread/comments/:comment',
    may: (asking) => (asking.name === 'commenter' ? 200 : least('owner')(asking)),
    ask: ofComment('', undefined),
  },
  {
    route: 'PUT /api/articles/:article/threads/:thread/comments/:comment/reactions/:reaction',
    may: least('commenter'),
    ask: ofComment(`/reactions/${encodeURIComponent('👍')}`, undefined),
  },
  {
    route: 'DELETE /api/articles/:article/threads/:thread/comments/:comment/reactions/:reaction',
    may: least('commenter'),
    ask: ofComment(`/reactions/${encodeURIComponent('👍')}`, undefined),
  },
  { route: 'GET /api/articles/:article/members', may: least('viewer', false), ask: at('/members') },
  {
    route: 'PUT /api/articles/:article/members/:user',
    may: least('owner'),
    ask: under('/members/stranger', { role: 'owner' }),
  },
  {
    route: 'DELETE /api/articles/:article/members/:user',
    may: (asking) => (asking.name === 'viewer' ? 200 : least('owner')(asking)), // leaving is everybody's right
    ask: at('/members/viewer'),
  },
  {
    route: 'POST /api/articles/:article/hand-over',
    may: least('owner'),
    ask: under('/hand-over', { to: 'editor', keep: null }),
  },
  { route: 'GET /api/articles/:article/groups', may: least('viewer', false), ask: at('/groups') },
  {
    route: 'PUT /api/articles/:article/groups/:group',
    may: least('owner'),
    ask: ({ id, otherGroup }) => [`/api/articles/${id}/groups/${otherGroup}`, { role: 'editor' }],
  },
  {
    route: 'DELETE /api/articles/:article/groups/:group',
    may: least('owner'),
    ask: ({ id, group }) => `/api/articles/${id}/groups/${group}`,
  },
  { route: 'GET /api/articles/:article/links', may: least('owner'), ask: at('/links') },
  {
    route: 'POST /api/articles/:article/links',
    may: least('owner'),
    ask: under('/links', { role: 'editor' }),
  },
  {
    route: 'DELETE /api/articles/:article/links/:link',
    may: least('owner'),
    ask: ({ id, link }) => `/api/articles/${id}/links/${link.id}`,
  },
  { route: 'GET /api/articles/:article/requests', may: least('owner'), ask: at('/requests') },
  {
    route: 'POST /api/articles/:article/requests',
    may: noGuest,
    ask: under('/requests', { role: 'editor' }),
  },
  {
    route: 'DELETE /api/articles/:article/requests/:user',
    may: (asking) => {
      if (asking.name === 'stranger') return 200 // their own
      return asking.kind === 'guest' ? 403 : least('owner')(asking)
    },
    ask: at('/requests/stranger'),
  },
  { route: 'GET /api/articles/:article/freeze', may: least('viewer'), ask: at('/freeze') },
  {
    route: 'PUT /api/articles/:article/freeze',
    may: least('owner'),
    ask: under('/freeze', { at: Date.now() + 1e9, name: 'Later still' }),
  },
  { route: 'DELETE /api/articles/:article/freeze', may: least('owner'), ask: at('/freeze') },
  { route: 'GET /api/articles/:article/versions', may: least('viewer'), ask: at('/versions') },
  {
    route: 'POST /api/articles/:article/versions',
    may: least('editor'),
    ask: under('/versions', { name: 'Mine' }),
  },
  {
    route: 'POST /api/articles/:article/images',
    may: least('suggester'),
    ask: ({ id }) => [`/api/articles/${id}/images`, form()],
  },
  {
    route: 'GET /images/:id',
    may: (asking) => (asking.role === null || asking.kind === 'nobody' ? least('viewer')(asking) : 200),
    ask: ({ image }) => `/images/${image}`,
  },

  { route: 'GET /api/people', may: administrators, ask: () => '/api/people' },
  {
    route: 'POST /api/people',
    may: administrators,
    ask: () => ['/api/people', { ...person(), administrator: true }],
  },
  {
    route: 'PATCH /api/people/:account',
    may: administrators,
    ask: () => [`/api/people/${actor('stranger').account}`, { position: 'writer' }],
  },
  {
    route: 'PUT /api/people/:account/password',
    may: administrators,
    ask: () => [`/api/people/${actor('disabled').account}/password`, { password: 'another password' }],
  },
  {
    route: 'GET /api/people/:account/data',
    may: administrators,
    ask: () => `/api/people/${actor('stranger').account}/data`,
  },
  {
    route: 'GET /api/people/:account/export',
    may: administrators,
    ask: () => `/api/people/${actor('stranger').account}/export`,
  },
  // Who is erased is gone for the rows that follow: personal-data.test.ts erases somebody.
  {
    route: 'DELETE /api/people/:account',
    may: (asking) => (administrators(asking) === 200 ? 404 : administrators(asking)),
    ask: () => '/api/people/nobody-here',
  },
  {
    route: 'GET /api/me/export',
    may: (asking) => (asking.kind === 'guest' ? 404 : atBrowser(asking)),
    ask: () => '/api/me/export',
  },
  { route: 'GET /api/audit', may: administrators, ask: () => '/api/audit' },
  { route: 'GET /api/groups', may: ofStaff, ask: () => '/api/groups' },
  {
    route: 'POST /api/groups',
    may: administrators,
    ask: () => ['/api/groups', { name: newId(), kind: 'group' }],
  },
  {
    route: 'PATCH /api/groups/:group',
    may: administrators,
    ask: ({ otherGroup }) => [`/api/groups/${otherGroup}`, { name: newId() }],
  },
  { route: 'DELETE /api/groups/:group', may: administrators, ask: ({ group }) => `/api/groups/${group}` },
  {
    route: 'GET /api/groups/:group/members',
    may: administrators,
    ask: ({ group }) => `/api/groups/${group}/members`,
  },
  {
    route: 'PUT /api/groups/:group/members/:user',
    may: administrators,
    ask: ({ group }) => `/api/groups/${group}/members/stranger`,
  },
  {
    route: 'DELETE /api/groups/:group/members/:user',
    may: administrators,
    ask: ({ group }) => `/api/groups/${group}/members/grouped`,
  },
  { route: 'GET /api/links/:code', may: anybody, ask: ({ link }) => `/api/links/${link.code}` },
  {
    route: 'POST /api/links/:code',
    may: ({ kind }) => (kind === 'nobody' ? 200 : 409),
    ask: ({ link }) => [`/api/links/${link.code}`, { displayName: 'New guest' }],
    once: true,
  },
  { route: 'POST /api/links/:code/use', may: signedIn, ask: ({ link }) => `/api/links/${link.code}/use` },
  {
    route: 'GET /api/invites',
    may: ownersAtBrowser,
    ask: ({ id }) => `/api/invites?article=${id}`,
  },
  {
    route: 'GET /api/invites',
    may: administrators,
    ask: () => '/api/invites',
  },
  {
    route: 'POST /api/invites',
    may: ownersAtBrowser,
    ask: ({ id }) => ['/api/invites', { article: id, role: 'editor' }],
  },
  { route: 'POST /api/invites', may: administrators, ask: () => ['/api/invites', {}] },
  {
    route: 'DELETE /api/invites/:id',
    may: ownersAtBrowser,
    ask: ({ id, invite }) => `/api/invites/${invite.id}?article=${id}`,
  },
  {
    route: 'DELETE /api/invites/:id',
    may: administrators,
    ask: ({ newsroomInvite }) => `/api/invites/${newsroomInvite.id}`,
  },
  { route: 'GET /api/invites/:code', may: anybody, ask: ({ invite }) => `/api/invites/${invite.code}` },
  {
    route: 'POST /api/invites/:code',
    may: anybody,
    ask: ({ newsroomInvite }) => [`/api/invites/${newsroomInvite.code}`, person()],
    once: true,
  },
  {
    route: 'POST /api/invites/:code/use',
    may: noGuest,
    ask: ({ invite }) => `/api/invites/${invite.code}/use`,
  },
  {
    route: 'GET /api/sessions',
    may: (asking) => (asking.kind === 'program' ? 403 : signedIn(asking)),
    ask: () => '/api/sessions',
  },
  {
    route: 'POST /api/sessions',
    may: itsTeachers(),
    ask: ({ classRoom }) => ['/api/sessions', { class: classRoom.id, name: 'Another' }],
  },
  { route: 'GET /api/sessions/:session', may: itsTeachers(), ask: ofSession('') },
  { route: 'PATCH /api/sessions/:session', may: itsTeachers(), ask: ofSession('', { name: 'Mine' }) },
  { route: 'GET /api/sessions/:session/phase/:phase', may: itsTeachers(), ask: ofSession('/phase/hold') },
  {
    route: 'PUT /api/sessions/:session/phase',
    may: itsTeachers(),
    ask: ofSession('/phase', { phase: 'hold' }),
  },
  {
    route: 'POST /api/sessions/:session/texts',
    may: itsTeachers(),
    ask: ({ trying, session }) => [
      `/api/sessions/${trying}/texts`,
      { students: [session.student], title: 'New' },
    ],
  },
  {
    route: 'DELETE /api/sessions/:session/texts/:text',
    may: itsTeachers(),
    ask: ofSession(({ spare }) => `/texts/${spare}`),
  },
  {
    route: 'PATCH /api/sessions/:session/texts/:text',
    may: itsTeachers(),
    ask: ofSession(({ text }) => `/texts/${text}`, { override: null }),
  },
  {
    route: 'POST /api/sessions/:session/texts/:text/notes',
    may: itsTeachers(),
    ask: ofSession(({ text }) => `/texts/${text}/notes`, { body: 'Well done.' }),
  },
  { route: 'GET /api/sessions/:session/leaks', may: itsTeachers(), ask: ofSession('/leaks') },
  { route: 'GET /api/sessions/:session/late', may: itsTeachers(), ask: ofSession('/late') },
  {
    route: 'PUT /api/articles/:article/late',
    may: itsStudents(404), // who is no author of a text in a session
    ask: under('/late', { id: 'abcdefgh23456789', update: 'AAA=' }),
  },
  {
    route: 'PUT /api/sessions/:session/attendance/:student',
    may: itsTeachers(),
    ask: ofSession(({ student }) => `/attendance/${student}`, { state: 'away' }),
  },
  { route: 'GET /api/sessions/:session/allocation', may: itsTeachers(), ask: ofSession('/allocation') },
  { route: 'POST /api/sessions/:session/allocation', may: itsTeachers(), ask: ofSession('/allocation', {}) },
  {
    route: 'GET /api/sessions/:session/texts/:text/readers',
    may: itsTeachers(),
    ask: ofSession(({ text }) => `/texts/${text}/readers`),
  },
  { route: 'POST /api/sessions/:session/moves', may: itsTeachers(), ask: ofSession('/moves', {}) },
  {
    route: 'POST /api/sessions/:session/extras/:student',
    may: itsTeachers(),
    ask: ofSession(({ student }) => `/extras/${student}`),
  },
  { route: 'GET /api/sessions/:session/pairs', may: itsTeachers(), ask: ofSession('/pairs') },
  { route: 'GET /api/sessions/:session/reviews', may: itsTeachers(), ask: ofSession('/reviews') },
  {
    route: 'PATCH /api/sessions/:session/pairs/:pair',
    may: itsTeachers(403), // in `hold` only
    ask: ofSession(({ pair }) => `/pairs/${pair}`, { isReopened: true }),
  },
  {
    route: 'PATCH /api/sessions/:session/pairs/:pair/remarks/:remark',
    may: itsTeachers(),
    ask: ofSession(({ pair }) => `/pairs/${pair}/remarks/i9.9`, { isEndorsed: true }),
  },
  { route: 'GET /api/sessions/:session/grades', may: itsTeachers(), ask: ofSession('/grades') },
  { route: 'GET /api/sessions/:session/grades.csv', may: itsTeachers(), ask: ofSession('/grades.csv') },
  { route: 'GET /api/sessions/:session/sample', may: itsTeachers(), ask: ofTrial('/sample') },
  {
    route: 'PUT /api/sessions/:session/sample',
    may: itsTeachers(),
    ask: ofTrial('/sample', { text: 'Another' }),
  },
  {
    route: 'PATCH /api/sessions/:session/sample',
    may: itsTeachers(),
    ask: ofTrial('/sample', { isShown: true }),
  },
  { route: 'DELETE /api/sessions/:session/sample', may: itsTeachers(), ask: ofTrial('/sample') },
  {
    route: 'POST /api/sessions/:session/own/sample/open',
    may: itsStudents(),
    ask: ofTrial('/own/sample/open'),
  },
  {
    route: 'PUT /api/sessions/:session/own/sample/answers',
    may: itsStudents(),
    ask: ofTrial('/own/sample/answers', { answers: {} }),
  },
  {
    route: 'POST /api/sessions/:session/own/sample/submit',
    may: itsStudents(),
    ask: ofTrial('/own/sample/submit'),
  },
  { route: 'GET /api/sessions/:session/own', may: itsStudents(), ask: ofSession('/own') },
  {
    route: 'PUT /api/sessions/:session/own/text',
    may: itsStudents(403), // while texts are written
    ask: ({ id, session }) => [`/api/sessions/${session.id}/own/text`, { article: id }],
  },
  {
    route: 'PUT /api/sessions/:session/own/text/authors',
    may: itsStudents(403), // while texts are written
    ask: ofSession('/own/text/authors', { handle: 'nobody' }),
  },
  {
    route: 'DELETE /api/sessions/:session/own/text/authors',
    may: itsStudents(403),
    ask: ofSession('/own/text/authors'),
  },
  { route: 'GET /api/sessions/:session/own/leaks', may: itsStudents(), ask: ofSession('/own/leaks') },
  {
    route: 'POST /api/sessions/:session/own/reviews/:pair/open',
    may: itsStudents(),
    ask: ofOwn('/open'),
  },
  {
    route: 'PUT /api/sessions/:session/own/reviews/:pair/answers',
    may: itsStudents(),
    ask: ofOwn('/answers', { answers: {} }),
  },
  {
    route: 'PUT /api/sessions/:session/own/reviews/:pair/remarks/:remark',
    may: itsStudents(),
    ask: ofOwn('/remarks/i9.9', { describes: true, evaluates: false, suggests: false }),
  },
  {
    route: 'POST /api/sessions/:session/own/reviews/:pair/submit',
    may: itsStudents(),
    ask: ofOwn('/submit'),
  },
  {
    route: 'POST /api/sessions/:session/own/reviews/:pair/decline',
    may: itsStudents(),
    ask: ofOwn('/decline', { reason: 'I know who wrote it.' }),
  },
  // Nothing is there before the release.
  {
    route: 'GET /api/sessions/:session/pairs/:pair/replies',
    may: itsTeachers(),
    ask: ofSession(({ pair }) => `/pairs/${pair}/replies`),
  },
  {
    route: 'GET /api/sessions/:session/own/reviews/:pair/replies',
    may: itsStudents(403),
    ask: ofOwn('/replies'),
  },
  {
    route: 'POST /api/sessions/:session/own/reviews/:pair/replies/:remark',
    may: itsStudents(403),
    ask: ofOwn('/replies/i9.9', { body: 'Thank you.' }),
  },
  {
    route: 'GET /api/sessions/:session/own/received',
    may: itsStudents(404),
    ask: ofSession('/own/received'),
  },
  { route: 'GET /api/sessions/:session/own/scores', may: itsStudents(404), ask: ofSession('/own/scores') },
  {
    route: 'PATCH /api/sessions/:session/own/received/:remark',
    may: itsStudents(404),
    ask: ofSession('/own/received/abcdefgh23456789', { rating: 5 }),
  },
  {
    route: 'PUT /api/sessions/:session/own/plan',
    may: itsStudents(404),
    ask: ofSession('/own/plan', { plan: 'Later.' }),
  },
  { route: 'GET /api/classes', may: advisers, ask: () => '/api/classes' },
  { route: 'POST /api/classes', may: advisers, ask: () => ['/api/classes', { name: 'Class 2' }] },
  { route: 'GET /api/classes/:class', may: itsTeachers(), ask: ofClass('') },
  { route: 'PATCH /api/classes/:class', may: itsTeachers(), ask: ofClass('', { name: 'Mine' }) },
  { route: 'DELETE /api/classes/:class', may: itsTeachers(), ask: ofClass('') },
  { route: 'PUT /api/classes/:class/roster', may: itsTeachers(), ask: ofClass('/roster', { text: 's01' }) },
  { route: 'POST /api/classes/:class/joining', may: itsTeachers(), ask: ofClass('/joining') },
  { route: 'DELETE /api/classes/:class/joining', may: itsTeachers(), ask: ofClass('/joining') },
  { route: 'PUT /api/classes/:class/teachers/:user', may: itsTeachers(), ask: ofClass('/teachers/adviser') },
  {
    route: 'DELETE /api/classes/:class/teachers/:user',
    may: itsTeachers(),
    ask: ofClass('/teachers/adviser'),
  },
  {
    route: 'PATCH /api/classes/:class/students/:student',
    may: itsTeachers(),
    ask: ofStudent('', () => ({ quota: 1 })),
  },
  { route: 'DELETE /api/classes/:class/students/:student', may: itsTeachers(), ask: ofStudent('') },
  {
    route: 'DELETE /api/classes/:class/students/:student/claim',
    may: itsTeachers(409), // nobody has joined
    ask: ofStudent('/claim'),
  },
  {
    route: 'POST /api/classes/:class/students/:student/password',
    may: itsTeachers(409),
    ask: ofStudent('/password', () => ({ language: 'en' })),
  },
  {
    route: 'POST /api/classes/:class/students/:student/merge',
    may: itsTeachers(),
    ask: ofStudent('/merge', ({ classRoom }) => ({ into: classRoom.students[1] })),
  },
  {
    route: 'GET /api/classes/:class/students/:student/export',
    may: itsTeachers(),
    ask: ofStudent('/export'),
  },
  {
    route: 'POST /api/join',
    may: anybody,
    ask: ({ classRoom: { code, students } }) => ['/api/join', { code, handle: students[0] }],
    once: true,
  },
  {
    route: 'GET /api/join/:code/handles',
    may: anybody,
    ask: ({ classRoom }) => `/api/join/${classRoom.code}/handles`,
  },
  { route: 'GET /api/notices', may: noGuest, ask: () => '/api/notices' },
  { route: 'PUT /api/notices/read', may: noGuest, ask: () => ['/api/notices/read', { upTo: 0 }] },
  { route: 'GET /api/articles/:article/mute', may: least('commenter'), ask: at('/mute') },
  { route: 'PUT /api/articles/:article/mute', may: least('commenter'), ask: under('/mute', { muted: true }) },
  { route: 'GET /api/me/mail', may: atBrowser, ask: () => '/api/me/mail' },
  {
    route: 'PUT /api/me/mail',
    may: instead(409), // this server sends no mail
    ask: () => ['/api/me/mail', { address: 'a@school.example', language: 'en' }],
  },
  {
    route: 'POST /api/me/mail/confirm',
    may: instead(410), // no code is on its way
    ask: () => ['/api/me/mail/confirm', { code: '123456' }],
  },
  {
    route: 'PATCH /api/me/mail',
    may: (asking) => (asking.name === 'owner' ? 200 : instead(404)(asking)),
    ask: () => ['/api/me/mail', { digest: false }],
  },
  { route: 'DELETE /api/me/mail', may: atBrowser, ask: () => '/api/me/mail' },
  { route: 'GET /api/mail/mute/:token', may: anybody, ask: ({ mailToken }) => `/api/mail/mute/${mailToken}` },
  {
    route: 'POST /api/mail/mute/:token',
    may: anybody,
    ask: ({ mailToken }) => `/api/mail/mute/${mailToken}`,
  },
  { route: 'POST /mail/mute/:token', may: anybody, ask: ({ mailToken }) => `/mail/mute/${mailToken}` },
  { route: 'GET /api/tokens', may: atBrowser, ask: () => '/api/tokens' },
  { route: 'POST /api/tokens', may: atBrowser, ask: () => ['/api/tokens', { name: 'x' }] },
  {
    route: 'DELETE /api/tokens/:id',
    may: (asking) => {
      if (atBrowser(asking) !== 200) return atBrowser(asking)
      return asking.name === 'owner' ? 200 : 404
    },
    ask: ({ token }) => `/api/tokens/${token}`,
  },
]

/** The status with which somebody is answered. */
async function answered({ route, ask }: Route, about: Fixture, asking: Actor): Promise<number> {
  const [method = ''] = route.split(' ')
  const asked = ask(about, asking)
  const [path, body] = typeof asked === 'string' ? [asked, undefined] : asked
  const response = await asking.person.fetch(method, path, body, asking.headers)
  await response.arrayBuffer()
  return response.ok ? 200 : response.status
}

const onlyReads = ({ route }: Route) => route.startsWith('GET ')

describe('every route', () => {
  it('is in this table', () => {
    const nothing: Services = new Proxy({} as Services, {
      get: (_, name) => (name === 'baseUrl' ? null : nothing),
    })
    const { routes } = createRouter(nothing, new Map())
    const served = routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`)
    expect(new Set(ROUTES.map(({ route }) => route))).toEqual(new Set(served))
  })

  it.each(ROUTES.map((route, index) => [route.route, index] as const))(
    'refuses who may not, changing nothing, and serves who may: %s (%i)',
    async (_name, index) => {
      const route = ROUTES[index]!
      const about = await fixture()
      const refused = actors.filter((asking) => route.may(asking) !== 200)
      const before = await everyRow(server, about.id)
      const statuses: [string, number][] = []
      for (const asking of refused) statuses.push([asking.name, await answered(route, about, asking)])
      expect(statuses).toEqual(refused.map((asking) => [asking.name, route.may(asking)]))
      const after = await everyRow(server, about.id)
      expect(route.opens ? { ...after, leases: before.leases } : after).toEqual(before)

      const served = actors.filter((asking) => route.may(asking) === 200)
      const twins = route.once && served.length > 0 ? [await newcomerLike(served)] : served
      for (const asking of twins) {
        const fresh = onlyReads(route) ? about : await fixture()
        expect([asking.name, await answered(route, fresh, asking)]).toEqual([asking.name, 200])
      }
    },
    60_000,
  )

  /** Somebody new of the first kind that may. */
  async function newcomerLike([first]: readonly Actor[]): Promise<Actor> {
    if (first?.kind === 'nobody') return { ...first, person: server.visitor() }
    return { ...actor('stranger'), name: 'a newcomer', person: await server.person() }
  }
})

describe('every route of the library that keeps accounts', () => {
  const ALLOWED = [
    '/sign-in/username',
    '/sign-out',
    '/get-session',
    '/change-password',
    '/list-sessions',
    '/revoke-session',
    '/revoke-sessions',
    '/revoke-other-sessions',
  ]

  it('is not there but for those that are ours, whoever asks', async () => {
    const { kysely, type } = server.store.database!
    const { api } = createLibrary({
      database: { kysely, type },
      secret: 'x'.repeat(32),
      baseUrl: null,
      log: silentLog,
    })
    const routes = Object.values(
      api as Record<string, { path?: string; options?: { method?: string | string[] } }>,
    )
      .flatMap(({ path, options }) =>
        [options?.method ?? 'POST'].flat().map((method) => [method, path] as const),
      )
      .filter(([, path]) => path !== undefined && !ALLOWED.includes(path))
    expect(routes.length).toBeGreaterThan(30)
    const about = await fixture()
    const before = await everyRow(server, about.id)
    for (const [method, path] of routes) {
      for (const name of ['nobody', 'owner', 'administrator', 'guestEditor']) {
        const { person, account } = actor(name)
        const body = {
          userId: account,
          role: 'admin',
          name: 'x',
          email: 'x@x.xx',
          password: PASSWORD,
          account,
        }
        const asked = method === 'GET' ? undefined : body
        const { status } = await person.fetch(method === '*' ? 'POST' : method, `/api/auth${path}`, asked)
        expect([name, method, path, status]).toEqual([name, method, path, 404])
      }
    }
    expect(await everyRow(server, about.id)).toEqual(before)
  }, 60_000)
})

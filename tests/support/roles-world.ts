/** Somebody of every kind, an article in which each has their role, and every row of the store: for tests of what is refused. */

import { sql } from 'kysely'
import * as Y from 'yjs'
import { hashOf } from '../../server/auth/tokens.ts'
import { systemClock, systemRandom } from '../../server/clock.ts'
import { createArticle } from '../../server/publish/new-article.ts'
import { NOTHING } from '../../server/room/reversal.ts'
import type { NewDecision } from '../../server/store/decisions.ts'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { type AccountId, type ArticleId, newArticleId, newPersonId, randomToken } from '../../shared/ids.ts'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { Me } from '../../shared/protocol/http.ts'
import { beginPhase } from '../../shared/review/phase.ts'
import type { SessionSettings, SessionText } from '../../shared/review/session.ts'
import { ROLES, type Role, type SharedRole } from '../../shared/roles.ts'
import { TestPerson, type TestServer } from './server.ts'

// ---- who asks

/** `role`: in every article of this test; `null`: none, so that it is not there for them. */
export type Actor = {
  readonly name: string
  readonly person: TestPerson
  readonly account: AccountId
  readonly role: Role | null
  readonly kind: 'nobody' | 'staff' | 'student' | 'guest' | 'administrator' | 'program'
  readonly headers?: Record<string, string>
}

export function actorIn(actors: readonly Actor[], name: string): Actor {
  const found = actors.find((one) => one.name === name)
  if (!found) throw new Error(`nobody is called ${name}`)
  return found
}

const GUESTS = ['guestCommenter', 'guestEditor', 'guestExpired', 'guestRevoked'] as const

/** One after the other at each request: whoever is `nobody` has no sign-in that is valid. */
export async function everybody(server: TestServer): Promise<readonly Actor[]> {
  const admin = await server.administrator()
  const staff = async (name: string, role: Role | null): Promise<Actor> => {
    const person = await server.person(name)
    return { name, person, account: person.account as AccountId, role, kind: 'staff' }
  }
  const members = await Promise.all(ROLES.map((role) => staff(role, role)))
  const [stranger, grouped, adviser, desk, disabled] = await Promise.all([
    staff('stranger', null),
    staff('grouped', 'suggester'),
    staff('adviser', 'commenter'),
    staff('desk', 'editor'),
    staff('disabled', null),
  ])
  await admin.ok('PATCH', `/api/people/${adviser.account}`, { position: 'adviser' })
  await admin.ok('PATCH', `/api/people/${desk.account}`, { position: 'deskEditor' })
  await admin.ok('PATCH', `/api/people/${disabled.account}`, { disabled: true })
  const student = await studentOf(server, adviser.person)
  const owner = members.at(-1)!
  const token = await owner.person.token()
  const seed = await owner.person.article()
  const { code } = await owner.person.ok<{ code: string }>('POST', `/api/articles/${seed.id}/links`, {
    role: 'viewer',
  })
  const guest = async (name: (typeof GUESTS)[number], role: Role | null): Promise<Actor> => {
    const person = new TestPerson(server.url, name)
    await person.ok('POST', `/api/links/${code}`, { displayName: name })
    const { account } = await person.ok<Me>('GET', '/api/me')
    return { name, person, account: account?.id as AccountId, role, kind: 'guest' }
  }
  return [
    { name: 'nobody', person: server.visitor(), account: '' as AccountId, role: null, kind: 'nobody' },
    { ...disabled, kind: 'nobody' },
    stranger,
    ...members,
    grouped,
    adviser,
    desk,
    student,
    {
      ...owner,
      name: 'program',
      person: server.visitor(),
      kind: 'program',
      headers: { Authorization: `Bearer ${token}` },
    },
    {
      name: 'administrator',
      person: admin,
      account: (await admin.ok<Me>('GET', '/api/me')).account?.id as AccountId,
      role: null,
      kind: 'administrator',
    },
    await guest('guestCommenter', 'commenter'),
    await guest('guestEditor', 'editor'),
    await guest('guestExpired', null),
    await guest('guestRevoked', null),
  ]
}

/** Somebody who has joined a class, and may suggest. */
async function studentOf(server: TestServer, teacher: TestPerson): Promise<Actor> {
  const { id } = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'Class 1' })
  await teacher.ok('PUT', `/api/classes/${id}/roster`, { text: 'student' })
  const { joining } = await teacher.ok<ClassRoom>('POST', `/api/classes/${id}/joining`)
  const person = new TestPerson(server.url, 'student')
  await person.ok('POST', '/api/join', { code: joining?.code, handle: 'student' })
  const { account } = await person.ok<Me>('GET', '/api/me')
  return { name: 'student', person, account: account?.id as AccountId, role: 'suggester', kind: 'student' }
}

// ---- what they ask about

/** An article in which everybody has their role, and one of everything that there is to be asked for. */
export type Fixture = {
  readonly id: ArticleId
  readonly group: string
  readonly otherGroup: string
  readonly link: { readonly id: string; readonly code: string }
  readonly invite: { readonly id: string; readonly code: string }
  readonly newsroomInvite: { readonly id: string; readonly code: string }
  readonly image: string
  readonly token: string
  /** In the links of mail to the owner. */
  readonly mailToken: string
  /** The name of something that the suggester has suggested. */
  readonly suggestion: string
  /** The number of a decision that can be taken back, about nothing that is there still. */
  readonly decision: number
  /** What the adviser and the administrator teach; nobody has joined as either of these two on its roster. */
  readonly classRoom: {
    readonly id: string
    readonly code: string
    readonly students: readonly [string, string]
  }
  /** In review: the student reviews `pair`, a copy of `text`, and has written `own`; nobody reviews `spare`. */
  readonly session: {
    readonly id: string
    readonly text: string
    readonly own: string
    readonly spare: string
    readonly pair: string
    readonly copy: ArticleId
    readonly student: string
  }
  /** Another one of that class, in which the questions are tried: the student has begun. */
  readonly trying: string
  /** A thread that the commenter has started, and its only comment. */
  readonly thread: { readonly id: string; readonly comment: string }
}

export const newId = () => randomToken(systemRandom, 12)

export async function fixtureFor(server: TestServer, actors: readonly Actor[]): Promise<Fixture> {
  const { records } = server.store
  const actor = (name: string) => actorIn(actors, name)
  const linkFor = linksOf(server, actor('owner').account)
  const id = newArticleId(systemRandom)
  const owner = actor('owner').account
  await createArticle(records, { id, owner, title: 'Everybody’s', at: systemClock.now() })
  for (const name of ROLES) await records.setRole(id, actor(name).account, name)
  await records.setRole(id, actor('disabled').account, 'owner')
  await records.setRole(id, actor('student').account, 'suggester')
  for (const { id: earlier } of await records.groups()) await records.deleteGroup(earlier) // there may be 500
  const [group, deskGroup, otherGroup] = [newId(), newId(), newId()]
  for (const one of [group, deskGroup, otherGroup])
    await records.createGroup({ id: one, name: one, kind: 'group' })
  await records.setGroupMember(group, actor('grouped').account, true)
  await records.setGroupMember(deskGroup, actor('desk').account, true)
  await records.shareWithGroup(id, group, 'suggester')
  await records.shareWithGroup(id, deskGroup, 'viewer')
  const link = await linkFor(id, 'viewer', null)
  await linkFor(id, 'commenter', actor('guestCommenter'))
  await linkFor(id, 'editor', actor('guestEditor'))
  await linkFor(id, 'editor', actor('guestExpired'), 5)
  const revoked = await linkFor(id, 'editor', actor('guestRevoked'))
  await records.revokeLink(id, revoked.id)
  await records.requestAccess(id, { account: actor('stranger').account, role: 'editor', at: 1 })
  await records.createVersion(id, { id: newId(), name: 'First', at: 1, by: owner })
  await records.setFreeze(id, { at: systemClock.now() + 1e9, name: 'Later', by: owner })
  const rejected = {
    verb: 'reject',
    person: await records.personOf(id, owner, newPersonId(systemRandom)),
    at: systemClock.now(),
    reason: null,
    // One without parts is a teacher's, which nobody takes back.
    parts: [{ suggestion: 'i9.9', kind: 'insertion', person: null, text: 'x', change: null }],
    suggestions: ['i9.9'],
    reversal: JSON.stringify(NOTHING),
  } as const
  const suggestion = await suggested(server, id, actor('suggester').account, rejected)
  const decision = 1
  const image = newId()
  const picture = { id: image, article: id, hash: newId(), type: 'image/png', width: 1, height: 1 }
  await records.addImage(picture, new Uint8Array(4))
  const invited = { createdBy: owner, expiresAt: systemClock.now() + 1e9, usesLeft: 9 }
  const [invite, newsroomInvite] = [secret(), secret()]
  await records.createInvite(
    { ...invited, id: invite.id, grant: { article: id, role: 'viewer' } },
    hashOf(invite.code),
  )
  const byAdmin = { ...invited, createdBy: actor('administrator').account, grant: null }
  await records.createInvite({ ...byAdmin, id: newsroomInvite.id }, hashOf(newsroomInvite.code))
  for (const { id: earlier, name } of await records.tokensOf(owner)) {
    if (name === 'of a fixture') await records.revokeToken(earlier) // there may be 50 at most
  }
  const token = newId()
  await records.createToken({ id: token, account: owner, name: 'of a fixture', createdAt: 1 }, newId())
  const mailToken = newId() + newId()
  const address = { address: 'owner@school.example', language: 'en', confirmedAt: 1 } as const
  await records.setMail(owner, { account: owner, ...address, atOnce: true, digest: true, token: mailToken })
  const thread = await startedThread(server, id, actor('commenter').account)
  const classRoom = await aClass(server, actor('adviser').account, actor('administrator').account)
  const sessionClass = await anotherClass(server, actor('adviser').account, actor('administrator').account)
  const session = await aSession(server, sessionClass, actor('student').account)
  const trying = await aTrial(server, sessionClass, session.student)
  const made = { session, trying, classRoom, image, token, mailToken, suggestion, decision, thread }
  return { id, group, otherGroup, link, invite, newsroomInvite, ...made }
}

async function aClass(server: TestServer, teacher: AccountId, other: AccountId) {
  const { records } = server.store
  for (const { id: earlier } of await records.classesOf(teacher)) await records.deleteClass(earlier) // there may be 200
  return anotherClass(server, teacher, other)
}

async function anotherClass({ store: { records } }: TestServer, teacher: AccountId, other: AccountId) {
  const [id, code, one, two] = [newId(), newId().toUpperCase(), newId(), newId()]
  await records.createClass({ id, name: 'Class 1', createdAt: 1 }, teacher)
  await records.setTeacher(id, other, true)
  await records.changeClass(id, { listsHandles: true })
  const places = [one, two].map((place) => ({ id: place, handle: place, key: place }))
  await records.putStudents(id, places, 2)
  await records.openJoining(id, code, systemClock.now() + 1e9)
  return { id, code, students: [one, two] as const }
}

const SETTINGS: SessionSettings = {
  instructions: '',
  reviewsPerText: 2,
  acrossGroups: false,
  mustNot: [],
  wishes: [],
  rubric: [],
  scoreBy: 'median',
  keepsWriting: false,
  isNamed: false,
}

/** A review session of a class on whose roster the student takes a third place. */
async function aSession(
  { store: { records } }: TestServer,
  { id: classId, code, students: [one] }: Fixture['classRoom'],
  account: AccountId,
): Promise<Fixture['session']> {
  const [id, text, own, spare, pair, student] = [newId(), newId(), newId(), newId(), newId(), newId()]
  await records.putStudents(classId, [{ id: student, handle: student, key: student }], 3)
  await records.claimStudent(code, student, account, systemClock.now())
  const [clock, at] = [beginPhase('review', 1), 1]
  const begun = { settings: SETTINGS, attendance: {}, seed: 'seed', round: 1, releasedAt: null }
  await records.createSession({ id, class: classId, name: 'Session', createdAt: at, clock, ...begun })
  const madeText = async (textId: string, number: number, author: string): Promise<SessionText> => {
    const article = newArticleId(systemRandom)
    await createArticle(records, { id: article, owner: 'nobody' as AccountId, title: 'A text', at })
    const nothing = { override: null, notes: [], teacher: null, plan: '' }
    return { id: textId, number, article, authors: [author], ...nothing }
  }
  const copy = newArticleId(systemRandom)
  const update = newArticleUpdate([{ ...BLOCK_DEFAULTS, kind: 'headline', runs: [] }])
  await records.changeSession(
    id,
    await Promise.all([madeText(text, 1, one), madeText(own, 2, student), madeText(spare, 3, one)]).then(
      (texts) => () => ({
        texts,
        copies: [{ article: copy, title: 'Article 1', at, update, images: [] }],
        pairs: [
          {
            ...{
              id: pair,
              round: 1,
              reviewer: student,
              text,
              state: 'allocated',
              ended: null,
              pinned: false,
              copy,
            },
            ...{ pen: 1, person: null, isLanded: false, submittedAt: null, isLate: false, isReopened: false },
          },
        ],
      }),
    ),
  )
  return { id, text, own, spare, pair, copy, student }
}

async function aTrial(
  { store: { records } }: TestServer,
  { id: classId }: Fixture['classRoom'],
  student: string,
): Promise<string> {
  const [id, sample, review, at] = [newId(), newId(), newId(), 1]
  const begun = { settings: SETTINGS, attendance: {}, seed: 'seed', round: 0, releasedAt: null }
  const clock = beginPhase('calibrate', at)
  await records.createSession({ id, class: classId, name: 'Trial', createdAt: at, clock, ...begun })
  const update = newArticleUpdate([{ ...BLOCK_DEFAULTS, kind: 'headline', runs: [] }])
  const copy = newArticleId(systemRandom)
  await records.changeSample(id, () => ({
    sample: { id: sample, title: 'A sample', key: {}, isShown: false },
    update,
  }))
  await records.changeSample(id, () => ({
    copies: [{ article: copy, title: 'Sample', at, update, images: [] }],
    reviews: [{ id: review, student, copy, state: 'opened', submittedAt: null, answers: {} }],
  }))
  return id
}

const secret = () => ({ id: newId(), code: newId() })

const SUGGESTER_CLIENT = 4_000_001

/** A word that somebody suggests at the headline's beginning; answers what it is listed as. */
/** Something is suggested, and something else decided. */
async function suggested(
  { store }: TestServer,
  article: ArticleId,
  account: AccountId,
  decision: NewDecision,
): Promise<string> {
  const opened = await store.log.open(article)
  const person = await store.records.personOf(article, account, newPersonId(systemRandom))
  const doc = openDoc()
  for (const { update } of opened?.rows ?? []) Y.applyUpdate(doc, update)
  const before = Y.encodeStateVector(doc)
  doc.clientID = SUGGESTER_CLIENT
  articleText(doc).insert(1, 'Maybe ')
  const update = Y.encodeStateAsUpdate(doc, before)
  const note = { type: 'decided', decision, keptSince: 0 } as const
  const row = { article, epoch: opened?.epoch ?? 0, person, at: 1, update, binds: [SUGGESTER_CLIENT], note }
  await store.log.append([row])
  return `i${SUGGESTER_CLIENT}.0`
}

async function startedThread({ store: { records } }: TestServer, article: ArticleId, account: AccountId) {
  const asker = { account, proposed: newPersonId(systemRandom) }
  const [id, comment] = [randomToken(systemRandom, 16), randomToken(systemRandom, 16)]
  await records.changeThread(article, id, asker, ({ person: by }) => ({
    thread: { by, at: 1, anchor: null, status: 'open', assignee: null, removed: false },
    added: [{ id: comment, kind: 'comment', by, at: 1, body: 'What is this?', assignee: null }],
  }))
  return { id, comment }
}

/** Makes links of an owner, each opened by somebody at time 4. */
const linksOf =
  ({ store: { records } }: TestServer, createdBy: AccountId) =>
  async (article: ArticleId, role: SharedRole, opened: Actor | null, expiresAt: number | null = null) => {
    const { id, code } = secret()
    await records.createLink({ id, article, role, createdBy, createdAt: 1, expiresAt }, hashOf(code))
    if (opened) await records.openLink(id, opened.account, 4, 9)
    return { id, code }
  }

type Row = { readonly id?: string; readonly article?: string | null }

/**
 * Every row that is of this article or of none, by table, but for when a token was last used. Other articles may still be busy with
 * what was done to them: they get their title, their checkpoint, their seal.
 */
export async function everyRow(
  server: TestServer,
  article: string,
): Promise<Record<string, readonly unknown[]>> {
  const { kysely } = server.store.database!
  const { rows: tables } = await sql<{
    name: string
  }>`select name from sqlite_master where type = 'table'`.execute(kysely)
  const dump: Record<string, readonly unknown[]> = {}
  for (const { name } of tables) {
    if (name === 'sqlite_sequence') continue // how far the numbers of what follows have come
    const { rows } = await sql<Row>`select * from ${sql.table(name)}`.execute(kysely)
    const ours = rows.filter((row) => (name === 'articles' ? row.id : (row.article ?? article)) === article)
    const isWhatRefusalLeaves = (row: object) =>
      name === 'audit' && 'act' in row && row.act === 'sign-in-failed'
    const kept = ours.filter((row) => !isWhatRefusalLeaves(row))
    dump[name] = name === 'access_tokens' ? kept.map((row) => ({ ...row, used_at: null })) : kept
  }
  return dump
}

/** Sharing with groups and by link, asking for access, handing over, freezing; what each changes reaches open sockets. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { guestsPerAddressMax, linksPerArticleMax } from '../../shared/limits.ts'
import {
  type AccessRequest,
  type Article,
  accessRequestsAnswer,
  createdLinkAnswer,
  freezeAnswer,
  type Group,
  groupMembersAnswer,
  groupSharesAnswer,
  groupsAnswer,
  invitesAnswer,
  linksAnswer,
  type Me,
  membersAnswer,
  openedLinkAnswer,
  usedLinkAnswer,
  type Version,
  versionsAnswer,
} from '../../shared/protocol/http.ts'
import type { Role, SharedRole } from '../../shared/roles.ts'
import { Raw } from '../socket/newsroom.ts'
import { awareness, statesIn, statesUpdate, step1 } from '../socket/wire.ts'
import { startTestServer, TestPerson, type TestServer } from '../support/server.ts'

/** Time that a test moves on; timers are real. */
let offset = 0
const clock = { ...systemClock, now: () => systemClock.now() + offset }
const DAY_MS = 24 * 60 * 60_000

let server: TestServer
let owner: TestPerson
let admin: TestPerson

beforeAll(async () => {
  server = await startTestServer({ world: { clock } })
  admin = await server.administrator()
  owner = await server.person('owner')
})
afterAll(() => server.stop())

/** A socket of this person's browser that has been greeted. */
async function tabOf(person: TestPerson, article: string) {
  const tab = new Raw(`${server.url.replace('http', 'ws')}/collab/${article}`, null, {
    headers: { cookie: person.cookie },
  })
  await tab.first('hello')
  return tab
}

const rolesHeard = (tab: Raw) =>
  tab.all('event').flatMap(({ event }) => (event.type === 'role' ? [event.role] : []))
const hears = (tab: Raw, role: Role) => tab.until(() => rolesHeard(tab).includes(role))
const roleOf = async (person: TestPerson, article: string) =>
  (await person.fetch('GET', `/api/articles/${article}`))
    .json()
    .then((body) => (body as Partial<Article>).role ?? null)

async function newLink(article: string, role: SharedRole, expires?: number) {
  return createdLinkAnswer.parse(await owner.ok('POST', `/api/articles/${article}/links`, { role, expires }))
}

/** Somebody without an account who opens a link. */
async function guestBy(code: string, displayName = 'Gwen') {
  const guest = new TestPerson(server.url, displayName)
  const { article } = usedLinkAnswer.parse(await guest.ok('POST', `/api/links/${code}`, { displayName }))
  return { guest, article }
}

describe('groups', () => {
  let count = 0
  const newGroup = (kind: Group['kind'] = 'group') =>
    admin.ok<Group>('POST', '/api/groups', { name: `Group ${++count}`, kind })

  it('administrators make, rename and delete them, and say who is in them', async () => {
    const person = await server.person()
    const { id } = await newGroup()
    await admin.ok('PUT', `/api/groups/${id}/members/${person.name}`)
    expect(await admin.ok('PATCH', `/api/groups/${id}`, { name: 'Class 3B' })).toEqual({
      id,
      name: 'Class 3B',
      kind: 'group',
      members: 1,
    })
    expect(groupsAnswer.parse(await person.ok('GET', '/api/groups')).groups).toContainEqual(
      expect.objectContaining({ id, name: 'Class 3B' }),
    )
    const listed = await admin.ok('GET', `/api/groups/${id}/members`)
    expect(groupMembersAnswer.parse(listed).members).toMatchObject([{ account: person.account }])
    await admin.ok('DELETE', `/api/groups/${id}/members/${person.name}`)
    await admin.ok('DELETE', `/api/groups/${id}`)
    expect(await admin.refused('GET', `/api/groups/${id}/members`)).toMatchObject({ status: 404 })
    expect(await admin.refused('POST', '/api/groups', { name: ' ', kind: 'group' })).toMatchObject({
      status: 422,
    })
  })

  it('[R6] who is in a group has what an article is shared with it for, on open sockets too', async () => {
    const person = await server.person()
    const { id: group } = await newGroup()
    const { id } = await owner.article('For the class')
    await admin.ok('PUT', `/api/groups/${group}/members/${person.name}`)
    expect(await roleOf(person, id)).toBeNull()
    await owner.ok('PUT', `/api/articles/${id}/groups/${group}`, { role: 'suggester' })
    expect(await roleOf(person, id)).toBe('suggester')
    const { articles } = await person.ok<{ articles: Article[] }>('GET', '/api/articles')
    expect(articles).toMatchObject([{ id, role: 'suggester' }])
    expect(
      groupSharesAnswer.parse(await person.ok('GET', `/api/articles/${id}/groups`)).groups,
    ).toMatchObject([{ id: group, role: 'suggester', members: 1 }])
    const tab = await tabOf(person, id)
    await owner.ok('PUT', `/api/articles/${id}/groups/${group}`, { role: 'viewer' })
    await hears(tab, 'viewer')
    await admin.ok('DELETE', `/api/groups/${group}/members/${person.name}`)
    expect(await tab.ended()).toMatchObject({ code: 4403 })
    expect(await roleOf(person, id)).toBeNull()
  })

  it('[R6] a group that is deleted gives nothing any more, and a share that is ended neither', async () => {
    const person = await server.person()
    const { id } = await owner.article()
    const ends = [
      (group: string) => admin.ok('DELETE', `/api/groups/${group}`),
      (group: string) => owner.ok('DELETE', `/api/articles/${id}/groups/${group}`),
    ]
    for (const end of ends) {
      const { id: group } = await newGroup()
      await admin.ok('PUT', `/api/groups/${group}/members/${person.name}`)
      await owner.ok('PUT', `/api/articles/${id}/groups/${group}`, { role: 'editor' })
      const tab = await tabOf(person, id)
      await end(group)
      expect(await tab.ended()).toMatchObject({ code: 4403 })
    }
  })

  it('the list of members says what lets somebody in beside their own role, the highest of it', async () => {
    const [person, adviser, alone] = [await server.person(), await server.person(), await server.person()]
    await admin.ok('PATCH', `/api/people/${adviser.account}`, { position: 'adviser' })
    const [readers, writers] = [await newGroup(), await newGroup()]
    const { id } = await owner.article()
    for (const one of [person, adviser, alone]) await owner.share(id, one, 'viewer')
    for (const [group, role] of [
      [readers, 'viewer'],
      [writers, 'editor'],
    ] as const) {
      await admin.ok('PUT', `/api/groups/${group.id}/members/${person.name}`)
      await owner.ok('PUT', `/api/articles/${id}/groups/${group.id}`, { role })
    }
    await admin.ok('PUT', `/api/groups/${readers.id}/members/${adviser.name}`)
    const listed = async () =>
      new Map(
        membersAnswer
          .parse(await owner.ok('GET', `/api/articles/${id}/members`))
          .members.map(({ account, besides }) => [account, besides]),
      )
    const through = { role: 'editor', through: 'group', name: writers.name }
    expect((await listed()).get(person.account)).toEqual(through)
    expect((await listed()).get(adviser.account)).toEqual({
      role: 'commenter',
      through: 'position',
      name: null,
    })
    expect((await listed()).get(alone.account)).toBeNull()
    const { code } = createdLinkAnswer.parse(
      await owner.ok('POST', `/api/articles/${id}/links`, { role: 'suggester' }),
    )
    await alone.ok('POST', `/api/links/${code}/use`)
    expect((await listed()).get(alone.account)).toEqual({ role: 'suggester', through: 'link', name: null })
    expect(
      await owner.ok('PUT', `/api/articles/${id}/members/${person.account}`, { role: 'commenter' }),
    ).toMatchObject({ role: 'commenter', besides: through })
    await owner.ok('DELETE', `/api/articles/${id}/groups/${writers.id}`)
    expect((await listed()).get(person.account)).toMatchObject({ role: 'viewer', name: readers.name })
  })

  it('an article is in one section', async () => {
    const { id } = await owner.article()
    const [news, sports] = [await newGroup('section'), await newGroup('section')]
    await owner.ok('PUT', `/api/articles/${id}/groups/${news.id}`, { role: 'viewer' })
    expect(await owner.refused('PUT', `/api/articles/${id}/groups/${sports.id}`, { role: 'viewer' })).toEqual(
      {
        status: 409,
        code: 'conflict',
      },
    )
    await owner.ok('PUT', `/api/articles/${id}/groups/${news.id}`, { role: 'editor' })
  })

  it('nobody owns an article by a group', async () => {
    const { id } = await owner.article()
    const { id: group } = await newGroup()
    expect(
      await owner.refused('PUT', `/api/articles/${id}/groups/${group}`, { role: 'owner' }),
    ).toMatchObject({
      status: 422,
    })
  })

  it('a desk editor edits what is shared with a group of theirs; an adviser reads and comments everywhere', async () => {
    const [desk, adviser] = [await server.person(), await server.person()]
    const { id: group } = await newGroup('section')
    const { id } = await owner.article('In a section')
    await owner.ok('PUT', `/api/articles/${id}/groups/${group}`, { role: 'viewer' })
    await admin.ok('PUT', `/api/groups/${group}/members/${desk.name}`)
    expect([await roleOf(desk, id), await roleOf(adviser, id)]).toEqual(['viewer', null])
    await admin.ok('PATCH', `/api/people/${desk.account}`, { position: 'deskEditor' })
    await admin.ok('PATCH', `/api/people/${adviser.account}`, { position: 'adviser' })
    expect([await roleOf(desk, id), await roleOf(adviser, id)]).toEqual(['editor', 'commenter'])
    const listed = await adviser.ok<{ articles: Article[] }>('GET', '/api/articles')
    expect(listed.articles.find((article) => article.id === id)).toMatchObject({ role: 'commenter' })
    const tab = await tabOf(adviser, id)
    await admin.ok('PATCH', `/api/people/${adviser.account}`, { position: 'writer' })
    expect(await tab.ended()).toMatchObject({ code: 4403 })
  })

  it('an administrator has no role in an article for being one, and stays one beside another position', async () => {
    const { id } = await owner.article()
    expect(await roleOf(admin, id)).toBeNull()
    const { account } = await admin.ok<Me>('GET', '/api/me')
    await admin.ok('PATCH', `/api/people/${account?.id}`, { position: 'adviser' })
    expect(await admin.ok<Me>('GET', '/api/me')).toMatchObject({
      account: { administrator: true, position: 'adviser' },
    })
    expect(await roleOf(admin, id)).toBe('commenter')
    await admin.ok('PATCH', `/api/people/${account?.id}`, { position: 'writer' })
  })
})

describe('links', () => {
  it('whoever opens one gives a name and is in, in its role, shown as a guest', async () => {
    const { id } = await owner.article('The canteen question')
    const { code } = await newLink(id, 'commenter', clock.now() + DAY_MS)
    const visitor = server.visitor()
    expect(openedLinkAnswer.parse(await visitor.ok('GET', `/api/links/${code}`))).toMatchObject({
      publication: 'The Test Courier',
      articleTitle: 'The canteen question',
      role: 'commenter',
    })
    const { guest, article } = await guestBy(code, 'Gwen')
    expect(article).toBe(id)
    expect(await guest.ok<Me>('GET', '/api/me')).toMatchObject({
      account: { displayName: 'Gwen', position: 'guest', administrator: false },
    })
    expect(await roleOf(guest, id)).toBe('commenter')
    expect((await guest.ok<{ articles: Article[] }>('GET', '/api/articles')).articles).toMatchObject([{ id }])
    const tab = await tabOf(guest, id)
    expect((await tab.first('hello')).hello).toMatchObject({ name: 'Gwen', guest: true, role: 'commenter' })
    expect((await tabOf(owner, id)).all('hello')[0]?.hello).not.toHaveProperty('guest')
    expect(linksAnswer.parse(await owner.ok('GET', `/api/articles/${id}/links`)).links).toMatchObject([
      { role: 'commenter', uses: 1, createdBy: 'owner' },
    ])
    const { people } = await admin.ok<{ people: { displayName: string }[] }>('GET', '/api/people')
    expect(people.map(({ displayName }) => displayName)).not.toContain('Gwen')
  })

  it('others see that a guest is one, whatever the guest says', async () => {
    const { id } = await owner.article()
    const { guest } = await guestBy((await newLink(id, 'editor')).code, 'Ada Admin')
    const [watching, tab] = [await tabOf(owner, id), await tabOf(guest, id)]
    watching.send(step1(Uint8Array.of(0)))
    await watching.first('step2')
    const user = { name: 'Ada Admin', guest: false }
    tab.send(
      awareness(statesUpdate([{ client: 4242, clock: 1, state: { user, cursor: null, idle: false } }])),
    )
    const { bytes } = await watching.first('awareness')
    expect(statesIn(bytes)).toMatchObject([{ state: { user: { name: 'Ada Admin', guest: true } } }])
  })

  it('who is signed in opens it as who they are, and keeps the higher role', async () => {
    const colleague = await server.person()
    const { id } = await owner.article()
    const { code } = await newLink(id, 'suggester')
    expect(await colleague.refused('POST', `/api/links/${code}`, { displayName: 'Somebody' })).toMatchObject({
      code: 'conflict',
    })
    expect(await colleague.ok('POST', `/api/links/${code}/use`)).toEqual({ article: id })
    expect(await colleague.ok('POST', `/api/links/${code}/use`)).toEqual({ article: id })
    expect(await roleOf(colleague, id)).toBe('suggester')
    expect(await owner.ok('POST', `/api/links/${code}/use`)).toEqual({ article: id })
    expect(await roleOf(owner, id)).toBe('owner')
  })

  it('[R6] revoking one ends the sockets of whoever came by it, and nobody else’s', async () => {
    const { id } = await owner.article()
    const [one, other] = [await newLink(id, 'editor'), await newLink(id, 'editor')]
    const [tab, bystander] = [
      await tabOf((await guestBy(one.code)).guest, id),
      await tabOf((await guestBy(other.code)).guest, id),
    ]
    await owner.ok('DELETE', `/api/articles/${id}/links/${one.id}`)
    expect(await tab.ended()).toMatchObject({ code: 4403 })
    expect(bystander.closed).toBeNull()
    expect(await server.visitor().refused('GET', `/api/links/${one.code}`)).toEqual({
      status: 410,
      code: 'gone',
    })
    expect(
      await server.visitor().refused('POST', `/api/links/${one.code}`, { displayName: 'Late' }),
    ).toMatchObject({ code: 'gone' })
  })

  it('[R6] an expired one gives nothing any more, and the sockets end', async () => {
    const { id } = await owner.article()
    const { code } = await newLink(id, 'editor', clock.now() + DAY_MS)
    const { guest } = await guestBy(code)
    const tab = await tabOf(guest, id)
    offset += DAY_MS
    expect(await tab.ended()).toMatchObject({ code: 4403 })
    expect(await roleOf(guest, id)).toBeNull()
    expect(await server.visitor().refused('GET', `/api/links/${code}`)).toMatchObject({ code: 'gone' })
  })

  it('[R6] it goes with its maker’s ownership, and with the maker', async () => {
    const colleague = await server.person()
    const { id } = await owner.article()
    await owner.share(id, colleague, 'owner')
    const ends = [
      () => owner.share(id, colleague, 'editor'),
      () => admin.ok('PATCH', `/api/people/${colleague.account}`, { disabled: true }),
    ]
    for (const end of ends) {
      await owner.share(id, colleague, 'owner')
      const { code } = await colleague.ok<{ code: string }>('POST', `/api/articles/${id}/links`, {
        role: 'viewer',
      })
      const tab = await tabOf((await guestBy(code)).guest, id)
      await end()
      expect(await tab.ended()).toMatchObject({ code: 4403 })
      expect(await server.visitor().refused('GET', `/api/links/${code}`)).toMatchObject({ code: 'gone' })
    }
  })

  it('it makes nobody an owner, ends in time or not at all, and there are not too many', async () => {
    const { id } = await owner.article()
    const path = `/api/articles/${id}/links`
    expect(await owner.refused('POST', path, { role: 'owner' })).toMatchObject({ status: 422 })
    expect(await owner.refused('POST', path, { role: 'viewer', expires: clock.now() })).toMatchObject({
      status: 422,
    })
    expect(await owner.refused('POST', path, { role: 'viewer', expires: 9e15 })).toMatchObject({
      status: 422,
    })
    for (let n = 0; n < linksPerArticleMax; n++) await newLink(id, 'viewer')
    expect(await owner.refused('POST', path, { role: 'viewer' })).toMatchObject({ code: 'conflict' })
  })

  it('a guest is in articles and nowhere else', async () => {
    const { id } = await owner.article()
    const { guest } = await guestBy((await newLink(id, 'editor')).code)
    const member = await server.person()
    for (const [method, path, body] of [
      ['POST', '/api/articles', { title: 'Mine' }],
      ['GET', `/api/articles/${id}/members`],
      ['GET', `/api/articles/${id}/groups`],
      ['GET', '/api/groups'],
      ['GET', '/api/people'],
      ['GET', '/api/tokens'],
      ['POST', '/api/tokens', { name: 'x' }],
      ['GET', '/api/auth/list-sessions'],
      ['POST', '/api/auth/change-password', { currentPassword: 'x', newPassword: 'long enough' }],
      ['POST', `/api/articles/${id}/requests`, { role: 'editor' }],
    ] as const) {
      expect([path, await guest.refused(method, path, body)]).toEqual([
        path,
        { status: 403, code: 'forbidden' },
      ])
    }
    const { account } = (await guest.ok<Me>('GET', '/api/me')) as { account: { id: string } }
    expect(
      await owner.refused('PUT', `/api/articles/${id}/members/${account.id}`, { role: 'editor' }),
    ).toMatchObject({ status: 404 })
    expect(await owner.refused('PUT', `/api/articles/${id}/members/Gwen`, { role: 'editor' })).toMatchObject({
      status: 404,
    })
    await owner.share(id, member, 'editor')
    await guest.ok('POST', '/api/auth/sign-out')
    expect(await guest.refused('GET', `/api/articles/${id}`)).toMatchObject({ status: 401 })
  })

  it('guests from one address are slowed down, after more than a classroom', async () => {
    const other = await startTestServer()
    const person = await other.person()
    const { id } = await person.article()
    const codes: string[] = []
    for (let n = 0; n < 2; n++) {
      const path = `/api/articles/${id}/links`
      codes.push((await person.ok<{ code: string }>('POST', path, { role: 'viewer' })).code)
    }
    const enter = (n: number) =>
      other.visitor().fetch('POST', `/api/links/${codes[n % 2]}`, { displayName: `Guest ${n}` })
    const answers = await Promise.all(Array.from({ length: guestsPerAddressMax + 1 }, (_, n) => enter(n)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(guestsPerAddressMax)
    const [refused] = answers.filter(({ status }) => status !== 200)
    expect(refused?.status).toBe(429)
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
    await other.stop()
  })

  it('invitations are listed and revoked by who may make them', async () => {
    const { id } = await owner.article()
    const editor = await server.person()
    await owner.share(id, editor, 'editor')
    const { code } = await owner.ok<{ code: string }>('POST', '/api/invites', { article: id, role: 'viewer' })
    await admin.ok('POST', '/api/invites', {})
    const listed = invitesAnswer.parse(await owner.ok('GET', `/api/invites?article=${id}`)).invites
    expect(listed).toMatchObject([{ role: 'viewer', usesLeft: 1, createdBy: 'owner' }])
    const path = `/api/invites/${listed[0]?.id}`
    expect(await editor.refused('GET', `/api/invites?article=${id}`)).toMatchObject({ status: 404 })
    expect(await owner.refused('GET', '/api/invites')).toMatchObject({ status: 403 })
    expect(await editor.refused('DELETE', `${path}?article=${id}`)).toMatchObject({ status: 404 })
    expect(await admin.refused('DELETE', path)).toMatchObject({ status: 404 })
    const mine = invitesAnswer.parse(await admin.ok('GET', '/api/invites')).invites
    expect(mine.map(({ role }) => role)).toEqual([null])
    await owner.ok('DELETE', `${path}?article=${id}`)
    await admin.ok('DELETE', `/api/invites/${mine[0]?.id}`)
    expect(await server.visitor().refused('GET', `/api/invites/${code}`)).toMatchObject({ code: 'gone' })
  })
})

describe('asking for access', () => {
  const requests = async (article: string): Promise<readonly AccessRequest[]> =>
    accessRequestsAnswer.parse(await owner.ok('GET', `/api/articles/${article}/requests`)).requests

  it('an owner sees who asks and for what, and gives it or not', async () => {
    const [asking, other] = [await server.person(), await server.person()]
    const { id } = await owner.article()
    const path = `/api/articles/${id}/requests`
    await asking.ok('POST', path, { role: 'viewer' })
    await asking.ok('POST', path, { role: 'editor' })
    await other.ok('POST', path, { role: 'commenter' })
    expect(await requests(id)).toMatchObject([
      { account: asking.account, role: 'editor', displayName: asking.name },
      { account: other.account, role: 'commenter' },
    ])
    await owner.share(id, asking, 'suggester')
    await owner.ok('DELETE', `${path}/${other.name}`)
    expect(await requests(id)).toEqual([])
    expect(await roleOf(asking, id)).toBe('suggester')
    expect(await roleOf(other, id)).toBeNull()
  })

  it('an owner who has the article open hears of it', async () => {
    const asking = await server.person()
    const { id } = await owner.article()
    const tab = await tabOf(owner, id)
    await asking.ok('POST', `/api/articles/${id}/requests`, { role: 'editor' })
    await tab.until(() => tab.all('event').some(({ event }) => event.type === 'members'))
  })

  it('it tells nothing of an article that is not there, and gives nothing by itself', async () => {
    const asking = await server.person()
    const { id } = await owner.article()
    const answers = await Promise.all(
      [id, '2222222222222222'].map((article) =>
        asking.fetch('POST', `/api/articles/${article}/requests`, { role: 'editor' }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(await asking.refused('GET', `/api/articles/${id}/requests`)).toMatchObject({ status: 404 })
    expect(await asking.refused('POST', `/api/articles/${id}/requests`, { role: 'owner' })).toMatchObject({
      status: 422,
    })
    expect(await roleOf(asking, id)).toBeNull()
    await asking.ok('DELETE', `/api/articles/${id}/requests/${asking.name}`)
    expect(await requests(id)).toEqual([])
  })
})

describe('handing over', () => {
  it('[R6] the new owner is one at once, the old one what they keep, and the links go on', async () => {
    const heir = await server.person()
    const { id } = await owner.article()
    const { code } = await newLink(id, 'viewer')
    const tab = await tabOf(owner, id)
    await owner.ok('POST', `/api/articles/${id}/hand-over`, { to: heir.name })
    await hears(tab, 'editor')
    expect([await roleOf(owner, id), await roleOf(heir, id)]).toEqual(['editor', 'owner'])
    expect((await guestBy(code)).article).toBe(id)
    expect(await owner.refused('POST', `/api/articles/${id}/hand-over`, { to: heir.name })).toMatchObject({
      status: 403,
    })
    await heir.ok('POST', `/api/articles/${id}/hand-over`, { to: owner.name, keep: null })
    expect([await roleOf(owner, id), await roleOf(heir, id)]).toEqual(['owner', null])
    expect(await owner.refused('POST', `/api/articles/${id}/hand-over`, { to: owner.name })).toMatchObject({
      code: 'invalid',
    })
    expect(await owner.refused('POST', `/api/articles/${id}/hand-over`, { to: 'nobody' })).toMatchObject({
      status: 404,
    })
    const administrator = await server.administrator()
    const shutOut = (disabled: boolean) =>
      administrator.ok('PATCH', `/api/people/${heir.account}`, { disabled })
    await shutOut(true)
    expect(await owner.refused('POST', `/api/articles/${id}/hand-over`, { to: heir.name })).toMatchObject({
      code: 'conflict',
    })
    await shutOut(false)
    await owner.ok('POST', `/api/articles/${id}/hand-over`, { to: heir.name })
  })
})

describe('freezing', () => {
  const versionsOf = async (article: string): Promise<readonly Version[]> =>
    versionsAnswer.parse(await owner.ok('GET', `/api/articles/${article}/versions`)).versions
  const freeze = (article: string, at: number) =>
    owner.ok('PUT', `/api/articles/${article}/freeze`, { at, name: 'Handed in' })

  /** Polls of the page, until the server has sealed. */
  const sealed = (article: string) =>
    expect.poll(() => versionsOf(article), { timeout: 5_000 }).toMatchObject([{ name: 'Handed in' }])

  it('[R6] at its moment everybody below owner can only comment, and a version is sealed', async () => {
    const [editor, viewer] = [await server.person(), await server.person()]
    const { id } = await owner.article()
    await owner.share(id, editor, 'editor')
    await owner.share(id, viewer, 'viewer')
    const [editing, viewing, owning] = [
      await tabOf(editor, id),
      await tabOf(viewer, id),
      await tabOf(owner, id),
    ]
    const at = clock.now() + DAY_MS
    await freeze(id, at)
    expect(freezeAnswer.parse(await viewer.ok('GET', `/api/articles/${id}/freeze`))).toEqual({
      freeze: { at, name: 'Handed in' },
    })
    expect(await versionsOf(id)).toEqual([])
    offset += DAY_MS
    await hears(editing, 'commenter')
    await sealed(id)
    expect(await versionsOf(id)).toMatchObject([{ seq: 1, at, by: 'owner' }])
    expect([await roleOf(editor, id), await roleOf(viewer, id), await roleOf(owner, id)]).toEqual([
      'commenter',
      'viewer',
      'owner',
    ])
    expect([rolesHeard(viewing), rolesHeard(owning)]).toEqual([[], []])
    await owner.ok('DELETE', `/api/articles/${id}/freeze`)
    await hears(editing, 'editor')
    expect(freezeAnswer.parse(await editor.ok('GET', `/api/articles/${id}/freeze`))).toEqual({ freeze: null })
    expect(await versionsOf(id)).toHaveLength(1)
  })

  it('[R6] a deadline that passed while no server ran is kept', async () => {
    const editor = await server.person()
    const { id } = await owner.article()
    await owner.share(id, editor, 'editor')
    await freeze(id, clock.now() + DAY_MS)
    const moved = server.restart()
    offset += DAY_MS
    await moved
    expect(await roleOf(editor, id)).toBe('commenter')
    await sealed(id)
  })

  it('0 means now; a moment that is over or too far off is refused and freezes nothing', async () => {
    const editor = await server.person()
    const { id } = await owner.article()
    await owner.share(id, editor, 'editor')
    const over = { at: clock.now() - 1000, name: 'Mistyped' }
    expect(await owner.refused('PUT', `/api/articles/${id}/freeze`, over)).toMatchObject({ status: 422 })
    expect(await roleOf(editor, id)).toBe('editor')
    const { freeze: set } = freezeAnswer.parse(await freeze(id, 0))
    expect(set?.at).toBeGreaterThan(clock.now() - 60_000)
    expect(await roleOf(editor, id)).toBe('commenter')
    await sealed(id)
    const far = { at: clock.now() + 800 * DAY_MS, name: 'Never' }
    expect(await owner.refused('PUT', `/api/articles/${id}/freeze`, far)).toMatchObject({ status: 422 })
  })

  it('an editor names the text as it is, a viewer only reads the names', async () => {
    const [editor, viewer] = [await server.person(), await server.person()]
    const { id } = await owner.article()
    await owner.share(id, editor, 'editor')
    await owner.share(id, viewer, 'viewer')
    const made = await editor.ok<Version>('POST', `/api/articles/${id}/versions`, { name: 'First draft' })
    expect(made).toMatchObject({ name: 'First draft', seq: 1, by: editor.name })
    expect(await viewer.ok('GET', `/api/articles/${id}/versions`)).toEqual({ versions: [made] })
    expect(await viewer.refused('POST', `/api/articles/${id}/versions`, { name: 'Mine' })).toMatchObject({
      status: 403,
    })
  })
})

/** People: added by administrators or let in by a link; their passwords set anew; shut out. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type Article,
  type Me,
  type Member,
  type Person,
  usedInviteAnswer,
} from '../../shared/protocol/http.ts'
import { PASSWORD, startTestServer, TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let administrator: TestPerson

beforeAll(async () => {
  server = await startTestServer()
  administrator = await server.administrator()
})
afterAll(() => server.stop())

const somebody = (userName: string) => ({ userName, displayName: 'Some Body', password: PASSWORD })

it('only an administrator sees and adds people, and never with a token', async () => {
  const person = await server.person()
  expect(await server.visitor().refused('GET', '/api/people')).toEqual({ status: 401, code: 'sign-in' })
  expect(await person.refused('GET', '/api/people')).toEqual({ status: 403, code: 'forbidden' })
  expect(await person.refused('POST', '/api/people', somebody('x1'))).toEqual({
    status: 403,
    code: 'forbidden',
  })
  const bearer = { Authorization: `Bearer ${await administrator.token()}` }
  const program = new TestPerson(server.url, '')
  expect(await program.refused('GET', '/api/people', undefined, bearer)).toEqual({
    status: 403,
    code: 'forbidden',
  })
  const { people } = await administrator.ok<{ people: Person[] }>('GET', '/api/people')
  expect(people.map(({ userName }) => userName)).toContain(person.name)
})

it('a name is taken however it is spelled, also by two at once', async () => {
  await administrator.ok('POST', '/api/people', somebody('Taken'))
  expect(await administrator.refused('POST', '/api/people', somebody('tAKEN'))).toEqual({
    status: 409,
    code: 'name-taken',
  })
  const both = await Promise.all(
    [1, 2].map(() => administrator.fetch('POST', '/api/people', somebody('at-once'))),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
})

it.each([
  { userName: 'a b' },
  { userName: 'x' },
  { userName: '../etc' },
  { displayName: ' ' },
  { password: 'short' },
  { password: 'x'.repeat(129) },
])('%j is not accepted, and the answer names the field', async (wrong) => {
  const response = await administrator.fetch('POST', '/api/people', { ...somebody('fine'), ...wrong })
  const body = (await response.json()) as { error: { message: string } }
  expect(response.status).toBe(422)
  expect(body.error.message).toContain(Object.keys(wrong)[0])
})

it('a password set anew ends every sign-in and replaces the lost one', async () => {
  const person = await server.person()
  await administrator.ok('PUT', `/api/people/${person.account}/password`, { password: 'a new password' })
  expect((await person.ok<Me>('GET', '/api/me')).account).toBeNull()
  await expect(person.signIn()).rejects.toThrow('401')
  await person.signIn('a new password')
})

it('who is disabled is out at once, with cookie and with token, until let in again', async () => {
  const person = await server.person()
  const article = await person.article()
  const bearer = { Authorization: `Bearer ${await person.token()}` }
  await administrator.ok('PATCH', `/api/people/${person.account}`, { disabled: true })
  expect(await person.refused('GET', '/api/articles')).toEqual({ status: 401, code: 'sign-in' })
  expect(
    await server.visitor().refused('GET', `/api/articles/${article.id}`, undefined, bearer),
  ).toMatchObject({
    status: 401,
  })
  expect(
    await person.refused('POST', '/api/auth/sign-in/username', { username: person.name, password: PASSWORD }),
  ).toEqual({
    status: 401,
    code: 'wrong-credentials',
  })
  await administrator.ok('PATCH', `/api/people/${person.account}`, { disabled: false })
  await person.signIn()
  expect((await person.ok<{ articles: Article[] }>('GET', '/api/articles')).articles).toHaveLength(1)
})

it('the last administrator stays one', async () => {
  const { people } = await administrator.ok<{ people: Person[] }>('GET', '/api/people')
  const { account } = people.find((person) => person.administrator)!
  for (const change of [{ disabled: true }, { administrator: false }]) {
    expect(await administrator.refused('PATCH', `/api/people/${account}`, change)).toEqual({
      status: 409,
      code: 'last-administrator',
    })
  }
})

it('two administrators who shut each other out at once do not leave none', async () => {
  const other = await startTestServer()
  const first = await other.administrator()
  const second = await other.person()
  await first.ok('PATCH', `/api/people/${second.account}`, { administrator: true })
  const me = await first.ok<Me>('GET', '/api/me')
  const answers = await Promise.all([
    first.fetch('PATCH', `/api/people/${second.account}`, { disabled: true }),
    second.fetch('PATCH', `/api/people/${me.account?.id}`, { disabled: true }),
  ])
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  await other.stop()
})

// ---- invites

type Invite = { code: string; expiresAt: number }

it('a link lets one newcomer in, says by whom, and is used up', async () => {
  const { code } = await administrator.ok<Invite>('POST', '/api/invites', {})
  const newcomer = new TestPerson(server.url, 'newcomer')
  expect(await newcomer.ok('GET', `/api/invites/${code}`)).toEqual({
    publication: 'The Test Courier',
    invitedBy: 'Ada Admin',
    articleTitle: null,
  })
  const me = await newcomer.ok<Me>('POST', `/api/invites/${code}`, somebody('newcomer'))
  expect(me.account).toMatchObject({ userName: 'newcomer', administrator: false })
  expect((await newcomer.ok<Me>('GET', '/api/me')).account).toEqual(me.account)
  const late = new TestPerson(server.url, 'late')
  expect(await late.refused('POST', `/api/invites/${code}`, somebody('late'))).toEqual({
    status: 410,
    code: 'gone',
  })
})

it('a taken name does not use a link up, and many at once use it no more often than allowed', async () => {
  const { code } = await administrator.ok<Invite>('POST', '/api/invites', { uses: 3 })
  expect(await server.visitor().refused('POST', `/api/invites/${code}`, somebody('admin'))).toMatchObject({
    code: 'name-taken',
  })
  const statuses = await Promise.all(
    [1, 2, 3, 4, 5].map(
      async (n) =>
        (await server.visitor().fetch('POST', `/api/invites/${code}`, somebody(`many-${n}`))).status,
    ),
  )
  expect(statuses.sort()).toEqual([200, 200, 200, 410, 410])
})

it('an article’s owner invites into it with a role; who has a role keeps it', async () => {
  const owner = await server.person()
  const article = await owner.article('The canteen question')
  const { code } = await owner.ok<Invite>('POST', '/api/invites', {
    article: article.id,
    role: 'viewer',
    uses: 3,
  })
  const newcomer = new TestPerson(server.url, 'canteen')
  expect(await newcomer.ok('GET', `/api/invites/${code}`)).toMatchObject({
    articleTitle: 'The canteen question',
  })
  await newcomer.ok('POST', `/api/invites/${code}`, somebody('canteen'))
  expect(await newcomer.ok<Article>('GET', `/api/articles/${article.id}`)).toMatchObject({ role: 'viewer' })

  const colleague = await server.person()
  expect(await colleague.ok('POST', `/api/invites/${code}/use`)).toEqual({ article: article.id })
  expect(usedInviteAnswer.parse(await owner.ok('POST', `/api/invites/${code}/use`)).article).toBe(article.id)
  const { members } = await owner.ok<{ members: Member[] }>('GET', `/api/articles/${article.id}/members`)
  expect(Object.fromEntries(members.map(({ userName, role }) => [userName, role]))).toEqual({
    [owner.name]: 'owner',
    [colleague.name]: 'viewer',
    canteen: 'viewer',
  })
})

it('nobody invites into what is not theirs, or into the newsroom without being its administrator', async () => {
  const owner = await server.person()
  const editor = await server.person()
  const article = await owner.article()
  await owner.share(article.id, editor, 'editor')
  expect(await editor.refused('POST', '/api/invites', { article: article.id })).toMatchObject({ status: 404 })
  expect(await editor.refused('POST', '/api/invites', {})).toMatchObject({ status: 403 })
})

it('a link that never was, and one that has expired, are gone', async () => {
  expect(await server.visitor().refused('GET', '/api/invites/nonsense')).toEqual({
    status: 410,
    code: 'gone',
  })
  const start = Date.now()
  let now = start
  const clock = { ...(await import('../../server/clock.ts')).systemClock, now: () => now }
  const other = await startTestServer({ world: { clock } })
  const { code } = await (await other.administrator()).ok<Invite>('POST', '/api/invites', { days: 1 })
  now = start + 24 * 60 * 60_000 + 1
  expect(await other.visitor().refused('GET', `/api/invites/${code}`)).toEqual({ status: 410, code: 'gone' })
  await other.stop()
})

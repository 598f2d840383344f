/** What accounts and members change over HTTP reaches the sockets that are open, and only those it is about. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connectionsPerGuestMax } from '../../shared/limits.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let owner: TestPerson

beforeAll(async () => {
  server = await startTestServer()
  owner = await server.person('owner')
})
afterAll(() => server.stop())

/** Opens a socket; `closed` is its close code, `roles` what it heard of its role so far. */
async function open(article: string, headers: Record<string, string>) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/collab/${article}`, { headers })
  const roles: string[] = []
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.on('message', (frame: Buffer) => {
    const role = /"type":"role","role":"(\w+)"/.exec(frame.toString('latin1'))?.[1]
    if (role) roles.push(role)
  })
  await new Promise((resolve) => socket.once('message', resolve))
  return { socket, roles, closed }
}

/** An article with an editor in it, whose socket is open. */
async function written() {
  const editor = await server.person()
  const { id } = await owner.article()
  await owner.share(id, editor, 'editor')
  return { id, editor, tab: await open(id, { Cookie: editor.cookie }) }
}

it('[R6] a lower role is heard, a lost one ends the connection, in this order', async () => {
  const { id, editor, tab } = await written()
  await owner.share(id, editor, 'commenter')
  await owner.ok('DELETE', `/api/articles/${id}/members/${editor.name}`)
  expect(await tab.closed).toBe(4403)
  expect(tab.roles.filter((role) => role !== 'commenter')).toEqual([])
})

it('[R6] into the trash and the connection ends', async () => {
  const { id, tab } = await written()
  await owner.ok('DELETE', `/api/articles/${id}`)
  expect([4403, 4404]).toContain(await tab.closed)
})

it('[R6] who signs out, is disabled, or gets a new password is out of every socket', async () => {
  const administrator = await server.administrator()
  const ends: ((person: TestPerson) => Promise<unknown>)[] = [
    (person) => person.ok('POST', '/api/auth/sign-out'),
    (person) => person.ok('POST', '/api/auth/revoke-sessions'),
    (person) => administrator.ok('PATCH', `/api/people/${person.account}`, { disabled: true }),
    (person) =>
      administrator.ok('PUT', `/api/people/${person.account}/password`, { password: 'something new' }),
  ]
  for (const end of ends) {
    const { editor, tab } = await written()
    const bystander = await written()
    await end(editor)
    expect([4401, 4403]).toContain(await tab.closed)
    expect(bystander.tab.socket.readyState).toBe(WebSocket.OPEN)
    bystander.tab.socket.close()
  }
})

it('[R6] a revoked token ends the program’s socket, but not its owner’s', async () => {
  const { id, editor, tab } = await written()
  const { id: token, token: secret } = await editor.ok<{ id: string; token: string }>('POST', '/api/tokens', {
    name: 'x',
  })
  const program = await open(id, { Authorization: `Bearer ${secret}` })
  await editor.ok('DELETE', `/api/tokens/${token}`)
  expect(await program.closed).toBe(4401)
  expect(tab.socket.readyState).toBe(WebSocket.OPEN)
  tab.socket.close()
})

it('a page of another site opens no socket with somebody’s cookie', async () => {
  const { id, editor, tab } = await written()
  tab.socket.close()
  const headers = { Cookie: editor.cookie, Origin: 'https://evil.example' }
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/collab/${id}`, { headers })
  const status = await new Promise((resolve) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode))
    socket.once('error', () => {})
  })
  expect(status).toBe(403)
})

it('a guest opens as many sockets as somebody with a few devices, and somebody with an account more', async () => {
  const { id, editor } = await written()
  const { code } = await owner.ok<{ code: string }>('POST', `/api/articles/${id}/links`, { role: 'viewer' })
  const guest = server.visitor()
  await guest.ok('POST', `/api/links/${code}`, { displayName: 'Guest' })
  const answered = async ({ cookie }: TestPerson) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/collab/${id}`, { headers: { cookie } })
    return new Promise<number | 'in'>((resolve) => {
      socket.once('message', () => resolve('in'))
      socket.once('close', resolve)
    })
  }
  const all = async (person: TestPerson) => {
    const answers: (number | 'in')[] = []
    for (let n = 0; n <= connectionsPerGuestMax; n++) answers.push(await answered(person))
    return answers.filter((answer) => answer !== 'in')
  }
  expect(await all(guest)).toEqual([4529])
  expect(await all(editor)).toEqual([])
})

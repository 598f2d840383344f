/**
 * What open pages hear of threads: everything, in the order of revisions, once it is on the disk; and nothing at all whoever may not
 * see threads, from the moment on at which they may not.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import type { ServerEvent } from '../../shared/protocol/messages.ts'
import { threadChangeAnswer } from '../../shared/protocol/threads.ts'
import type { Role } from '../../shared/roles.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import { type Actor, actorIn, everybody, everyRow, fixtureFor } from '../support/roles-world.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { Raw } from './newsroom.ts'
import { step1, update } from './wire.ts'

let server: TestServer
let actors: readonly Actor[]
let article: string
beforeAll(async () => {
  server = await startTestServer()
  actors = await everybody(server)
}, 120_000)
afterAll(() => server.stop())
beforeEach(async () => {
  article = (await fixtureFor(server, actors)).id
})

const who = (name: string): TestPerson => actorIn(actors, name).person
const at = (rest = '') => `/api/articles/${article}/threads${rest}`

async function tabOf({ person, headers }: Actor): Promise<Raw> {
  const signIn: Record<string, string> = person.cookie === '' ? {} : { cookie: person.cookie }
  const own = headers?.Authorization ? { authorization: headers.Authorization } : {}
  const tab = new Raw(`${server.url.replace('http', 'ws')}/collab/${article}`, null, {
    headers: { ...signIn, ...own },
  })
  await tab.first('hello')
  return tab
}
const tab = (name: string) => tabOf(actorIn(actors, name))

type Told<K extends ServerEvent['type']> = Extract<ServerEvent, { type: K }>
const told = <K extends ServerEvent['type']>(by: Raw, type: K) =>
  by.all('event').flatMap(({ event }) => (event.type === type ? [event as Told<K>] : []))
const revs = (by: Raw) => told(by, 'threads').map(({ rev }) => rev)
const say = (name: string, body = 'Said') => who(name).ok<ThreadChange>('POST', at(), { body })

/** What was sent to this tab before is here: it asks for something that comes behind it. */
async function settled(by: Raw): Promise<void> {
  const before = by.all('step2').length
  by.send(step1(Uint8Array.of(0)))
  await by.until(() => by.all('step2').length > before)
}

describe('a change', () => {
  it('is told, as it was answered, to every open page that may see threads, and to no other', async () => {
    const inside = actors.filter(({ role }) => role !== null)
    const tabs = await Promise.all(inside.map(tabOf))
    const change = await say('commenter')
    expect(threadChangeAnswer.parse(change)).toEqual(change)
    const SEES: readonly (Role | null)[] = ['commenter', 'suggester', 'editor', 'owner']
    for (const [index, { name, role }] of inside.entries()) {
      await settled(tabs[index]!)
      const expected = SEES.includes(role) ? [{ type: 'threads', ...change }] : []
      expect([name, told(tabs[index]!, 'threads')]).toEqual([name, expected])
    }
    expect(inside.filter(({ role }) => !SEES.includes(role)).map(({ name }) => name)).toEqual(['viewer'])
    await Promise.all(tabs.map((one) => one.close()))
  })

  it('comes in the order of revisions, however many ask at once, and each revision once', async () => {
    const hears = await tab('owner')
    const names = ['commenter', 'suggester', 'editor', 'guestCommenter', 'adviser']
    await Promise.all(Array.from({ length: 30 }, (_, n) => say(names[n % names.length]!, `${n}`)))
    await hears.until(() => revs(hears).length === 30)
    expect(revs(hears)).toEqual(Array.from({ length: 30 }, (_, n) => n + 2))
    const { threads } = await who('owner').ok<ThreadChange>('GET', at('?since=1'))
    expect(told(hears, 'threads').flatMap((event) => event.threads)).toEqual(threads)
    await hears.close()
  })

  it('that changes nothing, or is refused, is told to nobody', async () => {
    const hears = await tab('owner')
    const { threads } = await say('commenter')
    const path = at(`/${threads[0]!.id}`)
    await who('commenter').ok('PATCH', path, { status: 'open' })
    await who('suggester').refused('PATCH', path, { status: 'resolved' })
    await who('commenter').ok('PATCH', path, { status: 'resolved' })
    await hears.until(() => revs(hears).includes(3))
    expect(revs(hears)).toEqual([2, 3])
    await hears.close()
  })

  it('is not heard any more by who was lowered to a viewer, and again by who was raised', async () => {
    const { person } = actorIn(actors, 'commenter')
    const [lowered, raised] = [await tab('commenter'), await tab('viewer')]
    await say('owner', 'first')
    await lowered.until(() => revs(lowered).includes(2))
    await who('owner').share(article, person, 'viewer')
    await lowered.until(() => told(lowered, 'role').length > 0)
    await who('owner').share(article, who('viewer'), 'commenter')
    await raised.until(() => told(raised, 'role').length > 0)
    await say('owner', 'second')
    await raised.until(() => revs(raised).includes(3))
    await settled(lowered)
    expect([revs(lowered), revs(raised)]).toEqual([[2], [3]])
    expect(await person.refused('GET', at())).toEqual({ status: 403, code: 'forbidden' })
    expect(await who('viewer').ok('GET', at('?since=1'))).toMatchObject({ rev: 3, entries: [{}, {}] })
    await Promise.all([lowered.close(), raised.close()])
  })
})

it('what was read is told to the other pages of the same person alone', async () => {
  const { threads } = await say('owner')
  const [own, other] = [await tab('commenter'), await tab('suggester')]
  const read = { [threads[0]!.id]: 2 }
  await who('commenter').ok('PUT', at('/read'), { threads: read })
  await own.until(() => told(own, 'threadsRead').length > 0)
  expect(told(own, 'threadsRead')).toEqual([{ type: 'threadsRead', read }])
  await who('commenter').ok('PUT', at('/read'), { threads: read })
  await Promise.all([own, other].map(settled))
  expect([told(own, 'threadsRead').length, told(other, 'threadsRead').length]).toEqual([1, 0])
  await Promise.all([own.close(), other.close()])
})

it('a program on the stock provider goes on as if nothing had been said', async () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { cookie } = who('owner')
  class SignedIn extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: { cookie } })
    }
  }
  const doc = openDoc()
  const provider = new WebsocketProvider(`${server.url.replace('http', 'ws')}/collab`, article, doc, {
    WebSocketPolyfill: SignedIn as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()))
  const hears = await tab('owner')
  await say('commenter')
  await hears.until(() => revs(hears).includes(2))
  const writer = await tab('editor')
  await settled(writer)
  const changed = new Promise<void>((resolve) => doc.on('update', () => resolve()))
  await who('owner').ok('POST', `/api/articles/${article}/suggestions/i4000001.0/decision`, {
    decision: 'accept',
  })
  await changed
  expect(provider.wsconnected).toBe(true)
  expect(articleText(doc).toString()).toContain('Maybe ')
  provider.destroy()
  await Promise.all([hears.close(), writer.close()])
  complaints.mockRestore()
})

describe('[R1] a raw client with a commenter’s sign-in', () => {
  it('changes not one byte of the text, and nobody else’s comment', async () => {
    const { threads, entries } = await say('owner', 'Mine')
    const path = at(`/${threads[0]!.id}`)
    const comment = `${path}/comments/${entries[0]!.id}`
    const rows = async () => {
      const { log, thread_entries, thread_reactions, threads } = await everyRow(server, article)
      return { log, thread_entries, thread_reactions, threads }
    }
    const raw = await tab('commenter')
    await settled(raw)
    const before = await rows()
    const doc = openDoc()
    for (const change of [
      () => articleText(doc).insert(0, 'x'),
      () => doc.getMap('threads').set('x', 'y'),
      () => doc.getText('comments').insert(0, 'x'),
    ]) {
      const sent = new Promise<Uint8Array>((resolve) => doc.once('update', resolve))
      change()
      raw.send(update(await sent))
    }
    await raw.until(() => raw.all('refused').length > 0)
    const commenter = who('commenter')
    for (const [method, to, body] of [
      ['PATCH', comment, { body: 'Theirs' }],
      ['DELETE', comment, undefined],
      ['PATCH', path, { status: 'resolved' }],
      ['PATCH', path, { anchor: { suggestion: 'i4000001.0' } }],
      ['POST', at(), { id: threads[0]!.id, body: 'Theirs' }],
      ['POST', `${path}/comments`, { id: entries[0]!.id, body: 'Theirs' }],
      ['POST', `/api/articles/${article}/suggestions/i4000001.0/decision`, { decision: 'accept' }],
    ] as const)
      expect((await commenter.fetch(method, to, body)).ok).toBe(false)
    expect(await rows()).toEqual(before)
    // The twin: their own they may.
    await commenter.ok('POST', `${path}/comments`, { body: 'My own' })
    expect(await rows()).not.toEqual(before)
    await raw.close()
  })
})

/** What the server says to whom, message by message, over real sockets and a real SQLite. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { ArticleId } from '../../shared/ids.ts'
import { frameBytesMax, updateBytesMax } from '../../shared/limits.ts'
import { PROTOCOL_VERSION, SCHEMA_VERSION } from '../../shared/protocol/version.ts'
import { Newsroom } from './newsroom.ts'
import { Tab } from './tab.ts'
import { awareness, leave, queryAwareness, statesIn, statesUpdate, step1, step2, update } from './wire.ts'

let newsroom: Newsroom
let article: ArticleId

beforeAll(async () => {
  newsroom = await Newsroom.open()
})
beforeEach(async () => {
  article = await newsroom.article('Hello')
})
afterAll(() => newsroom.close())

const NOTHING_KNOWN = new Uint8Array([0])
const NOTHING_NEW = new Uint8Array([0, 0])

const open = (token: string) => Tab.open(newsroom, article, token)
const editor = async (name: string) => open(await newsroom.member(article, name, 'editor'))
const viewer = async (name: string) => open(await newsroom.member(article, name, 'viewer'))

describe('joining', () => {
  test('the server says hello first, then asks, then answers', async () => {
    const raw = newsroom.connect(article, await newsroom.member(article, 'eve', 'editor'), {
      query: `?protocol=${PROTOCOL_VERSION}&schema=${SCHEMA_VERSION}&own=1&spares=2`,
    })
    await raw.first('hello')
    raw.send(step1(NOTHING_KNOWN))
    await raw.first('step2')
    expect(raw.heard.map(({ type }) => type)).toEqual(['hello', 'step1', 'step2'])
    const { hello } = await raw.first('hello')
    expect(hello).toEqual({
      protocol: PROTOCOL_VERSION,
      schema: SCHEMA_VERSION,
      role: 'editor',
      person: expect.stringMatching(/^[0-9a-z]{10}$/),
      name: 'eve',
      color: expect.any(Number),
      clientIds: [expect.any(Number), expect.any(Number), expect.any(Number)],
    })
    expect(hello.clientIds.every((id) => id % 2 === 0)).toBe(true)
    await raw.close()
  })

  test('who may not write, and who asks for none, is given no client id', async () => {
    const reader = newsroom.connect(article, await newsroom.member(article, 'rea', 'viewer'), {
      query: '?own=1&spares=3',
    })
    expect((await reader.first('hello')).hello.clientIds).toEqual([])
    const program = newsroom.connect(article, await newsroom.member(article, 'pro', 'editor'))
    expect((await program.first('hello')).hello.clientIds).toEqual([])
  })

  test('ids handed out are in the store, of both parities', async () => {
    const raw = newsroom.connect(article, await newsroom.member(article, 'eve', 'editor'), {
      query: '?own=1',
    })
    const [id] = (await raw.first('hello')).hello.clientIds
    await raw.close()
    await newsroom.restart()
    const opened = await newsroom.store.log.open(article)
    expect(opened?.clients.map(({ client }) => client).sort()).toEqual([id, id! + 1].sort())
  })

  test('an id that a page gives back is handed to the same person again, also after a restart', async () => {
    const token = await newsroom.member(article, 'eve', 'editor')
    const first = await open(token)
    first.type(1, 'x')
    await first.raw.saved(2)
    first.raw.send(leave(first.doc.clientID))
    await first.raw.close()
    await newsroom.restart()
    const second = await open(token)
    expect(second.doc.clientID).toBe(first.doc.clientID)
    second.type(1, 'y')
    await second.raw.saved(2)
    const third = await open(token)
    expect(third.doc.clientID).not.toBe(first.doc.clientID)
  })

  test('[R3] a joiner is sent only what is durable, and all of it', async () => {
    const writer = await editor('wri')
    writer.type(6, '!')
    const joiner = await viewer('joi')
    await joiner.says('Hello!')
    await writer.raw.saved(2)
  })
})

describe('writing', () => {
  test('one keystroke is one message up, one down for each other and one saved', async () => {
    const [writer, one, two] = [await editor('wri'), await viewer('one'), await viewer('two')]
    writer.type(6, '!') // with the first one comes whose the id is
    await writer.raw.saved(2)
    await Promise.all([writer, one, two].map(({ raw }) => raw.first('update')))
    for (const { raw } of [writer, one, two]) raw.heard = []
    writer.type(7, '!')
    await writer.raw.saved(3)
    await Promise.all([one.raw.first('update'), two.raw.first('update')])
    expect(writer.raw.heard).toEqual([{ type: 'saved', n: 3 }])
    expect(one.raw.heard.map(({ type }) => type)).toEqual(['update'])
    expect(two.raw.heard).toEqual(one.raw.heard)
  })

  test('a repeated update is saved and told to nobody', async () => {
    const [writer, other] = [await editor('wri'), await viewer('oth')]
    writer.text.insert(6, '!')
    const [bytes] = writer.written
    writer.raw.send(update(bytes!), update(bytes!))
    await writer.raw.saved(3)
    writer.written.length = 0
    writer.type(7, '?')
    await other.says('Hello!?')
    expect(other.raw.all('update')).toHaveLength(2)
  })

  test('[R1] a refused update reaches nobody, and nothing more is taken from that connection', async () => {
    const [reader, other] = [await viewer('rea'), await viewer('oth')]
    reader.type(1, 'x')
    expect((await reader.raw.first('refused')).refused).toEqual({
      n: 2,
      code: 'role',
      reason: expect.any(String),
    })
    reader.type(1, 'y')
    await reader.raw.until(() => reader.raw.all('refused').length === 2)
    expect(reader.raw.all('refused')[1]!.refused).toMatchObject({ n: 3, code: 'quarantine' })
    await reader.raw.saved(3)
    const writer = await editor('wri')
    writer.type(6, '!')
    await other.says('Hello!')
    await reader.raw.first('update')
  })

  test('[R1] [R2] after a refusal that touched the doc everybody else keeps exactly what was admitted', async () => {
    const [good, bad] = [await editor('goo'), await editor('bad')]
    good.type(6, '!')
    bad.follow()
    // Control characters are found out only where Yjs has put them.
    bad.type(1, 'a\u0007b')
    expect((await bad.raw.first('refused')).refused).toMatchObject({ n: 2 })
    good.type(7, '?')
    await (await viewer('rea')).says('Hello!?')
  })

  test('a gap is asked for once; what fills it settles everything before it', async () => {
    const writer = await editor('wri')
    writer.text.insert(6, ' one')
    writer.text.insert(10, ' two')
    const [, second] = writer.written
    writer.raw.heard = []
    writer.raw.send(update(second!))
    const asked = await writer.raw.first('step1')
    expect(writer.raw.all('saved')).toEqual([])
    writer.raw.send(step2(Y.encodeStateAsUpdate(writer.doc, asked.bytes)))
    await writer.raw.saved(3)
    await (await viewer('rea')).says('Hello one two')
  })

  test('a gap right after the answer to a gap is refused', async () => {
    const writer = await editor('wri')
    writer.text.insert(6, ' one')
    writer.text.insert(10, ' two')
    const [, second] = writer.written
    writer.raw.heard = []
    writer.raw.send(update(second!))
    await writer.raw.first('step1')
    writer.raw.send(step2(NOTHING_NEW), update(second!))
    await writer.raw.saved(4)
    expect(writer.raw.all('refused').map(({ refused }) => [refused.n, refused.code])).toEqual([[4, 'gap']])
  })

  test('an update that is too large is refused in words, then with its close code', async () => {
    const writer = await editor('wri')
    writer.raw.send(update(new Uint8Array(updateBytesMax + 1)))
    expect((await writer.raw.first('refused')).refused).toMatchObject({ n: 2, code: 'too-large' })
    expect(await writer.raw.ended()).toMatchObject({ code: 4413 })
  })
})

describe('what is not of the protocol costs its sender the connection, and nobody else anything', () => {
  const wrong: readonly (readonly [string, Uint8Array | string, number])[] = [
    ['a text frame', 'hello', 4400],
    ['an empty frame', new Uint8Array(0), 4400],
    ['an unknown type', new Uint8Array([7]), 4400],
    ['a message of the server', new Uint8Array([101, 1]), 4400],
    ['an unknown sync message', new Uint8Array([0, 9, 0]), 4400],
    ['a message cut short', new Uint8Array([0, 2, 200, 1]), 4400],
    ['a message with a tail', new Uint8Array([0, 2, 2, 0, 0, 1]), 4400],
    ['a state vector that is none', step1(new Uint8Array([255, 255])), 4400],
    ['an awareness update that is none', awareness(new Uint8Array([5, 1])), 4400],
    ['a state that is no JSON', awareness(statesUpdate([{ client: 9, clock: 1, state: '{' }])), 4400],
    ['a frame that is far too large', new Uint8Array(2 * frameBytesMax + 1), 4413],
  ]
  test.each(wrong)('%s', async (_what, frame, code) => {
    const [bad, good, other] = [await editor('bad'), await editor('goo'), await viewer('oth')]
    bad.raw.send(frame)
    expect(await bad.raw.ended()).toMatchObject({ code })
    good.type(6, '!')
    await other.says('Hello!')
    await good.raw.saved(2)
    expect(other.raw.closed).toBeNull()
  })

  test('bytes that are no update are refused, and the connection stays', async () => {
    const [bad, other] = [await editor('bad'), await editor('oth')]
    bad.raw.send(update(new Uint8Array([1, 2, 3, 4, 5, 255])))
    expect((await bad.raw.first('refused')).refused).toMatchObject({ n: 2, code: 'malformed' })
    other.type(6, '!')
    await bad.says('Hello!')
  })
})

describe('presence', () => {
  const cursor = { anchor: 'QQ==', head: 'Qg==' }
  const state = (client: number, clock: number, more: object = {}) =>
    awareness(statesUpdate([{ client, clock, state: { cursor, idle: false, ...more } }]))
  const statesOf = ({ raw }: Tab) => raw.all('awareness').flatMap(({ bytes }) => statesIn(bytes))

  test('[R5] the server says who somebody is; other keys do not pass', async () => {
    const [liar, other] = [await editor('lia'), await viewer('oth')]
    liar.raw.send(state(77, 1, { user: { person: 'root', name: 'The editor', color: 3 }, extra: 1 }))
    await other.raw.first('awareness')
    expect(statesOf(other)).toEqual([
      {
        client: 77,
        clock: 1,
        state: {
          user: {
            person: (await liar.raw.first('hello')).hello.person,
            name: 'lia',
            color: expect.any(Number),
          },
          cursor,
          idle: false,
        },
      },
    ])
  })

  test('[R5] a connection has one awareness id: what it says under others is ignored', async () => {
    const [victim, liar, other] = [await editor('vic'), await editor('lia'), await viewer('oth')]
    victim.raw.send(state(77, 1))
    await liar.raw.first('awareness')
    liar.raw.send(
      awareness(
        statesUpdate([
          { client: 77, clock: 9, state: null },
          { client: 77, clock: 9, state: { idle: true } },
          { client: 78, clock: 1, state: { cursor: null } },
          { client: 79, clock: 1, state: { cursor: null } },
        ]),
      ),
    )
    await other.raw.until(() => statesOf(other).some(({ client }) => client === 78))
    expect(statesOf(other).map(({ client, clock }) => [client, clock])).toEqual([
      [77, 1],
      [78, 1],
    ])
  })

  test('a state over 2 KB does not pass', async () => {
    const [big, other] = [await editor('big'), await viewer('oth')]
    big.raw.send(state(77, 1, { extra: 'x'.repeat(2_048) }), state(77, 2))
    await other.raw.first('awareness')
    expect(statesOf(other).map(({ clock }) => clock)).toEqual([2])
  })

  test('whoever leaves is gone for the others, and a newcomer hears of those who are here', async () => {
    const [one, two] = [await editor('one'), await editor('two')]
    one.raw.send(state(77, 1))
    two.raw.send(state(78, 1))
    await one.raw.first('awareness')
    const late = await viewer('lat')
    await late.raw.first('awareness')
    expect(
      statesOf(late)
        .map(({ client }) => client)
        .sort(),
    ).toEqual([77, 78])
    await one.raw.close()
    await late.raw.until(() => statesOf(late).some(({ client, state }) => client === 77 && state === null))
    late.raw.heard = []
    late.raw.send(queryAwareness)
    await late.raw.first('awareness')
    expect(statesOf(late).map(({ client }) => client)).toEqual([78])
  })
})

describe('roles', () => {
  test('[R6] a changed role is told, and counts for what arrives from then on', async () => {
    const writer = await editor('wri')
    await newsroom.member(article, 'wri', 'viewer')
    newsroom.rooms.accessChanged(article, 'account-of-wri' as never)
    await writer.raw.until(() =>
      writer.raw.all('event').some(({ event }) => event.type === 'role' && event.role === 'viewer'),
    )
    writer.type(1, 'x')
    expect((await writer.raw.first('refused')).refused).toMatchObject({ code: 'role' })
  })

  test('[R6] a change by another process is found in the store', async () => {
    const writer = await editor('wri')
    await newsroom.store.records.setRole(article, 'account-of-wri' as never, null)
    expect(await writer.raw.ended()).toMatchObject({ code: 4403 })
  })
})

describe('access that ends while connected', () => {
  test('4403 when the role is taken away', async () => {
    const tab = await editor('eve')
    await newsroom.store.records.setRole(article, 'account-of-eve' as never, null)
    newsroom.rooms.accessChanged(article, 'account-of-eve' as never)
    expect(await tab.raw.ended()).toMatchObject({ code: 4403 })
  })
  test('4404 when the article goes into the trash', async () => {
    const tab = await editor('eve')
    await newsroom.store.records.trash(article, 5)
    newsroom.rooms.accessChanged(article, null)
    expect(await tab.raw.ended()).toMatchObject({ code: 4404 })
  })
  test('4401 when the sign-in ends', async () => {
    const [tab, other] = [await editor('eve'), await editor('flo')]
    newsroom.signOut('eve')
    newsroom.rooms.accessChanged(null, 'account-of-eve' as never)
    expect(await tab.raw.ended()).toMatchObject({ code: 4401 })
    expect(other.raw.closed).toBeNull()
  })
})

describe('close codes', () => {
  test('4401 without a sign-in', async () => {
    expect(await newsroom.connect(article, null).ended()).toMatchObject({ code: 4401 })
  })
  test('4403 without a role', async () => {
    const raw = newsroom.connect(article, newsroom.stranger('str'))
    expect(await raw.ended()).toMatchObject({ code: 4403 })
  })
  test.each(['2345678923456789', 'nonsense', ''])('4404 for the article "%s"', async (id) => {
    expect(await newsroom.connect(id, newsroom.stranger('str')).ended()).toMatchObject({ code: 4404 })
  })
  test('4404 for an article in the trash', async () => {
    const token = await newsroom.member(article, 'eve', 'editor')
    await newsroom.store.records.trash(article, 5)
    await newsroom.store.records.setRole(article, 'account-of-eve' as never, null)
    expect(await newsroom.connect(article, token).ended()).toMatchObject({ code: 4404 })
  })
  test.each(['?protocol=0&schema=1', '?protocol=1&schema=0', '?protocol=1&schema='])(
    '4409 for a page that says %s',
    async (query) => {
      const token = await newsroom.member(article, 'eve', 'editor')
      expect(await newsroom.connect(article, token, { query }).ended()).toMatchObject({ code: 4409 })
    },
  )
  test('1012 at a restart', async () => {
    const tab = await editor('eve')
    await newsroom.restart()
    expect(await tab.raw.ended()).toMatchObject({ code: 1012 })
  })
  test('another site is refused before anything is opened', async () => {
    const token = await newsroom.member(article, 'eve', 'editor')
    const raw = newsroom.connect(article, token, { headers: { origin: 'https://elsewhere.example' } })
    expect(await raw.until(() => raw.failed)).toContain('403')
  })
})
